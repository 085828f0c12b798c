// The ceremonies of a station with key tokens, without any page: an operator who answers each question, virtual tokens in
// hand, over the appliance's own routes; then without the appliance, whose key was lost. What each token refuses is met once,
// and what may be seen or sent is looked over.
import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import express, { type Request, type Response } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listsPlaintext, type ListsQuestion } from '../../../core/belenios/question.ts';
import { questionOf } from '../../../core/contest-question.ts';
import type { Port } from '../../../core/port.ts';
import { assertOk } from '../../../core/result.ts';
import { machineOf } from '../../../core/station/machine.ts';
import { virtualTokens, type VirtualTokens } from '../../../core/tokens/virtual.ts';
import { countCeremony } from '../../../kiosk/station/count-ceremony.ts';
import { openDesk, type Desk, type Scene } from '../../../kiosk/station/desk.ts';
import { keyCeremony } from '../../../kiosk/station/key-ceremony.ts';
import { ownMachine } from '../../../kiosk/station/own-machine.ts';
import { readShareRequest, restoreKey, ShareRequestError } from '../../../kiosk/station/restore-key.ts';
import { Left, type Talk } from '../../../kiosk/station/talk.ts';
import { applianceKey } from '../../../appliance/cli/appliance-key.ts';
import { CommandError } from '../../../appliance/cli/io.ts';
import { checkSeal } from '../../../appliance/use-cases/check-seal.ts';
import { checklist, confirmParameter } from '../../../appliance/use-cases/confirm-parameters.ts';
import { journalFacts } from '../../../appliance/use-cases/journal-facts.ts';
import { minutesDocument } from '../../../appliance/use-cases/minutes-document.ts';
import { stationApi } from '../../../appliance/web/routes/station-api.ts';
import { issueCodes } from '../../../appliance/use-cases/issue-codes.ts';
import { serveRoles, type RoleSite, type Visitor } from '../../support/role-site.ts';
import { matricule, writeSmallDossier } from '../../support/small-dossier.ts';
import {
  accountOf,
  closeSpine,
  copyOf,
  openOnce,
  passFunctionTest,
  random,
  seal,
  softwareOfTests,
  startSpine,
  vote,
  type Spine,
} from '../../support/spine.ts';
import { textOf } from '../documents/read-pdf.ts';
import { runningTimer } from '../tokens/token-bench.ts';

let folder: string;
let spine: Spine;
let site: RoleSite;
let desk: Desk;
let talk: Talk;
let visitor: Visitor;
let tokens: VirtualTokens;
/** All that the room could see, and all that left the station. */
const seen: string[] = [];
const sent: string[] = [];
/** What must never be in either. */
const secrets: string[] = [];
/** By holder, from 1. */
const sheets: string[] = [];
const own: string[] = [];

const president = 'bureau-1-president';
const names = ['Mme Anne Roux', 'M. Jean Petit', 'Mme Lise Faure'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-station-'));
  const dossier = writeSmallDossier(join(folder, 'essai'), { colleges: [2] });
  const file = join(dossier, 'dossier.yaml');
  const yaml = readFileSync(file, 'utf8').replace(
    /keys: \{[^}]*\}/,
    'keys: { applianceKey: true, carrier: token, backup: paper, prove: every }',
  );
  writeFileSync(file, yaml);
  spine = await startSpine(dossier);
  site = await serveRoles(spine);
  visitor = await site.signIn(president);
  const timer = runningTimer();
  tokens = virtualTokens({ timer, random }, []);
  desk = openDesk();
  desk.onChange(() => {
    const { title, room } = desk.shown().scene;
    seen.push(JSON.stringify({ title, room }));
  });
  atStation = await serveStation();
  const port: Port = async (path, body) => {
    sent.push(JSON.stringify(body));
    const answered = path === decisions ? await atStation.port(path, body) : await visitor.port(path, body);
    return isRecordAltered ? { ...answered, body: withAlteredRecords(answered.body) } : answered;
  };
  const get = async (path: string) => {
    const { status, bytes } = await visitor.get(path);
    return { status, bytes: new Uint8Array(bytes) };
  };
  const ownProgram = () => Promise.resolve(softwareOfTests.files);
  talk = { desk, port, get, ownProgram, tokens: tokens.port, timer, random, now: () => Date.now() };
  assertOk(await issueCodes(spine.context, accountOf(spine, 'ressources-humaines')));
  for (const item of checklist) assertOk(confirmParameter(spine.context, accountOf(spine, president), item));
  passFunctionTest(spine, accountOf(spine, president));
});
afterAll(async () => {
  atStation.stop();
  await site.stop();
  await spine.stop();
  rmSync(folder, { recursive: true });
});

