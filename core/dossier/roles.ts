/**
 * The people with a role but the bureaus, what each role may see and do, and how they sign in (dossier.yaml: `roles`,
 * `rights`, `login`). A right beyond the law is an error, with its article (core/lifecycle/rights.ts); a dossier may give
 * less, but not take from the bureau what it needs. The turnout of observers and of the direction is also written in
 * `turnout`: the two agree.
 */
import {
  caps,
  defaults,
  mayEver,
  needed,
  rights as allRights,
  roles as allRoles,
} from '../lifecycle/rights.ts';
import type { Right, Rights } from '../lifecycle/rights.ts';
import type { Role } from '../lifecycle/round.ts';
import { claim } from './contests.ts';
import { has, placeOf, scalars, sections, subsection, type Section } from './document.ts';
import { readChoice, readIdentifier, type Value } from './fields.ts';
import { error, type Place } from './messages.ts';
import type { CollegeId, ContestId, Dossier, Perimeter, RoleHolder } from './types.ts';
import { choice, identifier, personName } from './values.ts';

interface Known {
  readonly contests: ReadonlyMap<ContestId, unknown>;
  readonly colleges: ReadonlyMap<CollegeId, unknown>;
}

const holderRoles = Object.fromEntries(
  allRoles.filter((role) => role !== 'bureau').map((role) => [role, role]),
) as Record<string, RoleHolder['role']>;

const perimeterKeys = ['lists', 'contests', 'colleges'] as const;

/**
 * @param taken the accounts of the bureaus; those of the roles are added.
 * @returns the lists of their perimeters too, to be looked for in lists.csv.
 */
export function rolesOf(
  top: Section,
  taken: Map<string, Place>,
  known: Known,
): { values: RoleHolder[]; lists: Value[] } {
  const lists: Value[] = [];
  const values = sections(top, 'roles', ['account', 'role', 'firstName', 'lastName', ...perimeterKeys]).map(
    (section): RoleHolder => {
      const account = identifier(section, 'account');
      claim(section, 'account', account, taken);
      const role = choice<RoleHolder['role']>(section, 'role', holderRoles, 'observer');
      return {
        account,
        role,
        firstName: personName(section, 'firstName'),
        lastName: personName(section, 'lastName'),
        perimeter: perimeterOf(section, role, known, lists),
      };
    },
  );
  return { values, lists };
}

function perimeterOf(section: Section, role: Role, known: Known, lists: Value[]): Perimeter | null {
  const written = perimeterKeys.filter((key) => has(section, key));
  const [first] = written;
  if (first === undefined) return null;
  if (role !== 'observer') {
    section.source.messages.push(error(placeOf(section, first), 'role/perimeter', { field: first }));
    return null;
  }
  const named = (key: (typeof perimeterKeys)[number]) =>
    (written.includes(key) ? scalars(section, key) : []).filter(
      (value) => readIdentifier(value, section.source.messages) !== null,
    );
  const namedLists = named('lists');
  lists.push(...namedLists);
  return {
    contests: references(section, named('contests'), known.contests, '« contests »') as ContestId[],
    colleges: references(section, named('colleges'), known.colleges, '« colleges »') as CollegeId[],
    lists: namedLists.map(({ text }) => text),
  };
}

function references(
  { source }: Section,
  values: readonly Value[],
  known: ReadonlyMap<string, unknown>,
  where: string,
): string[] {
  for (const { text, place } of values) {
    if (!known.has(text) && known.size > 0)
      source.messages.push(error(place, 'settings/unknown-reference', { value: text, where }));
  }
  return values.map(({ text }) => text);
}

type TurnoutOfRoles = Readonly<Record<'observers' | 'direction', boolean>>;

/** The rights of every role: as written, else the defaults with the turnout that the dossier says. */
export function rightsOf(top: Section, turnout: TurnoutOfRoles): Rights {
  const section = has(top, 'rights') ? subsection(top, 'rights', allRoles) : null;
  const own = (role: Role) =>
    section !== null && has(section, role) ? writtenRights(section, role) : defaultRights(role, turnout);
  const rights = Object.fromEntries(allRoles.map((role) => [role, own(role)])) as Record<Role, Right[]>;
  if (section !== null) checkTurnout(section, rights, turnout);
  return rights;
}

/** Whether `turnout` of the dossier lets a role follow it; null for a role it does not name. */
function turnoutFlag(role: Role, turnout: TurnoutOfRoles): boolean | null {
  if (role === 'observer') return turnout.observers;
  return role === 'direction' ? turnout.direction : null;
}

function defaultRights(role: Role, turnout: TurnoutOfRoles): Right[] {
  return defaults[role].filter((right) => right !== 'turnout' || (turnoutFlag(role, turnout) ?? true));
}

function writtenRights(section: Section, role: Role): Right[] {
  const { messages } = section.source;
  const choices = Object.fromEntries(allRights.map((right) => [right, right])) as Record<string, Right>;
  const own: Right[] = [];
  for (const value of scalars(section, role, { mayBeEmpty: true })) {
    const right = readChoice(value, choices, messages);
    if (right === null) continue;
    if (own.includes(right)) messages.push(error(value.place, 'settings/duplicate', { value: right }));
    if (!mayEver(right, role)) {
      messages.push(error(value.place, 'rights/law', { right, role, why: caps[right].why }));
    }
    own.push(right);
  }
  if (role === 'bureau') {
    for (const right of needed.filter((each) => !own.includes(each))) {
      messages.push(error(placeOf(section, role), 'rights/needed', { right }));
    }
  }
  return own;
}

function checkTurnout(section: Section, rights: Rights, turnout: TurnoutOfRoles): void {
  for (const role of ['observer', 'direction'] as const) {
    if (has(section, role) && rights[role].includes('turnout') !== turnoutFlag(role, turnout)) {
      section.source.messages.push(error(placeOf(section, role), 'rights/turnout', { role }));
    }
  }
}

/** A real election always asks for a one-time code; nothing of the dossier turns it off. */
export function loginOf(top: Section): Dossier['login'] {
  if (!has(top, 'login')) return { oneTimeCode: 'real' };
  const section = subsection(top, 'login', ['oneTimeCode']);
  return { oneTimeCode: choice(section, 'oneTimeCode', { real: 'real', always: 'always' } as const, 'real') };
}
