/**
 * A candidate elected both titulaire and suppléant is titulaire (Cass. soc. 10 May 2012, n° 11-18.912); the seat of
 * suppléant goes to the next candidate of the same list, failing that to the highest average of the others. The
 * titulaires of a college are therefore allocated first, and this finds whom their result takes out of the
 * suppléants. Excluded candidates keep their votes: only their turn is passed.
 */
import type { Allocated, SeatCandidate, SeatCase } from './types.ts';

/**
 * Ids, for `excluded` of the suppléants' case, of the candidates already elected titulaires of the same college.
 * Call it once per round of the titulaires that elected somebody.
 */
export function alreadyElected(
  titulaires: { readonly input: SeatCase; readonly allocation: Allocated },
  suppleants: Pick<SeatCase, 'lists'>,
): readonly string[] {
  const elected = new Set(titulaires.allocation.lists.flatMap((list) => list.elected));
  const persons = candidatesOf(titulaires.input).filter((candidate) => elected.has(candidate.id));
  return candidatesOf(suppleants)
    .filter((candidate) => persons.some((person) => samePerson(person, candidate)))
    .map((candidate) => candidate.id);
}

function candidatesOf(input: Pick<SeatCase, 'lists'>): readonly SeatCandidate[] {
  return input.lists.flatMap((list) => list.candidates);
}

/** By employee number; where one of the two has none, by name, sex and birth date together. */
export function samePerson(a: SeatCandidate, b: SeatCandidate): boolean {
  if (a.person !== null && b.person !== null) return a.person === b.person;
  return a.name === b.name && a.sex === b.sex && a.born === b.born;
}
