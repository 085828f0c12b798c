/**
 * How the booth names the contest and its lists. Plain texts, correctly typeset.
 */
import type { BallotPage } from './voter-api.ts';
import { collegeRank, seatName } from '../documents/election-words.ts';
import { plural } from '../../core/seats/phrases-fr.ts';
import { typeset } from '../../core/french/text.ts';
import type { BallotList } from './choice.ts';

/** « Titulaires ». */
export function seatTitle(seat: BallotPage['seat']): string {
  return seat === 'titulaire' ? 'Titulaires' : 'Suppléants';
}

/** « 2e collège — Ouvriers et employés, titulaires », for the receipt. */
export function contestTitle(page: Pick<BallotPage, 'college' | 'collegeOrdinal' | 'seat'>): string {
  return typeset(`${collegeRank(page.collegeOrdinal)} — ${page.college}, ${seatName(page.seat, 2)}`);
}

export function candidateCount(list: BallotList): string {
  return plural(list.candidates.length, 'candidat', 'candidats');
}

/** What is said alike of every list besides its name: its affiliation, and how a joint list shares its votes. */
export function listFacts(list: Pick<BallotList, 'affiliation' | 'split'>): readonly string[] {
  const facts: string[] = [];
  if (list.affiliation !== null) facts.push(typeset(`Affiliation : ${list.affiliation}`));
  if (list.split.length > 1) {
    const shares = list.split.map(({ organisation, share }) => `${organisation} ${shareWords(share)}`);
    facts.push(typeset(`Liste commune : ${shares.join(', ')}`));
  }
  return facts;
}

/** « 60 % » when it is whole, the fraction itself otherwise: « 1/3 ». */
export function shareWords(share: string): string {
  const [numerator = 0, denominator = 1] = share.split('/').map(Number);
  const percent = (numerator * 100) / denominator;
  return Number.isInteger(percent) ? `${percent} %` : share;
}
