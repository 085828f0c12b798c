/**
 * The count of a bureau (Domitia annex 2 §4.1.2, R2314-15 3°): stations bring partial decryptions of the sealed
 * archives; with enough of them, and the appliance's own, each urn is opened: only sums are decrypted, never a ballot.
 * Then each contest of the bureau is allocated and its steps are kept. Everything happens once; the archive keeps it.
 */
import { archiveHash, readArchive, resumeArchive } from '../../core/belenios/archive.ts';
import { parseElection } from '../../core/belenios/election.ts';
import { checkPartialDecryption } from '../../core/belenios/partial-decryption.ts';
import { combine } from '../../core/belenios/result.ts';
import { parseEncryptedTally } from '../../core/belenios/tally.ts';
import { owners, parseTrustees } from '../../core/belenios/trustee.ts';
import type { Bureau, BureauId, Dossier, UrnId } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { assertOk, err, ok, type Result } from '../../core/result.ts';
import type { DecryptionsAnswer, DecryptionsRequest, HolderPlace } from '../../core/station/api.ts';
import { areEnough, ownersOf, samePlace } from '../../core/station/groups.ts';
import type { Account } from '../storage/election/accounts.ts';
import { mayCount, type CountObstacle } from './accept-disagreement.ts';
import { allocateBureau, registeredByContest } from './allocate-contests.ts';
import { wasOpened } from './ceremonies.ts';
import { checkSeal, closingCheck } from './check-seal.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { bureauOf } from './key-holders.ts';
import { keyUseOf } from './replacements.ts';
import { urnsOfBureau } from './sealed-content.ts';

export type CountRefusal =
  | CountObstacle
  | PermissionRefusal
  | PerimeterRefusal
  /** The ceremony is not opened: nobody wrote down who is present (R2314-15 3°, R211-573). */
  | { readonly code: 'count/not-held' }
  | { readonly code: 'count/unknown-holder' }
  | { readonly code: 'count/already-given' }
  /** The key of a stand-in whose replacement is not recorded; or of who is replaced. */
  | { readonly code: 'count/waits-replacement' | 'count/replaced' }
  | { readonly code: 'count/missing-urn'; readonly urn: UrnId }
  | { readonly code: 'count/bad-decryption'; readonly urn: UrnId }
  | { readonly code: 'count/appliance-refused'; readonly urn: UrnId; readonly check: string };

const backend = nobleBackend();
/** How old a check of the seal may be when the count begins. */
const longestMs = 600_000;

interface FrozenUrn {
  readonly urn: UrnId;
  readonly bytes: Uint8Array;
}

/** The frozen archive of an urn, from `urn`. */
export async function frozenArchive(context: Pick<Context, 'urn'>, urn: UrnId): Promise<Uint8Array | null> {
  const answer = await context.urn.archive({ urn });
  return answer.ok ? new Uint8Array(Buffer.from(answer.value.archive, 'base64')) : null;
}

function readFrozen(bytes: Uint8Array) {
  const archive = assertOk(readArchive(bytes));
  const election = assertOk(parseElection(archive.election));
  return {
    election,
    trustees: assertOk(parseTrustees(archive.trustees)),
    tally: assertOk(parseEncryptedTally(election, archive.tally?.text ?? '')),
    ballots: archive.ballots.length,
  };
}

