/**
 * Bureaus and other role holders of dossier.yaml. Each member of a bureau holds a key: at least three holders, at
 * least two of them to count (arrêté of 25 April 2007; Domitia article 14). Accounts are unique over all roles.
 */
import { compositionOf } from './composition.ts';
import { has, placeOf, sections, type Section } from './document.ts';
import { readElectorId } from './fields.ts';
import { claim, type Placed } from './contests.ts';
import { error, type Place } from './messages.ts';
import type { Bureau, BureauId, BureauMember, RoleHolder } from './types.ts';
import { choice, identifier, integer, label, personName, read } from './values.ts';

export interface Bureaus extends Placed<Bureau, BureauId> {
  /** Where each account of a member stands. */
  readonly accounts: Map<string, Place>;
}

export function bureausOf(top: Section): Bureaus {
  const places = new Map<BureauId, Place>();
  const accounts = new Map<string, Place>();
  const values = sections(top, 'bureaus', ['id', 'name', 'composition', 'threshold', 'members']).map(
    (section) => {
      const id = identifier(section, 'id') as BureauId;
      claim(section, 'id', id, places);
      const members = membersOf(section, accounts);
      const threshold = integer(section, 'threshold', 0, 100);
      checkHolders(section, id, threshold, members);
      return { id, name: label(section, 'name'), composition: compositionOf(section), threshold, members };
    },
  );
  return { values, places, accounts };
}

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

function checkHolders(
  section: Section,
  bureau: BureauId,
  threshold: number,
  members: readonly BureauMember[],
): void {
  const { messages } = section.source;
  const holders = members.length;
  if (holders === 0) return;
  const place = placeOf(section, 'members');
  if (holders < 3) messages.push(error(place, 'bureau/holders', { bureau, holders }));
  if (has(section, 'threshold') && (threshold < 2 || threshold > holders)) {
    messages.push(error(placeOf(section, 'threshold'), 'bureau/threshold', { threshold, holders }));
  }
  const presidents = members.filter((member) => member.function === 'president').length;
  if (presidents !== 1) messages.push(error(place, 'bureau/president', { bureau }));
}

/** @param taken the accounts of the bureaus; those of the roles are added. */
export function rolesOf(top: Section, taken: Map<string, Place>): RoleHolder[] {
  const roles = {
    observer: 'observer',
    direction: 'direction',
    management: 'management',
    helpdesk: 'helpdesk',
  } as const;
  return sections(top, 'roles', ['account', 'role', 'firstName', 'lastName']).map((section) => {
    const account = identifier(section, 'account');
    claim(section, 'account', account, taken);
    return {
      account,
      role: choice(section, 'role', roles, 'observer'),
      firstName: personName(section, 'firstName'),
      lastName: personName(section, 'lastName'),
    };
  });
}
