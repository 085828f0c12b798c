/**
 * Sealing (R2314-8, R2314-15, Domitia annex 2 §3.1.4): parameters and data are frozen, every urn is made empty under
 * its key, and the seal code is edited. The plan is written whole first; the other processes then accept it, and only
 * it, as often as it is given; last, the seal is recorded. A crash in between is mended by sealing again.
 */
import { randomBytes } from 'node:crypto';
import { assignments, contestLists, contestTitle, questionOf } from '../../core/contest-question.ts';
import { publicCredentialsText } from '../../core/belenios/credential.ts';
import { generateUuid, makeElection } from '../../core/belenios/election.ts';
import { thresholdParameters } from '../../core/belenios/threshold-messages.ts';
import { electionPublicKey, trusteesText, type Trustee } from '../../core/belenios/trustee.ts';
import { trusteePublicKey } from '../../core/belenios/trustee-key.ts';
import { parseCanonical } from '../../core/bytes/canonical-json.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import type { Bureau, BureauId, Contest, Dossier, UrnId } from '../../core/dossier/types.ts';
import type { Element } from '../../core/group/group.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { sealedTermsText } from '../../core/lifecycle/sealed-terms.ts';
import { assertOk, err, ok, type Result } from '../../core/result.ts';
import { canonicalHash, type Canonical } from '../../core/sealing/canonical.ts';
import { manifestHash, sealCode, type Manifest } from '../../core/sealing/seal.ts';
import { accountsOf } from './install.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Sealed, UrnSetup } from '../storage/election/seal.ts';
import { authorise, dossierOf, momentOf, type Context, type PerimeterRefusal } from './context.ts';
import { unconfirmed } from './confirm-parameters.ts';
import { loadRoll } from './issue-codes.ts';
import { isComplete } from './key-generation.ts';

export type SealRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'seal/not-confirmed'; readonly bureau: BureauId }
  | { readonly code: 'seal/keys-missing'; readonly bureau: BureauId }
  | { readonly code: 'seal/no-urn' }
  | { readonly code: 'codes/not-issued' }
  | { readonly code: 'round/sealed' };

interface Plan {
  readonly setups: readonly UrnSetup[];
  readonly sealed: Sealed;
}

const random = (count: number) => new Uint8Array(randomBytes(count));

export async function sealRound(context: Context, actor: Account): Promise<Result<Sealed, SealRefusal>> {
  const allowed = authorise(context, actor, 'seal');
  if (!allowed.ok) return allowed;
  const dossier = dossierOf(context);
  for (const bureau of dossier.bureaus) {
    const { id } = bureau;
    if (unconfirmed(context, id).length > 0) return err({ code: 'seal/not-confirmed', bureau: id });
    if (!isComplete(context, bureau)) return err({ code: 'seal/keys-missing', bureau: id });
  }
  const before = context.election.sealPlan();
  // A seal begun in time may be ended after the opening; a new one may not.
  if (before === null && momentOf(context).phase !== 'beforeOpening')
    return err({ code: 'round/not-now', action: 'seal' });
  const planned = before === null ? await makePlan(context, dossier, actor) : ok(JSON.parse(before) as Plan);
  if (!planned.ok) return planned;
  if (before === null) context.election.planSeal(JSON.stringify(planned.value));
  // Another bureau may have planned at the same moment: the first plan is the one.
  const plan = JSON.parse(context.election.sealPlan() ?? '') as Plan;
  const accepted = await distribute(context, dossier, plan);
  if (!accepted.ok) return accepted;
  recordSeal(context, plan);
  return ok(plan.sealed);
}

/** Every urn that someone may vote in: no election for a contest without list or an urn without elector. */
function sealedUrns(dossier: Dossier): { urn: UrnId; contest: Contest; electors: string[] }[] {
  const byUrn = Map.groupBy(assignments(dossier), ({ urn }) => urn);
  return dossier.contests.flatMap((contest) =>
    contestLists(dossier, contest.id).length === 0
      ? []
      : contest.urns
          .map(({ id }) => ({
            urn: id,
            contest,
            electors: (byUrn.get(id) ?? []).map(({ elector }) => elector as string),
          }))
          .filter(({ electors }) => electors.length > 0),
  );
}

