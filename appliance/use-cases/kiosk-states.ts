/**
 * Where each kiosk stands, for who watches the vote: the agency, whether it was heard of, whether a bureau has it, its
 * power. To within five minutes, and never how many voted there: who stands near would know who did.
 */
import type { KioskHardware } from '../../core/terminal/enrolment.ts';
import { kioskSilentAfterMs } from '../../core/watch/kiosks.ts';
import type { KioskSeen } from '../../core/watch/observation.ts';
import type { Terminal } from '../storage/election/terminals.ts';
import type { Context } from './context.ts';

const lowBatteryPercent = 20;

export interface KioskState {
  readonly label: string;
  readonly place: string;
  readonly standing: 'serving' | 'bureau' | 'silent' | 'never-seen';
  readonly seenMs: number | null;
  /** Runs on a battery that will soon be empty. */
  readonly isRunningDown: boolean;
  readonly version: string | null;
}

function acceptedKiosks({ terminals }: Context['election']): Terminal[] {
  return terminals().filter(({ kind, state }) => kind === 'kiosk' && state === 'accepted');
}

/** For the watch. */
export function kiosksSeen(election: Context['election']): KioskSeen[] {
  return acceptedKiosks(election).map(({ label, place, seenMs, askedMs }) => ({
    name: `${label} (${place})`,
    seenMs: seenMs ?? askedMs,
  }));
}

export function kioskStates({ election, data }: Pick<Context, 'election' | 'data'>): KioskState[] {
  return acceptedKiosks(election).map(({ id, label, place, seenMs, version, hardware }) => ({
    label,
    place,
    standing: standingOf(seenMs, data.now(), election.entrustedStation(id) !== null),
    seenMs,
    isRunningDown: isRunningDown(hardwareOf(hardware)),
    version,
  }));
}

export function isKioskWell({ standing, isRunningDown }: KioskState): boolean {
  return (standing === 'serving' || standing === 'bureau') && !isRunningDown;
}

/** What a kiosk said of its machine; null before it did. */
export function hardwareOf(stored: string | null): KioskHardware | null {
  return stored === null ? null : (JSON.parse(stored) as KioskHardware);
}

function standingOf(seenMs: number | null, nowMs: number, isEntrusted: boolean): KioskState['standing'] {
  if (seenMs === null) return 'never-seen';
  if (nowMs - seenMs > kioskSilentAfterMs) return 'silent';
  return isEntrusted ? 'bureau' : 'serving';
}

function isRunningDown(hardware: KioskHardware | null): boolean {
  if (hardware === null) return false;
  const { isOnMains, batteryPercent } = hardware.power;
  return !isOnMains && batteryPercent !== null && batteryPercent < lowBatteryPercent;
}
