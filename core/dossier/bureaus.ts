/**
 * Bureaus of dossier.yaml; who holds keys is in key-groups.ts. Accounts are unique over all bureaus and roles (roles.ts).
 */
import { compositionOf } from './composition.ts';
import { has, placeOf, sections, type Section } from './document.ts';
import { readElectorId } from './fields.ts';
import { claim, type Placed } from './contests.ts';
import { groupsOf } from './key-groups.ts';
import { error, type Place } from './messages.ts';
import { memberFunctions } from './types.ts';
import type { Bureau, BureauId, BureauMember, KeyGroupId, KeyRules, MemberFunction } from './types.ts';
import { choice, identifier, label, personName, read } from './values.ts';

export interface Bureaus extends Placed<Bureau, BureauId> {
  /** Where each account of a member stands. */
  readonly accounts: Map<string, Place>;
}

/** @param rules whose fragments the groups of holders must follow. */
export function bureausOf(top: Section, rules: KeyRules['rules']): Bureaus {
  const places = new Map<BureauId, Place>();
  const accounts = new Map<string, Place>();
  const groupPlaces = new Map<KeyGroupId, Place>();
  const values = sections(top, 'bureaus', bureauKeys).map((section) => {
    const id = identifier(section, 'id') as BureauId;
    claim(section, 'id', id, places);
    const bureau = { id, name: label(section, 'name'), members: membersOf(section, accounts) };
    checkPresident(section, bureau);
    checkReplaced(section, bureau, accounts);
    const groups = groupsOf(section, { bureau, rules, places: accounts }, groupPlaces);
    return { ...bureau, composition: compositionOf(section), groups };
  });
  return { values, places, accounts };
}

const bureauKeys = ['id', 'name', 'composition', 'threshold', 'groups', 'members'];
const civilities = { Mme: 'Mme', 'M.': 'M.' } as const;
const functions = Object.fromEntries(memberFunctions.map((each) => [each, each])) as Record<
  string,
  MemberFunction
>;
const memberKeys = [
  'account',
  'function',
  'civility',
  'firstName',
  'lastName',
  'elector',
  'replaces',
  'list',
];

function membersOf(bureau: Section, accounts: Map<string, Place>): BureauMember[] {
  return sections(bureau, 'members', memberKeys).map((section) => {
    const account = identifier(section, 'account');
    claim(section, 'account', account, accounts);
    const own = choice<MemberFunction>(section, 'function', functions, 'assessor');
    return {
      account,
      function: own,
      civility: choice(section, 'civility', civilities, 'Mme'),
      firstName: personName(section, 'firstName'),
      lastName: personName(section, 'lastName'),
      elector: has(section, 'elector') ? read(section, 'elector', readElectorId) : null,
      replaces: onlyOf(section, own, 'substitute', 'replaces'),
      list: onlyOf(section, own, 'delegate', 'list'),
    };
  });
}

/** A value that members of one function have, and no other. */
function onlyOf(section: Section, own: MemberFunction, of: MemberFunction, key: string): string | null {
  if (own === of) return identifier(section, key);
  if (has(section, key)) {
    section.source.messages.push(error(placeOf(section, key), 'bureau/not-of-function', { field: key, own }));
  }
  return null;
}

/** A substitute replaces one other member, who has no other substitute (R211-537, R211-538). */
function checkReplaced(
  { source: { messages } }: Section,
  { id, members }: Pick<Bureau, 'id' | 'members'>,
  places: ReadonlyMap<string, Place>,
): void {
  const taken = new Set<string>();
  for (const { account, replaces } of members) {
    const place = places.get(account);
    if (replaces === null || place === undefined) continue;
    const principal = members.find((member) => member.account === replaces);
    const facts = { value: replaces, bureau: id };
    if (principal === undefined || principal.function === 'substitute')
      messages.push(error(place, 'bureau/unknown-replaced', facts));
    else if (taken.has(replaces)) messages.push(error(place, 'bureau/two-substitutes', facts));
    taken.add(replaces);
  }
}

function checkPresident(section: Section, { id, members }: Pick<Bureau, 'id' | 'members'>): void {
  if (members.length === 0) return;
  const presidents = members.filter((member) => member.function === 'president').length;
  if (presidents !== 1) {
    section.source.messages.push(error(placeOf(section, 'members'), 'bureau/president', { bureau: id }));
  }
}
