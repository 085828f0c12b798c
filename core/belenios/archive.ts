/**
 * `.bel` archives (specification §4.4): built event by event, append-only; read back only if every byte is the one
 * that building would write: names equal hashes, members follow the grammar of events, none is repeated, missing or
 * out of reach. Reading checks form and chain; what the members say is for `audit.ts`.
 */
import { literal, objectOf, parseCanonical, stringMatching, type Codec } from '../bytes/canonical-json.ts';
import { sha256Hex } from '../bytes/digest.ts';
import { readTar, tarMember, type TarRefusal } from '../bytes/tar.ts';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '../result.ts';
import { archiveEvent, nextPhase, type EventType, type Phase } from './events.ts';
import {
  contentsOf,
  dataMembers,
  eventAfter,
  type ArchiveState,
  type EventContents,
} from './event-contents.ts';
import type { OwnedDecryption } from './result.ts';
import type { SizedTally } from './tally.ts';

interface Header {
  readonly version: 1;
  readonly timestamp: string;
}

const header: Codec<Header> = objectOf<Header>({
  version: literal(1),
  timestamp: stringMatching(/^(0|[1-9][0-9]{0,9})$/),
});

export interface Archive {
  /** Seconds since the epoch, decimal. */
  readonly timestamp: string;
  readonly phase: Phase;
  readonly election: string;
  readonly trustees: string;
  readonly credentials: string;
  readonly ballots: readonly string[];
  readonly tally: { readonly text: string; readonly size: SizedTally } | null;
  readonly partialDecryptions: readonly OwnedDecryption[];
  readonly result: string | null;
  /** The last event. */
  readonly head: { readonly hash: string; readonly height: number };
}

/** `member` counts the files of the archive from 0; `height` counts events from 0. */
export type ArchiveRefusal =
  | TarRefusal
  | { readonly code: 'archive/bad-header' }
  | { readonly code: 'archive/bad-member-name'; readonly member: number }
  | { readonly code: 'archive/wrong-hash'; readonly member: number }
  | { readonly code: 'archive/duplicate-member'; readonly member: number }
  | { readonly code: 'archive/not-text'; readonly member: number }
  | { readonly code: 'archive/bad-event'; readonly member: number }
  | { readonly code: 'archive/broken-chain'; readonly height: number }
  | { readonly code: 'archive/out-of-order'; readonly height: number; readonly type: EventType }
  | { readonly code: 'archive/wrong-members'; readonly height: number; readonly type: EventType }
  | { readonly code: 'archive/unreachable-member'; readonly member: number }
  | { readonly code: 'archive/no-setup' };

/** An archive being written. Each method appends one event; an event out of order throws. */
export interface ArchiveBuilder {
  readonly ballot: (text: string) => void;
  readonly endBallots: () => void;
  readonly encryptedTally: (
    text: string,
    size: { readonly num_tallied: number; readonly total_weight: number },
  ) => void;
  readonly partialDecryption: (owner: number, text: string) => void;
  readonly result: (text: string) => void;
  readonly bytes: () => Uint8Array;
}

/** A new archive, its `Setup` written. `timestamp` is in seconds since the epoch, decimal. */
export function newArchive(setup: {
  readonly timestamp: string;
  readonly election: string;
  readonly trustees: string;
  readonly credentials: string;
}): ArchiveBuilder {
  const { timestamp, ...texts } = setup;
  const head = header.print({ version: 1, timestamp });
  if (!parseCanonical(header, head).ok) throw new Error('not a timestamp');
  const first = tarMember('BELENIOS', utf8ToBytes(head), Number(timestamp));
  return builder([first], Number(timestamp), { phase: 'nothing', head: null }, { type: 'Setup', ...texts });
}

/** Goes on writing an archive read before, to append what its bytes do not yet hold. */
export function resumeArchive(bytes: Uint8Array): Result<ArchiveBuilder, ArchiveRefusal> {
  const read = readArchive(bytes);
  if (!read.ok) return read;
  const { timestamp, phase, head } = read.value;
  return ok(builder([bytes], Number(timestamp), { phase, head }));
}

