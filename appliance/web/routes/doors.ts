/**
 * Every page of the roles, in one table: whose it is, and the action of core/lifecycle/round.ts that it needs. One
 * function, `admit`, decides; a route that is not in the table cannot be mounted. A bureau's perimeter (one of its own
 * contests) is checked with the contest, in bureau.ts.
 */
import type { Rights } from '../../../core/lifecycle/rights.ts';
import {
  permit,
  type Action,
  type Moment,
  type PermissionRefusal,
  type Role,
} from '../../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Account } from '../../storage/election/accounts.ts';
import { dossierOf, momentOf, type Context } from '../../use-cases/context.ts';

export interface Door {
  /** The role whose page it is; `any` leaves it to the action. */
  readonly area: Role | 'any';
  /** Null for a page that its role sees at any time. */
  readonly action: Action | null;
  /** What a page asks for by itself: no sign that someone is there, so that the session still locks. */
  readonly isPassive?: boolean;
}

const bureau = (action: Action | null): Door => ({ area: 'bureau', action });

export const doors = {
  'GET /bureau': bureau(null),
  'GET /bureau/seances/:ceremony': bureau(null),
  'GET /bureau/seances/:ceremony/presence': bureau('holdCeremony'),
  'POST /bureau/seances/:ceremony/presence': bureau('holdCeremony'),
  'POST /bureau/seances/:ceremony/etapes': bureau('holdCeremony'),
  'POST /bureau/seances/:ceremony/remarques': bureau('holdCeremony'),
  'GET /bureau/parametres': bureau(null),
  'POST /bureau/parametres': bureau('confirmParameters'),
  'GET /bureau/cles': bureau(null),
  'GET /bureau/postes': bureau('entrustStation'),
  'POST /bureau/postes': bureau('entrustStation'),
  'POST /bureau/seance': bureau(null),
  'GET /bureau/acces': bureau('replaceAccess'),
  'POST /bureau/acces': bureau('replaceAccess'),
  'GET /bureau/essai': bureau('holdTrial'),
  'POST /bureau/essai': bureau('holdTrial'),
  'POST /bureau/essai/effacer': bureau('holdTrial'),
  'GET /bureau/essai/codes': bureau(null),
  'GET /bureau/sceller': bureau(null),
  'POST /bureau/sceller': bureau('seal'),
  'GET /bureau/scellement': bureau('readSeal'),
  'POST /bureau/scellement': bureau('readSeal'),
  'POST /bureau/scellement/decision': bureau('decideOnSeal'),
  'GET /bureau/suivi': bureau('readTurnout'),
  'GET /bureau/suivi/direct': { ...bureau('readTurnout'), isPassive: true },
  'GET /bureau/emargement/:contest': bureau('readSignOffs'),
  'GET /bureau/emargements': bureau('readSignOffs'),
  'POST /bureau/emargements': bureau('readSignOffs'),
  'POST /bureau/emargements/:link': bureau('readSignOffs'),
  'GET /bureau/decisions': bureau(null),
  'GET /bureau/decisions/suspendre': bureau('suspend'),
  'POST /bureau/decisions/suspendre': bureau('suspend'),
  'GET /bureau/decisions/reprendre': bureau('resume'),
  'POST /bureau/decisions/reprendre': bureau('resume'),
  'GET /bureau/decisions/prolonger': bureau('extend'),
  'POST /bureau/decisions/prolonger': bureau('extend'),
  'GET /bureau/cloture': bureau('readClosingSeal'),
  'POST /bureau/cloture': bureau('count'),
  'GET /bureau/remplacements': bureau('count'),
  'POST /bureau/remplacements': bureau('count'),
  'GET /bureau/depouillement': bureau('count'),
  'GET /bureau/resultats': bureau('readResults'),
  'POST /bureau/resultats': bureau('validate'),
  'GET /bureau/resultats/:contest': bureau('readResults'),
  'POST /bureau/resultats/:contest': bureau('count'),
  'GET /bureau/documents': bureau(null),
  'POST /bureau/documents': bureau('holdCeremony'),
  'GET /bureau/documents/signes/:number.pdf': bureau('holdCeremony'),
  'GET /bureau/documents/operations.pdf': bureau('readResults'),
  'GET /bureau/documents/feuilles-porteurs.pdf': bureau('generateKeys'),
  'GET /bureau/documents/scrutin-a-blanc.pdf': bureau(null),
  'GET /bureau/documents/seances/:ceremony.pdf': bureau('holdCeremony'),
  'GET /bureau/documents/scellement.pdf': bureau('readSeal'),
  'GET /bureau/documents/cle-systeme.pdf': bureau('readSeal'),
  'GET /bureau/documents/cloture.pdf': bureau('readClosingSeal'),
  'GET /bureau/documents/emargement/:contest.pdf': bureau('readSignOffs'),
  'GET /bureau/documents/proces-verbal/:contest.pdf': bureau('readResults'),
  'GET /bureau/documents/resultats.pdf': bureau('readResults'),
  'GET /bureau/documents/journal.jsonl': bureau('readJournal'),
  'GET /bureau/alertes': bureau('readAlerts'),
  'POST /bureau/alertes': bureau('acknowledgeAlerts'),
  'POST /bureau/alertes/controle': bureau('acknowledgeAlerts'),
  'GET /bureau/points': bureau('acknowledgeAlerts'),
  'GET /observation': { area: 'observer', action: null },
  'GET /direction': { area: 'direction', action: null },
  'GET /expertise': { area: 'expert', action: null },
  'GET /recette': { area: 'recette', action: null },
  'GET /recette/codes': { area: 'recette', action: null },
  'POST /recette': { area: 'recette', action: 'makeRemark' },
  'GET /gestion': { area: 'management', action: null },
  'POST /gestion/codes': { area: 'management', action: 'issueCodes' },
  'GET /gestion/lettres/:name': { area: 'management', action: 'readLetters' },
  'GET /gestion/intervention': { area: 'management', action: 'recordIntervention' },
  'POST /gestion/intervention': { area: 'management', action: 'recordIntervention' },
  'GET /gestion/certificat': { area: 'management', action: 'setCertificate' },
  'POST /gestion/certificat': { area: 'management', action: 'setCertificate' },
  'POST /gestion/certificat/demande': { area: 'management', action: 'setCertificate' },
  'GET /gestion/certificat/demande.csr': { area: 'management', action: 'setCertificate' },
  'GET /gestion/terminaux': { area: 'management', action: 'manageTerminals' },
  'GET /gestion/terminaux/terminal.json': { area: 'management', action: 'manageTerminals' },
  'POST /gestion/terminaux': { area: 'management', action: 'manageTerminals' },
  'GET /gestion/acces': { area: 'management', action: 'replaceAccess' },
  'POST /gestion/acces': { area: 'management', action: 'replaceAccess' },
  'GET /assistance': { area: 'helpdesk', action: null },
  'GET /journal-assistance': { area: 'any', action: 'readAssistance' },
  'POST /journal-assistance': { area: 'any', action: 'recordAssistance' },
  'GET /plis': { area: 'any', action: 'readUndelivered' },
  'POST /plis': { area: 'any', action: 'recordUndelivered' },
  'POST /plis/suite': { area: 'any', action: 'recordUndelivered' },
  'GET /droits': { area: 'any', action: 'readRights' },
  'GET /listes-electorales': { area: 'any', action: 'readRolls' },
  'GET /parametres': { area: 'any', action: 'readParameters' },
  'GET /documents/scellement.pdf': { area: 'any', action: 'readSeal' },
  'GET /documents/resultats/:bureau.pdf': { area: 'any', action: 'readPublished' },
  'GET /documents/proces-verbal/:contest.pdf': { area: 'any', action: 'readMinutes' },
  'GET /systeme': { area: 'any', action: 'readSystem' },
  'GET /assistance/alertes': { area: 'helpdesk', action: 'readAlerts' },
  'GET /journal': { area: 'any', action: 'readJournal' },
  'GET /journal/journal.csv': { area: 'any', action: 'readJournal' },
  'GET /journal/journal.pdf': { area: 'any', action: 'readJournal' },
  'GET /ma-connexion': { area: 'any', action: 'changeOwnAccess' },
  'POST /ma-connexion/demande': { area: 'any', action: 'changeOwnAccess' },
  'POST /ma-connexion/cles': { area: 'any', action: 'changeOwnAccess' },
  'GET /ma-connexion/application': { area: 'any', action: 'changeOwnAccess' },
  'POST /ma-connexion/application': { area: 'any', action: 'changeOwnAccess' },
  'POST /ma-connexion/retrait': { area: 'any', action: 'changeOwnAccess' },
  'POST /horloge': { area: 'any', action: 'moveClock' },
} as const satisfies Record<string, Door>;

export type DoorName = keyof typeof doors;

export type AdmitRefusal = PermissionRefusal | { readonly code: 'role/other-area' };

export function admit(
  context: Pick<Context, 'election' | 'data'>,
  account: Account,
  name: DoorName,
): Result<null, AdmitRefusal> {
  return admitAt(account.role, name, momentOf(context), dossierOf(context).rights);
}

/** The rule itself: whose page it is, then what the role may do at that moment with these rights. */
export function admitAt(
  role: Role,
  name: DoorName,
  moment: Moment,
  rights: Rights,
): Result<null, AdmitRefusal> {
  const { area, action }: Door = doors[name];
  if (area !== 'any' && area !== role) return err({ code: 'role/other-area' });
  return action === null ? ok(null) : permit(role, action, moment, rights);
}
