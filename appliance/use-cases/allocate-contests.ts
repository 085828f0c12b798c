/**
 * Seats of the contests of a bureau, from the opened urns: one allocation a contest, kept with all its steps; pages and
 * documents are projections of it. Titulaires come before suppléants of the same college, since a double election
 * needs them first. What people decided on ties is an input like the others.
 */
import { parseElection } from '../../core/belenios/election.ts';
import { parseResult } from '../../core/belenios/result.ts';
import { seatCaseOf } from '../../core/contest-question.ts';
import type { BureauId, Contest, ContestId, Dossier } from '../../core/dossier/types.ts';
import { assertOk } from '../../core/result.ts';
import { allocate } from '../../core/seats/allocate.ts';
import { alreadyElected } from '../../core/seats/already-elected.ts';
import type { SeatCase } from '../../core/seats/types.ts';
import type { Context } from './context.ts';

/** Electors on the roll of each contest. */
export type Registered = ReadonlyMap<ContestId, number>;

export async function registeredByContest({ roll }: Pick<Context, 'roll'>): Promise<Registered> {
  const { contests } = await roll.counts({});
  return new Map(contests.map(({ contest, registered }) => [contest, registered]));
}

/** Contests that a bureau counts, titulaires first. */
export function bureauContests(dossier: Dossier, bureau: BureauId): Contest[] {
  return dossier.contests
    .filter((contest) => contest.bureau === bureau)
    .sort((left, right) => Number(left.seat === 'suppleant') - Number(right.seat === 'suppleant'));
}

/** Inside the caller's transaction. */
export function allocateBureau(
  context: Pick<Context, 'election'>,
  dossier: Dossier,
  bureau: BureauId,
  registered: Registered,
): void {
  for (const contest of bureauContests(dossier, bureau)) {
    const seatCase = caseOf(context, dossier, contest, registered);
    // Suppléants wait until a tie between titulaires is decided: who is already elected is not known before.
    const titulaires = contest.seat === 'suppleant' ? titulairesOf(dossier, contest) : undefined;
    const waits =
      titulaires !== undefined && context.election.allocation(titulaires.id)?.status === 'decision-needed';
    if (seatCase !== null && !waits) context.election.setAllocation(contest.id, allocate(seatCase));
  }
}

function titulairesOf(dossier: Dossier, { college }: Contest): Contest | undefined {
  return dossier.contests.find((contest) => contest.college === college && contest.seat === 'titulaire');
}

/** The case of a contest, null while its urns are not opened. */
export function caseOf(
  context: Pick<Context, 'election'>,
  dossier: Dossier,
  contest: Contest,
  registered: Registered,
): SeatCase | null {
  const { election } = context;
  const setups = election.setups();
  const tallies = contest.urns.flatMap(({ id }) => {
    const [counted, setup] = [election.counted(id), setups.find(({ urn }) => urn === id)];
    if (counted === null || setup === undefined) return [];
    const { counts } = assertOk(parseResult(assertOk(parseElection(setup.election)), counted.result));
    return [{ urn: id, sums: counts[0] as readonly (readonly number[])[] }];
  });
  if (tallies.length === 0) return null;
  const given = { excluded: [], decisions: election.decisions(contest.id) };
  const seatCase = seatCaseOf(dossier, contest, registered.get(contest.id) ?? 0, tallies, given);
  return { ...seatCase, excluded: excludedFrom(context, dossier, contest, registered, seatCase) };
}

/** Candidates of a suppléants contest already elected titulaires in the same college. */
function excludedFrom(
  context: Pick<Context, 'election'>,
  dossier: Dossier,
  contest: Contest,
  registered: Registered,
  suppleants: SeatCase,
): readonly string[] {
  if (contest.seat === 'titulaire') return [];
  const titulaires = titulairesOf(dossier, contest);
  const input = titulaires === undefined ? null : caseOf(context, dossier, titulaires, registered);
  const allocation = titulaires === undefined ? null : context.election.allocation(titulaires.id);
  return input === null || allocation?.status !== 'allocated'
    ? []
    : alreadyElected({ input, allocation }, suppleants);
}
