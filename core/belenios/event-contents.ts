/**
 * What each event of an archive is made of (specification §4.4): its data members, the last of which is its payload,
 * and the event that follows from a state. Writing and reading an archive both go through here, so that they agree.
 */
import { parseCanonical } from '../bytes/canonical-json.ts';
import { sha256Hex } from '../bytes/digest.ts';
import {
  archiveEvent,
  nextPhase,
  ownedPayload,
  setupData,
  type ArchiveEvent,
  type EventType,
  type Phase,
} from './events.ts';
import type { OwnedDecryption } from './result.ts';
import { sizedTally, type SizedTally } from './tally.ts';

export type EventContents =
  | { type: 'Setup'; election: string; trustees: string; credentials: string }
  | { type: 'Ballot'; ballot: string }
  | { type: 'EndBallots' }
  | { type: 'EncryptedTally'; tally: string; size: Omit<SizedTally, 'encrypted_tally'> }
  | { type: 'PartialDecryption'; decryption: OwnedDecryption }
  | { type: 'Result'; result: string };

/** The data members that precede an event of these contents. */
export function dataMembers(contents: EventContents): readonly string[] {
  switch (contents.type) {
    case 'Setup': {
      const { election, trustees, credentials } = contents;
      const hashes = {
        election: sha256Hex(election),
        trustees: sha256Hex(trustees),
        credentials: sha256Hex(credentials),
      };
      return [election, trustees, credentials, setupData.print(hashes)];
    }
    case 'Ballot':
      return [contents.ballot];
    case 'EndBallots':
      return [];
    case 'EncryptedTally': {
      const { tally, size } = contents;
      return [tally, sizedTally.print({ ...size, encrypted_tally: sha256Hex(tally) })];
    }
    case 'PartialDecryption': {
      const { owner, text } = contents.decryption;
      return [text, ownedPayload.print({ owner, payload: sha256Hex(text) })];
    }
    case 'Result':
      return [contents.result];
  }
}

/** Reads what `dataMembers` writes; null if the members are not those of such an event. */
export function contentsOf(type: EventType, members: readonly string[]): EventContents | null {
  const contents = readContents(type, members);
  if (contents === null) return null;
  const expected = dataMembers(contents);
  const same = expected.length === members.length && expected.every((text, i) => text === members[i]);
  return same ? contents : null;
}

function readContents(type: EventType, members: readonly string[]): EventContents | null {
  const [first = '', second = '', third = ''] = members;
  switch (type) {
    case 'Setup':
      return { type, election: first, trustees: second, credentials: third };
    case 'Ballot':
      return { type, ballot: first };
    case 'EndBallots':
      return { type };
    case 'EncryptedTally': {
      const size = parseCanonical(sizedTally, second);
      return size.ok ? { type, tally: first, size: size.value } : null;
    }
    case 'PartialDecryption': {
      const owned = parseCanonical(ownedPayload, second);
      return owned.ok ? { type, decryption: { owner: owned.value.owner, text: first } } : null;
    }
    case 'Result':
      return { type, result: first };
  }
}

/** How far an archive has come, and its last event. */
export interface ArchiveState {
  readonly phase: Phase;
  readonly head: { readonly hash: string; readonly height: number } | null;
}

/** The event of these contents after a state, and the state after it; null if it may not come. */
export function eventAfter(
  state: ArchiveState,
  contents: EventContents,
): { readonly text: string; readonly state: ArchiveState } | null {
  const phase = nextPhase(state.phase, contents.type);
  if (phase === null) return null;
  const payload = dataMembers(contents).at(-1);
  const height = state.head === null ? 0 : state.head.height + 1;
  const event: ArchiveEvent = {
    ...(state.head === null ? {} : { parent: state.head.hash }),
    height,
    type: contents.type,
    ...(payload === undefined ? {} : { payload: sha256Hex(payload) }),
  };
  const text = archiveEvent.print(event);
  return { text, state: { phase, head: { hash: sha256Hex(text), height } } };
}
