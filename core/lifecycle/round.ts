/**
 * The round as the bureau leads it, and who may do what in it: one table, role × action × state, read by every
 * use case and every page. R2314-15 (ceremonies), R2314-16 (sign-offs for the bureau alone), Domitia articles 12, 13
 * and 17, GEPOR annex 3. The perimeter (which bureau) is checked beside it, by the use case.
 */
import { err, ok, type Result } from '../result.ts';
import type { Phase } from './phase.ts';

export type Role = 'bureau' | 'observer' | 'direction' | 'management' | 'helpdesk';

/** What has been done to the round; whether the vote is open comes from the calendar (`phase.ts`). */
export type RoundState = 'preparing' | 'codesIssued' | 'sealed' | 'closingSealed';

export type Action =
  | 'issueCodes'
  | 'readLetters'
  | 'confirmParameters'
  | 'generateKeys'
  | 'seal'
  | 'readSeal'
  | 'readTurnout'
  | 'readSignOffs'
  | 'readJournal'
  | 'readClosingSeal'
  | 'count'
  | 'readResults'
  | 'validate'
  | 'suspend'
  | 'resume'
  | 'extend'
  | 'manageTerminals'
  | 'entrustStation'
  | 'moveClock';

export interface Moment {
  readonly state: RoundState;
  readonly phase: Phase;
}

export type PermissionRefusal =
  | { readonly code: 'role/not-allowed'; readonly action: Action }
  | { readonly code: 'round/not-now'; readonly action: Action };

interface Rule {
  readonly roles: readonly Role[];
  readonly when: (moment: Moment) => boolean;
}

const beforeSeal = ({ state }: Moment) => state === 'preparing' || state === 'codesIssued';
const sealed = (moment: Moment) => !beforeSeal(moment);
const always = () => true;
const everyone: readonly Role[] = ['bureau', 'observer', 'direction', 'management', 'helpdesk'];

export const permissions: Readonly<Record<Action, Rule>> = {
  issueCodes: { roles: ['management'], when: ({ state }) => state === 'preparing' },
  readLetters: { roles: ['management'], when: ({ state }) => state !== 'preparing' },
  confirmParameters: { roles: ['bureau'], when: beforeSeal },
  generateKeys: { roles: ['bureau'], when: beforeSeal },
  seal: {
    roles: ['bureau'],
    when: ({ state, phase }) => state === 'codesIssued' && phase === 'beforeOpening',
  },
  readSeal: { roles: everyone, when: sealed },
  readTurnout: { roles: ['bureau', 'observer', 'direction'], when: sealed },
  readSignOffs: { roles: ['bureau'], when: sealed },
  readJournal: { roles: ['bureau', 'direction', 'observer'], when: always },
  readClosingSeal: {
    roles: ['bureau', 'observer', 'direction'],
    when: ({ state }) => state === 'closingSealed',
  },
  count: { roles: ['bureau'], when: ({ state, phase }) => state === 'closingSealed' && phase === 'closed' },
  readResults: { roles: ['bureau'], when: ({ state }) => state === 'closingSealed' },
  validate: { roles: ['bureau'], when: ({ state }) => state === 'closingSealed' },
  // On each of its own contests apart (R211-513): what it may decide there is core/lifecycle/decision-rules.ts.
  suspend: {
    roles: ['bureau'],
    when: ({ state, phase }) => state === 'sealed' && phase !== 'beforeOpening' && phase !== 'closed',
  },
  resume: { roles: ['bureau'], when: ({ state, phase }) => state === 'sealed' && phase !== 'beforeOpening' },
  extend: {
    roles: ['bureau'],
    when: ({ state, phase }) => state === 'sealed' && phase !== 'grace' && phase !== 'closed',
  },
  manageTerminals: { roles: ['management'], when: always },
  entrustStation: { roles: ['bureau'], when: always },
  moveClock: { roles: everyone, when: always },
};

/** Whether a role may do an action now: first whether ever, then whether at this moment. */
export function permit(role: Role, action: Action, moment: Moment): Result<null, PermissionRefusal> {
  const rule = permissions[action];
  if (!rule.roles.includes(role)) return err({ code: 'role/not-allowed', action });
  return rule.when(moment) ? ok(null) : err({ code: 'round/not-now', action });
}
