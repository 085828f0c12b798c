/**
 * dossier.yaml: everything of the dossier but its roll and lists (Domitia annex 2 §1.4). Keys and bounds are those of
 * docs/formats.md. Says everything wrong; an answer with errors holds stand-ins (values.ts) and must not be used.
 */
import { alertsOf } from './alerts.ts';
import { bureausOf } from './bureaus.ts';
import { calendarsOf } from './calendar.ts';
import { collegesOf, contestsOf } from './contests.ts';
import { has, placeOf, readDocument, subsection, type Section } from './document.ts';
import { readDate, readSiret, type Messages, type Value } from './fields.ts';
import { kioskOf } from './kiosk.ts';
import { error, type Place } from './messages.ts';
import { checkAgents } from './fragments.ts';
import { loginOf, rightsOf, rolesOf } from './roles.ts';
import { expertiseOf, sealRulesOf } from './sealing.ts';
import type {
  AccessRules,
  BallotRules,
  BureauId,
  CollegeId,
  ContestId,
  Dossier,
  KeyCarrier,
  KeyRules,
  Organisation,
} from './types.ts';
import { choice, flag, integer, label, labels, read } from './values.ts';

/** The dossier before its tables, and where its parts stand, for the checks across files. */
export interface Settings {
  readonly dossier: Omit<Dossier, 'lists' | 'roll'>;
  readonly places: {
    readonly channel: Place;
    readonly headcount: Place;
    readonly contests: ReadonlyMap<ContestId, Place>;
    readonly colleges: ReadonlyMap<CollegeId, Place>;
    readonly bureaus: ReadonlyMap<BureauId, Place>;
    /** By account. */
    readonly members: ReadonlyMap<string, Place>;
    /** Lists of the perimeters of observers, each where it is written. */
    readonly perimeterLists: readonly Value[];
  };
}

const topKeys = [
  'title',
  'regime',
  'round',
  'organisation',
  'help',
  'calendar',
  'ballot',
  'access',
  'keys',
  'secrecy',
  'turnout',
  'decisions',
  'seal',
  'expertise',
  'colleges',
  'contests',
  'bureaus',
  'roles',
  'rights',
  'login',
  'alerts',
  'kiosk',
  'notes',
];

/** @param todayMs any instant of the day of installation. */
export function readSettings(text: string, file: string, todayMs: number, messages: Messages): Settings {
  const top = readDocument(text, file, topKeys, messages);
  const access = subsection(top, 'access', ['challenge', 'secretAtLogin', 'secret', 'attempts']);
  const organisation = subsection(top, 'organisation', organisationKeys);
  const round = choice(top, 'round', { '1': 1, '2': 2 } as const, 1);
  const { calendar, secondRound } = calendarsOf(top, round, todayMs);
  const colleges = collegesOf(top);
  const keys = keysOf(top);
  const bureaus = bureausOf(top, keys.rules);
  const contests = contestsOf(top, colleges, bureaus.places, round);
  const members = new Map(bureaus.accounts);
  const turnout = turnoutOf(top);
  const roles = rolesOf(top, bureaus.accounts, { contests: contests.places, colleges: colleges.places });
  if (keys.rules === 'publicService') checkAgents(bureaus.values, roles.values, members, messages);
  return {
    dossier: {
      title: label(top, 'title'),
      organisation: organisationOf(organisation),
      help: helpOf(top),
      regime: choice(top, 'regime', { cse: 'cse' } as const, 'cse'),
      round,
      calendar,
      secondRound,
      ballot: ballotOf(top),
      access: accessOf(access),
      keys,
      secrecy: { minimumUrn: integer(subsection(top, 'secrecy', ['minimumUrn']), 'minimumUrn', 1, 1000) },
      turnout: { electors: turnout.electors, everyMinutes: turnout.everyMinutes },
      rights: rightsOf(top, turnout),
      login: loginOf(top),
      decisions: { authorisation: authorisationOf(top) },
      alerts: alertsOf(top),
      kiosk: kioskOf(top),
      seal: sealRulesOf(top),
      expertise: expertiseOf(top),
      colleges: colleges.values,
      contests: contests.values,
      bureaus: bureaus.values,
      roles: roles.values,
      notes: has(top, 'notes') ? labels(top, 'notes') : [],
    },
    places: {
      channel: placeOf(access, 'secret'),
      headcount: placeOf(organisation, 'headcount'),
      contests: contests.places,
      colleges: colleges.places,
      bureaus: bureaus.places,
      members,
      perimeterLists: roles.lists,
    },
  };
}

const organisationKeys = ['name', 'mark', 'address', 'siret', 'idcc', 'headcount', 'previousElection'];

