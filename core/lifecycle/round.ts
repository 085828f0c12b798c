/**
 * The round as the bureau leads it, and who may do what in it: one table, role × action × state, read by every
 * use case and every page. An action either belongs to its roles, or needs a right that the dossier gives to the role and
 * that the law caps (rights.ts): R2314-15 (ceremonies), R2314-16 (sign-offs for the bureau alone), Domitia articles 12,
 * 13 and 17, GEPOR annex 3. The perimeter (which contests) is checked beside it, by the use case.
 */
import { err, ok, type Result } from '../result.ts';
import type { Phase } from './phase.ts';
import { caps, mayEver, roles as everyone, type Right, type Rights } from './rights.ts';

export type Role = 'bureau' | 'observer' | 'direction' | 'management' | 'helpdesk' | 'expert' | 'recette';

/** What has been done to the round; whether the vote is open comes from the calendar (`phase.ts`). */
export type RoundState = 'preparing' | 'codesIssued' | 'sealed' | 'closingSealed';

export type Action =
  | 'issueCodes'
  | 'readLetters'
  | 'confirmParameters'
  | 'holdCeremony'
  | 'testFunctions'
  | 'drawFunctions'
  | 'generateKeys'
  | 'holdTrial'
  | 'seal'
  | 'readSeal'
  | 'decideOnSeal'
  | 'readTurnout'
  | 'readCounters'
  | 'readSignOffs'
  | 'readJournal'
  | 'readClosingSeal'
  | 'count'
  | 'readResults'
  | 'readMinutes'
  | 'readPublished'
  | 'validate'
  | 'suspend'
  | 'resume'
  | 'extend'
  | 'manageTerminals'
  | 'entrustStation'
  | 'readRolls'
  | 'readParameters'
  | 'readRights'
  | 'makeRemark'
  | 'replaceAccess'
  | 'changeOwnAccess'
  | 'readAssistance'
  | 'recordAssistance'
  | 'readUndelivered'
  | 'recordUndelivered'
  | 'readAlerts'
  | 'acknowledgeAlerts'
  | 'recordIntervention'
  | 'readSystem'
  | 'setCertificate'
  | 'moveClock';

export interface Moment {
  readonly state: RoundState;
  readonly phase: Phase;
}

export type PermissionRefusal =
  | { readonly code: 'role/not-allowed'; readonly action: Action }
  | { readonly code: 'round/not-now'; readonly action: Action };

type When = (moment: Moment) => boolean;

export interface Rule {
  /** Who may ever. */
  readonly roles: readonly Role[];
  readonly when: When;
  /** The rights of which the role needs one, and when each serves; left out when being of the role is enough. */
  readonly rights?: readonly { readonly right: Right; readonly when: When }[];
}

/** Whoever the dossier gives one right, among those the law lets have it. */
const withRight = (right: Right, when: When): Rule => ({
  roles: caps[right].roles,
  when,
  rights: [{ right, when: always }],
});

const beforeSeal = ({ state }: Moment) => state === 'preparing' || state === 'codesIssued';
const sealed = (moment: Moment) => !beforeSeal(moment);
const always = () => true;
const closed = ({ state }: Moment) => state === 'closingSealed';
const duringVote = (moment: Moment) => sealed(moment) && !closed(moment);
const bureau = (right: Right, when: When): Rule => ({ ...withRight(right, when), roles: ['bureau'] });

