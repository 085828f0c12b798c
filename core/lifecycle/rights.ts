/**
 * The rights of the roles, a closed list: the lines of GEPOR annex 3 and of Domitia articles 12 §4, 13 and 17. The dossier
 * gives them; the law caps them, in this one table: a dossier that asks for more is refused with the article. No right
 * gives a code, a key, a ballot or a vote. What each right opens, and when, is round.ts.
 */
import type { Role } from './round.ts';

export const roles = [
  'bureau',
  'observer',
  'direction',
  'management',
  'helpdesk',
  'expert',
  'recette',
] as const satisfies readonly Role[];

export const rights = [
  'rolls',
  'lists',
  'bureaus',
  'parameters',
  'turnout',
  'counters',
  'signOffsDuring',
  'signOffsAfter',
  'results',
  'minutes',
  'journal',
  'assistanceJournal',
  'undelivered',
  'programming',
  'keys',
  'seal',
] as const;

export type Right = (typeof rights)[number];

export type Rights = Readonly<Record<Role, readonly Right[]>>;

interface Cap {
  /** Who may be given the right at all. */
  readonly roles: readonly Role[];
  /** Why nobody else, in French, with its article. */
  readonly why: string;
}

const withoutRecette = roles.filter((role) => role !== 'recette');
const recetteEnds =
  'la recette se fait avant le scellement et rien n’en reste après (accord GEPOR, annexe 1)';
const rollReaders =
  'la liste électorale est lue par les électeurs, le bureau, les organisations syndicales et l’employeur (arrêté du 25 avril 2007)';
const signOffs = 'la liste d’émargement n’est accessible qu’aux membres du bureau de vote (article R2314-16)';
const bureauAlone =
  'le bureau de vote seul programme le scrutin et tient les clés (articles R2314-7 et R2314-15)';

export const caps: Readonly<Record<Right, Cap>> = {
  rolls: { roles: ['bureau', 'observer', 'direction', 'management', 'recette'], why: rollReaders },
  lists: { roles, why: '' },
  bureaus: { roles, why: '' },
  parameters: {
    roles: ['bureau', 'observer', 'direction', 'management', 'expert', 'recette'],
    why: 'l’assistance répond aux électeurs et ne contrôle pas le dossier (article R2314-10)',
  },
  turnout: { roles: withoutRecette, why: recetteEnds },
  counters: {
    roles: ['bureau', 'observer', 'direction', 'expert'],
    why: 'le contenu de l’urne est fermé à qui gère ou assiste l’élection (article R2314-7)',
  },
  signOffsDuring: { roles: ['bureau'], why: signOffs },
  signOffsAfter: { roles: ['bureau'], why: signOffs },
  results: { roles: withoutRecette, why: recetteEnds },
  minutes: {
    roles: ['bureau', 'observer', 'direction', 'management', 'expert'],
    why: 'le procès-verbal va au bureau, à l’employeur et aux organisations syndicales (article L2314-29)',
  },
  journal: {
    roles: ['bureau', 'observer', 'direction', 'management', 'expert'],
    why: 'le journal se lit pour contrôler le scrutin, ce qui n’est ni l’affaire de l’assistance ni celle de la recette (article R2314-10)',
  },
  assistanceJournal: {
    roles: ['bureau', 'direction', 'management', 'helpdesk'],
    why: 'le journal de l’assistance nomme des électeurs et leurs coordonnées (accord GEPOR, annexe 3)',
  },
  undelivered: {
    roles: ['bureau', 'direction', 'management', 'helpdesk'],
    why: 'les plis non distribués donnent l’adresse d’électeurs (accord GEPOR, annexe 3)',
  },
  programming: { roles: ['bureau'], why: bureauAlone },
  keys: { roles: ['bureau'], why: bureauAlone },
  seal: { roles: withoutRecette, why: recetteEnds },
};

/** Without these the bureau could not do what the law gives it to do (R2314-15, R2314-16). */
export const needed: readonly Right[] = ['programming', 'keys', 'seal', 'results', 'minutes'];

/**
 * What a role has when its dossier says nothing: the law, then Domitia articles 12 §4, 13 and 17. The turnout of
 * observers and of the direction is what `turnout` of the dossier says.
 */
export const defaults: Rights = {
  bureau: rights,
  observer: ['rolls', 'lists', 'bureaus', 'turnout', 'results', 'journal', 'seal'],
  direction: ['rolls', 'lists', 'bureaus', 'turnout', 'results', 'minutes', 'journal', 'seal'],
  management: ['rolls', 'lists', 'bureaus', 'parameters', 'results', 'undelivered', 'seal'],
  helpdesk: ['lists', 'bureaus', 'assistanceJournal', 'seal'],
  expert: ['lists', 'bureaus', 'parameters', 'results', 'minutes', 'journal', 'seal'],
  recette: ['rolls', 'lists', 'bureaus', 'parameters'],
};

export function mayEver(right: Right, role: Role): boolean {
  return caps[right].roles.includes(role);
}
