// The permissions, written out: who may do what, and when. The table of core is compared with this one, cell by cell.
import { describe, expect, test } from 'vitest';
import type { Phase } from '../../../core/lifecycle/phase.ts';
import {
  permissions,
  permit,
  type Action,
  type Role,
  type RoundState,
} from '../../../core/lifecycle/round.ts';

const roles: readonly Role[] = ['bureau', 'observer', 'direction', 'management', 'helpdesk'];
const states: readonly RoundState[] = ['preparing', 'codesIssued', 'sealed', 'closingSealed'];
const phases: readonly Phase[] = ['beforeOpening', 'open', 'suspended', 'grace', 'closed'];

/** Roles, then the moments as `state` or `state@phase`. */
const expected: Readonly<Record<Action, readonly [readonly Role[], readonly string[]]>> = {
  issueCodes: [['management'], ['preparing']],
  readLetters: [['management'], ['codesIssued', 'sealed', 'closingSealed']],
  confirmParameters: [['bureau'], ['preparing', 'codesIssued']],
  generateKeys: [['bureau'], ['preparing', 'codesIssued']],
  seal: [['bureau'], ['codesIssued@beforeOpening']],
  readSeal: [roles, ['sealed', 'closingSealed']],
  readTurnout: [
    ['bureau', 'observer', 'direction'],
    ['sealed', 'closingSealed'],
  ],
  readSignOffs: [['bureau'], ['sealed', 'closingSealed']],
  readJournal: [['bureau', 'observer', 'direction'], states],
  readClosingSeal: [['bureau', 'observer', 'direction'], ['closingSealed']],
  count: [['bureau'], ['closingSealed@closed']],
  readResults: [['bureau'], ['closingSealed']],
  validate: [['bureau'], ['closingSealed']],
  suspend: [['bureau'], ['sealed@open', 'sealed@suspended', 'sealed@grace']],
  resume: [['bureau'], ['sealed@open', 'sealed@suspended', 'sealed@grace', 'sealed@closed']],
  extend: [['bureau'], ['sealed@beforeOpening', 'sealed@open', 'sealed@suspended']],
  manageTerminals: [['management'], states],
  entrustStation: [['bureau'], states],
  moveClock: [roles, states],
};

const actions = Object.keys(expected) as Action[];

test('every action of the table is written here', () => {
  expect(Object.keys(permissions).sort()).toEqual([...actions].sort());
});

describe.each(actions)('%s', (action) => {
  const [allowed, moments] = expected[action];
  test.each(roles)('by %s', (role) => {
    for (const state of states)
      for (const phase of phases) {
        const isNow = moments.includes(state) || moments.includes(`${state}@${phase}`);
        const answer = permit(role, action, { state, phase });
        if (!allowed.includes(role))
          expect(answer).toEqual({ ok: false, error: { code: 'role/not-allowed', action } });
        else if (isNow) expect(answer).toEqual({ ok: true, value: null });
        else expect(answer).toEqual({ ok: false, error: { code: 'round/not-now', action } });
      }
  });
});

test('nobody reads who has voted but the bureau, and nobody counts before the closing seal', () => {
  for (const role of roles)
    for (const state of states)
      for (const phase of phases) {
        if (role !== 'bureau') expect(permit(role, 'readSignOffs', { state, phase }).ok).toBe(false);
        if (state !== 'closingSealed') expect(permit(role, 'count', { state, phase }).ok).toBe(false);
      }
});
