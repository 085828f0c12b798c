/** Every page for voters and the public, at the moments that matter, filled with invented people. By address. */
import { extensionText, nothingLost, suspensionText } from '../../appliance/vote-decision-words.ts';
import type { BureauId, KeyGroupId, CandidateId, IsoDate } from '../../core/dossier/types.ts';
import { allocate } from '../../core/seats/allocate.ts';
import type { SeatCase } from '../../core/seats/types.ts';
import { rich, type Site } from '../../appliance/web/layout/site.ts';
import { renderAccessibility } from '../../appliance/web/pages/public/accessibility.ts';
import { renderArchives } from '../../appliance/web/pages/public/archives.ts';
import { renderBureau } from '../../appliance/web/pages/public/bureau.ts';
import { renderError } from '../../appliance/web/pages/public/error.ts';
import { renderHowToVote } from '../../appliance/web/pages/public/how-to-vote.ts';
import { renderLists } from '../../appliance/web/pages/public/lists.ts';
import { renderResultSteps } from '../../appliance/web/pages/public/result-steps.ts';
import { renderResults, type ContestResult } from '../../appliance/web/pages/public/results.ts';
import { renderWelcome, type WelcomeView } from '../../appliance/web/pages/public/welcome.ts';
import { renderFindBallot } from '../../appliance/web/pages/voter/find-ballot.ts';
import { renderHome, type HomeView } from '../../appliance/web/pages/voter/home.ts';
import { renderRoll } from '../../appliance/web/pages/voter/roll.ts';
import { threeLists } from './voter-fixtures.ts';

export const site: Site = {
  organisation: { name: 'Domitia Habitat', mark: 'DH' },
  mode: 'demonstration',
  barNote: 'Clôture jeudi 8\u00a0décembre à\u00a017\u00a0h\u00a030',
  help: { phone: '01 99 00 00 00', hours: '24 heures sur 24', price: 'appel gratuit' },
};

const opensMs = Date.parse('2022-12-08T07:30:00Z');
const closesMs = Date.parse('2022-12-08T16:30:00Z');
const nowMs = Date.parse('2022-12-08T13:17:30Z');
const college = { ordinal: 2, name: 'Techniciens, agents de maîtrise et cadres' };

export const welcome: WelcomeView = {
  title: 'Élections du comité social et économique',
  round: 1,
  moment: 'open',
  opensMs,
  closesMs,
  nowMs,
  login: {
    challenge: 'birthDate',
    secretAtLogin: false,
    secret: { alphabet: 'digits', length: 5, channel: 'secondLetter' },
  },
  notice: null,
};

const contest = (seat: 'titulaire' | 'suppleant') => ({
  contest: seat === 'titulaire' ? 'c2-titulaires' : 'c2-suppleants',
  college,
  seat,
  seats: 3,
  closesMs,
});

export const home: HomeView = {
  civility: 'Mme',
  firstName: 'Élise',
  lastName: 'D’Agostino',
  contests: [
    { ...contest('titulaire'), phase: 'open', signOff: { atMs: nowMs - 120_000, channel: 'remote' } },
    { ...contest('suppleant'), phase: 'open', signOff: null },
  ],
  opensMs,
  closesMs,
  nowMs,
  turnout: { signOffs: 21, registered: 41, atMs: nowMs },
  published: false,
};

const suspension = rich(
  `${suspensionText({ sinceMs: nowMs - 600_000, account: 'bureau-2-president', reason: 'panne du réseau de l’agence de Narbonne', jumpedMs: null }, nowMs)} ${nothingLost}`,
);
const extension = rich(extensionText(closesMs + 3_600_000, closesMs));

function person(name: string, place: number) {
  const [firstName = '', ...rest] = name.split(' ');
  return {
    id: `c${place}` as CandidateId,
    elector: null,
    civility: place % 2 === 0 ? ('Mme' as const) : ('M.' as const),
    firstName,
    lastName: rest.join(' '),
    sex: place % 2 === 0 ? ('F' as const) : ('M' as const),
    born: '1970-01-01' as IsoDate,
  };
}

const lists = threeLists.map(({ name, candidates }) => ({
  name,
  affiliation: null,
  split: [],
  candidates: candidates.map(person),
}));

const seatCase: SeatCase = {
  regime: 'cse',
  round: 1,
  seat: 'titulaire',
  seats: 3,
  registered: 41,
  blank: 2,
  lists: threeLists.map(({ name, candidates }, i) => ({
    id: name,
    name,
    ballots: [17, 9, 7][i] ?? 0,
    split: [{ organisation: name, share: '1/1' }],
    candidates: candidates.map((candidate, place) => ({
      id: `${name}-${place}`,
      name: candidate,
      sex: 'F',
      born: `19${70 + place}-01-01`,
      person: null,
      strikes: i === 0 && place === 1 ? 1 : 0,
    })),
  })),
  urns: [],
  excluded: [],
  decisions: [],
};

export function contestResult(changes: Partial<SeatCase> = {}): ContestResult {
  const allocation = allocate({ ...seatCase, ...changes });
  if (allocation.status === 'decision-refused') throw new Error('no decision was given');
  return { ...contest('titulaire'), registered: 41, signOffs: 35, ballots: 35, blank: 2, allocation };
}

const electors = [
  'Paul Vidal',
  'Anne Azéma',
  'Chloé Marty',
  'Jean-Marc Escande',
  'Inès Benali',
  'Luc Calmette',
];
const findable = [contest('titulaire'), contest('suppleant')];