async function makePlan(
  context: Context,
  dossier: Dossier,
  actor: Account,
): Promise<Result<Plan, SealRefusal>> {
  const urns = sealedUrns(dossier).map((urn) => ({ ...urn, uuid: generateUuid(random) }));
  if (urns.length === 0) return err({ code: 'seal/no-urn' });
  const credentials = await context.codes.publicCredentials({
    urns: urns.map(({ urn, uuid, electors }) => ({ urn, uuid, electors })),
  });
  if (!credentials.ok) return credentials;
  const { keys } = await context.clock.trusteeKeys({ uuids: urns.map(({ uuid }) => uuid) });
  const setups = urns.map(({ urn, uuid, contest }): UrnSetup => {
    const trustees = trusteesOf(context, dossier, contest, keys.find((key) => key.uuid === uuid)?.key ?? '');
    const election = makeElection({
      uuid,
      name: `${dossier.title} — ${contestTitle(dossier, contest)}${urnLabel(contest, urn)}`,
      description: sealedTermsText({ ...dossier.calendar, mode: context.data.mode }),
      questions: [questionOf(dossier, contest)],
      publicKey: electionPublicKey(trustees),
    });
    return {
      urn,
      uuid,
      election: election.text,
      trustees: trusteesText(trustees),
      credentials: credentials.value.urns.find((each) => each.urn === urn)?.credentials ?? [],
    };
  });
  const manifest = await plannedManifest(context, dossier, setups);
  const parts = { software: context.measureSoftware(), standby: null, data: manifestHash(manifest) };
  const sealed: Sealed = {
    manifest,
    parts,
    code: sealCode(parts),
    account: actor.account,
    atMs: context.data.now(),
  };
  return ok({ setups, sealed });
}

function urnLabel(contest: Contest, urn: UrnId): string {
  const staff = contest.urns.find(({ id }) => id === urn)?.staff ?? null;
  if (staff === null) return '';
  return staff === 'public' ? ' (agents publics)' : ' (salariés de droit privé)';
}

/** The appliance's own key if the dossier has one, then the groups of the contest's bureau, in order. */
function trusteesOf({ election }: Context, dossier: Dossier, contest: Contest, ownKey: string): Trustee[] {
  const bureau = dossier.bureaus.find(({ id }) => id === contest.bureau);
  const groups = (bureau?.groups ?? []).map(({ id }): Trustee => {
    const [threshold] = election.keyMessages(id, 'threshold');
    return ['Pedersen', assertOk(parseCanonical(thresholdParameters, threshold?.message ?? ''))];
  });
  if (!dossier.keys.applianceKey) return groups;
  return [['Single', assertOk(parseCanonical(trusteePublicKey, ownKey))], ...groups];
}

/** What is to be sealed, as the dossier and the plan say it. */
async function plannedManifest(
  context: Context,
  dossier: Dossier,
  setups: readonly UrnSetup[],
): Promise<Manifest> {
  const { opensMs, closesMs, graceMs } = dossier.calendar;
  const calendar = { opensMs, closesMs, graceMs };
  const hashes = (setup: UrnSetup) => ({
    election: sha256Hex(setup.election),
    trustees: sha256Hex(setup.trustees),
    credentials: sha256Hex(publicCredentialsText(setup.credentials as readonly Element[])),
  });
  return {
    ...(await commonManifest(context, dossier)),
    roll: canonicalHash(dossier.roll as unknown as Canonical),
    urns: Object.fromEntries(setups.map((setup) => [setup.urn, { ...hashes(setup), ...calendar }])),
    assignment: canonicalHash(assignments(dossier)),
    schedule: canonicalHash(scheduleOf(dossier, setups)),
    accounts: canonicalHash(accountsOf(dossier).map(sealedAccount).sort(byAccount)),
  };
}

/**
 * What is sealed, as each process holds it now: electors, assignment and calendar by `roll`, urns by `urn`, accounts by
 * the store. The same text as planned, unless something was changed underneath.
 */
export async function manifestOf(context: Context, dossier: Dossier): Promise<Manifest> {
  const [roll, { urns }] = await Promise.all([context.roll.measure({}), context.urn.measure({})]);
  return {
    ...(await commonManifest(context, dossier)),
    ...roll,
    urns: Object.fromEntries(urns.map(({ urn, ...measured }) => [urn, measured])),
    accounts: canonicalHash(context.election.accounts().map(sealedAccount).sort(byAccount)),
  };
}

