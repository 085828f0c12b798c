// The permissions, written out: who may do what, and when, with the rights of a dossier that says nothing. The table of
// core is compared with this one, cell by cell; what a dossier takes away is taken, what it adds beyond the law is not.
import { describe, expect, test } from 'vitest';
import type { Phase } from '../../../core/lifecycle/phase.ts';
import { defaults, rights as allRights, type Rights } from '../../../core/lifecycle/rights.ts';
import {
  permissions,
  permit,
  type Action,
  type Role,
  type RoundState,
} from '../../../core/lifecycle/round.ts';

const roles: readonly Role[] = [
  'bureau',
  'observer',
  'direction',
  'management',
  'helpdesk',
  'expert',
  'recette',
];
const states: readonly RoundState[] = ['preparing', 'codesIssued', 'sealed', 'closingSealed'];
const phases: readonly Phase[] = ['beforeOpening', 'open', 'suspended', 'grace', 'closed'];

const afterSeal = ['sealed', 'closingSealed'];
const beforeSeal = ['preparing', 'codesIssued'];
const end = ['closingSealed'];
const watchers: readonly Role[] = ['bureau', 'observer', 'direction', 'expert'];

/** Roles, then the moments as `state` or `state@phase`; the recette never after the seal. */
const expected: Readonly<Record<Action, readonly [readonly Role[], readonly string[]]>> = {
  issueCodes: [['management'], ['preparing']],
  readLetters: [['management'], ['codesIssued', 'sealed', 'closingSealed']],
  holdCeremony: [['bureau'], states],
  testFunctions: [['bureau'], beforeSeal],
  drawFunctions: [['bureau'], beforeSeal],
  confirmParameters: [['bureau'], beforeSeal],
  generateKeys: [['bureau'], beforeSeal],
  holdTrial: [['bureau'], beforeSeal],
  seal: [['bureau'], ['codesIssued@beforeOpening']],
  readSeal: [['bureau', 'observer', 'direction', 'management', 'helpdesk', 'expert'], afterSeal],
  decideOnSeal: [['bureau'], ['sealed']],
  readTurnout: [['bureau', 'observer', 'direction'], afterSeal],
  readCounters: [['bureau'], afterSeal],
  readSignOffs: [['bureau'], afterSeal],
  readJournal: [watchers, states],
  readClosingSeal: [watchers, end],
  count: [['bureau'], ['closingSealed@closed']],
  suspend: [['bureau'], ['sealed@open', 'sealed@suspended', 'sealed@grace']],
  resume: [['bureau'], ['sealed@open', 'sealed@suspended', 'sealed@grace', 'sealed@closed']],
  extend: [['bureau'], ['sealed@beforeOpening', 'sealed@open', 'sealed@suspended']],
  manageTerminals: [['management'], states],
  entrustStation: [['bureau'], states],
  readResults: [['bureau'], end],
  readMinutes: [['bureau', 'direction', 'expert'], end],
  readPublished: [['bureau', 'observer', 'direction', 'management', 'expert'], end],
  validate: [['bureau'], end],
  readRolls: [['bureau', 'observer', 'direction', 'management', 'recette'], states],
  readParameters: [['bureau', 'management', 'expert', 'recette'], states],
  readAssistance: [['bureau', 'helpdesk'], states],
  recordAssistance: [['helpdesk'], states],
  readUndelivered: [['bureau', 'management'], states],
  recordUndelivered: [['management'], states],
  readAlerts: [['bureau', 'helpdesk'], states],
  acknowledgeAlerts: [['bureau'], states],
  recordIntervention: [['management'], states],
  readSystem: [['management', 'helpdesk'], states],
  setCertificate: [['management'], states],
  readRights: [roles, states],
  makeRemark: [['recette'], beforeSeal],
  replaceAccess: [['bureau', 'management'], states],
  changeOwnAccess: [roles, states],
  moveClock: [roles, states],
};

const actions = Object.keys(expected) as Action[];
const everything = Object.fromEntries(roles.map((role) => [role, allRights])) as unknown as Rights;
const nothing = Object.fromEntries(roles.map((role) => [role, []])) as unknown as Rights;

function eachMoment(look: (moment: { state: RoundState; phase: Phase }) => void): void {
  for (const state of states) for (const phase of phases) look({ state, phase });
}

test('every action of the table is written here', () => {
  expect(Object.keys(permissions).sort()).toEqual([...actions].sort());
});

describe.each(actions)('%s', (action) => {
  const [allowed, moments] = expected[action];
  test.each(roles)('by %s', (role) => {
    eachMoment((moment) => {
      const { state, phase } = moment;
      const isNow =
        (moments.includes(state) || moments.includes(`${state}@${phase}`)) &&
        (role !== 'recette' || beforeSeal.includes(state));
      const answer = permit(role, action, moment, defaults);
      if (!allowed.includes(role))
        expect(answer).toEqual({ ok: false, error: { code: 'role/not-allowed', action } });
      else if (isNow) expect(answer).toEqual({ ok: true, value: null });
      else expect(answer).toEqual({ ok: false, error: { code: 'round/not-now', action } });
    });
  });
});

test('whatever a dossier gives, nobody but the bureau reads who has voted, seals, makes keys or counts', () => {
  for (const role of roles)
    eachMoment((moment) => {
      for (const action of [
        'readSignOffs',
        'seal',
        'generateKeys',
        'count',
        'readResults',
        'validate',
      ] as const)
        if (role !== 'bureau') expect(permit(role, action, moment, everything).ok).toBe(false);
      if (moment.state !== 'closingSealed') expect(permit(role, 'count', moment, everything).ok).toBe(false);
    });
});

test('whatever a dossier gives, the manager and the help desk see no urn, and the recette nothing after the seal', () => {
  eachMoment((moment) => {
    for (const role of ['management', 'helpdesk'] as const)
      for (const action of ['readCounters', 'readSignOffs', 'readClosingSeal', 'readResults'] as const)
        expect(permit(role, action, moment, everything).ok).toBe(false);
    for (const action of actions)
      if (!beforeSeal.includes(moment.state))
        expect([action, permit('recette', action, moment, everything).ok]).toEqual([action, false]);
  });
});

test('a role that has no right keeps what needs none', () => {
  const left = actions.filter((action) =>
    roles.some((role) => {
      let found = false;
      eachMoment((moment) => (found ||= permit(role, action, moment, nothing).ok));
      return found;
    }),
  );
  expect(left).toEqual([
    'issueCodes',
    'readLetters',
    'holdCeremony',
    'testFunctions',
    'drawFunctions',
    'confirmParameters',
    'manageTerminals',
    'entrustStation',
    'readAlerts',
    'acknowledgeAlerts',
    'recordIntervention',
    'readSystem',
    'setCertificate',
    'readRights',
    'makeRemark',
    'replaceAccess',
    'changeOwnAccess',
    'moveClock',
  ]);
});

test('sign-offs may be given to the bureau for the end alone (GEPOR annex 3)', () => {
  const gepor = { ...defaults, bureau: defaults.bureau.filter((right) => right !== 'signOffsDuring') };
  const at = (state: RoundState, phase: Phase) => permit('bureau', 'readSignOffs', { state, phase }, gepor);
  expect(at('sealed', 'open')).toEqual({
    ok: false,
    error: { code: 'round/not-now', action: 'readSignOffs' },
  });
  expect(at('closingSealed', 'closed').ok).toBe(true);
});
