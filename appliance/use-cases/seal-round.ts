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
import { assertOk, err, ok, type Result } from '../../core/result.ts';
import { canonicalHash, type Canonical } from '../../core/sealing/canonical.ts';
import { manifestHash, sealCode, type Manifest } from '../../core/sealing/seal.ts';
import type { Account, Sealed, UrnSetup } from '../storage/election-store.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
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
  for (const { id } of dossier.bureaus) {
    if (unconfirmed(context, id).length > 0) return err({ code: 'seal/not-confirmed', bureau: id });
    if (!isComplete(context, id)) return err({ code: 'seal/keys-missing', bureau: id });
  }
  const before = context.election.sealPlan();
  const planned = before === null ? await makePlan(context, dossier, actor) : ok(JSON.parse(before) as Plan);
  if (!planned.ok) return planned;
  const plan = planned.value;
  if (before === null) context.election.planSeal(JSON.stringify(plan));
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
      description: sealedCalendar(dossier),
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
  const manifest = await manifestOf(context, dossier, setups);
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

/** Opening, closing and grace are part of the election's hash, so that nobody can move them. */
function sealedCalendar({ calendar }: Dossier): string {
  const iso = (ms: number) => new Date(ms).toISOString();
  return `opening ${iso(calendar.opensMs)}, closing ${iso(calendar.closesMs)}, grace ${calendar.graceMs / 1000} s`;
}

function urnLabel(contest: Contest, urn: UrnId): string {
  const staff = contest.urns.find(({ id }) => id === urn)?.staff ?? null;
  if (staff === null) return '';
  return staff === 'public' ? ' (agents publics)' : ' (salariés de droit privé)';
}

/** The appliance's own key if the dossier has one, then the group of the contest's bureau. */
function trusteesOf({ election }: Context, dossier: Dossier, contest: Contest, ownKey: string): Trustee[] {
  const [threshold] = election.keyMessages(contest.bureau, 'threshold');
  const parameters = assertOk(parseCanonical(thresholdParameters, threshold?.message ?? ''));
  const group: Trustee = ['Pedersen', parameters];
  if (!dossier.keys.applianceKey) return [group];
  return [['Single', assertOk(parseCanonical(trusteePublicKey, ownKey))], group];
}

export async function manifestOf(
  context: Context,
  dossier: Dossier,
  setups: readonly UrnSetup[],
): Promise<Manifest> {
  const { roll, ...rest } = dossier;
  const [{ publicKey: receiptKey }, { publicKey: clockKey }] = await Promise.all([
    context.urn.receiptKey({}),
    context.clock.sealKey({}),
  ]);
  const hashes = (setup: UrnSetup) => ({
    election: sha256Hex(setup.election),
    trustees: sha256Hex(setup.trustees),
    credentials: sha256Hex(publicCredentialsText(setup.credentials as readonly Element[])),
  });
  return {
    format: 1,
    mode: context.data.mode,
    dossier: canonicalHash(rest as unknown as Canonical),
    roll: canonicalHash(roll as unknown as Canonical),
    files: context.election.dossier()?.files ?? {},
    urns: Object.fromEntries(setups.map((setup) => [setup.urn, hashes(setup)])),
    assignment: canonicalHash(assignments(dossier).map(({ elector, urn }) => [elector, urn])),
    booth: context.booth.hash,
    receiptKey,
    clockKey,
  };
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
  const contests = new Set(setups.map(({ urn }) => contestOf(urn)?.id ?? ''));
  const frozen = await context.roll.seal({
    schedule: [...contests].map((contest) => ({ contest, opensMs, closesMs, graceMs })),
  });
  if (!frozen.ok) return frozen;
  return context.clock.schedule({
    closesMs,
    graceMs,
    bureaus: dossier.bureaus.map(({ id }) => ({ bureau: id, urns: urnsOfBureau(dossier, id, setups) })),
    urns: setups.map(({ urn, uuid }) => ({ urn, uuid, applianceKey: dossier.keys.applianceKey })),
  });
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
