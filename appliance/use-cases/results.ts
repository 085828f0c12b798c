/**
 * What a count tells, to whom: the stored allocation of a contest with the figures of the closing seal, and which urns
 * may be shown to everyone. An urn of few electors, or a unanimous one, tells how people voted: then no archive and no
 * sub-total of its contest is public, since the other urn and the totals would give it back (protocol.md, small urns).
 */
import { parseElection } from '../../core/belenios/election.ts';
import { parseResult } from '../../core/belenios/result.ts';
import type { Contest, ContestId, Dossier, UrnId } from '../../core/dossier/types.ts';
import { assertOk } from '../../core/result.ts';
import type { Allocated, DecisionNeeded } from '../../core/seats/types.ts';
import { dossierOf, type Context } from './context.ts';

export interface ContestFigures {
  readonly contest: Contest;
  readonly registered: number;
  readonly signOffs: number;
  readonly ballots: number;
  readonly blank: number;
  readonly allocation: Allocated | DecisionNeeded;
  /** Steps and sub-totals as anyone may read them. */
  readonly publicAllocation: Allocated | DecisionNeeded;
}

/** The figures of a contest, null while it is not counted. */
export async function contestFigures(context: Context, id: ContestId): Promise<ContestFigures | null> {
  const dossier = dossierOf(context);
  const contest = dossier.contests.find((each) => each.id === id);
  const allocation = context.election.allocation(id);
  const closing = await context.clock.closingSeal({});
  const sealed = closing?.contests.find((each) => each.contest === id);
  if (
    contest === undefined ||
    sealed === undefined ||
    allocation === null ||
    allocation.status === 'decision-refused'
  )
    return null;
  const { registered, signOffs, ballots } = sealed;
  const withheld = await isWithheld(context, dossier, contest);
  return {
    contest,
    registered,
    signOffs,
    ballots,
    blank: ballots - allocation.validVotes,
    allocation,
    publicAllocation: withheld ? withoutUrns(allocation) : allocation,
  };
}

function withoutUrns<Kept extends Allocated | DecisionNeeded>(allocation: Kept): Kept {
  return { ...allocation, urns: [], steps: allocation.steps.filter(({ kind }) => kind !== 'urns-added') };
}

async function isWithheld(context: Context, dossier: Dossier, contest: Contest): Promise<boolean> {
  const withheld = await withheldUrns(context, dossier);
  return contest.urns.some(({ id }) => withheld.has(id));
}

/** Urns whose archive and sub-totals go to the bureau and the minutes alone. */
export async function withheldUrns(context: Context, dossier: Dossier): Promise<ReadonlySet<UrnId>> {
  const { urns: registrations } = await context.roll.counts({});
  const registered = new Map(registrations.map((each) => [each.urn, each.registered]));
  const setups = new Map(context.election.setups().map((setup) => [setup.urn, setup]));
  const tells = (id: UrnId): boolean => {
    const [setup, counted] = [setups.get(id), context.election.counted(id)];
    if (setup === undefined) return false;
    if ((registered.get(id) ?? 0) < dossier.secrecy.minimumUrn) return true;
    return counted !== null && isUnanimous(setup.election, counted.result);
  };
  return new Set(
    dossier.contests
      .filter(({ urns }) => urns.some(({ id }) => tells(id)))
      .flatMap(({ urns }) => urns.map(({ id }) => id)),
  );
}

/** Every ballot of the urn for the same list, or every ballot blank. */
function isUnanimous(electionText: string, resultText: string): boolean {
  const { counts } = assertOk(parseResult(assertOk(parseElection(electionText)), resultText));
  const lists = (counts[0] as readonly (readonly number[])[]).map(([votes = 0]) => votes);
  return lists.filter((votes) => votes > 0).length === 1;
}

/** Contests whose bureau validated its results, in the dossier's order. */
export function publishedContests({ election }: Pick<Context, 'election'>, dossier: Dossier): Contest[] {
  return dossier.contests.filter(
    ({ id, bureau }) => election.validation(bureau) !== null && election.allocation(id) !== null,
  );
}

/** The public archive of an urn: published by the validation of its bureau, unless it is withheld. */
export async function publicArchive(context: Context, urn: string): Promise<Uint8Array | null> {
  const dossier = dossierOf(context);
  const contest = publishedContests(context, dossier).find(({ urns }) => urns.some(({ id }) => id === urn));
  if (contest === undefined || (await isWithheld(context, dossier, contest))) return null;
  return context.election.counted(urn as UrnId)?.archive ?? null;
}
