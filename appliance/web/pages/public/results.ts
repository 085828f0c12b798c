/**
 * Results as validated by the bureau: a projection of the stored allocations, contest by contest. Nothing is computed
 * here but the form of numbers. Sub-totals of separate urns are not here (protocol.md, small urns).
 */
import { roundName, seatName } from '../../../documents/election-words.ts';
import { plural } from '../../../../core/seats/phrases-fr.ts';
import { frenchDateTime } from '../../../../core/french/dates.ts';
import type { SeatType } from '../../../../core/dossier/types.ts';
import { decimals, percent, whole } from '../../../../core/seats/numbers-fr.ts';
import type {
  Allocation,
  DecisionRefused,
  ListResult,
  SecondRoundReason,
} from '../../../../core/seats/types.ts';
import { capital, contestLine, rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';

export interface ContestResult {
  readonly contest: string;
  readonly college: { readonly ordinal: number; readonly name: string };
  readonly seat: SeatType;
  readonly seats: number;
  readonly registered: number;
  readonly signOffs: number;
  readonly ballots: number;
  readonly blank: number;
  readonly allocation: Exclude<Allocation, DecisionRefused>;
}

export interface ResultsView {
  readonly round: 1 | 2;
  readonly validatedMs: number;
  readonly contests: readonly ContestResult[];
}

const secondRoundReasons: Readonly<Record<SecondRoundReason, string>> = {
  'no-list': 'aucune liste n’avait été déposée',
  'quorum-not-reached': 'le quorum n’est pas atteint',
  'vacant-seats': 'des sièges restent à pourvoir',
};

interface Shown {
  readonly contest: string;
  readonly title: string;
  readonly tiles: readonly { readonly label: string; readonly value: string; readonly isGood: boolean }[];
  readonly lists: readonly {
    readonly name: string;
    readonly ballots: string;
    readonly votes: string;
    readonly seats: string;
    readonly hasSeats: boolean;
    readonly candidates: readonly {
      readonly name: string;
      readonly votes: string;
      readonly strikes: string;
      readonly elected: boolean;
    }[];
  }[];
  readonly elected: readonly { readonly name: string; readonly list: string }[];
  readonly outcome: string;
  readonly secondRound: string | null;
}

/** The figures of a contest, as tiles. */
export function tilesOf(result: ContestResult): Shown['tiles'] {
  const { registered, signOffs, ballots, blank, allocation } = result;
  const { quorum, validVotes } = allocation;
  const tile = (label: string, value: string, isGood = false) => ({ label, value, isGood });
  const turnout = registered === 0 ? '—' : percent(`${signOffs}/${registered}`);
  return [
    tile('Inscrits', whole(registered)),
    signOffs === ballots
      ? tile('Émargements = bulletins', `${whole(signOffs)} = ${whole(ballots)}`)
      : tile('Émargements, bulletins', `${whole(signOffs)}, ${whole(ballots)}`),
    tile('Participation', turnout),
    tile('Votes blancs', whole(blank)),
    tile('Suffrages valables', whole(validVotes)),
    ...(quorum.required ? [tile('Quorum', quorum.reached ? 'Atteint' : 'Non atteint', quorum.reached)] : []),
  ];
}

function electedOf(lists: readonly ListResult[]): Shown['elected'] {
  return lists.flatMap((list) =>
    list.elected.map((id) => ({
      name: list.candidates.find((candidate) => candidate.id === id)?.name ?? id,
      list: list.name,
    })),
  );
}

function outcomeOf({ allocation, seats, seat }: ContestResult): string {
  if (allocation.status === 'decision-needed') return 'Une égalité reste à départager par le bureau de vote.';
  const given = seats - allocation.vacant;
  const filled = `${plural(given, 'siège', 'sièges')} de ${seatName(seat, given)} sur ${seats}`;
  return allocation.vacant === 0
    ? `Tous les sièges sont pourvus : ${filled}.`
    : `Sièges pourvus : ${filled}.`;
}

function secondRoundOf({ allocation }: ContestResult): string | null {
  if (allocation.status !== 'allocated' || !allocation.secondRound.needed) return null;
  const reasons = allocation.secondRound.reasons.map((reason) => secondRoundReasons[reason]);
  return `Un second tour sera organisé : ${reasons.join(' ; ')}.`;
}

function shown(result: ContestResult): Shown {
  const { lists } = result.allocation;
  const votes = decimals(lists.map((list) => list.votes));
  return {
    contest: result.contest,
    title: capital(contestLine(result)),
    tiles: tilesOf(result),
    lists: lists.map((list, place) => ({
      name: list.name,
      ballots: whole(list.ballots),
      votes: votes[place] ?? '',
      seats: whole(list.seats),
      hasSeats: list.seats > 0,
      candidates: list.candidates.map(({ name, votes: count, strikes, elected }) => ({
        name,
        votes: whole(count),
        strikes: whole(strikes),
        elected,
      })),
    })),
    elected: electedOf(lists),
    outcome: outcomeOf(result),
    secondRound: secondRoundOf(result),
  };
}

interface Words {
  readonly rich: typeof rich;
  readonly introduction: string;
  readonly shown: readonly Shown[];
}

const template = page<Words>(import.meta.url, 'results.ejs');

export function renderResults(view: ResultsView, site: Site): string {
  return template({
    rich,
    introduction: `${roundName(view.round)}. Résultats validés par le bureau de vote le ${frenchDateTime(view.validatedMs)}.`,
    shown: view.contests.map(shown),
    shell: shellOf(site, 'Résultats'),
  });
}
