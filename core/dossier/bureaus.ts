/**
 * Bureaus of dossier.yaml; who holds keys is in key-groups.ts. Accounts are unique over all bureaus and roles (roles.ts).
 */
import { compositionOf } from './composition.ts';
import { has, placeOf, sections, type Section } from './document.ts';
import { readElectorId } from './fields.ts';
import { claim, type Placed } from './contests.ts';
import { groupsOf } from './key-groups.ts';
import { error, type Place } from './messages.ts';
import type { Bureau, BureauId, BureauMember, KeyGroupId } from './types.ts';
import { choice, identifier, label, personName, read } from './values.ts';

export interface Bureaus extends Placed<Bureau, BureauId> {
  /** Where each account of a member stands. */
  readonly accounts: Map<string, Place>;
}

export function bureausOf(top: Section): Bureaus {
  const places = new Map<BureauId, Place>();
  const accounts = new Map<string, Place>();
  const groupPlaces = new Map<KeyGroupId, Place>();
  const values = sections(top, 'bureaus', bureauKeys).map((section) => {
    const id = identifier(section, 'id') as BureauId;
    claim(section, 'id', id, places);
    const bureau = { id, name: label(section, 'name'), members: membersOf(section, accounts) };
    checkPresident(section, bureau);
    const groups = groupsOf(section, bureau, groupPlaces);
    return { ...bureau, composition: compositionOf(section), groups };
  });
  return { values, places, accounts };
}

const bureauKeys = ['id', 'name', 'composition', 'threshold', 'groups', 'members'];
const civilities = { Mme: 'Mme', 'M.': 'M.' } as const;

function membersOf(bureau: Section, accounts: Map<string, Place>): BureauMember[] {
  const keys = ['account', 'function', 'civility', 'firstName', 'lastName', 'elector'];
  return sections(bureau, 'members', keys).map((section) => {
    const account = identifier(section, 'account');
    claim(section, 'account', account, accounts);
    return {
      account,
      function: choice(
        section,
        'function',
        { president: 'president', assessor: 'assessor' } as const,
        'assessor',
      ),
      civility: choice(section, 'civility', civilities, 'Mme'),
      firstName: personName(section, 'firstName'),
      lastName: personName(section, 'lastName'),
      elector: has(section, 'elector') ? read(section, 'elector', readElectorId) : null,
    };
  });
}

function checkPresident(section: Section, { id, members }: Pick<Bureau, 'id' | 'members'>): void {
  if (members.length === 0) return;
  const presidents = members.filter((member) => member.function === 'president').length;
  if (presidents !== 1) {
    section.source.messages.push(error(placeOf(section, 'members'), 'bureau/president', { bureau: id }));
  }
}
