// The dashboards while people vote: live for the bureau; for all others figures of the last mark, whatever happens since.
// An observer with every right of the law, one with a perimeter, a direction without turnout, the help desk, the public.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookupOf } from '../../../core/access/codes.ts';
import { listsPlaintext, type ListsQuestion } from '../../../core/belenios/question.ts';
import { questionOf } from '../../../core/contest-question.ts';
import { assertOk } from '../../../core/result.ts';
import { PeerError } from '../../../appliance/socket.ts';
import { kioskBoard } from '../../../appliance/web/kiosk-board.ts';
import { checkSeal } from '../../../appliance/use-cases/check-seal.ts';
import { problemsOf, readable } from '../../support/page-checks.ts';
import { serveRoles, type RoleSite, type Visitor } from '../../support/role-site.ts';
import { matricule, writeSmallDossier } from '../../support/small-dossier.ts';
import {
  accountOf,
  closeSpine,
  prepare,
  seal,
  startSpine,
  temporaryFolder,
  vote,
  type Spine,
} from '../../support/spine.ts';

const minute = 60_000;
let spine: Spine;
let site: RoleSite;
let nowMs = 0;

/** For everyone: the processes, and the pages, whose clock stands still between two calls. */
function setNow(minutes: number): void {
  nowMs = spine.dossier.calendar.opensMs + minutes * minute;
  spine.setNow(nowMs);
}

async function cast(college: number, elector: number): Promise<void> {
  const contest = spine.dossier.contests[college - 1];
  if (contest === undefined) throw new Error('no contest');
  const question = questionOf(spine.dossier, contest) as ListsQuestion;
  const plaintext = listsPlaintext(question, { list: 0, candidates: [0] });
  assertOk(await vote(spine, matricule(college, elector) as never, contest, plaintext));
}

/** A page as a person reads it, spaces made plain and endings not raised. */
const plain = (html: string) => readable(html.replaceAll(/<\/?sup>/g, '')).replaceAll(/\s+/g, ' ');
const read = async (visitor: Visitor, path: string) => plain((await visitor.get(path)).text);

/** Sessions end when idle, and hours pass between two tests. */
const observing = () => site.signIn('observatrice');
const presiding = () => site.signIn('bureau-1-president');

beforeAll(async () => {
  const folder = writeSmallDossier(join(temporaryFolder(), 'dossier'), { colleges: [11, 4] });
  const path = join(folder, 'dossier.yaml');
  appendFileSync(
    path,
    `  - { account: deleguee, role: observer, firstName: Lucie, lastName: Noir, contests: [c1-titulaires] }
  - { account: direction, role: direction, firstName: Yves, lastName: Brun }
  - { account: cellule, role: helpdesk, firstName: Inès, lastName: Gris }
  - { account: expert, role: expert, firstName: Jean, lastName: Vert }
rights:
  observer: [turnout, counters, seal, lists]
  expert: [counters, seal]
alerts: { emails: [bureau@essai.invalid] }
`,
  );
  spine = await startSpine(folder);
  await prepare(spine);
  await seal(spine);
  const { context } = spine;
  const still = { ...context, data: { ...context.data, now: () => nowMs } };
  setNow(-60);
  site = await serveRoles({ ...spine, context: still });
});
afterAll(async () => {
  await site.stop();
  await spine.stop();
});

/** An elector who has not voted, signed in on the site. */
async function signInVoter(elector: string): Promise<Visitor> {
  const code = spine.codes().get(elector as never);
  const born = spine.dossier.roll.find(({ id }) => id === elector)?.born;
  if (code === undefined) throw new Error('no code');
  const lookup = Buffer.from(lookupOf(code.identifier)).toString('hex');
  const visitor = site.stranger();
  const login = await visitor.port('/api/voter/login', { lookup, challenge: born, proof: null });
  expect(login.status).toBe(204);
  return visitor;
}

test('before the opening nothing is counted, and the seal is told', async () => {
  assertOk(await checkSeal(spine.context, accountOf(spine, 'bureau-1-president')));
  const observer = await observing();
  const page = await read(observer, '/observation');
  expect(page).toContain('Ouvre dans 1 h');
  expect(page).toMatch(/Dernier contrôle à .*, par Bureau de vote bureau-1 : rien n’a changé/);
  expect((await observer.get('/observation')).text).not.toContain('<svg');
});

