/**
 * Opens the ballot page of a contest: `roll` records that it was opened (what the grace rests on, Domitia article 19),
 * and the page is given everything it needs, so that it asks nothing more before the vote is confirmed.
 * Lists come in the dossier's order: alphabetical, or drawn anew for each display (GEPOR article 14). The order shown
 * never changes the indices of the election's question.
 */
import { randomInt } from 'node:crypto';
import type { BallotList } from '../../core/ballot-list.ts';
import type { CandidateList, ContestId, Dossier } from '../../core/dossier/types.ts';
import { contestLists } from '../../core/contest-question.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { CastRefusal, Voter } from '../roll/interface.ts';
import type { BallotPage } from '../booth/voter-api.ts';
import { dossierOf, type Context } from './context.ts';

type BallotPageRefusal = Exclude<CastRefusal, { code: 'join/refused' | 'storage/full' }>;

export async function ballotPageOf(
  context: Context,
  token: string,
  contest: string,
): Promise<Result<BallotPage, BallotPageRefusal>> {
  const voter = await context.roll.voter({ token });
  if (!voter.ok) return voter;
  const opened = await context.roll.openBallotPage({ token, contest });
  if (!opened.ok) {
    const { error } = opened;
    if (error.code === 'join/refused' || error.code === 'storage/full') throw new Error(error.code);
    return err(error);
  }
  return ok(describe(context, voter.value, contest as ContestId, opened.value.urn));
}

function describe(context: Context, voter: Voter, contestId: ContestId, urn: string): BallotPage {
  const dossier = dossierOf(context);
  const contest = find(dossier.contests, ({ id }) => id === contestId);
  const college = find(dossier.colleges, ({ id }) => id === contest.college);
  const election = context.election.electionOfUrn(urn);
  const sealed = context.election.sealed();
  if (sealed === null || election === null) throw new Error('an open contest is sealed');
  const own = voter.contests.map(({ contest: id }) => id);
  const state = voter.contests.find(({ contest: id }) => id === contestId);
  const left = voter.contests.filter(({ contest: id, signOff }) => id !== contestId && signOff === null);
  const next = left[0] === undefined ? null : find(dossier.contests, ({ id }) => id === left[0]?.contest);
  const lists = contestLists(dossier, contestId);
  const { calendar, organisation, access } = dossier;
  return {
    contest: contestId,
    urn,
    college: college.name,
    collegeOrdinal: college.ordinal,
    seat: contest.seat,
    seats: contest.seats,
    position: own.indexOf(contestId) + 1,
    of: own.length,
    next: next === null ? null : { contest: next.id, seat: next.seat },
    organisation: { name: organisation.name, mark: organisation.mark },
    help: dossier.help,
    mode: context.data.mode,
    phase: state?.phase ?? 'closed',
    closesMs: state?.closesMs ?? calendar.closesMs,
    graceMs: calendar.graceMs,
    nowMs: context.data.now(),
    strikes: dossier.ballot.strikes,
    secret: { alphabet: access.secret.alphabet, length: access.secret.length },
    election,
    lists: shownLists(dossier, contestId),
    blankIndex: lists.length,
    receiptKey: sealed.manifest.receiptKey,
    sealCode: sealed.code,
  };
}

/** The lists of a contest, in an order of display. */
export function shownLists(dossier: Dossier, contest: ContestId): BallotList[] {
  const lists = contestLists(dossier, contest).map((list, index) => ({ list, index }));
  return inOrder(dossier, lists).map(({ list, index }) => ({
    index,
    name: list.name,
    affiliation: list.affiliation,
    split: list.split,
    candidates: list.candidates.map(({ firstName, lastName }) => `${firstName} ${lastName}`),
  }));
}

function inOrder(
  dossier: Dossier,
  lists: { list: CandidateList; index: number }[],
): { list: CandidateList; index: number }[] {
  if (dossier.ballot.listOrder === 'alphabetical') {
    return [...lists].sort((left, right) => left.list.name.localeCompare(right.list.name, 'fr'));
  }
  const shuffled = [...lists];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    const [one, two] = [shuffled[last], shuffled[other]];
    if (one !== undefined && two !== undefined) [shuffled[last], shuffled[other]] = [two, one];
  }
  return shuffled;
}

function find<Item>(items: readonly Item[], matches: (item: Item) => boolean): Item {
  const found = items.find(matches);
  if (found === undefined) throw new Error('the dossier lacks what it refers to');
  return found;
}
