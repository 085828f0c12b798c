/**
 * « État du système », for the manager and the help desk: whether each part works, what runs, when it was backed up. The
 * facts of use-cases/system-state.ts in words; no figure moves with a vote.
 */
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../../../core/french/dates.ts';
import { modeName } from '../../../data-folder.ts';
import type { SystemState } from '../../../use-cases/system-state.ts';
import { serviceLine, type StateLine } from './dashboard-words.ts';
import { rolePage } from './frame.ts';

export interface SystemView {
  readonly states: readonly StateLine[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** As an expert compares it; null on a machine without a verified image. */
  readonly image: string | null;
}

export const renderSystem = rolePage<SystemView>(import.meta.url, 'system.ejs', 'État du système');

const memories = { enough: 'suffisante', low: 'presque épuisée', unknown: 'inconnue' };

export function systemView(state: SystemState): SystemView {
  const { services, memory, nowMs, version, runtime, mode, isSealed, image, backupMs } = state;
  return {
    states: [
      ...services.map((each) => serviceLine(each, nowMs)),
      { label: 'Mémoire', text: memories[memory], isWell: memory !== 'low' },
    ],
    facts: [
      { label: 'Heure du système', value: frenchDateTimeToTheSecond(nowMs) },
      { label: 'Mode', value: modeName(mode) },
      { label: 'Élection', value: isSealed ? 'scellée' : 'non scellée' },
      {
        label: 'Dernière sauvegarde',
        value: backupMs === null ? 'aucune' : frenchDateTime(backupMs),
      },
      { label: 'Version d’Isoloir', value: version },
      { label: 'Version de Node.js', value: runtime },
    ],
    image,
  };
}
