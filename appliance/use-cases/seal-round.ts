/**
 * Sealing (R2314-8, R2314-15, Domitia annex 2 §3.1.4): parameters and data are frozen, every urn is made empty under
 * its key, and the seal code is edited. The plan is written whole first; the other processes then accept it, and only
 * it, as often as it is given; last, the seal is recorded. A crash in between is mended by sealing again.
 */
import { randomBytes } from 'node:crypto';
import { assignments, contestLists, contestTitle, questionOf } from '../../core/contest-question.ts';
import { generateUuid, makeElection } from '../../core/belenios/election.ts';
import { thresholdParameters } from '../../core/belenios/threshold-messages.ts';
import { electionPublicKey, trusteesText, type Trustee } from '../../core/belenios/trustee.ts';
import { trusteePublicKey } from '../../core/belenios/trustee-key.ts';
import { parseCanonical } from '../../core/bytes/canonical-json.ts';
import type { BureauId, Contest, Dossier, UrnId } from '../../core/dossier/types.ts';
import type { CeremonyId } from '../../core/ceremony/sequence.ts';
import { mayBeSealed, type CeremonyRefusal } from '../../core/ceremony/state.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { sealedTermsText } from '../../core/lifecycle/sealed-terms.ts';
import { assertOk, err, ok, type Result } from '../../core/result.ts';
import { manifestHash, sealCode } from '../../core/sealing/seal.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Sealed, SealedItems, UrnSetup } from '../storage/election/seal.ts';
import { recordOf, shapeOf } from './ceremonies.ts';
import { authorise, dossierOf, momentOf, type Context, type PerimeterRefusal } from './context.ts';
import { loadRoll } from './issue-codes.ts';
import { isComplete } from './key-generation.ts';
import { checkpointAtSealing } from './tell-watch.ts';
import { closingOf, manifestHeld, plannedContent, scheduleOf } from './sealed-content.ts';
import { trialNow } from './trial.ts';

export type SealRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'seal/not-confirmed'; readonly bureau: BureauId }
  | { readonly code: 'seal/keys-missing'; readonly bureau: BureauId }
  | { readonly code: 'seal/possession-missing'; readonly bureau: BureauId }
  | {
      readonly code: 'seal/ceremony-missing';
      readonly bureau: BureauId;
      readonly ceremony: CeremonyId;
    }
  | { readonly code: 'seal/no-urn' }
  | { readonly code: 'seal/trial-open' }
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
  if (trialNow(context) !== null) return err({ code: 'seal/trial-open' });
  for (const bureau of dossier.bureaus) {
    const { id } = bureau;
    const ready = mayBeSealed(shapeOf(dossier, id), recordOf(context, id));
    if (!ready.ok) return err(notReady(id, ready.error, isComplete(context, bureau)));
  }
  const before = context.election.sealPlan();
  // A seal begun in time may be ended after the opening; a new one may not.
  if (before === null && momentOf(context).phase !== 'beforeOpening')
    return err({ code: 'round/not-now', action: 'seal' });
  if (before === null) {
    const planned = await makePlan(context, dossier, actor);
    if (!planned.ok) return planned;
    const { plan, record } = planned.value;
    context.election.transaction(() => context.election.planSeal(JSON.stringify(plan), record));
  }
  // Another bureau may have planned at the same moment: the first plan is the one.
  const plan = JSON.parse(context.election.sealPlan() ?? '') as Plan;
  const accepted = await distribute(context, dossier, plan);
  if (!accepted.ok) return accepted;
  recordSeal(context, plan);
  await checkpointAtSealing(context);
  return ok(plan.sealed);
}

/** What a bureau has still to do, by its own code where it is long known. */
function notReady(bureau: BureauId, refusal: CeremonyRefusal, hasKeys: boolean): SealRefusal {
  if (refusal.code === 'ceremony/not-held')
    return { code: 'seal/ceremony-missing', bureau, ceremony: refusal.ceremony };
  if (refusal.code !== 'ceremony/missing') throw new Error(`not a reason to wait: ${refusal.code}`);
  if (refusal.ceremony === 'control') return { code: 'seal/not-confirmed', bureau };
  if (refusal.ceremony === 'keys')
    return { code: hasKeys ? 'seal/possession-missing' : 'seal/keys-missing', bureau };
  return { code: 'seal/ceremony-missing', bureau, ceremony: refusal.ceremony };
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
): Promise<Result<{ plan: Plan; record: SealedItems }, SealRefusal>> {
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
  const { manifest, parts, items, software } = await plannedContent(context, dossier, setups);
  const sealed: Sealed = {
    manifest,
    parts,
    code: sealCode(parts),
    account: actor.account,
    atMs: context.data.now(),
  };
  return ok({ plan: { setups, sealed }, record: { items, software } });
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
  const scheduled = await context.clock.schedule(closingOf(dossier, setups));
  if (!scheduled.ok) return scheduled;
  await requireEmpty(context);
  const held = manifestHash(await manifestHeld(context, setups));
  if (held !== sealed.parts.data) throw new Error('the processes do not hold what is being sealed');
  return ok(null);
}

/** What the seal sheet attests: not one ballot, not one sign-off. Anything else is our bug, and nothing is sealed. */
async function requireEmpty({ urn, roll }: Pick<Context, 'urn' | 'roll'>): Promise<void> {
  const [ballots, signOffs] = await Promise.all([urn.counts({}), roll.counts({})]);
  const isEmpty =
    ballots.urns.every((each) => each.ballots === 0) &&
    signOffs.contests.every((each) => each.signOffs === 0);
  if (!isEmpty) throw new Error('an urn or a sign-off list is not empty before the seal');
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
