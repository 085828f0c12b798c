/**
 * The count in a station (protocol.md, Closing seal): the bureau's archives are fetched and verified whole against the
 * printed code, after closing and grace by the station's own clock and by the calendar sealed inside the archives, and
 * counted here: how many ballots an urn holds is never taken from the appliance, which also printed the code. Only
 * then each holder's sequence makes one partial decryption an urn. No seed leaves; nothing unverified is decrypted.
 */
import { readArchive } from '../belenios/archive.ts';
import type { BallotChecker } from '../belenios/ballots-check.ts';
import { parseElection } from '../belenios/election.ts';
import { parseSealedTerms, type SealedTerms } from '../lifecycle/sealed-terms.ts';
import type { Backend } from '../group/group.ts';
import { nobleBackend } from '../group/noble-backend.ts';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
import {
  decryptSealed,
  verifySealedArchives,
  type UrnArchive,
  type UrnContent,
  type VerifiedArchives,
} from './decryption.ts';
import { parseSequence, seedOfSequence } from './sequence.ts';
import type {
  ArchiveAnswer,
  ArchiveRequest,
  CountAnswer,
  DecryptionsAnswer,
  DecryptionsRequest,
  HolderPlace,
} from './api.ts';
import type { Port } from '../port.ts';
import { ask, read, type StationRefusal } from './call.ts';
import { samePlace } from './groups.ts';

export interface Verification {
  /** As typed from the printed and signed sheet. */
  readonly closingCode: string;
  /** This machine's own clock; what a demonstration adds to it comes from the appliance. */
  readonly nowMs: number;
  readonly backend?: Backend;
  readonly checkBallots?: BallotChecker;
  /** Awaited, so that a page may breathe. */
  readonly onProgress?: (progress: CountProgress) => void | Promise<void>;
}

export interface CountProgress {
  readonly stage: 'fetching' | 'verifying';
  /** Of the stage, from 0 to 1. */
  readonly fraction: number;
}

/** A count whose urns this station verified: the only thing it gives shares for. */
export interface VerifiedCount {
  readonly count: CountAnswer;
  readonly archives: VerifiedArchives;
}

export function readCount(port: Port): Promise<Result<CountAnswer, StationRefusal>> {
  return read<CountAnswer>(port, 'count', {});
}

export async function verifyUrns(
  port: Port,
  count: CountAnswer,
  { closingCode, nowMs, backend = nobleBackend(), checkBallots, onProgress }: Verification,
): Promise<Result<VerifiedCount, StationRefusal>> {
  const fetched = await fetchArchives(port, count, onProgress);
  if (!fetched.ok) return fetched;
  const archives = fetched.value;
  const terms = termsOf(archives);
  if (terms === null) return err({ code: 'sealed/no-calendar' });
  const progress = overall(archives, onProgress);
  const verified = await verifySealedArchives(archives, {
    // Extensions can only make a station wait longer than what is sealed.
    closesMs: Math.max(terms.closesMs, ...count.extensions.map(({ closesMs }) => closesMs)),
    graceMs: terms.graceMs,
    closingCode,
    // In a real election a station believes its own clock alone, whatever the appliance says.
    nowMs: terms.mode === 'real' ? nowMs : nowMs + (count.clockOffsetMs ?? 0),
    backend,
    ...(checkBallots === undefined ? {} : { checkBallots }),
    ...(progress === undefined ? {} : { onProgress: progress }),
  });
  if (!verified.ok) return verified;
  const other = otherCount(count, verified.value);
  return other === null ? ok({ count, archives: verified.value }) : err(other);
}

/** The first urn that does not hold what is announced of it; null when all do. */
function otherCount({ urns }: CountAnswer, { contents }: VerifiedArchives): StationRefusal | null {
  for (const { urn, title, ballots } of urns) {
    const found = contents.get(urn)?.ballots ?? 0;
    if (found !== ballots) return { code: 'sealed/other-count', title, announced: ballots, found };
  }
  return null;
}

/**
 * What this station found in each urn: the election's sealed name and the ballots that it verified itself. A code may be
 * forged with its archive by who prints both: these numbers, compared with the sign-offs that the bureau saw, are what
 * then shows it.
 */
export function countedHere({ archives }: VerifiedCount): readonly UrnContent[] {
  return [...archives.contents.values()];
}

async function fetchArchives(
  port: Port,
  { urns }: CountAnswer,
  onProgress: Verification['onProgress'],
): Promise<Result<readonly UrnArchive[], StationRefusal>> {
  const archives: UrnArchive[] = [];
  for (const [index, { urn }] of urns.entries()) {
    await onProgress?.({ stage: 'fetching', fraction: index / urns.length });
    const request: ArchiveRequest = { urn };
    const answer = await read<ArchiveAnswer>(port, 'archive', request);
    if (!answer.ok) return answer;
    const bytes = bytesOfBase64(answer.value.archive);
    if (bytes === null) return err({ code: 'service/unavailable' });
    archives.push({ urn, bytes });
  }
  return ok(archives);
}

function bytesOfBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Progress over all archives, each weighing its size: checks come one archive after the other. */
function overall(
  archives: readonly UrnArchive[],
  onProgress: Verification['onProgress'],
): ((one: { readonly done: number; readonly total: number }) => void | Promise<void>) | undefined {
  if (onProgress === undefined) return undefined;
  const whole = archives.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let [current, before, last] = [0, 0, 0];
  return ({ done, total }) => {
    if (done <= last) {
      before += archives[current]?.bytes.length ?? 0;
      current += 1;
    }
    last = done;
    const own = (archives[current]?.bytes.length ?? 0) * (done / Math.max(total, 1));
    return onProgress({ stage: 'verifying', fraction: Math.min(1, (before + own) / whole) });
  };
}

/** The terms that the elections themselves carry; null when they have none, or do not all say the same. */
function termsOf(archives: readonly UrnArchive[]): SealedTerms | null {
  const found = archives.map(({ bytes }) => {
    const archive = readArchive(bytes);
    const election = archive.ok ? parseElection(archive.value.election) : archive;
    return election.ok ? election.value.parameters.description : '';
  });
  const [first = ''] = found;
  return found.every((description) => description === first) ? parseSealedTerms(first) : null;
}

/** Decrypts with one holder's sequence and sends the shares; enough of them open the urns. */
export async function giveShare(
  port: Port,
  { count, archives }: VerifiedCount,
  { group, holder, sequence, random }: HolderPlace & { sequence: string; random: Random },
  backend: Backend = nobleBackend(),
): Promise<Result<DecryptionsAnswer, StationRefusal>> {
  const parsed = parseSequence(sequence);
  if (!parsed.ok) return parsed;
  const known = count.groups
    .flatMap(({ holders }) => holders)
    .find((each) => samePlace(each, { group, holder }));
  if (known === undefined) return err({ code: 'count/unknown-holder' });
  const key = { seed: seedOfSequence(parsed.value), privateKeyMessage: known.privateKeyMessage };
  const decryptions: { urn: string; message: string }[] = [];
  for (const { urn } of count.urns) {
    const share = decryptSealed(archives, urn, key, { backend, random });
    // The encrypted share of another holder does not open with this seed.
    if (!share.ok)
      return share.error.code === 'decrypt/unknown-urn' ? share : err({ code: 'count/wrong-holder' });
    decryptions.push({ urn, message: share.value.text });
  }
  const request: DecryptionsRequest = { group, holder, decryptions };
  const send = () => ask<DecryptionsAnswer>(port, 'decryptions', request);
  const answer = await send();
  const isLost = !answer.ok && answer.error.code === 'service/no-answer';
  // Verification may outlast the connection: a lost answer is looked up, and what was not received is sent again.
  return isLost ? ((await received(port, { group, holder })) ?? send()) : answer;
}

/** After a lost answer: what came of the share; null when it was not received. */
async function received(port: Port, place: HolderPlace): Promise<Result<DecryptionsAnswer, never> | null> {
  const now = await readCount(port);
  if (!now.ok) return null;
  const given = placesGiven(now.value);
  return given.some((each) => samePlace(each, place)) ? ok({ given, opened: now.value.opened }) : null;
}

/** Who has given a share, as the appliance last said. */
export function placesGiven({ groups }: Pick<CountAnswer, 'groups'>): HolderPlace[] {
  return groups
    .flatMap(({ holders }) => holders)
    .filter(({ given }) => given)
    .map(({ group, holder }) => ({ group, holder }));
}

export interface CountTask extends Verification {
  /** As many as the thresholds ask. */
  readonly sequences: readonly (HolderPlace & { readonly sequence: string })[];
  readonly random: Random;
}

/** The whole count of the session's bureau: verification, then each sequence in turn until the urns open. */
export async function countWith(
  port: Port,
  { sequences, random, ...verification }: CountTask,
): Promise<Result<DecryptionsAnswer, StationRefusal>> {
  const count = await readCount(port);
  if (!count.ok) return count;
  const verified = await verifyUrns(port, count.value, verification);
  if (!verified.ok) return verified;
  let last: DecryptionsAnswer = {
    given: placesGiven(count.value),
    opened: count.value.opened,
  };
  for (const each of sequences) {
    if (last.opened) break;
    const given = await giveShare(port, verified.value, { ...each, random }, verification.backend);
    if (!given.ok) return given;
    last = given.value;
  }
  return ok(last);
}
