/**
 * The words by which every document names a college, a contest, a bureau member and a count, so that two papers of one
 * election never say the same thing differently. Texts only: nothing is computed here but the form of a number.
 */
import type { BureauMember, College, MemberFunction, SeatType } from '../../core/dossier/types.ts';

/** « 2e collège ». */
export function collegeRank(ordinal: number): string {
  return `${ordinal}${ordinal === 1 ? 'er' : 'e'} collège`;
}

const seatNames: Record<SeatType, readonly [one: string, several: string]> = {
  titulaire: ['titulaire', 'titulaires'],
  suppleant: ['suppléant', 'suppléants'],
};

/** « titulaire », « titulaires », « suppléant », « suppléants ». */
export function seatName(seat: SeatType, count: number): string {
  return seatNames[seat][count > 1 ? 1 : 0];
}

/** What names a contest. */
export interface ContestTitle {
  readonly college: Pick<College, 'name' | 'ordinal'>;
  readonly seat: SeatType;
}

/** A contest as a title: « 2e collège, titulaires ». */
export function contestName({ college, seat }: ContestTitle): string {
  return `${collegeRank(college.ordinal)}, ${seatName(seat, 2)}`;
}

export function roundName(round: 1 | 2): string {
  return round === 1 ? '1er tour' : '2e tour';
}

const functionNames: Readonly<Record<MemberFunction, readonly [Mme: string, M: string]>> = {
  president: ['Présidente', 'Président'],
  secretary: ['Secrétaire', 'Secrétaire'],
  assessor: ['Assesseure', 'Assesseur'],
  delegate: ['Déléguée de liste', 'Délégué de liste'],
  substitute: ['Suppléante', 'Suppléant'],
};

/** « Présidente », « Assesseur »… */
export function functionName(member: Pick<BureauMember, 'function' | 'civility'>): string {
  return functionNames[member.function][member.civility === 'Mme' ? 0 : 1];
}

/** « clé de sécurité » or « feuille », with the number of its envelope: what a holder keeps the key in. */
export function carrierWords({
  envelope,
  record,
}: {
  readonly envelope: string;
  readonly record: string | null;
}): string {
  return `${record === null ? 'feuille' : 'clé de sécurité'} (enveloppe ${envelope})`;
}

/** « Mme Jeanne Martin ». */
export function fullName(person: {
  readonly civility: string;
  readonly firstName: string;
  readonly lastName: string;
}): string {
  return `${person.civility} ${person.firstName} ${person.lastName}`;
}
