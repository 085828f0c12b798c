/**
 * What the law asks a journal of events to record (R211-571, CNIL 2019-053 and the notes of the project on them), line by
 * line, with the kinds that record it and where a test shows each written: the rehearsal of GEPOR, the election of
 * secrets.test.ts, or the test file named. `journal-contents.test.ts` checks that nothing is left without.
 */
import type { JournalKind } from '../../appliance/journal-words.ts';

/** Path of a test, from `test/`. */
type Shown = 'rehearsal' | 'secrets' | `${string}.test.ts`;

export interface Asked {
  readonly asked: string;
  readonly kinds: Readonly<Partial<Record<JournalKind, Shown>>>;
  /** Why nothing records it yet. */
  readonly absent?: string;
}

export const journalContents: readonly Asked[] = [
  {
    asked: 'création',
    kinds: { installed: 'rehearsal', 'roll-loaded': 'rehearsal', 'codes-issued': 'rehearsal' },
  },
  {
    asked: 'tests',
    kinds: {
      'function-test-started': 'rehearsal',
      'function-test': 'rehearsal',
      'trial-opened': 'integration/trial.test.ts',
      'trial-wiped': 'integration/trial.test.ts',
      'remark-made': 'unit/web-roles/matrix.test.ts',
    },
  },
  {
    asked: 'génération de clés',
    kinds: {
      'key-certificate': 'rehearsal',
      'key-polynomial': 'rehearsal',
      'key-voutput': 'rehearsal',
      'key-sheet-recorded': 'rehearsal',
      'key-token-enrolled': 'integration/key-carriers.test.ts',
      'keys-complete': 'rehearsal',
      'key-possession-proved': 'rehearsal',
      'appliance-key-copied': 'rehearsal',
    },
  },
  {
    asked: 'scellement',
    kinds: {
      'parameter-confirmed': 'rehearsal',
      'derogations-accepted': 'rehearsal',
      'roll-sealed': 'rehearsal',
      'urns-made': 'rehearsal',
      'closing-scheduled': 'rehearsal',
      sealed: 'rehearsal',
      'expertise-difference-accepted': 'unit/web-roles/expertise.test.ts',
    },
  },
  { asked: 'ouverture', kinds: { opening: 'unit/watch/watch.test.ts' } },
  {
    asked: 'clôture',
    kinds: {
      'archive-frozen': 'rehearsal',
      'closing-sealed': 'rehearsal',
      'closing-seal-received': 'rehearsal',
    },
  },
  {
    asked: 'dépouillement',
    kinds: { 'holder-decryption': 'rehearsal', 'appliance-decryption': 'rehearsal', counted: 'rehearsal' },
  },
  { asked: 'validation', kinds: { 'results-validated': 'rehearsal' } },
  { asked: 'archivage', kinds: { 'ceremony-step': 'rehearsal', 'ceremony-ended': 'rehearsal' } },
  { asked: 'régénérations de codes', kinds: {}, absent: 'no code is issued again yet' },
  {
    asked: 'listes noires temporaires',
    kinds: {
      'login-locked': 'integration/refusals.test.ts',
      'secret-locked': 'secrets',
      'second-factor-refused': 'unit/web-roles/login.test.ts',
      'passkey-counter-back': 'unit/web-roles/passkeys.test.ts',
    },
  },
  {
    asked: 'contrôles de scellement et résultats',
    kinds: {
      'seal-checked': 'rehearsal',
      'seal-decision': 'integration/seal-check.test.ts',
      'station-verdict': 'unit/station/ceremonies.test.ts',
    },
  },
  {
    asked: 'alertes d’intégrité',
    kinds: {
      'alert-raised': 'secrets',
      'alert-ended': 'secrets',
      'alert-acknowledged': 'secrets',
      checkpoint: 'rehearsal',
    },
  },
  { asked: 'bascules vers le secours', kinds: {}, absent: 'there is no standby yet, which the seal says' },
  {
    asked: 'toute intervention technique horodatée',
    kinds: {
      intervention: 'secrets',
      'appliance-started': 'rehearsal',
      'process-restarted': 'unit/watch/watch.test.ts',
      'configuration-changed': 'unit/watch/watch.test.ts',
      'watch-set': 'rehearsal',
      'clock-jumped': 'integration/decisions.test.ts',
      'hour-typed': 'integration/decisions.test.ts',
      'appliance-key-restored': 'integration/appliance-key.test.ts',
      'certificate-set': 'unit/web-roles/watch.test.ts',
      'backup-made': 'integration/appliance-key.test.ts',
      restored: 'integration/appliance-key.test.ts',
      'image-changed': 'integration/appliance-key.test.ts',
    },
  },
  {
    asked: 'accès du prestataire et des rôles',
    kinds: {
      'role-login': 'rehearsal',
      'role-login-failures': 'secrets',
      'second-factor-enrolled': 'unit/web-roles/login.test.ts',
      'second-factor-removed': 'unit/web-roles/passkeys.test.ts',
      'passkey-added': 'unit/web-roles/passkeys.test.ts',
      'passkey-removed': 'unit/web-roles/passkeys.test.ts',
      'access-replaced': 'unit/web-roles/login.test.ts',
      'terminal-accepted': 'integration/terminals.test.ts',
      'station-entrusted': 'integration/terminals-at-work.test.ts',
      'kiosk-entrusted': 'integration/terminals-at-work.test.ts',
    },
  },
  {
    asked: 'décisions du bureau',
    kinds: {
      'functions-drawn': 'rehearsal',
      'vote-decision': 'secrets',
      'vote-decision-in-force': 'secrets',
      'vote-suspend': 'secrets',
      'vote-resume': 'secrets',
      'vote-extend': 'integration/decisions.test.ts',
      'disagreement-accepted': 'unit/web-roles/disagreement.test.ts',
    },
  },
  { asked: 'égalité tranchée', kinds: { decision: 'integration/tie.test.ts' } },
  {
    asked: 'téléchargements des courriers de codes',
    kinds: { 'letters-downloaded': 'unit/web-roles/journey.test.ts' },
  },
  { asked: 'téléchargements de l’émargement', kinds: { 'sign-offs-downloaded': 'rehearsal' } },
];

/** The kinds that a place is to show. */
export function shownBy(place: Shown): JournalKind[] {
  return journalContents.flatMap(({ kinds }) =>
    Object.entries(kinds)
      .filter(([, shown]) => shown === place)
      .map(([kind]) => kind as JournalKind),
  );
}