const decisions = '/api/station/seal-decision';
let atStation: { readonly port: Port; readonly stop: () => void };
/** While true, nothing answers there. */
let isCut = false;

/** What an enrolled and entrusted station may ask besides; who may is test/integration/terminals-at-work.test.ts. */
async function serveStation(): Promise<typeof atStation> {
  const app = express();
  const actor = () => accountOf(spine, president);
  const unlimited = () => (_request: Request, _response: Response, next: () => void) => next();
  app.use(
    '/api/station',
    express.json(),
    stationApi(spine.context, unlimited, actor, () => 'Portable'),
  );
  const server = app.listen(0, 'localhost');
  await once(server, 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const port: Port = async (path, body) => {
    if (isCut) throw new Error('no answer');
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
  };
  return { port, stop: () => void server.close() };
}

/** While true, the appliance sends key tokens' records that are none. */
let isRecordAltered = false;

function withAlteredRecords(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (name, value: unknown) =>
    name === 'record' && typeof value === 'string' ? `${value} ` : value,
  );
}

/** Number of the scene that was last answered. */
let answered = 0;

/** The scene whose title this is, once it asks something. */
async function at(title: RegExp): Promise<Scene> {
  for (let tries = 0; tries < 4000; tries += 1) {
    const { scene, number } = desk.shown();
    if (number > answered && title.test(scene.title) && scene.choices !== undefined) return scene;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${String(title)} never came; there is « ${desk.shown().scene.title} »`);
}

async function answer(title: RegExp, choice: string, values: Record<string, string> = {}): Promise<Scene> {
  const scene = await at(title);
  answered = desk.shown().number;
  if (!desk.answer(answered, { choice, values })) throw new Error(`${choice} is not asked`);
  return scene;
}

/** The problem that the operator reads, once there is one. */
async function problem(title: RegExp): Promise<string> {
  for (let tries = 0; tries < 4000; tries += 1) {
    const scene = await at(title);
    if ((scene.problem ?? null) !== null) return scene.problem ?? '';
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${String(title)} has no problem`);
}

const newToken = (name: string, pin?: string) =>
  tokens.add(name, { isAlwaysTouched: true, ...(pin === undefined ? {} : { pin }) });

/** From the token given back to the sheet in its envelope. */
async function keepIt(holder: number, token: string): Promise<void> {
  await at(/retirez votre clé/);
  tokens.pullOut(token);
  expect(JSON.stringify(await answer(/^Enveloppe n°\u00a0bureau-1-.A$/, 'on'))).toContain(names[holder - 1]);
  await answer(/prenez votre feuille/, 'on');
  const shown = await answer(/recopiez votre séquence/, 'on');
  const code = shown.desk?.find((each) => each.kind === 'secret')?.code ?? '';
  expect(code).toMatch(/^([0-9A-Z]{4} ){6}[0-9A-Z]{3}$/);
  sheets[holder] = code;
  secrets.push(code, code.replaceAll(' ', ''));
  if (holder === 1) {
    await answer(/vérifiez votre feuille/, 'check', {
      typed: `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`,
    });
    expect(await problem(/vérifiez votre feuille/)).toContain('faute de frappe');
    await answer(/vérifiez votre feuille/, 'again');
    await answer(/recopiez votre séquence/, 'on');
  }
  await answer(/vérifiez votre feuille/, 'check', { typed: code.toLowerCase() });
  await answer(/La feuille est juste/, 'on');
}