function builder(
  chunks: Uint8Array[],
  mtime: number,
  initial: ArchiveState,
  ...begin: readonly EventContents[]
): ArchiveBuilder {
  let state = initial;
  const member = (kind: 'data' | 'event', text: string) => {
    chunks.push(tarMember(`${sha256Hex(text)}.${kind}.json`, utf8ToBytes(text), mtime));
  };
  const append = (contents: EventContents) => {
    const event = eventAfter(state, contents);
    if (event === null) throw new Error(`${contents.type} may not come in phase ${state.phase}`);
    for (const text of dataMembers(contents)) member('data', text);
    member('event', event.text);
    state = event.state;
  };
  begin.forEach(append);
  return {
    ballot: (ballot) => append({ type: 'Ballot', ballot }),
    endBallots: () => append({ type: 'EndBallots' }),
    encryptedTally: (tally, size) => append({ type: 'EncryptedTally', tally, size }),
    partialDecryption: (owner, text) => append({ type: 'PartialDecryption', decryption: { owner, text } }),
    result: (result) => append({ type: 'Result', result }),
    bytes: () => concat(chunks),
  };
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

interface Member {
  readonly kind: 'data' | 'event';
  readonly text: string;
}

function readMembers(
  members: readonly { readonly name: string; readonly content: Uint8Array }[],
): Result<readonly Member[], ArchiveRefusal> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const read: Member[] = [];
  const seen = new Set<string>();
  for (const [i, { name, content }] of members.entries()) {
    const member = i + 1;
    const match = /^([0-9a-f]{64})\.(data|event)\.json$/.exec(name);
    if (match === null) return err({ code: 'archive/bad-member-name', member });
    if (sha256Hex(content) !== match[1]) return err({ code: 'archive/wrong-hash', member });
    if (seen.has(match[1])) return err({ code: 'archive/duplicate-member', member });
    seen.add(match[1]);
    try {
      read.push({ kind: match[2] === 'data' ? 'data' : 'event', text: decoder.decode(content) });
    } catch {
      return err({ code: 'archive/not-text', member });
    }
  }
  return ok(read);
}

/** Reads an archive that has come as far as it has: the phase says how far. */
export function readArchive(bytes: Uint8Array): Result<Archive, ArchiveRefusal> {
  const tar = readTar(bytes);
  if (!tar.ok) return tar;
  const [first, ...rest] = tar.value.members;
  const timestamp = first === undefined ? null : readHeader(first, tar.value.mtime);
  if (timestamp === null) return err({ code: 'archive/bad-header' });
  const members = readMembers(rest);
  if (!members.ok) return members;
  const chain = readChain(members.value);
  if (!chain.ok) return chain;
  return assemble(timestamp, chain.value.state, chain.value.contents);
}

function readHeader(
  { name, content }: { readonly name: string; readonly content: Uint8Array },
  mtime: number | null,
): string | null {
  if (name !== 'BELENIOS' || content.length > 64) return null;
  const parsed = parseCanonical(header, String.fromCharCode(...content));
  return parsed.ok && Number(parsed.value.timestamp) === mtime ? parsed.value.timestamp : null;
}

function readChain(
  members: readonly Member[],
): Result<{ readonly state: ArchiveState; readonly contents: readonly EventContents[] }, ArchiveRefusal> {
  let state: ArchiveState = { phase: 'nothing', head: null };
  const contents: EventContents[] = [];
  let data: string[] = [];
  for (const [i, { kind, text }] of members.entries()) {
    if (kind === 'data') {
      data.push(text);
      continue;
    }
    const height = contents.length;
    const parsed = parseCanonical(archiveEvent, text);
    if (!parsed.ok) return err({ code: 'archive/bad-event', member: i + 1 });
    const { type } = parsed.value;
    if (nextPhase(state.phase, type) === null) return err({ code: 'archive/out-of-order', height, type });
    const read = contentsOf(type, data);
    if (read === null) return err({ code: 'archive/wrong-members', height, type });
    const expected = eventAfter(state, read);
    if (expected?.text !== text) return err({ code: 'archive/broken-chain', height });
    state = expected.state;
    contents.push(read);
    data = [];
  }
  if (data.length > 0) {
    return err({ code: 'archive/unreachable-member', member: members.length - data.length + 1 });
  }
  return ok({ state, contents });
}

function assemble(
  timestamp: string,
  state: ArchiveState,
  contents: readonly EventContents[],
): Result<Archive, ArchiveRefusal> {
  const [setup] = contents;
  if (setup?.type !== 'Setup' || state.head === null) return err({ code: 'archive/no-setup' });
  const { election, trustees, credentials } = setup;
  const ballots: string[] = [];
  const partialDecryptions: OwnedDecryption[] = [];
  let tally: Archive['tally'] = null;
  let result: string | null = null;
  for (const each of contents) {
    if (each.type === 'Ballot') ballots.push(each.ballot);
    else if (each.type === 'EncryptedTally') {
      const size = { ...each.size, encrypted_tally: sha256Hex(each.tally) };
      tally = { text: each.tally, size };
    } else if (each.type === 'PartialDecryption') partialDecryptions.push(each.decryption);
    else if (each.type === 'Result') result = each.result;
  }
  return ok({
    timestamp,
    phase: state.phase,
    election,
    trustees,
    credentials,
    ballots,
    tally,
    partialDecryptions,
    result,
    head: state.head,
  });
}

/** SHA-256 of an archive's bytes, hexadecimal. */
export function archiveHash(bytes: Uint8Array): string {
  return sha256Hex(bytes);
}