export const permissions: Readonly<Record<Action, Rule>> = {
  issueCodes: { roles: ['management'], when: ({ state }) => state === 'preparing' },
  readLetters: { roles: ['management'], when: ({ state }) => state !== 'preparing' },
  confirmParameters: { roles: ['bureau'], when: beforeSeal },
  holdCeremony: { roles: ['bureau'], when: always },
  testFunctions: { roles: ['bureau'], when: beforeSeal },
  drawFunctions: { roles: ['bureau'], when: beforeSeal },
  generateKeys: bureau('keys', beforeSeal),
  holdTrial: bureau('programming', beforeSeal),
  seal: bureau('programming', ({ state, phase }) => state === 'codesIssued' && phase === 'beforeOpening'),
  readSeal: withRight('seal', sealed),
  decideOnSeal: bureau('programming', duringVote),
  readTurnout: withRight('turnout', sealed),
  readCounters: withRight('counters', sealed),
  readSignOffs: {
    roles: caps.signOffsDuring.roles,
    when: sealed,
    rights: [
      { right: 'signOffsDuring', when: duringVote },
      { right: 'signOffsAfter', when: closed },
    ],
  },
  // On each of its own contests apart (R211-513): what it may decide there is core/lifecycle/decision-rules.ts.
  suspend: bureau(
    'programming',
    ({ state, phase }) => state === 'sealed' && phase !== 'beforeOpening' && phase !== 'closed',
  ),
  resume: bureau('programming', ({ state, phase }) => state === 'sealed' && phase !== 'beforeOpening'),
  extend: bureau(
    'programming',
    ({ state, phase }) => state === 'sealed' && phase !== 'grace' && phase !== 'closed',
  ),
  manageTerminals: { roles: ['management'], when: always },
  entrustStation: { roles: ['bureau'], when: always },
  readJournal: withRight('journal', always),
  readClosingSeal: { ...withRight('seal', closed), roles: ['bureau', 'observer', 'direction', 'expert'] },
  count: bureau('keys', ({ state, phase }) => state === 'closingSealed' && phase === 'closed'),
  readResults: bureau('results', closed),
  readMinutes: withRight('minutes', closed),
  readPublished: withRight('results', closed),
  validate: bureau('results', closed),
  readRolls: withRight('rolls', always),
  readParameters: withRight('parameters', always),
  readAssistance: withRight('assistanceJournal', always),
  recordAssistance: { ...withRight('assistanceJournal', always), roles: ['helpdesk'] },
  readUndelivered: withRight('undelivered', always),
  recordUndelivered: { ...withRight('undelivered', always), roles: ['management', 'helpdesk'] },
  readAlerts: { roles: ['bureau', 'helpdesk'], when: always },
  acknowledgeAlerts: { roles: ['bureau'], when: always },
  recordIntervention: { roles: ['management'], when: always },
  readSystem: { roles: ['management', 'helpdesk'], when: always },
  // The seal does not cover it; changed after, the bureau is told (docs/decisions/045-certificate-after-the-seal.md).
  setCertificate: { roles: ['management'], when: always },
  readRights: { roles: everyone, when: always },
  makeRemark: { roles: ['recette'], when: beforeSeal },
  replaceAccess: { roles: ['bureau', 'management'], when: always },
  changeOwnAccess: { roles: everyone, when: always },
  moveClock: { roles: everyone, when: always },
};

/**
 * Whether a role may do an action now: first whether ever, then whether at this moment.
 * @param rights of this dossier; what they give beyond the law counts for nothing.
 */
export function permit(
  role: Role,
  action: Action,
  moment: Moment,
  rights: Rights,
): Result<null, PermissionRefusal> {
  const rule: Rule = permissions[action];
  if (!mayEverDo(role, action, rights)) return err({ code: 'role/not-allowed', action });
  const inTime =
    rule.when(moment) &&
    (rule.rights === undefined || ownRights(role, rule, rights).some(({ when }) => when(moment))) &&
    // What the recette may see, it sees before the seal alone.
    (role !== 'recette' || beforeSeal(moment));
  return inTime ? ok(null) : err({ code: 'round/not-now', action });
}

/** Whether a role may do an action at some moment of the round. */
export function mayEverDo(role: Role, action: Action, rights: Rights): boolean {
  const rule: Rule = permissions[action];
  return rule.roles.includes(role) && (rule.rights === undefined || ownRights(role, rule, rights).length > 0);
}

function ownRights(role: Role, { rights: wanted = [] }: Rule, rights: Rights) {
  return wanted.filter(({ right }) => rights[role].includes(right) && mayEver(right, role));
}