test('a generation that is left has sent nothing, and begins as if it had not', async () => {
  const left = keyCeremony(talk);
  await answer(/^Création des clés$/, 'on');
  await answer(/Anne Roux, branchez/, 'leave');
  await expect(left).rejects.toThrow(Left);
  expect(
    spine.context.election.keyMessages(
      spine.dossier.bureaus[0]?.groups[0]?.id ?? ('' as never),
      'certificate',
    ),
  ).toEqual([]);
});

test('three holders put their keys in tokens and on paper, whatever goes wrong on the way', async () => {
  const done = keyCeremony(talk);
  done.catch(() => undefined);
  await answer(/^Création des clés$/, 'on');
  // The first has a new token, and chooses its PIN.
  const first = newToken('première');
  await at(/Anne Roux, branchez votre clé de sécurité/);
  tokens.plugIn(first);
  await answer(/Anne Roux, choisissez un code PIN/, 'pin', { pin: '924617', again: '924618' });
  expect(await problem(/choisissez un code PIN/)).toContain('ne sont pas les mêmes');
  await answer(/choisissez un code PIN/, 'pin', { pin: '12', again: '12' });
  expect(await problem(/choisissez un code PIN/)).toContain('au moins 4 caractères');
  await answer(/choisissez un code PIN/, 'pin', { pin: '924617', again: '924617' });
  await keepIt(1, first);
  // The second errs once: one try is lost, not two.
  const second = newToken('deuxième', '553301');
  await at(/Jean Petit, branchez/);
  tokens.plugIn(second);
  await answer(/Jean Petit, saisissez votre code PIN/, 'pin', { pin: '000001' });
  expect(await problem(/Jean Petit, saisissez/)).toContain('il reste 7 essais');
  expect(tokens.memories().find(({ id }) => id === second)?.triesLeft).toBe(7);
  await answer(/Jean Petit, saisissez/, 'pin', { pin: '553301' });
  await keepIt(2, second);
  // The third takes the second's token, then pulls her own out as it blinks, then does not touch it.
  await at(/Lise Faure, branchez/);
  tokens.plugIn(second);
  await answer(/Lise Faure, saisissez/, 'pin', { pin: '553301' });
  expect(await problem(/Lise Faure, saisissez/)).toContain('porte déjà la clé d’un autre porteur');
  tokens.pullOut(second);
  const third = tokens.add('troisième', { pin: '7788' });
  await at(/Lise Faure, branchez/);
  const stopPulling = desk.onChange(() => {
    if (!/touchez votre clé/.test(desk.shown().scene.title)) return;
    stopPulling();
    tokens.pullOut(third);
  });
  tokens.plugIn(third);
  await answer(/Lise Faure, saisissez/, 'pin', { pin: '7788' });
  expect(await problem(/Lise Faure, branchez/)).toContain('retirée avant la fin');
  tokens.plugIn(third);
  await answer(/Lise Faure, saisissez/, 'pin', { pin: '7788' });
  expect(await problem(/Lise Faure, saisissez/)).toContain('touchée à temps');
  desk.onChange(() => {
    if (/touchez/.test(desk.shown().scene.title)) tokens.touch(third);
  });
  await answer(/Lise Faure, saisissez/, 'pin', { pin: '7788' });
  await keepIt(3, third);
  own.push('', first, second, third);
  secrets.push('924617', '553301');

  const codes = await answer(/Lisez ces codes à voix haute/, 'on');
  const page = (await (await site.signIn(president)).get('/bureau/cles')).text;
  const whole = codes.room.find((each) => each.kind === 'code')?.code ?? '';
  for (const group of whole.split(' ')) expect(page).toContain(group);

  // Each proves that it opens: the first with another's token, then hers.
  await at(/Anne Roux, branchez/);
  tokens.plugIn(second);
  await answer(/Anne Roux, saisissez/, 'pin', { pin: '553301' });
  expect(await problem(/Anne Roux, (branchez|saisissez)/)).toContain('celle de Mme Anne Roux');
  tokens.pullOut(second);
  for (const [holder, pin] of [
    [1, '924617'],
    [2, '553301'],
    [3, '7788'],
  ] as const) {
    const name = new RegExp(`${names[holder - 1] ?? ''}, branchez`);
    await at(name);
    tokens.plugIn(own[holder] ?? '');
    await answer(/saisissez/, 'pin', { pin });
    await at(/votre clé s’ouvre/);
    tokens.pullOut(own[holder] ?? '');
    // Then the sheet, as this dossier asks: another holder's is refused.
    if (holder === 2) {
      await answer(/Jean Petit, ouvrez votre enveloppe n°\u00a0bureau-1-2B/, 'check', {
        typed: sheets[1] ?? '',
      });
      await answer(/la vérification n’est pas faite/, 'on');
    }
    await answer(/ouvrez votre enveloppe n°\u00a0bureau-1-.B/, 'check', { typed: sheets[holder] ?? '' });
    await answer(/votre feuille est juste/, 'on');
  }
  await answer(/^Les clés sont faites$/, 'leave');
  await expect(done).rejects.toThrow(Left);
});

