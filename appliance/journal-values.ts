/**
 * The coded values of the journal's facts in French: « rehearsal » is « répétition ». What people wrote, names and codes
 * are shown as they are; so is a value of a later version. By the name of its fact, since the same word may mean two things.
 */
import type { StepId } from '../core/ceremony/sequence.ts';
import { ceremonyTitles, stepWords, type StepWords } from '../core/ceremony/words-fr.ts';
import { checkpointCode, parseCheckpoint } from '../core/sealing/checkpoint.ts';
import type { Change, FindingKind } from '../core/sealing/comparison.ts';
import { verdictTitles } from '../core/sealing/verdict-text-fr.ts';
import { alertTitles, levelNames } from '../core/watch/alert-text-fr.ts';
import type { Configuration } from './clock/watch-store.ts';
import { checklistTitles } from './use-cases/confirm-parameters.ts';

type Names = Readonly<Record<string, string>>;

const findingNames: Readonly<Partial<Record<FindingKind, string>>> = {
  'program-file': 'fichier du logiciel',
  image: 'image du système',
  standby: 'système de secours',
  order: 'ordre des fiches',
  'seal-record': 'fiche du scellement',
  unexplained: 'différence inexpliquée',
  'ballot-damaged': 'bulletin abîmé',
  'ballot-lost': 'bulletin perdu',
  'ballots-fewer': 'moins de bulletins',
  'ballots-not-as-cast': 'bulletins remplacés',
  'sign-off-stray': 'émargement de trop',
  'sign-offs-fewer': 'moins d’émargements',
};

const changeNames: Readonly<Record<Change, string>> = {
  added: 'ajout',
  removed: 'suppression',
  altered: 'modification',
};

const configurationNames: Readonly<Record<keyof Configuration, string>> = {
  mail: 'messagerie',
  sms: 'passerelle de SMS',
  network: 'réseau de la machine',
  time: 'serveurs d’heure',
};

const names: Readonly<Record<string, Names>> = {
  ceremony: ceremonyTitles,
  change: changeNames,
  choice: { suspend: 'suspendre', continue: 'continuer' },
  differing: verdictTitles,
  decision: { suspend: 'suspension', resume: 'reprise', extend: 'prolongation' },
  by: {
    bureau: 'un bureau',
    schedule: 'le système, à l’heure prévue',
    owner: 'son titulaire',
    idle: 'l’inaction',
  },
  duty: { station: 'poste de séance', dashboard: 'tableau de bord' },
  item: checklistTitles,
  level: levelNames,
  mode: { real: 'réelle', demonstration: 'démonstration', rehearsal: 'répétition' },
  reason: {
    hourly: 'chaque heure',
    sealing: 'scellement',
    closing: 'clôture',
    demand: 'demande du bureau',
    ceremony: 'fin d’une séance',
  },
  remark: { observation: 'observation', incident: 'incident', decision: 'décision' },
  slot: { main: 'principale', backup: 'secours' },
  terminalKind: { station: 'poste de séance', kiosk: 'borne de vote' },
  verdict: { different: 'différent', 'not-obtained': 'non rendu' },
  what: { ...findingNames, ...alertTitles, ...configurationNames },
};

export function valueName(fact: string, value: string): string {
  if (fact === 'text' || fact === 'checkpoint') return checkpointWords(value) ?? value;
  if (fact === 'step') return stepTitle(value);
  return names[fact]?.[value] ?? value;
}

/** « read:c1-titulaires » is about a contest, and known by it. */
function stepTitle(step: string): string {
  const [, about = ''] = step.split(':');
  const known = stepWords(step as StepId, about) as StepWords | undefined;
  return known?.title ?? step;
}

/** Its code, which people compare; the line itself is in the export. */
function checkpointWords(text: string): string | null {
  const checkpoint = parseCheckpoint(text);
  return checkpoint === null ? null : checkpointCode(checkpoint);
}
