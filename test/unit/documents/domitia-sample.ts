/**
 * An election like Domitia Habitat's of 2022 for the tests of the documents: same colleges, seats and dates (agreement of
 * 11 October 2022), invented people, votes and codes. The seats come from the real allocation.
 */
import { createHash } from 'node:crypto';
import type { IsoDate, Sex } from '../../../core/dossier/types.ts';
import { defaults } from '../../../core/lifecycle/rights.ts';
import { allocate } from '../../../core/seats/allocate.ts';
import { checkpointCode, signCheckpoint } from '../../../core/sealing/checkpoint.ts';
import type { SeatCase, SeatList, UrnCount } from '../../../core/seats/types.ts';
import type { AccessLetter, LetterCommon } from '../../../appliance/documents/access-letter.ts';
import type { CeremonyRecord } from '../../../appliance/documents/ceremony-record.ts';
import type { ClosingSealSheet } from '../../../appliance/documents/closing-seal-sheet.ts';
import type { CountedContest } from '../../../appliance/documents/counted-contest.ts';
import type { ElectionNotice } from '../../../appliance/documents/election-notice.ts';
import type { HolderSheet, HolderSheetCommon } from '../../../appliance/documents/holder-sheet.ts';
import type { Minutes } from '../../../appliance/documents/minutes.ts';
import type { Issue, Mode } from '../../../appliance/documents/page-layout.ts';
import type { ResultsAnnouncement } from '../../../appliance/documents/results-announcement.ts';
import type { RoleLetter, RoleLetterCommon } from '../../../appliance/documents/role-letter.ts';
import type { SealSheet } from '../../../appliance/documents/seal-sheet.ts';
import type { Signatory } from '../../../appliance/documents/signatures.ts';
import type { SignOffList } from '../../../appliance/documents/sign-off-list.ts';