async function commonManifest(context: Context, dossier: Dossier) {
  const { roll, ...rest } = dossier;
  const [{ publicKey: receiptKey }, { publicKey: clockKey }] = await Promise.all([
    context.urn.receiptKey({}),
    context.clock.sealKey({}),
  ]);
  const loaded = context.election.dossier();
  return {
    format: 1 as const,
    mode: context.data.mode,
    dossier: canonicalHash(rest as unknown as Canonical),
    files: loaded?.files ?? {},
    printer: loaded?.printer ?? null,
    booth: context.booth.hash,
    receiptKey,
    clockKey,
  };
}

/** In the order of `roll`'s table. */
function scheduleOf({ calendar, contests }: Dossier, setups: readonly Pick<UrnSetup, 'urn'>[]) {
  const { opensMs, closesMs, graceMs } = calendar;
  const sealed = new Set(setups.map(({ urn }) => urn));
  return contests
    .filter(({ urns }) => urns.some(({ id }) => sealed.has(id)))
    .map(({ id }) => ({ contest: id, opensMs, closesMs, graceMs }))
    .sort((left, right) => (left.contest < right.contest ? -1 : 1));
}

function sealedAccount({ account, role, bureau, firstName, lastName }: Account) {
  return { account, role, bureau, firstName, lastName };
}

function byAccount(left: { account: string }, right: { account: string }): number {
  return left.account < right.account ? -1 : 1;
}

/** Gives each process its part; each accepts the same again, and nothing else. */
async function distribute(
  context: Context,
  dossier: Dossier,
  { setups, sealed }: Plan,
): Promise<Result<null, SealRefusal>> {
  const { opensMs, closesMs, graceMs } = dossier.calendar;
  const contestOf = (urn: UrnId) => dossier.contests.find(({ urns }) => urns.some(({ id }) => id === urn));
  const made = await context.urn.setup({
    sealCode: sealed.code,
    urns: setups.map(({ urn, election, trustees, credentials }) => ({
      urn,
      contest: contestOf(urn)?.id ?? '',
      election,
      trustees,
      credentials: [...credentials],
      opensMs,
      closesMs,
      graceMs,
    })),
  });
  if (!made.ok) return made;
  await loadRoll(context, dossier);
  const frozen = await context.roll.seal({ schedule: scheduleOf(dossier, setups) });
  if (!frozen.ok) return frozen;
  await requireEmpty(context);
  const held = manifestHash(await manifestOf(context, dossier));
  if (held !== sealed.parts.data) throw new Error('the processes do not hold what is being sealed');
  return context.clock.schedule({
    closesMs,
    graceMs,
    bureaus: dossier.bureaus.map(({ id }) => ({ bureau: id, urns: urnsOfBureau(dossier, id, setups) })),
    urns: setups.map(({ urn, uuid }) => ({ urn, uuid, applianceKey: dossier.keys.applianceKey })),
  });
}

/** What the seal sheet attests: not one ballot, not one sign-off. Anything else is our bug, and nothing is sealed. */
async function requireEmpty({ urn, roll }: Pick<Context, 'urn' | 'roll'>): Promise<void> {
  const [ballots, signOffs] = await Promise.all([urn.counts({}), roll.counts({})]);
  const isEmpty =
    ballots.urns.every((each) => each.ballots === 0) &&
    signOffs.contests.every((each) => each.signOffs === 0);
  if (!isEmpty) throw new Error('an urn or a sign-off list is not empty before the seal');
}

/** The sealed urns that a bureau counts, in order. */
export function urnsOfBureau(
  dossier: Dossier,
  bureau: Bureau['id'],
  setups: readonly Pick<UrnSetup, 'urn'>[],
): UrnId[] {
  const own = dossier.contests
    .filter((contest) => contest.bureau === bureau)
    .flatMap(({ urns }) => urns.map(({ id }) => id));
  return setups.map(({ urn }) => urn).filter((urn) => own.includes(urn));
}

function recordSeal({ election }: Context, { setups, sealed }: Plan): void {
  election.transaction(() => {
    if (election.sealed() !== null) return;
    for (const setup of setups) election.addSetup(setup);
    election.finishSeal(sealed);
    election.setRoundState('sealed');
    election.journal.append({
      kind: 'sealed',
      facts: { account: sealed.account, code: sealed.code, ...sealed.parts, urns: setups.length },
    });
  });
}