/** What the appliance takes of a decision on the verdict; then one that it keeps, for a station that got no verdict. */
async function decisionsAreJudged(): Promise<void> {
  const reason = 'Le verdict sera refait demain.';
  const said = async (body: object, from = atStation.port) => (await from(decisions, body)).body;
  expect(await said({ differing: null, reason })).toEqual({ refusal: { code: 'count/not-held' } });
  for (const bureau of spine.dossier.bureaus) openOnce(spine, bureau, 'count');
  const malformed = [
    { differing: null },
    { differing: null, reason: 'Non.' },
    { differing: null, reason: 'x'.repeat(501) },
    { differing: null, reason: ` ${reason}` },
    { differing: [], reason },
    { differing: ['everything'], reason },
    { differing: null, reason, account: 'x' },
  ];
  for (const body of malformed) expect(await said(body)).toEqual({ refusal: { code: 'request/malformed' } });
  // A browser in session is no station.
  expect((await visitor.post(decisions)).status).toBe(404);

  const silent = { ...talk, get: () => Promise.resolve({ status: 503, bytes: new Uint8Array() }) };
  const left = countCeremony(silent, []);
  await answer(/vu de ce poste/, 'without');
  expect(JSON.stringify((await at(/vu de ce poste/)).room)).toContain('n’a pas pu être rendu');
  await answer(/vu de ce poste/, 'on', { reason });
  await answer(/^Dépouillement$/, 'leave');
  await expect(left).rejects.toThrow(Left);
  // Sent again, it is kept once.
  expect(await said({ differing: null, reason })).toBeNull();
  const kept = spine.context.election.ceremonyRemarks('bureau-1' as never);
  expect(kept.map(({ ceremony, kind, content }) => [ceremony, kind, content])).toEqual([
    [
      'count',
      'decision',
      `Scellement jugé par le poste « Portable » : le verdict n’a pas pu être rendu. Le bureau décide de continuer. Motif : ${reason}`,
    ],
  ]);
}