test('each kiosk is told of: where it is, in service, silent, low on battery', async () => {
  setNow(20);
  const { context } = spine;
  const { election } = context;
  const hardware = JSON.stringify({ power: { isOnMains: false, batteryPercent: 9 } });
  const noted = { version: '1', measurement: 'a', sound: null };
  const add = (id: string, place: string, minutesAgo: number, told: string | null = null) => {
    const asked = { kind: 'kiosk', label: `Borne ${id}`, address: '::1', csr: 'c', code: 'c' } as const;
    election.addTerminal({ id, ...asked, publicKeyHash: id });
    election.acceptTerminal(id, { place, certificate: 'c', fingerprint: id });
    election.noteTerminal(id, { ...noted, hardware: told, seenMs: nowMs - minutesAgo * minute });
  };
  add('un', 'Agence de Limoux', 5);
  add('deux', 'Agence de Carcassonne', 40);
  add('trois', 'Siège', 5, hardware);
  const president = await presiding();
  const page = await president.get('/bureau/suivi');
  expect(await problemsOf(page.text)).toEqual([]);
  const text = plain(page.text);
  expect(text).toMatch(/Borne un Agence de Limoux en service il y a moins de dix minutes/);
  expect(text).toMatch(/Borne deux Agence de Carcassonne ne donne plus signe de vie il y a 40/);
  expect(text).toMatch(/Borne trois Siège en service, batterie presque vide/);
  for (const id of ['un', 'deux', 'trois']) election.setTerminalState(id, 'withdrawn');
});

test('between two marks, a vote changes not one byte for observers, voters and the public', async () => {
  setNow(10);
  await cast(1, 1);
  setNow(40);
  const voter = await signInVoter(matricule(1, 11));
  const observer = await observing();
  const delegate = await site.signIn('deleguee');
  const { context } = spine;
  const still = { ...context, data: { ...context.data, now: () => nowMs } };
  // Messages to the bureau wait here by the hours of the clock (its summary of nine o’clock), not by the votes.
  const observed = async (visitor: Visitor) =>
    (await visitor.get('/observation')).text.replace(/(messagerie configurée, )[^<]+/, '$1');
  const look = async () => [
    await observed(observer),
    await observed(delegate),
    (await voter.get('/accueil')).text,
    (await site.stranger().get('/')).text,
    (await site.stranger().get('/resultats')).text,
    JSON.stringify(await kioskBoard(still, accountOf(spine, 'bureau-1-president'), nowMs)),
  ];
  const before = await look();
  expect(plain(before[0] ?? '')).toContain('Chiffres arrêtés à 9 h ; prochains à 10 h');
  expect(plain(before[2] ?? '')).toContain('Participation à 9 h : 9,09 % (1 émargement');
  await cast(1, 2);
  await cast(2, 1);
  expect(await look()).toEqual(before);
});

test('the bureau sees them at once, in accord, with its ballots and no standby', async () => {
  const bureau = await presiding();
  const page = (await bureau.get('/bureau/suivi')).text;
  expect(page).toMatch(
    /<td[^>]*>2<\/td><td[^>]*>2<\/td><td[^>]*>en accord<\/td><td[^>]*>pas de secours<\/td>/,
  );
  expect(readable(page)).toContain('Pas de système de secours');
  expect(page).toContain('<svg class="plot wide"');
  expect(await read(bureau, '/bureau/suivi/direct')).toContain('9 h 10, maintenant');
});

test('at the next mark everyone sees the votes before it, and nothing of a small contest', async () => {
  setNow(91);
  await cast(1, 3);
  const page = await read(await observing(), '/observation');
  expect(page).toContain('Chiffres arrêtés à 10 h ; prochains à 11 h');
  expect(page).toMatch(/1er collège, titulaires Ouvert : il reste .* 11 2 18,18 %/);
  expect(page).toContain('2e collège, titulaires : moins de 10 inscrits');
  expect(page).toContain('à la clôture');
  expect(page).not.toContain('25,00 %');
  expect((await read(await presiding(), '/bureau/suivi')).match(/en accord/g)).toHaveLength(2);
});

test('ballots wait for the end of the vote, even where the dossier gives the counters', async () => {
  const page = await read(await observing(), '/observation');
  expect(page).toContain('Le nombre de bulletins s’affichera à la clôture');
  expect(page).not.toContain('en accord');
});

test('a perimeter shows its own contests alone', async () => {
  const page = await read(await site.signIn('deleguee'), '/observation');
  expect(page).toContain('1er collège, titulaires');
  expect(page).not.toContain('2e collège');
});

