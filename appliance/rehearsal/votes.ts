/**
 * Who votes in a rehearsal and for what, drawn from its seed; and what the count must then give, computed from the plain
 * votes alone: sums and seats that owe nothing to the urn. Kept only because it is a rehearsal.
 */
import { assignments, contestLists, seatCaseOf, type UrnTally } from '../../core/contest-question.ts';
import type { ContestId, Dossier, ElectorId, UrnId } from '../../core/dossier/types.ts';
import { allocate } from '../../core/seats/allocate.ts';
import { alreadyElected } from '../../core/seats/already-elected.ts';
import type { Allocation, Decision, DecisionQuestion, SeatCase } from '../../core/seats/types.ts';
import type { Choice } from '../booth/choice.ts';
import type { Draw } from './draw.ts';

export interface PlainVote {
  readonly contest: ContestId;
  readonly urn: UrnId;
  readonly choice: Choice;
}

export interface VoterPlan {
  readonly elector: ElectorId;
  readonly votes: readonly PlainVote[];
}

/** `turnout` percent of the electors, in an order drawn; each votes in every contest of theirs. */
export function planVotes(dossier: Dossier, turnout: number, draw: Draw): VoterPlan[] {
  const byElector = Map.groupBy(assignments(dossier), ({ elector }) => elector);
  const voters = draw.shuffled(dossier.roll).slice(0, Math.round((dossier.roll.length * turnout) / 100));
  return voters.map(({ id }) => ({
    elector: id,
    votes: (byElector.get(id) ?? []).map(({ contest, urn }) => ({
      contest,
      urn,
      choice: drawChoice(dossier, contest, draw),
    })),
  }));
}

/** One vote in twelve blank; else a list, the first ones more often; one candidate in eight struck. */
function drawChoice(dossier: Dossier, contest: ContestId, draw: Draw): Choice {
  if (draw.chance(8)) return { kind: 'blank' };
  const lists = contestLists(dossier, contest);
  const list = Math.min(draw.below(lists.length), draw.below(lists.length));
  const candidates = lists[list]?.candidates ?? [];
  const struck = dossier.ballot.strikes
    ? candidates.flatMap((_, place) => (draw.chance(12) ? [place] : []))
    : [];
  return { kind: 'list', list, struck };
}

/** Per contest, what the count must give; ties that the law leaves to people are decided as the rehearsal decides them. */
export function expectedAllocations(
  dossier: Dossier,
  plans: readonly VoterPlan[],
  urns: ReadonlySet<string>,
): Map<ContestId, Allocation> {
  const votes = plans.flatMap((plan) => plan.votes);
  const cases = new Map<ContestId, SeatCase>();
  const found = new Map<ContestId, Allocation>();
  const contests = [...dossier.contests].sort(
    (left, right) => Number(left.seat === 'suppleant') - Number(right.seat === 'suppleant'),
  );
  for (const contest of contests) {
    const tallies = contest.urns
      .filter(({ id }) => urns.has(id))
      .map(({ id }) => tallyOf(dossier, contest.id, id, votes));
    if (tallies.length === 0) continue;
    const registered = dossier.roll.filter(({ college }) => college === contest.college).length;
    const plain = seatCaseOf(dossier, contest, registered, tallies, { excluded: [], decisions: [] });
    const titulaires = contests.find(
      ({ college, seat }) => college === contest.college && seat === 'titulaire',
    );
    const [input, allocation] =
      titulaires === undefined ? [] : [cases.get(titulaires.id), found.get(titulaires.id)];
    const doubles = contest.seat === 'suppleant' && input !== undefined && allocation?.status === 'allocated';
    const seatCase = doubles ? { ...plain, excluded: alreadyElected({ input, allocation }, plain) } : plain;
    cases.set(contest.id, seatCase);
    found.set(contest.id, decided(seatCase));
  }
  return found;
}

/** The answer that a rehearsal gives to a question that the law leaves to people: the first option. */
export function rehearsedDecision(question: DecisionQuestion): Decision {
  const [answer = ''] = question.options;
  return {
    question: question.hash,
    answer,
    record: 'Décision de la répétition : première réponse possible.',
  };
}

function decided(seatCase: SeatCase): Allocation {
  const allocation = allocate(seatCase);
  if (allocation.status !== 'decision-needed') return allocation;
  return decided({ ...seatCase, decisions: [...seatCase.decisions, rehearsedDecision(allocation.question)] });
}

/** Sums of one urn, by adding plain votes. */
function tallyOf(dossier: Dossier, contest: ContestId, urn: UrnId, votes: readonly PlainVote[]): UrnTally {
  const lists = contestLists(dossier, contest);
  const sums = [...lists.map((list) => [0, ...list.candidates.map(() => 0)]), [0, 0]];
  for (const vote of votes) {
    if (vote.contest !== contest || vote.urn !== urn) continue;
    const { choice } = vote;
    const kept =
      choice.kind === 'blank'
        ? []
        : (lists[choice.list]?.candidates ?? []).flatMap((_, place) =>
            choice.struck.includes(place) ? [] : [place + 1],
          );
    const [row, columns] =
      choice.kind === 'blank' || kept.length === 0 ? [lists.length, [1]] : [choice.list, kept];
    for (const column of [0, ...columns]) add(sums, row, column);
  }
  return { urn, sums };
}

function add(sums: number[][], row: number, column: number): void {
  const line = sums[row];
  if (line?.[column] === undefined) throw new Error('no such place in the sums');
  line[column] += 1;
}