export const voterPages: ReadonlyMap<string, string> = new Map([
  ['/', renderWelcome(welcome, site)],
  ['/avant', renderWelcome({ ...welcome, moment: 'beforeOpening', nowMs: opensMs - 86_400_000 }, site)],
  [
    '/gepor',
    renderWelcome(
      {
        ...welcome,
        notice: 'sessionEnded',
        login: {
          challenge: 'matricule',
          secretAtLogin: true,
          secret: { alphabet: 'crockford', length: 10, channel: 'secondLetter' },
        },
      },
      { ...site, mode: 'real' },
    ),
  ],
  ['/clos', renderWelcome({ ...welcome, moment: 'closed', login: null, nowMs: closesMs + 600_000 }, site)],
  ['/publie', renderWelcome({ ...welcome, moment: 'published', login: null, nowMs: closesMs * 1.001 }, site)],
  [
    '/suspendu',
    renderWelcome({ ...welcome, moment: 'suspended' }, { ...site, notices: [suspension, extension] }),
  ],
  ['/accueil', renderHome(home, site)],
  [
    '/accueil-suspendu',
    renderHome(
      { ...home, contests: home.contests.map((one) => ({ ...one, phase: 'suspended' })) },
      { ...site, notices: [suspension] },
    ),
  ],
  [
    '/accueil-clos',
    renderHome(
      {
        ...home,
        nowMs: closesMs + 60_000,
        turnout: null,
        contests: home.contests.map((one) => ({ ...one, phase: 'grace' })),
      },
      site,
    ),
  ],
  [
    '/listes',
    renderLists(
      {
        contests: [
          { ...contest('titulaire'), lists },
          { ...contest('suppleant'), lists: [] },
        ],
      },
      site,
    ),
  ],
  [
    '/liste-electorale',
    renderRoll(
      { colleges: [{ id: 'c2', ...college, electors: electors.map((name, i) => person(name, i)) }] },
      site,
    ),
  ],
  [
    '/bureau-de-vote',
    renderBureau(
      {
        bureaus: [
          {
            id: 'bureau-2' as BureauId,
            name: 'Bureau de vote du deuxième collège',
            groups: [
              { id: 'bureau-2' as KeyGroupId, name: 'Bureau', threshold: 2, holders: ['a', 'b', 'c'] },
            ],
            members: [
              {
                account: 'a',
                function: 'president',
                replaces: null,
                list: null,
                ...person('Jeanne Martin', 0),
              },
              {
                account: 'b',
                function: 'assessor',
                replaces: null,
                list: null,
                ...person('Karim Haddad', 1),
              },
              { account: 'c', function: 'assessor', replaces: null, list: null, ...person('Odile Roux', 2) },
            ],
          },
        ],
      },
      site,
    ),
  ],
  [
    '/aide',
    renderHowToVote(
      {
        opensMs,
        closesMs,
        graceMs: 300_000,
        strikes: true,
        access: {
          challenge: 'birthDate',
          secretAtLogin: false,
          secret: { alphabet: 'digits', length: 5, channel: 'secondLetter' },
          attempts: { max: 5, lockMinutes: 15 },
        },
        notice: true,
        decisions: [],
      },
      site,
    ),
  ],
  ['/accessibilite', renderAccessibility(site)],
  [
    '/retrouver',
    renderFindBallot({ contests: findable, typed: { contest: '', tracker: '' }, answer: null }, site),
  ],
  [
    '/retrouver-faux',
    renderFindBallot(
      { contests: findable, typed: { contest: 'c2-suppleants', tracker: 'UV7o aQWq' }, answer: 'malformed' },
      site,
    ),
  ],
  [
    '/retrouver-oui',
    renderFindBallot(
      {
        contests: findable,
        typed: { contest: 'c2-titulaires', tracker: 'UV7oaQWqRi6lgTP4wBHfeqTpl642I/JiPbTpn+/gFXM' },
        answer: 'found',
      },
      site,
    ),
  ],
  [
    '/resultats',
    renderResults({ round: 1, validatedMs: closesMs + 3_600_000, contests: [contestResult()] }, site),
  ],
  ['/resultats/c2-titulaires', renderResultSteps(contestResult(), site)],
  [
    '/resultats-carence',
    renderResults(
      { round: 1, validatedMs: closesMs + 3_600_000, contests: [contestResult({ lists: [], blank: 0 })] },
      site,
    ),
  ],
  [
    '/archives',
    renderArchives(
      {
        sealCode: '7K3M-9QXP-24TW-HD5A',
        urns: [
          {
            urn: 'c2-titulaires',
            college,
            seat: 'titulaire',
            part: null,
            ballots: 35,
            archive: {
              file: 'c2-titulaires.bel',
              href: '/archives/c2-titulaires.bel',
              bytes: 1_234_567,
              sha256: '75bef3b4de0d631fc5cfea7bb8676a28a8e050cf6f6f54f3fc1b287f5c0c79f0',
              frozen: {
                bytes: 1_200_000,
                sha256: '0c5c79f075bef3b4de0d631fc5cfea7bb8676a28a8e050cf6f6f54f3fc1b287f',
              },
            },
          },
          { urn: 'c2-suppleants', college, seat: 'suppleant', part: null, ballots: 3, archive: null },
        ],
      },
      site,
    ),
  ],
  ['/absent', renderError('not-found', site)],
  ['/panne', renderError('failed', site)],
]);