test('without the right of turnout no figure is shown; services and seal are', async () => {
  for (const [account, path] of [
    ['direction', '/direction'],
    ['cellule', '/assistance'],
    ['ressources-humaines', '/gestion'],
  ] as const) {
    const page = await read(await site.signIn(account), path);
    expect(page).toContain('Ouvert : il reste');
    expect(page).toMatch(/Urne répond/);
    expect(page).toContain('Dernier contrôle');
    expect(page).not.toMatch(/Émargements|18,18|<svg/);
  }
});

test('the right to counters alone gives numbers, without share or plot', async () => {
  const page = await read(await site.signIn('expert'), '/expertise');
  expect(page).toContain('Émargements');
  expect(page).not.toMatch(/Participation|18,18|<svg/);
});

test('how many processes serve pages, what waits to be mailed, and the alerts of its own contests', async () => {
  const { context } = spine;
  const [own, other] = spine.dossier.contests;
  const alert = { ...{ facts: {}, raisedMs: 0, seenMs: 0, times: 1, endedMs: null }, acknowledged: null };
  const alerts = [own?.id ?? '', ''].map((subject, id) => ({
    ...alert,
    id,
    kind: subject === '' ? ('disk-low' as const) : ('filling-stopped' as const),
    subject,
  }));
  const foreign = {
    ...alert,
    id: 3,
    kind: 'filling-stopped' as const,
    subject: `${other?.id ?? ''}-ailleurs`,
  };
  const mail = { hasGateway: true, waiting: 2, unsent: 2, lastFailureMs: nowMs - 60_000 };
  const watched = {
    ...context,
    data: { ...context.data, now: () => nowMs },
    clock: {
      ...context.clock,
      state: () => Promise.resolve({ webProcesses: 3, outbox: { mail, sms: mail } }),
      alerts: () => Promise.resolve({ alerts: [...alerts, foreign] }),
    },
  };
  const site2 = await serveRoles({ ...spine, context: watched });
  const html = (await (await site2.signIn('bureau-1-president')).get('/bureau/suivi')).text;
  await site2.stop();
  expect(html).toContain('3 processus répondent');
  expect(html).toMatch(/2 messages attendent, dernier envoi refusé à/);
  expect(html).toMatch(/<a href="\/bureau\/alertes"><b>2 alertes à lire ou en cours/);
});

test('a difference is said in words to the bureau', async () => {
  const { context } = spine;
  const { urns } = await context.urn.counts({});
  const tampered = {
    ...context,
    data: { ...context.data, now: () => nowMs },
    urn: {
      ...context.urn,
      counts: () => Promise.resolve({ urns: urns.map((urn) => ({ ...urn, ballots: urn.ballots - 1 })) }),
    },
  };
  const other = await serveRoles({ ...spine, context: tampered });
  const page = await read(await other.signIn('bureau-1-president'), '/bureau/suivi');
  await other.stop();
  expect(page).toContain('écart : 1 émargement de plus');
  expect(page).toContain('ne sont pas en même nombre');
});

test('a process that does not answer is named', async () => {
  const { context } = spine;
  const silent = {
    ...context,
    data: { ...context.data, now: () => nowMs },
    codes: { ...context.codes, vitals: () => Promise.reject(new PeerError('silent')) },
  };
  const other = await serveRoles({ ...spine, context: silent });
  const page = await read(await other.signIn('cellule'), '/assistance');
  await other.stop();
  expect(page).toContain('Codes d’accès ne répond pas');
});

test('the live page keeps no session awake', async () => {
  const visitor = await presiding();
  for (let minutes = 1; minutes <= 9; minutes += 4) {
    setNow(91 + minutes);
    expect((await visitor.get('/bureau/suivi/direct')).status).toBe(200);
  }
  setNow(91 + 11);
  expect((await visitor.get('/bureau/suivi/direct')).status).toBe(303);
});

test('once the vote is over everyone sees the same final figures, the small contest included', async () => {
  await closeSpine(spine);
  nowMs = spine.data.now();
  const page = await read(await observing(), '/observation');
  expect(page).toMatch(/1er collège, titulaires Clos .* 11 3 3 en accord pas de secours 27,27 %/);
  expect(page).toMatch(/2e collège, titulaires Clos .* 4 1 1 en accord/);
  expect(page).not.toContain('prochains');
});

test('every page is valid, well typeset and without inline script or style', async () => {
  for (const [name, html] of site.pages) expect([name, await problemsOf(html)]).toEqual([name, []]);
}, 60_000);