test('two holders of three open the urns, one by token, one by the sheet', async () => {
  await seal(spine);
  spine.setNow(spine.dossier.calendar.opensMs + 1_000);
  const [contest] = spine.dossier.contests;
  if (contest === undefined) throw new Error('no contest');
  const question = questionOf(spine.dossier, contest) as ListsQuestion;
  assertOk(
    await vote(
      spine,
      matricule(1, 2) as never,
      contest,
      listsPlaintext(question, { list: 0, candidates: [0] }),
    ),
  );
  // The clock's jump ended the session.
  visitor = await site.signIn(president);
  const early = countCeremony(talk, []);
  expect(await problem(/^Dépouillement$/)).toContain('Ce n’est pas le moment');
  await answer(/^Dépouillement$/, 'on');
  await early;
  const closing = await closeSpine(spine);
  assertOk(await checkSeal(spine.context, accountOf(spine, president)));
  const code = closing.bureaus[0]?.code ?? '';
  visitor = await site.signIn(president);
  await decisionsAreJudged();

  const done = countCeremony(talk, []);
  done.catch(() => undefined);
  await answer(/vu de ce poste/, 'judge', { seal: 'ABCD' });
  expect(await problem(/vu de ce poste/)).toContain('faute de frappe');
  const sealed = spine.context.election.sealed()?.code ?? '';
  await answer(/vu de ce poste/, 'judge', { seal: sealed });
  const judged = await at(/^Le scellement /);
  // This site serves another voting page than the one that was sealed: the station names it, and nothing else.
  expect(judged.title).toBe('Le scellement a changé');
  const rows = judged.room.flatMap((each) => (each.kind === 'table' ? each.rows : []));
  expect(rows).toContainEqual(['Code tapé depuis la feuille signée', '✓ conforme']);
  expect(rows.filter(([, outcome]) => outcome?.includes('DIFFÉRENT'))).toEqual([
    ['Page de vote (isoloir) téléchargée', '✗ DIFFÉRENT'],
  ]);
  // The bureau goes on with a reason alone, and once it is kept.
  await answer(/^Le scellement a changé$/, 'on', { reason: ' trop peu ' });
  expect(await problem(/^Le scellement a changé$/)).toContain('de 10 à 500');
  isCut = true;
  await answer(/^Le scellement a changé$/, 'on', { reason: 'La page d’essai\nest servie ici.' });
  expect(await problem(/^Le scellement a changé$/)).toContain('La décision n’est pas notée');
  expect(journalFacts(spine.context, 'station-verdict')).toHaveLength(1);
  isCut = false;
  await answer(/^Le scellement a changé$/, 'on', { reason: 'La page d’essai\nest servie ici.' });
  const asked = await answer(/^Dépouillement$/, 'verify', { code: 'ABCD' });
  expect(JSON.stringify(asked.room)).toContain('Bulletins annoncés');
  expect(await problem(/^Dépouillement$/)).toContain('pas complet');
  const other = `${code.startsWith('0') ? '1' : '0'}${code.slice(1)}`;
  await answer(/^Dépouillement$/, 'verify', { code: other });
  expect(await problem(/^Dépouillement$/)).toContain('faute de frappe');
  await answer(/^Dépouillement$/, 'verify', { code: code.toLowerCase() });
  expect(JSON.stringify(await answer(/Les urnes sont vérifiées/, 'on'))).toContain(code);
  const verified = await answer(/Comparez le nombre de bulletins/, 'on');
  // The station's own number, under the name sealed in the election: to be compared aloud with the sign-offs.
  const counted = verified.room.flatMap((each) => (each.kind === 'table' ? each.rows : []));
  expect(counted).toEqual([[expect.stringMatching(/ — 1er collège, titulaires, 1er tour$/), '1']]);

  await answer(/Au porteur suivant/, 'bureau-1/1');
  await at(/Anne Roux, branchez/);
  tokens.plugIn(own[1] ?? '');
  await answer(/Anne Roux, saisissez/, 'pin', { pin: '924617' });
  await at(/Anne Roux, votre part est donnée/);
  tokens.pullOut(own[1] ?? '');
  // The second one's record comes altered: the ceremony goes on, with the sheet or another holder.
  isRecordAltered = true;
  await answer(/Au porteur suivant/, 'bureau-1/2');
  const unusable = await answer(/Jean Petit, votre clé de sécurité ne peut pas servir ici/, 'holder');
  expect(unusable.problem).toContain('illisible ou modifiée');
  expect(unusable.choices?.map(({ id }) => id)).toEqual(['backup', 'holder', 'leave']);
  await answer(/Au porteur suivant/, 'bureau-1/2');
  await answer(/Jean Petit, votre clé de sécurité ne peut pas servir ici/, 'backup');
  await at(/Jean Petit, ouvrez votre enveloppe/);
  isRecordAltered = false;
  await answer(/Jean Petit, ouvrez votre enveloppe/, 'holder');
  // The second one's token is lost: the first sheet he types is another's.
  await answer(/Au porteur suivant/, 'bureau-1/2');
  await answer(/Jean Petit, branchez/, 'backup');
  await answer(/Jean Petit, ouvrez votre enveloppe/, 'give', { typed: sheets[3] ?? '' });
  expect(await problem(/Jean Petit, ouvrez/)).toContain('n’est pas celle de ce porteur');
  await answer(/Jean Petit, ouvrez votre enveloppe/, 'give', { typed: sheets[2] ?? '' });
  await answer(/Les urnes sont ouvertes/, 'leave');
  await expect(done).rejects.toThrow(Left);
  const urn = spine.dossier.contests[0]?.urns[0]?.id;
  expect(urn === undefined ? null : spine.context.election.counted(urn)).not.toBeNull();
  // Both decisions are in the minutes, with what differed.
  const minutes = textOf(
    assertOk(await minutesDocument(spine.context, accountOf(spine, president), contest.id)),
  );
  expect(minutes).toContain('le verdict n’a pas pu être rendu. Le bureau décide de continuer');
  expect(minutes).toMatch(
    /ceci diffère\s: Page de vote \(isoloir\) téléchargée\. Le bureau décide de continuer\. Motif\s: La page d’essai est servie ici\./,
  );
});