/** Receives the decryptions that one holder made in a station, one an urn of the bureau; opens the urns when they suffice. */
export async function givePartialDecryptions(
  context: Context,
  actor: Account,
  input: DecryptionsRequest,
): Promise<Result<DecryptionsAnswer, CountRefusal>> {
  const allowed = authorise(context, actor, 'count');
  if (!allowed.ok) return allowed;
  if (actor.bureau === null) return err({ code: 'role/other-bureau' });
  const dossier = dossierOf(context);
  const bureau = bureauOf(context, actor.bureau);
  if (isOpened(context, dossier, bureau.id))
    return ok({ opened: true, given: holdersGiven(context, dossier, bureau) });
  const countable = await mayCountNow(context, actor, bureau);
  if (!countable.ok) return countable;
  const checked = await checkDecryptions(context, dossier, bureau, input);
  if (!checked.ok) return checked;
  const { owner, messages } = checked.value;
  const kept = context.election.transaction((): Result<null, CountRefusal> => {
    const refusal = refuseUse(context, bureau, input);
    if (refusal !== null) return err(refusal);
    for (const { urn, message } of messages) context.election.addPartialDecryption(urn, owner, message);
    context.election.journal.append({
      kind: 'holder-decryption',
      facts: { account: actor.account, bureau: bureau.id, group: input.group, holder: input.holder },
    });
    return ok(null);
  });
  if (!kept.ok) return kept;
  const opened = await openWhenEnough(context, bureau.id);
  const given = holdersGiven(context, dossier, bureau);
  return opened.ok ? ok({ opened: opened.value, given }) : opened;
}

/**
 * Whether a bureau may count: what differs is settled, and the ceremony is opened, with those present written down. Before its
 * first share the seal is checked again, unless that was less than ten minutes ago: keys are about to serve, and on what was
 * sealed (R2314-15 3°).
 */
export async function mayCountNow(
  context: Context,
  actor: Account,
  bureau: Bureau,
): Promise<Result<null, CountRefusal>> {
  const check = closingCheck(context, bureau.id);
  const isOld = check === null || context.data.now() - check.atMs > longestMs;
  if (isOld && holdersGiven(context, dossierOf(context), bureau).length === 0) {
    const checked = await checkSeal(context, actor);
    if (!checked.ok) return checked;
  }
  const countable = await mayCount(context, bureau.id);
  if (!countable.ok) return countable;
  return wasOpened(context, bureau.id, 'count') ? ok(null) : err({ code: 'count/not-held' });
}

/** One of two keys serves: the principal’s, or the stand-in’s once that is recorded (R211-545). */
function refuseUse(context: Context, bureau: Bureau, { group, holder }: HolderPlace): CountRefusal | null {
  const account = bureau.groups.find(({ id }) => id === group)?.holders[holder - 1];
  if (account === undefined) return { code: 'count/unknown-holder' };
  const use = keyUseOf(context, bureau, account);
  if (use === 'free') return null;
  return { code: use === 'waits' ? 'count/waits-replacement' : 'count/replaced' };
}

/**
 * Opens the urns of a bureau when enough holders of every group gave their part and they are not opened yet. Whatever stopped an
 * opening half-way, calling this again ends it: at each share, and at intervals by every web process.
 */
export async function openWhenEnough(context: Context, id: BureauId): Promise<Result<boolean, CountRefusal>> {
  const dossier = dossierOf(context);
  const bureau = bureauOf(context, id);
  if (isOpened(context, dossier, id)) return ok(true);
  if (!areEnough(bureau.groups, holdersGiven(context, dossier, bureau))) return ok(false);
  const opened = await openUrns(context, dossier, id);
  return opened.ok ? ok(true) : opened;
}

/** Whether every urn of a bureau is counted. */
export function isOpened(
  { election }: Pick<Context, 'election'>,
  dossier: Dossier,
  bureau: BureauId,
): boolean {
  const urns = urnsOfBureau(dossier, bureau, election.setups());
  return urns.length > 0 && urns.every((urn) => election.counted(urn) !== null);
}

/** Holders of a bureau whose decryptions are there. */
export function holdersGiven(
  { election }: Pick<Context, 'election'>,
  dossier: Dossier,
  bureau: Bureau,
): HolderPlace[] {
  const [first] = urnsOfBureau(dossier, bureau.id, election.setups());
  if (first === undefined) return [];
  const given = new Set(election.partialDecryptions(first).map(({ owner }) => owner));
  return ownersOf(bureau.groups, dossier.keys.applianceKey)
    .filter(({ owner }) => given.has(owner))
    .map(({ group, holder }) => ({ group, holder }));
}

