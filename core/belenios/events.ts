/**
 * Events of an archive (specification §4.4): a chain, each event naming the hash of its parent, its height and its
 * payload. The order accepted is exactly Setup, Ballot…, EndBallots, EncryptedTally, PartialDecryption…, Result.
 */
import {
  objectOf,
  optional,
  scalarCodec,
  smallInteger,
  stringMatching,
  type Codec,
} from '../bytes/canonical-json.ts';

export type EventType = 'Setup' | 'Ballot' | 'EndBallots' | 'EncryptedTally' | 'PartialDecryption' | 'Result';

export interface ArchiveEvent {
  readonly parent?: string;
  readonly height: number;
  readonly type: EventType;
  readonly payload?: string;
}

const TYPES: readonly string[] = [
  'Setup',
  'Ballot',
  'EndBallots',
  'EncryptedTally',
  'PartialDecryption',
  'Result',
] satisfies readonly EventType[];

export const sha256Digits: Codec<string> = stringMatching(/^[0-9a-f]{64}$/);

export const archiveEvent: Codec<ArchiveEvent> = objectOf<ArchiveEvent>({
  parent: optional(sha256Digits),
  height: smallInteger,
  type: scalarCodec<EventType>(
    (value) => (typeof value === 'string' && TYPES.includes(value) ? (value as EventType) : undefined),
    (value) => `"${value}"`,
  ),
  payload: optional(sha256Digits),
});

/** The payload of the `Setup` event: hashes of the three members that precede it. */
export interface SetupData {
  readonly election: string;
  readonly trustees: string;
  readonly credentials: string;
}

export const setupData: Codec<SetupData> = objectOf<SetupData>({
  election: sha256Digits,
  trustees: sha256Digits,
  credentials: sha256Digits,
});

/** The payload of a `PartialDecryption` event. */
export interface OwnedPayload {
  readonly owner: number;
  readonly payload: string;
}

export const ownedPayload: Codec<OwnedPayload> = objectOf<OwnedPayload>({
  owner: smallInteger,
  payload: sha256Digits,
});

/** How far an archive has come: the last kind of event it holds. */
export type Phase = 'nothing' | 'voting' | 'closed' | 'tallied' | 'finished';

/** The phase after an event, or null if the event may not come in that phase. */
export function nextPhase(phase: Phase, type: EventType): Phase | null {
  switch (type) {
    case 'Setup':
      return phase === 'nothing' ? 'voting' : null;
    case 'Ballot':
      return phase === 'voting' ? 'voting' : null;
    case 'EndBallots':
      return phase === 'voting' ? 'closed' : null;
    case 'EncryptedTally':
      return phase === 'closed' ? 'tallied' : null;
    case 'PartialDecryption':
      return phase === 'tallied' ? 'tallied' : null;
    case 'Result':
      return phase === 'tallied' ? 'finished' : null;
  }
}