function organisationOf(section: Section): Organisation {
  const address = labels(section, 'address');
  if (address.length > 6) {
    const facts = { field: 'organisation.address', shape: 'une liste de six lignes au plus' };
    section.source.messages.push(error(placeOf(section, 'address'), 'field/shape', facts));
  }
  return {
    name: label(section, 'name'),
    mark: read(section, 'mark', matching(/^\p{Lu}{2,3}$/u, 'deux ou trois lettres capitales')) ?? '',
    address,
    siret: read(section, 'siret', readSiret) ?? '',
    idcc: has(section, 'idcc') ? read(section, 'idcc', matching(/^\d{4}$/, 'quatre chiffres')) : null,
    headcount: integer(section, 'headcount', 1, 10_000_000),
    previousElection: has(section, 'previousElection') ? read(section, 'previousElection', readDate) : null,
  };
}

function matching(pattern: RegExp, expected: string) {
  return (value: Value, messages: Messages): string | null => {
    if (pattern.test(value.text)) return value.text;
    messages.push(error(value.place, 'field/identifier', { value: value.text, expected }));
    return null;
  };
}

function helpOf(top: Section): Dossier['help'] {
  const section = subsection(top, 'help', ['phone', 'hours', 'price']);
  return { phone: label(section, 'phone'), hours: label(section, 'hours'), price: label(section, 'price') };
}

function ballotOf(top: Section): BallotRules {
  const section = subsection(top, 'ballot', ['strikes', 'listOrder']);
  const orders = { alphabetical: 'alphabetical', random: 'random' } as const;
  return {
    strikes: flag(section, 'strikes'),
    listOrder: choice(section, 'listOrder', orders, 'alphabetical'),
  };
}

function turnoutOf(
  top: Section,
): Record<'electors' | 'observers' | 'direction', boolean> & Dossier['turnout'] {
  const section = subsection(top, 'turnout', ['electors', 'observers', 'direction', 'everyMinutes']);
  return {
    electors: flag(section, 'electors'),
    observers: flag(section, 'observers'),
    direction: flag(section, 'direction'),
    everyMinutes: has(section, 'everyMinutes') ? everyMinutesOf(section) : 60,
  };
}

function keysOf(top: Section): KeyRules {
  const section = subsection(top, 'keys', ['rules', 'applianceKey', 'carrier', 'backup', 'prove']);
  const optional = <Choice>(key: string, choices: Readonly<Record<string, Choice>>, usual: Choice): Choice =>
    has(section, key) ? choice(section, key, choices, usual) : usual;
  const carriers = { paper: 'paper', token: 'token' } as const;
  const rules = { company: 'company', publicService: 'publicService' } as const;
  const keys: KeyRules = {
    rules: optional<KeyRules['rules']>('rules', rules, 'company'),
    applianceKey: flag(section, 'applianceKey'),
    carrier: optional<KeyCarrier>('carrier', carriers, 'paper'),
    backup: optional<KeyCarrier | null>('backup', { ...carriers, none: null }, null),
    prove: optional<KeyRules['prove']>('prove', { main: 'main', every: 'every' }, 'main'),
  };
  if (keys.rules === 'publicService' && keys.applianceKey)
    section.source.messages.push(error(placeOf(section, 'applianceKey'), 'fragments/appliance-key', {}));
  return keys;
}

/** Left out where the bureau decides alone. */
function authorisationOf(top: Section): Dossier['decisions']['authorisation'] {
  if (!has(top, 'decisions')) return 'none';
  const section = subsection(top, 'decisions', ['authorisation']);
  return choice(section, 'authorisation', { none: 'none', required: 'required' } as const, 'none');
}

/** In tens: times of sign-offs are told on a grid of ten minutes alone. */
function everyMinutesOf(section: Section): number {
  const minutes = integer(section, 'everyMinutes', 10, 1440);
  if (minutes % 10 !== 0) {
    const facts = { field: 'turnout.everyMinutes', shape: 'un nombre de minutes qui finit par 0' };
    section.source.messages.push(error(placeOf(section, 'everyMinutes'), 'field/shape', facts));
  }
  return minutes;
}

function accessOf(section: Section): AccessRules {
  const secret = subsection(section, 'secret', ['alphabet', 'length', 'channel']);
  const attempts = subsection(section, 'attempts', ['max', 'lockMinutes']);
  const challenges = { birthDate: 'birthDate', matricule: 'matricule' } as const;
  const alphabets = { digits: 'digits', crockford: 'crockford' } as const;
  const channels = { secondLetter: 'secondLetter', sameLetter: 'sameLetter' } as const;
  return {
    challenge: choice(section, 'challenge', challenges, 'birthDate'),
    secretAtLogin: flag(section, 'secretAtLogin'),
    secret: {
      alphabet: choice(secret, 'alphabet', alphabets, 'digits'),
      length: integer(secret, 'length', 4, 20),
      channel: choice(secret, 'channel', channels, 'secondLetter'),
    },
    attempts: {
      max: integer(attempts, 'max', 1, 20),
      lockMinutes: integer(attempts, 'lockMinutes', 1, 1440),
    },
  };
}