/** `isoloir appliance-key`, with these arguments: what it wrote, or why it refused. */
async function command(...args: string[]): Promise<string> {
  let said = '';
  const io = { stdout: (text: string) => void (said += text), stderr: () => undefined };
  try {
    await applianceKey(args, io);
    return said;
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
}

test('clock.key lost: two holders of three restore it with their tokens, the appliance stopped; one does not', async () => {
  const data = copyOf(spine.data);
  const lost = readFileSync(data.file('clock.key'));
  rmSync(data.file('clock.key'));
  const { copies } = await spine.context.clock.keyCopies({});
  const copy = join(folder, 'copie.txt');
  writeFileSync(copy, copies[0]?.lines.join('\n') ?? '');
  const where = ['--data', data.path, '--bureau', 'bureau-1', '--copy', copy];
  const request = await command('request', ...where);
  // A copy that is not one, a record that is none: refused at the start.
  const station = { isVirtual: false, machine: machineOf(null, ['192.0.2.7']) };
  const other = join(folder, 'autre.json');
  const refused = (text: string, here: Partial<typeof station> = {}) => {
    writeFileSync(other, text);
    expect(() => readShareRequest(other, { ...station, ...here })).toThrow(ShareRequestError);
  };
  refused(request.replace('"bureau":"bureau-1"', '"bureau":"bureau-2"'));
  refused(request.replace('isoloir-key-token', 'isoloir-other'));
  // For a real election also virtual tokens, and the machine that wrote it, known by its system or an address; a request
  // for sheets alone too.
  const real = request.replace('"mode":"rehearsal"', '"mode":"real"');
  const sheetsOnly = real.replace(/"record":"(\\"|[^"])*"/g, '"record":null');
  expect(sheetsOnly).not.toContain('isoloir-key-token');
  for (const each of [real, sheetsOnly]) {
    refused(each, { isVirtual: true });
    refused(each, { machine: ownMachine() });
    const written = each.replace(
      /"machine":\{[^}]*\}/,
      '"machine":{"system":null,"addresses":["192.0.2.7"]}',
    );
    refused(written);
    expect(readShareRequest(other, { ...station, machine: machineOf(null, []) }).request.mode).toBe('real');
  }

  const stick = join(folder, 'clé-usb');
  const part = (holder: number) => join(stick, `part-bureau-1-${holder}.json`);
  writeFileSync(join(folder, 'demande.json'), request);
  // In a rehearsal the appliance's own machine will do, and virtual tokens.
  const asked = readShareRequest(join(folder, 'demande.json'), { isVirtual: true, machine: ownMachine() });
  void restoreKey({ desk, tokens: tokens.port, timer: talk.timer, random }, asked, stick);
  // The first: another's token in hand, then hers; and nowhere to write to until the disk is there.
  await answer(/^Rétablir la clé du système$/, 'bureau-1/1');
  await at(/Anne Roux, branchez/);
  tokens.plugIn(own[2] ?? '');
  await answer(/Anne Roux, saisissez/, 'pin', { pin: '553301' });
  expect(await problem(/Anne Roux, (branchez|saisissez)/)).toContain('celle de Mme Anne Roux');
  tokens.pullOut(own[2] ?? '');
  await at(/Anne Roux, branchez/);
  tokens.plugIn(own[1] ?? '');
  await answer(/Anne Roux, saisissez/, 'pin', { pin: '924617' });
  expect(await problem(/Anne Roux, votre part est faite/)).toContain('n’a pas pu être écrite');
  mkdirSync(stick);
  await answer(/Anne Roux, votre part est faite/, 'again');
  await at(/Anne Roux, votre part est faite/);
  tokens.pullOut(own[1] ?? '');
  // The second types another's sheet, and leaves.
  expect(JSON.stringify(await answer(/^Rétablir/, 'bureau-1/2'))).toContain('1 sur 2');
  await answer(/Jean Petit, branchez/, 'backup');
  await answer(/Jean Petit, ouvrez votre enveloppe/, 'give', { typed: sheets[3] ?? '' });
  expect(await problem(/Jean Petit, ouvrez/)).toContain('n’est pas celle de ce porteur');
  await answer(/Jean Petit, ouvrez/, 'leave');
  expect(await command('restore', ...where, part(1))).toContain('Il manque des parts');
  expect(existsSync(data.file('clock.key'))).toBe(false);

  await answer(/^Rétablir/, 'bureau-1/3');
  await at(/Lise Faure, branchez/);
  tokens.plugIn(own[3] ?? '');
  await answer(/Lise Faure, saisissez/, 'pin', { pin: '7788' });
  await answer(/Lise Faure, votre part est faite/, 'leave');
  tokens.pullOut(own[3] ?? '');
  expect((await at(/^Les parts sont faites$/)).desk).toEqual([
    { kind: 'list', items: ['part-bureau-1-1.json', 'part-bureau-1-3.json'] },
  ]);
  expect(await command('restore', ...where, part(1), part(3))).toContain('rétablie');
  expect(readFileSync(data.file('clock.key')).equals(lost)).toBe(true);
  // No sequence is in a share; neither a share nor the copy was for the room to see.
  const shares = [1, 3].map((holder) => readFileSync(part(holder), 'utf8'));
  for (const secret of secrets) expect(shares.join('')).not.toContain(secret);
  const factors = shares.map((share) => /"factor":"(\w{64})"/.exec(share)?.[1] ?? share);
  secrets.push(copies[0]?.lines[0] ?? '', ...factors);
}, 60_000);

test('the room never saw a secret, and none left the station', () => {
  expect(secrets.length).toBeGreaterThan(6);
  for (const secret of secrets) {
    expect(seen.filter((each) => each.includes(secret))).toEqual([]);
    expect(sent.filter((each) => each.includes(secret))).toEqual([]);
  }
});