async function checkDecryptions(
  context: Context,
  dossier: Dossier,
  bureau: Bureau,
  input: DecryptionsRequest,
): Promise<Result<{ owner: number; messages: { urn: UrnId; message: string }[] }, CountRefusal>> {
  const known = ownersOf(bureau.groups, dossier.keys.applianceKey).find((each) => samePlace(each, input));
  if (known === undefined) return err({ code: 'count/unknown-holder' });
  const { owner } = known;
  const messages: { urn: UrnId; message: string }[] = [];
  for (const urn of urnsOfBureau(dossier, bureau.id, context.election.setups())) {
    const message = input.decryptions.find((each) => each.urn === urn)?.message;
    if (message === undefined) return err({ code: 'count/missing-urn', urn });
    if (context.election.partialDecryptions(urn).some((each) => each.owner === owner))
      return err({ code: 'count/already-given' });
    const bytes = await frozenArchive(context, urn);
    if (bytes === null) return err({ code: 'count/missing-urn', urn });
    const { election, trustees, tally } = readFrozen(bytes);
    const key = owners(trustees).find((each) => each.owner === owner)?.publicKey;
    if (key === undefined) return err({ code: 'count/unknown-holder' });
    if (!checkPartialDecryption(election, tally, key, message, backend).ok)
      return err({ code: 'count/bad-decryption', urn });
    messages.push({ urn, message });
  }
  return ok({ owner, messages });
}

async function openUrns(
  context: Context,
  dossier: Dossier,
  bureau: BureauId,
): Promise<Result<null, CountRefusal>> {
  const frozen: FrozenUrn[] = [];
  for (const urn of urnsOfBureau(dossier, bureau, context.election.setups())) {
    const bytes = await frozenArchive(context, urn);
    if (bytes === null) return err({ code: 'count/missing-urn', urn });
    const added = await addApplianceDecryption(context, dossier, urn);
    if (!added.ok) return added;
    frozen.push({ urn, bytes });
  }
  const counted = frozen.map((each) => openUrn(context, each));
  const registered = await registeredByContest(context);
  context.election.transaction(() => {
    // Another web process may have opened them meanwhile: an urn is opened once, and journaled once.
    if (isOpened(context, dossier, bureau)) return;
    for (const each of counted)
      if (context.election.counted(each.urn) === null) context.election.addCounted(each);
    allocateBureau(context, dossier, bureau, registered);
    context.election.journal.append({ kind: 'counted', facts: { bureau, urns: counted.length } });
  });
  return ok(null);
}

async function addApplianceDecryption(
  context: Context,
  dossier: Dossier,
  urn: UrnId,
): Promise<Result<null, CountRefusal>> {
  if (!dossier.keys.applianceKey) return ok(null);
  if (context.election.partialDecryptions(urn).some(({ owner }) => owner === 1)) return ok(null);
  const own = await context.clock.partialDecryption({ urn });
  if (!own.ok)
    return err({
      code: 'count/appliance-refused',
      urn,
      check: own.error.code === 'archive/refused' ? own.error.check : own.error.code,
    });
  context.election.addPartialDecryption(urn, 1, own.value.message);
  return ok(null);
}

/** The whole archive: what was frozen, the partial decryptions in order of owner, the result. */
function openUrn({ election: store }: Context, { urn, bytes }: FrozenUrn) {
  const { election, trustees, tally, ballots } = readFrozen(bytes);
  const shares = store.partialDecryptions(urn).map(({ owner, message }) => ({ owner, text: message }));
  const combined = combine(election, tally, trustees, shares, { totalWeight: ballots, backend });
  if (!combined.ok) throw new Error(`checked decryptions do not combine: ${combined.error.code}`);
  const builder = assertOk(resumeArchive(bytes));
  for (const { owner, text } of shares) builder.partialDecryption(owner, text);
  builder.result(combined.value.text);
  const archive = builder.bytes();
  return { urn, archive, hash: archiveHash(archive), result: combined.value.text };
}
