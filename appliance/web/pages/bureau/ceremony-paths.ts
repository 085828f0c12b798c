/** Where each ceremony is on the site: `/bureau/seances/controle`… One word a ceremony, and back. */
import { ceremonyIds, type CeremonyId } from '../../../../core/ceremony/sequence.ts';

const words: Readonly<Record<CeremonyId, string>> = {
  recette: 'recette',
  training: 'formation',
  control: 'controle',
  functionTest: 'essai',
  trial: 'scrutin-a-blanc',
  drawing: 'tirage',
  keys: 'cles',
  sealing: 'scellement',
  opening: 'ouverture',
  sealCheck: 'verification',
  closing: 'cloture',
  count: 'depouillement',
  proclamation: 'proclamation',
  archiving: 'archivage',
};

export function ceremonyPath(id: CeremonyId): string {
  return `/bureau/seances/${words[id]}`;
}

/** Its record to sign; of its last occurrence that ended, or of the one that `?fois=` says. */
export function recordPath(id: CeremonyId): string {
  return `/bureau/documents/seances/${words[id]}.pdf`;
}

/** Null for a word that is no ceremony's. */
export function ceremonyAt(word: unknown): CeremonyId | null {
  return ceremonyIds.find((id) => words[id] === word) ?? null;
}
