/**
 * Lists and candidates of each contest, every list shown alike, in the order given. No count of votes, ever.
 */
import { fullName, seatName } from '../../../documents/election-words.ts';
import { plural } from '../../../../core/seats/phrases-fr.ts';
import type { CandidateList, SeatType } from '../../../../core/dossier/types.ts';
import { listFacts } from '../../../booth/words.ts';
import { capital, contestLine, rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';

export interface ListsView {
  readonly contests: readonly {
    readonly contest: string;
    readonly college: { readonly ordinal: number; readonly name: string };
    readonly seat: SeatType;
    readonly seats: number;
    readonly lists: readonly Pick<CandidateList, 'name' | 'affiliation' | 'split' | 'candidates'>[];
  }[];
}

interface Words {
  readonly rich: typeof rich;
  readonly shown: readonly {
    readonly contest: string;
    readonly title: string;
    readonly seats: string;
    readonly lists: readonly {
      readonly name: string;
      readonly facts: readonly string[];
      readonly candidates: readonly string[];
    }[];
  }[];
}

const template = page<Words>(import.meta.url, 'lists.ejs');

export function renderLists(view: ListsView, site: Site): string {
  return template({
    rich,
    shown: view.contests.map((contest) => ({
      contest: contest.contest,
      title: capital(contestLine(contest)),
      seats: `${plural(contest.seats, 'siège', 'sièges')} de ${seatName(contest.seat, contest.seats)} à pourvoir`,
      lists: contest.lists.map(({ name, affiliation, split, candidates }) => ({
        name,
        facts: listFacts({ affiliation, split }),
        candidates: candidates.map(fullName),
      })),
    })),
    shell: shellOf(site, 'Listes et candidats'),
  });
}
