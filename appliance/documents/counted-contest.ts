/**
 * A counted contest as documents show it: the figures of the ballots, the lists with their candidates, the elected, and
 * what follows for a second round. Shared by the minutes and by the announcement, so that both say the same. The
 * allocation gives every number; only turnout (sign-offs over registered) is put as a percentage here.
 */
import type { Candidate, CandidateList } from '../../core/dossier/types.ts';
import { fraction, print } from '../../core/seats/fraction.ts';
import { decimal, percent } from '../../core/seats/numbers-fr.ts';
import { plural } from '../../core/seats/phrases-fr.ts';
import type { Allocated, DecisionNeeded, ListResult, SecondRoundReason } from '../../core/seats/types.ts';
import { bulleted, conclusion, paragraph } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { seatName } from './election-words.ts';
import type { ContestTitle } from './election-words.ts';
import { table } from './table.ts';
import { tiles } from './tiles.ts';

export interface CountedContest extends ContestTitle {
  readonly seats: number;
  readonly round: 1 | 2;
  readonly registered: number;
  readonly signOffs: number;
  readonly ballots: number;
  readonly blank: number;
  readonly lists: readonly ContestList[];
  readonly allocation: Allocated | DecisionNeeded;
}

/** What the allocation does not carry of a list. */
export interface ContestList extends Pick<CandidateList, 'affiliation' | 'split'> {
  readonly id: string;
  readonly candidates: readonly ({ readonly id: string } & Pick<Candidate, 'sex' | 'civility'>)[];
}

/** `part` of `whole` as « 85,37 % »; « — » of nothing. */
export function shareOf(part: number, whole: number): string {
  return whole === 0 ? '—' : percent(print(fraction(part, whole)));
}

export function figures(on: Measure, contest: CountedContest): Block {
  const { quorum, validVotes } = contest.allocation;
  return tiles(on, [
    { label: 'Inscrits', value: String(contest.registered) },
    {
      label: 'Émargements',
      value: String(contest.signOffs),
      remark: shareOf(contest.signOffs, contest.registered),
    },
    { label: 'Bulletins', value: String(contest.ballots) },
    { label: 'Blancs', value: String(contest.blank) },
    { label: 'Suffrages valablement exprimés', value: String(validVotes) },
    quorum.required
      ? {
          label: 'Quorum',
          value: quorum.reached ? 'Atteint' : 'Non atteint',
          remark: `il faut ${half(quorum.needed)}`,
        }
      : { label: 'Quorum', value: 'Sans objet', remark: '2e tour' },
  ]);
}

/** Half of the registered: one decimal says it all. */
function half(needed: string): string {
  return decimal(needed).replace(/,50$/, ',5');
}

/** One row per list: ballots, share, votes, seats. */
export function listsTable(on: Measure, { allocation }: CountedContest): readonly Block[] {
  return table(
    on,
    [
      { label: 'Liste' },
      { label: 'Bulletins', numeric: true },
      { label: 'Part', numeric: true },
      { label: 'Voix de la liste', numeric: true },
      { label: 'Au quotient', numeric: true },
      { label: 'À la moyenne', numeric: true },
      { label: 'Sièges', numeric: true },
    ],
    allocation.lists.map((list) => ({
      cells: [
        list.name,
        String(list.ballots),
        shareOf(list.ballots, allocation.validVotes),
        decimal(list.votes),
        String(list.seatsByQuotient),
        String(list.seatsByAverage),
        String(list.seats),
      ],
      strong: list.seats > 0,
    })),
  );
}

/** One row per candidate in the order of presentation, the elected in bold and in words. */
export function candidatesTable(on: Measure, contest: CountedContest, list: ListResult): readonly Block[] {
  const people = contest.lists.find(({ id }) => id === list.id)?.candidates ?? [];
  return table(
    on,
    [
      { label: '', part: 0.045 },
      { label: 'Candidat' },
      { label: 'Sexe' },
      { label: 'Ratures', numeric: true },
      { label: 'Voix', numeric: true },
      { label: '', part: 0.1 },
    ],
    list.candidates.map((candidate, index) => {
      const sex = people.find(({ id }) => id === candidate.id)?.sex;
      return {
        cells: [
          String(index + 1),
          candidate.name,
          sex ?? '',
          String(candidate.strikes),
          String(candidate.votes),
          candidate.elected ? electedWord(sex) : '',
        ],
        strong: candidate.elected,
      };
    }),
  );
}

function electedWord(sex: Candidate['sex'] | undefined): string {
  return sex === 'F' ? 'élue' : 'élu';
}

/** The elected in their order, with the list of each; or the plain fact that there is none. */
export function electedBlocks(on: Measure, contest: CountedContest): readonly Block[] {
  const { allocation, seat } = contest;
  const elected = allocation.lists.flatMap((list) =>
    list.elected.map((id) => ({
      list,
      candidate: list.candidates.find((candidate) => candidate.id === id),
      id,
    })),
  );
  if (allocation.status === 'decision-needed') return [conclusion(on, allocation.question.text)];
  if (elected.length === 0) return [paragraph(on, 'Aucun candidat n’est élu dans ce scrutin.')];
  return table(
    on,
    [{ label: `Élus ${seatName(seat, 2)}` }, { label: 'Liste' }, { label: 'Voix', numeric: true }],
    elected.map(({ list, candidate, id }) => ({
      cells: [candidate?.name ?? id, list.name, String(candidate?.votes ?? '')],
      strong: true,
    })),
    { size: 10.5 },
  );
}

const reasonTexts: Record<SecondRoundReason, string> = {
  'no-list': 'aucune liste ne s’est présentée',
  'quorum-not-reached': 'le quorum n’est pas atteint',
  'vacant-seats': 'des sièges ne sont pas pourvus',
};

/** What comes next: a second round and why, vacant seats, or nothing. */
export function afterwards(on: Measure, { allocation, round }: CountedContest): readonly Block[] {
  if (allocation.status === 'decision-needed') return [];
  const { vacant, secondRound } = allocation;
  const vacancy = vacant > 0 ? [`${plural(vacant, 'siège reste', 'sièges restent')} à pourvoir.`] : [];
  const next = secondRound.needed
    ? [
        `Un second tour est nécessaire : ${secondRound.reasons.map((reason) => reasonTexts[reason]).join(', ')}.`,
      ]
    : round === 1
      ? ['Il n’y a pas de second tour pour ce scrutin.']
      : [];
  const points = [...vacancy, ...next];
  return points.length === 0 ? [] : [bulleted(on, points)];
}
