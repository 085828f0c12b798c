/**
 * What every page of a role shows around its content: the organisation, the role's or bureau's name, where one can go,
 * how to lock and leave; and, in a demonstration or a rehearsal, the hour and how to move it. Links lead only where the
 * role may ever go, by the rights of the dossier.
 */
import { mayEverDo, type Action, type Role } from '../../../../core/lifecycle/round.ts';
import { frenchDateTimeToTheSecond, frenchTime } from '../../../../core/french/dates.ts';
import type { Account } from '../../../storage/election/accounts.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { asksForCode } from '../../../use-cases/login-role.ts';
import { momentsAhead, type ClockMoment } from '../../../use-cases/move-clock.ts';
import { rich, shellOf, type Site } from '../../layout/site.ts';
import { page, type Shell } from '../../render.ts';
import { roleNames } from '../../../role-words.ts';

export interface RoleLink {
  readonly href: string;
  readonly label: string;
  /** What the page needs, where the dossier may keep it from the role: the link is then left out. */
  readonly action?: Action;
}

/** The person in session, and the clock of a demonstration. */
export interface RoleFrame {
  readonly site: Site;
  readonly who: string;
  /** Of the page. */
  readonly path: string;
  /** Whether the login asks for a second factor, that one may then change. */
  readonly hasSecondFactor: boolean;
  /** A bureau may say that a meeting goes on: its pages then do not lock. */
  readonly canMeet: boolean;
  /** Until when a meeting keeps the page awake; null outside one. */
  readonly meeting: string | null;
  /** Alerts that nobody acknowledged; null when the watch does not answer. */
  readonly alerts: { readonly count: number; readonly isUrgent: boolean } | null;
  readonly links: readonly (RoleLink & { readonly current: boolean })[];
  readonly clock: {
    readonly now: string;
    readonly moments: readonly { readonly moment: ClockMoment; readonly label: string }[];
  } | null;
}

export const homes: Readonly<Record<Role, string>> = {
  bureau: '/bureau',
  observer: '/observation',
  direction: '/direction',
  management: '/gestion',
  helpdesk: '/assistance',
  expert: '/expertise',
  recette: '/recette',
};

const journal: RoleLink = { href: '/journal', label: 'Journal', action: 'readJournal' };

const rolls: RoleLink = { href: '/listes-electorales', label: 'Électeurs', action: 'readRolls' };
const parameters: RoleLink = { href: '/parametres', label: 'Paramètres', action: 'readParameters' };
const calls: RoleLink = { href: '/journal-assistance', label: 'Appels', action: 'readAssistance' };
const letters: RoleLink = { href: '/plis', label: 'Plis', action: 'readUndelivered' };
const system: RoleLink = { href: '/systeme', label: 'Système', action: 'readSystem' };
const matrix: RoleLink = { href: '/droits', label: 'Droits' };

const places: Readonly<Record<Role, readonly RoleLink[]>> = {
  bureau: [
    { href: '/bureau', label: 'Séances' },
    { href: '/bureau/suivi', label: 'Suivi du vote', action: 'readTurnout' },
    { href: '/bureau/decisions', label: 'Déroulement' },
    { href: '/bureau/resultats', label: 'Résultats' },
    { href: '/bureau/documents', label: 'Documents' },
    { href: '/bureau/postes', label: 'Postes' },
    rolls,
    { href: '/bureau/alertes', label: 'Alertes' },
    calls,
    letters,
    journal,
    { href: '/bureau/acces', label: 'Accès' },
    matrix,
  ],
  observer: [{ href: '/observation', label: 'Observation' }, rolls, parameters, journal, matrix],
  direction: [{ href: '/direction', label: 'Direction' }, rolls, parameters, calls, letters, journal, matrix],
  management: [
    { href: '/gestion', label: 'Gestion' },
    { href: '/gestion/terminaux', label: 'Terminaux' },
    rolls,
    parameters,
    calls,
    letters,
    journal,
    { href: '/gestion/acces', label: 'Accès' },
    { href: '/gestion/intervention', label: 'Interventions' },
    { href: '/gestion/certificat', label: 'Certificat' },
    system,
    matrix,
  ],
  helpdesk: [
    { href: '/assistance', label: 'Assistance' },
    calls,
    letters,
    { href: '/assistance/alertes', label: 'Alertes' },
    system,
    matrix,
  ],
  expert: [{ href: '/expertise', label: 'Expertise' }, parameters, journal, matrix],
  recette: [{ href: '/recette', label: 'Recette' }, rolls, parameters],
};

const momentNames: Readonly<Record<ClockMoment, string>> = {
  opening: 'À l’ouverture',
  'before-closing': 'Une heure avant la clôture',
  closing: 'À la clôture',
  'after-grace': 'Après le délai de grâce',
};

type Parts = Pick<Context, 'election' | 'data'>;

const noAlert = { count: 0, isUrgent: false };

/** `site` is what surrounds every page, with the role's or bureau's name right of the bar. */
export function frameOf(
  context: Parts,
  account: Account,
  path: string,
  site: Site,
  meetingUntilMs: number | null = null,
  alerts: RoleFrame['alerts'] = noAlert,
): RoleFrame {
  const { rights } = dossierOf(context);
  // What the recette could see until the seal is not even named after it.
  const isOver = account.role === 'recette' && context.election.sealed() !== null;
  const leads = ({ action }: RoleLink) =>
    action === undefined || (mayEverDo(account.role, action, rights) && !isOver);
  return {
    site,
    who: `${account.firstName} ${account.lastName}, ${roleNames[account.role].toLowerCase()}`,
    path,
    hasSecondFactor: asksForCode(context) && !isOver,
    canMeet: account.role === 'bureau',
    alerts,
    meeting: meetingUntilMs === null ? null : frenchTime(meetingUntilMs),
    links: places[account.role].filter(leads).map((link) => ({ ...link, current: isAt(path, link.href) })),
    clock:
      context.data.mode === 'real'
        ? null
        : {
            now: frenchDateTimeToTheSecond(context.data.now()),
            moments: momentsAhead(context).map(({ moment }) => ({ moment, label: momentNames[moment] })),
          },
  };
}

/** A page is at a link, or below it; the list of sign-offs is below the participation. */
function isAt(path: string, href: string): boolean {
  if (path.startsWith('/bureau/emargement/')) return href === '/bureau/suivi';
  if (path === '/bureau/points') return href === '/bureau/alertes';
  return path === href || (!Object.values(homes).includes(href) && path.startsWith(`${href}/`));
}

type Own = Partial<Pick<Shell, 'scripts' | 'width'>>;

/** A page of a role: `title` heads the browser's tab; the template has `rich` and the frame beside its view. */
export function rolePage<View extends object>(
  moduleUrl: string,
  name: string,
  title: string | ((view: View) => string),
  own: Own = {},
): (view: View, frame: RoleFrame) => string {
  const template = page<View & { readonly rich: typeof rich; readonly frame: RoleFrame }>(moduleUrl, name);
  return (view, frame) => {
    const shell = shellOf(frame.site, typeof title === 'string' ? title : title(view), own);
    const scripts = [...shell.scripts, 'lock.js'];
    return template({ ...view, rich, frame, shell: { ...shell, scripts, sheets: ['roles.css'] } });
  };
}
