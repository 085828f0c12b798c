/**
 * Retrouver mon bulletin: says whether an exact tracker is in the urn of a contest, by a plain form. The page tells
 * nothing else of a ballot, and the tracker is not kept.
 */
import type { SeatType } from '../../../../core/dossier/types.ts';
import { contestLine, rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';

export interface FindBallotView {
  readonly contests: readonly {
    readonly contest: string;
    readonly college: { readonly ordinal: number; readonly name: string };
    readonly seat: SeatType;
  }[];
  /** What was asked, shown again; empty at first. */
  readonly typed: { readonly contest: string; readonly tracker: string };
  readonly answer: 'found' | 'notFound' | 'malformed' | 'tooMany' | null;
}

const answers = {
  found: 'Votre bulletin est dans l’urne.',
  notFound:
    'Ce bulletin n’est pas dans l’urne de ce scrutin. Vérifiez le scrutin et la preuve de vote, majuscules et minuscules comprises. Si les deux sont justes, prévenez le bureau de vote ou l’assistance.',
  malformed:
    'Ce n’est pas une preuve de vote : elle compte 43 caractères (lettres, chiffres, + et /). Recopiez-la en entier.',
  tooMany: 'Trop de demandes en peu de temps. Attendez une minute, puis réessayez.',
};

/** A tracker as typed or pasted, without the spaces that help to read it; null when it cannot be one. */
export function parseTracker(typed: string): string | null {
  const tracker = typed.replace(/[\s\u00a0\u202f]/gu, '');
  return /^[A-Za-z0-9+/]{43}$/.test(tracker) ? tracker : null;
}

interface Words {
  readonly rich: typeof rich;
  readonly contestLine: typeof contestLine;
  readonly answerText: string | null;
}

const template = page<FindBallotView & Words>(import.meta.url, 'find-ballot.ejs');

export function renderFindBallot(view: FindBallotView, site: Site): string {
  return template({
    ...view,
    rich,
    contestLine,
    answerText: view.answer === null ? null : answers[view.answer],
    shell: shellOf(site, 'Retrouver mon bulletin', { width: 'narrow' }),
  });
}