/** An instant of winter time in Paris, written `2022-12-08T17:30:00`. */
export function paris(local: string): number {
  return Date.parse(`${local}+01:00`);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const calendar = {
  opensMs: paris('2022-12-08T08:30:00'),
  closesMs: paris('2022-12-08T17:30:00'),
  graceMs: 5 * 60_000,
};

const help = { phone: '0 800 10 11 12', hours: '24 heures sur 24 et 7 jours sur 7', price: 'appel gratuit' };
const siteUrl = 'https://vote.domitia-habitat.example';
const kiosks = 'au siège et dans chaque agence';

const organisation = {
  name: 'Domitia Habitat',
  mark: 'DH',
  address: ['27 rue Nicolas Leblanc', '11100 Narbonne'],
  siret: '49800312800028',
  idcc: '3220',
  headcount: 54,
  previousElection: '2018-12-06' as IsoDate,
};

function issue(mode: Mode, issued: string): Issue & { organisation: typeof organisation } {
  return {
    mode,
    organisation,
    election: 'Élections du comité social et économique 2022',
    issuedMs: paris(issued),
  };
}

export const members: readonly [Signatory, Signatory, Signatory] = [
  { function: 'president', civility: 'Mme', firstName: 'Geneviève', lastName: 'Sérignan' },
  { function: 'assessor', civility: 'M.', firstName: 'Paul-Émile', lastName: 'd’Argeliers' },
  { function: 'assessor', civility: 'Mme', firstName: 'Inès', lastName: 'Quatourze' },
];

const college1 = { name: 'Ouvriers et employés', ordinal: 1 };
const college2 = { name: 'Techniciens, agents de maîtrise et cadres', ordinal: 2 };

// ── Letters ──────────────────────────────────────────────────────────────────────────────────────────────

export function letterCommon(
  mode: Mode,
  channel: 'sameLetter' | 'secondLetter' = 'sameLetter',
): LetterCommon {
  return {
    ...issue(mode, '2022-12-01T09:00:00'),
    round: 1,
    calendar,
    access: {
      challenge: 'birthDate',
      secretAtLogin: false,
      secret: { alphabet: 'digits', length: 5, channel },
    },
    help,
    siteUrl,
    kiosks,
  };
}

export const anneSophie: AccessLetter = {
  elector: {
    civility: 'Mme',
    firstName: 'Anne-Sophie',
    lastName: 'Œuvrard-Lefèvre',
    address: ['Résidence Les Amandiers, bât. B', '12 impasse du Canal de la Robine', '11100 NARBONNE'],
  },
  college: college2,
  contests: [
    { seat: 'titulaire', seats: 3 },
    { seat: 'suppleant', seats: 3 },
  ],
  identifier: 'K7QX 2M9T 4RWD 8H0P',
  secret: '40718',
};

export const roleCommon: RoleLetterCommon = {
  ...issue('demonstration', '2022-12-01T09:00:00'),
  calendar,
  siteUrl,
  rights: {
    ...defaults,
    direction: defaults.direction.filter((right) => right !== 'turnout'),
  },
  oneTimeCode: true,
  help,
};

const password = 'M4TQ-7ZKD-2HXW-9CNR';

export const roleLetterSamples: readonly RoleLetter[] = [
  {
    role: 'president',
    civility: 'Mme',
    firstName: 'Geneviève',
    lastName: 'Sérignan',
    account: 'bureau-2-president',
    password,
    bureau: { name: 'Bureau de vote du 2e collège', needed: '2 clés sur 3' },
  },
  ...(['observer', 'direction', 'management', 'helpdesk', 'expert', 'recette'] as const).map(
    (role): RoleLetter => ({
      role,
      civility: null,
      firstName: 'Nora',
      lastName: 'Bages',
      account: `${role}-1`,
      password,
      bureau: null,
    }),
  ),
];

// ── Seals ────────────────────────────────────────────────────────────────────────────────────────────────

const urnNames = [
  'titulaires, agents publics',
  'titulaires, salariés',
  'suppléants, agents publics',
  'suppléants, salariés',
];

function sealedBureau(college: string): SealSheet['bureaus'][number] {
  return {
    name: `Bureau de vote du ${college}`,
    needed: '2 clés sur 3',
    members,
    groups: [
      {
        name: `Bureau de vote du ${college}`,
        holders: members.map((member, index) => ({
          ...member,
          keptIn: [`${index === 1 ? 'clé de sécurité' : 'feuille'} (enveloppe bureau-2-${index + 1})`],
          fingerprint: sha256(member.lastName).slice(0, 8),
        })),
      },
    ],
    urns: urnNames.map((name, index) => ({
      name: `${college}, ${name}`,
      electors: index % 2 === 0 ? 12 : 29,
      publicKey: sha256(`${college} ${name}`),
    })),
  };
}

export function sealSample(mode: Mode): SealSheet {
  return {
    ...issue(mode, '2022-12-07T11:45:00'),
    sealedMs: paris('2022-12-07T11:42:07'),
    sealCode: '7FQ2 MMZK 8T3W 0X9C R4HD N6PA',
    parts: [
      { label: 'Logiciel du système principal', code: '5K2M 9TRA', value: sha256('software') },
      {
        label: 'Image vérifiée du système',
        code: null,
        value: 'aucune, le système ne démarre pas sur une image vérifiée',
      },
      {
        label: 'Puce de sécurité (TPM)',
        code: null,
        value: 'aucune, rien ne prouve quel système la machine a démarré',
      },
      { label: 'Système de secours', code: null, value: 'aucun, scellé sans secours' },
      {
        label: 'Données : dossier, listes électorales, candidatures, calendrier, urnes, rôles',
        code: 'X04P 7CDW',
        value: sha256('data'),
      },
      {
        label: 'dont page de vote (isoloir), imprimée dans la notice',
        code: 'Q8HZ 3N1B',
        value: sha256('booth'),
      },
    ],
    expertise: ['Le logiciel est celui du rapport d’expertise « Rapport 2022-11 » : même empreinte.'],
    calendar,
    applianceKey: true,
    bureaus: [sealedBureau('1er collège'), sealedBureau('2e collège')],
    derogations: [
      'Une seule lettre porte l’identifiant et le code secret (deux canaux sont la règle).',
      'Urne de moins de 10 électeurs : 1er collège, titulaires, agents publics.',
    ],
  };
}

export function closingSample(mode: Mode): ClosingSealSheet {
  return {
    ...issue(mode, '2022-12-08T17:36:00'),
    bureau: { name: 'Bureau de vote du 2e collège', members },
    frozenMs: paris('2022-12-08T17:35:02'),
    closingCode: 'T8QK-4MZ7-P0XD-6HWC',
    urns: urnNames.map((name, index) => ({
      name: `2e collège, ${name}`,
      archive: sha256(`archive ${name}`),
      ballots: index % 2 === 0 ? 11 : 24,
      signOffs: index % 2 === 0 ? 11 : 24,
    })),
    decisions: [],
  };
}

export const holderCommon: HolderSheetCommon = {
  ...issue('demonstration', '2022-12-07T11:45:00'),
  bureau: { name: 'Bureau de vote du 2e collège', needed: '2 clés sur 3' },
  countFromMs: calendar.closesMs + calendar.graceMs,
  sequenceLength: 27,
};

export const holderSamples: readonly HolderSheet[] = [
  { holder: members[1], sequence: '7FQ2 MMZK 8T3W 0X9C R4HD N6PA V5J', fingerprint: '9689 bac5' },
  { holder: members[0], sequence: null, fingerprint: null },
];

// ── Count ────────────────────────────────────────────────────────────────────────────────────────────────

type ListSample = { id: string; name: string; people: readonly (readonly [string, Sex])[] };

const lists: readonly ListSample[] = [
  {
    id: 'cfdt',
    name: 'CFDT',
    people: [
      ['Claire Fabrezan', 'F'],
      ['Hugo Névian', 'M'],
      ['Salomé Peyriac', 'F'],
    ],
  },
  {
    id: 'cgt',
    name: 'CGT',
    people: [
      ['Ghislaine Moussan', 'F'],
      ['Karim Ouveillan', 'M'],
    ],
  },
  {
    id: 'fo',
    name: 'Force Ouvrière',
    people: [
      ['Noémie Raïssac', 'F'],
      ['Loïc Salles-d’Aude', 'M'],
      ['Zoé Vinassan', 'F'],
    ],
  },
];

/** Ballots by list, and strikes by candidate, of one urn. */
function urnCount(
  id: string,
  blank: number,
  counts: Record<string, readonly [number, ...number[]]>,
): UrnCount {
  return {
    id,
    blank,
    lists: lists.map((list) => {
      const [ballots, ...strikes] = counts[list.id] ?? [0];
      return {
        id: list.id,
        ballots,
        candidates: list.people.map((_person, index) => ({
          id: `${list.id}${index + 1}`,
          strikes: strikes[index] ?? 0,
        })),
      };
    }),
  };
}

const urns: readonly UrnCount[] = [
  urnCount('public', 1, { cfdt: [5, 1], cgt: [3], fo: [2, 0, 1] }),
  urnCount('private', 1, { cfdt: [12, 0, 0, 1], cgt: [6, 1], fo: [5] }),
];

function total(of: (urn: UrnCount) => number): number {
  return urns.reduce((sum, urn) => sum + of(urn), 0);
}

const seatCase: SeatCase = {
  regime: 'cse',
  round: 1,
  seat: 'titulaire',
  seats: 3,
  registered: 41,
  blank: total((urn) => urn.blank),
  lists: lists.map((list, place) => ({
    id: list.id,
    name: list.name,
    ballots: total((urn) => urn.lists[place]?.ballots ?? 0),
    split: [{ organisation: list.name, share: '1/1' }],
    candidates: list.people.map(([name, sex], index) => ({
      id: `${list.id}${index + 1}`,
      name,
      sex,
      born: `19${70 + index}-04-02`,
      person: null,
      strikes: total((urn) => urn.lists[place]?.candidates[index]?.strikes ?? 0),
    })),
  })),
  urns,
  excluded: [],
  decisions: [],
};

function allocated(input: SeatCase): CountedContest['allocation'] {
  const allocation = allocate(input);
  if (allocation.status === 'decision-refused') throw new Error('no decision is given');
  return allocation;
}

export function countedContest(): CountedContest {
  return {
    college: college2,
    seat: 'titulaire',
    seats: 3,
    round: 1,
    registered: 41,
    signOffs: 35,
    ballots: 35,
    blank: 2,
    lists: lists.map((list) => ({
      id: list.id,
      affiliation: list.id === 'fo' ? 'CGT-FO' : list.name,
      split: [{ organisation: list.name, share: '1/1' }],
      candidates: list.people.map(([, sex], index) => ({
        id: `${list.id}${index + 1}`,
        sex,
        civility: sex === 'F' ? 'Mme' : 'M.',
      })),
    })),
    allocation: allocated(seatCase),
  };
}

/** Two lists of one candidate, same votes, born on the same day, one seat: no text decides. */
export function contestToDecide(): CountedContest {
  const tied = (id: string, name: string, candidate: string): SeatList => ({
    id,
    name,
    ballots: 15,
    split: [{ organisation: name, share: '1/1' }],
    candidates: [{ id: `${id}1`, name: candidate, sex: 'F', born: '1975-03-02', person: null, strikes: 0 }],
  });
  const input = {
    ...seatCase,
    seats: 1,
    blank: 5,
    urns: [],
    lists: [tied('a', 'Liste A', 'Agnès Bages'), tied('b', 'Liste B', 'Odile Coursan')],
  };
  return { ...countedContest(), seats: 1, blank: 5, lists: [], allocation: allocated(input) };
}

export function contestWithoutList(): CountedContest {
  const allocation = allocated({ ...seatCase, lists: [], urns: [], blank: 0 });
  return { ...countedContest(), signOffs: 0, ballots: 0, blank: 0, lists: [], allocation };
}

export function minutesSample(mode: Mode): Minutes {
  return {
    ...issue(mode, '2022-12-08T18:10:00'),
    calendar,
    countedMs: paris('2022-12-08T17:52:00'),
    bureau: { name: 'Bureau de vote du 2e collège', members },
    contest: countedContest(),
    urns: [
      {
        id: 'public',
        name: 'Agents de droit public',
        electors: 12,
        ballots: 11,
        signOffs: 11,
        archive: sha256('public'),
      },
      {
        id: 'private',
        name: 'Salariés de droit privé',
        electors: 29,
        ballots: 24,
        signOffs: 24,
        archive: sha256('private'),
      },
    ],
    minimumUrn: 15,
    seals: {
      sealCode: '7FQ2 MMZK 8T3W 0X9C R4HD N6PA',
      sealCodeAtCount: '7FQ2 MMZK 8T3W 0X9C R4HD N6PA',
      closingCode: 'T8QK-4MZ7-P0XD-6HWC',
      frozenMs: paris('2022-12-08T17:35:02'),
      checks: { made: 27, differing: 0 },
    },
    observations: ['Nouveaux codes remis à un électeur le 8 décembre 2022 à 10 h 12, par l’assistance.'],
  };
}

export function announcementSample(mode: Mode): ResultsAnnouncement {
  return {
    ...issue(mode, '2022-12-08T18:30:00'),
    round: 1,
    proclaimedMs: paris('2022-12-08T18:25:00'),
    contests: [countedContest(), { ...countedContest(), college: college1 }],
    bureaus: [{ name: 'Bureau de vote du 2e collège', members }],
  };
}

const surnames = [
  'Bages',
  'Coursan',
  'Cuxac-Durban',
  'Gruissan',
  'Lézignan',
  'Marcorignan de la Clape',
  'Montredon',
  'Ornaisons',
  'Ventenac',
];
const firstNames = ['Agnès', 'Bérengère', 'Cédric', 'Élodie', 'François-Xavier', 'Jérôme', 'Maëlle', 'Œdipe'];

export function signOffSample(mode: Mode, electors = 41): SignOffList {
  return {
    ...issue(mode, '2022-12-08T18:12:00'),
    contest: { college: college2, seat: 'titulaire', round: 1 },
    calendar,
    bureau: { name: 'Bureau de vote du 2e collège', members },
    electors: Array.from({ length: electors }, (_elector, index) => ({
      civility: index % 2 === 0 ? 'Mme' : 'M.',
      firstName: firstNames[index % firstNames.length] ?? '',
      lastName: surnames[index % surnames.length] ?? '',
      signOff:
        index % 7 === 6
          ? null
          : {
              atMs: calendar.opensMs + index * 733_000,
              channel: index % 5 === 0 ? 'borne du siège' : 'site',
            },
    })),
  };
}

export function noticeSample(mode: Mode): ElectionNotice {
  const { round, access } = letterCommon(mode);
  return {
    ...issue(mode, '2022-12-07T12:00:00'),
    round,
    calendar,
    access,
    ballot: { strikes: true },
    help,
    siteUrl,
    kiosks,
    booth: sha256('booth'),
    seal: { code: '7FQ2 MMZK 8T3W 0X9C R4HD N6PA', parts: sealSample(mode).parts },
    decisions: [],
  };
}

export function ceremonySample(mode: Mode): CeremonyRecord {
  const openedMs = paris('2022-12-07T10:30:00');
  const at = (minutes: number) => openedMs + minutes * 60_000;
  const checkpoint = signCheckpoint(
    at(150),
    [{ process: 'web', sequence: 41, hash: sha256('web') }],
    new Uint8Array(32).fill(7),
  );
  return {
    ...issue(mode, '2022-12-07T13:00:00'),
    bureau: 'Bureau de vote du 1er collège',
    ceremony: 'Création des clés',
    articles: 'Domitia annexe 2 §3.1.3',
    occurrence: 1,
    place: 'Domitia Habitat, 27 rue Nicolas Leblanc, 11100 Narbonne',
    openedMs,
    openedBy: 'Geneviève Sérignan',
    endedMs: at(150),
    present: [
      { quality: 'Présidente', name: 'Mme Geneviève Sérignan' },
      { quality: '', name: 'Léa Roux, pour la liste CFDT' },
    ],
    absent: ['M. Paul Absent'],
    electors: 2,
    reason: 'M. Absent est malade.',
    steps: [{ title: 'Chacun crée sa clé', atMs: at(5), by: null, outcome: 'fait' }],
    sections: [
      {
        title: 'Clés',
        code: 'FHT2 5BAV',
        sentences: ['Il faut 2 clés sur 3.'],
        facts: [{ label: 'Enveloppe', value: '3A' }],
        tables: [
          { caption: 'Titulaires', columns: [{ label: 'Titulaire' }], rows: [{ cells: ['Mme Sérignan'] }] },
        ],
        points: ['Création des clés recommencée.'],
      },
    ],
    interruptions: [{ fromMs: at(5), toMs: at(140) }],
    remarks: [
      {
        kind: 'Incident',
        content: 'Une clé est tombée.',
        atMs: at(160),
        by: 'Geneviève Sérignan',
        isLate: true,
      },
    ],
    checkpoint: { ...checkpoint, code: checkpointCode(checkpoint) },
  };
}
