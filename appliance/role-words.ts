/**
 * How the pages of the roles name contests, urns, people, roles and refusals in French. Words only; who may do what is
 * core/lifecycle/round.ts. Contests and functions are named as the documents name them.
 */
import type { Presence } from '../core/ceremony/presence.ts';
import type { BureauId, Contest, Dossier, StaffStatus, UrnId } from '../core/dossier/types.ts';
import type { Right } from '../core/lifecycle/rights.ts';
import type { Role, RoundState } from '../core/lifecycle/round.ts';
import { fraction, print } from '../core/seats/fraction.ts';
import { percent } from '../core/seats/numbers-fr.ts';
import { contestName, fullName, functionName, roundName } from './documents/election-words.ts';
import type { RemarkKind } from './storage/election/ceremonies.ts';
import type { HeldTrial } from './use-cases/trial.ts';
import type { Account } from './storage/election/accounts.ts';

export const roleNames: Readonly<Record<Role, string>> = {
  bureau: 'Bureau de vote',
  observer: 'Observateur',
  direction: 'Direction',
  management: 'Gestionnaire',
  helpdesk: 'Assistance',
  expert: 'Expert indépendant',
  recette: 'Recette',
};

/** As the matrices of the agreements name them (GEPOR annex 3, Domitia article 12 §4). */
export const rightNames: Readonly<Record<Right, string>> = {
  rolls: 'Listes électorales',
  lists: 'Listes de candidats',
  bureaus: 'Composition des bureaux de vote',
  parameters: 'Paramètres de l’élection',
  turnout: 'Participation',
  counters: 'Compteurs d’émargements et de bulletins',
  signOffsDuring: 'Listes d’émargement, pendant le vote',
  signOffsAfter: 'Listes d’émargement, à l’issue du vote',
  results: 'Résultats, après leur validation',
  minutes: 'Procès-verbaux',
  journal: 'Journal des événements',
  assistanceJournal: 'Journal de l’assistance',
  undelivered: 'Plis non distribués',
  programming: 'Programmation et scellement',
  keys: 'Clés et dépouillement',
  seal: 'Code de scellement',
};

export const remarkNames: Readonly<Record<RemarkKind, string>> = {
  observation: 'Observation',
  incident: 'Incident',
  decision: 'Décision',
};

export const stateNames: Readonly<Record<RoundState, string>> = {
  preparing: 'En préparation',
  codesIssued: 'Codes d’accès créés',
  sealed: 'Scellée',
  closingSealed: 'Close et figée',
};

/** « 2e collège, titulaires ». */
export function contestWords(dossier: Dossier, contest: Contest): string {
  const college = dossier.colleges.find(({ id }) => id === contest.college);
  if (college === undefined) throw new Error('a contest has a college');
  return contestName({ college, seat: contest.seat });
}

export function contestWordsById(dossier: Dossier, id: string): string {
  const contest = dossier.contests.find((each) => each.id === id);
  return contest === undefined ? id : contestWords(dossier, contest);
}

const staffNames: Readonly<Record<StaffStatus, string>> = {
  public: 'agents publics',
  private: 'salariés de droit privé',
};

export function staffWords(staff: StaffStatus): string {
  return staffNames[staff];
}

/** « 2e collège, titulaires (agents publics) »: an urn as people know it. */
export function urnTitle(dossier: Dossier, urn: UrnId): string {
  const contest = dossier.contests.find(({ urns }) => urns.some(({ id }) => id === urn));
  if (contest === undefined) return urn;
  const staff = contest.urns.find(({ id }) => id === urn)?.staff ?? null;
  const words = contestWords(dossier, contest);
  return staff === null ? words : `${words} (${staffNames[staff]})`;
}

export function roundWords(dossier: Dossier): string {
  return roundName(dossier.round);
}

/** Right of the bar: the bureau's name, or the role. */
export function barNote(dossier: Dossier, account: Account): string {
  const bureau = dossier.bureaus.find(({ id }) => id === account.bureau);
  return bureau?.name ?? roleNames[account.role];
}

/** « 3 inscrits », « 1 inscrit », « aucun inscrit ». */
export function some(count: number, one: string, several: string, none: string): string {
  if (count === 0) return none;
  return count === 1 ? `1\u00a0${one}` : `${count}\u00a0${several}`;
}

/** `part` of `whole` as « 85,37 % »; « — » of nothing. */
export function rate(part: number, whole: number): string {
  return whole === 0 ? '—' : percent(print(fraction(part, whole)));
}

/** Everyone whom the list of a ceremony names, in order: the bureau, other roles, names typed. */
export function presentNames(dossier: Dossier, bureau: BureauId, presence: Presence): string[] {
  const members = dossier.bureaus.find(({ id }) => id === bureau)?.members ?? [];
  return [
    ...members
      .filter(({ account }) => presence.members.includes(account))
      .map((member) => `${fullName(member)}, ${functionName(member).toLowerCase()}`),
    ...dossier.roles
      .filter(({ account }) => presence.roles.includes(account))
      .map(({ firstName, lastName, role }) => `${firstName} ${lastName}, ${roleNames[role].toLowerCase()}`),
    ...presence.guests,
  ];
}

/** Compares urns as the dossier orders contests, titulaires first, to show them. */
export function inDossierOrder({
  contests,
}: Dossier): (left: { urn: UrnId }, right: { urn: UrnId }) => number {
  const ordered = [...contests]
    .sort((left, right) => Number(left.seat === 'suppleant') - Number(right.seat === 'suppleant'))
    .flatMap(({ urns }) => urns.map(({ id }) => id));
  return (left, right) => ordered.indexOf(left.urn) - ordered.indexOf(right.urn);
}

/** People as a French list orders them: « de Castelnau » at C, « Hébrard » before « Hoffmann ». */
export function byName(
  left: { readonly lastName: string; readonly firstName: string },
  right: { readonly lastName: string; readonly firstName: string },
): number {
  const key = (name: string) => name.replace(/^(de la|de|du|des|d’|d')\s*/, '');
  return (
    key(left.lastName).localeCompare(key(right.lastName), 'fr') ||
    left.firstName.localeCompare(right.firstName, 'fr')
  );
}

/** What shows that nothing is left, in one paragraph. */
export function wipedProof({
  trial,
  files,
  emptied,
}: Pick<HeldTrial, 'trial' | 'files' | 'emptied'>): string {
  const { urns, ballots, signOffs } = emptied;
  return `Scrutin à blanc n° ${trial} : son dossier, ${files} fichiers, n’existe plus. L’élection, relevée ensuite, compte ${urns} urne, ${ballots} bulletin et ${signOffs} émargement.`;
}
