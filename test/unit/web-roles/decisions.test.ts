// The pages on the course of the vote: what the bureau reads before it decides, what it must write, and what everyone
// else then sees, on every page.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parisDayAndTime } from '../../../core/dossier/paris.ts';
import { frenchDateTime, frenchTime } from '../../../core/french/dates.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { readyVote } from '../../support/casting.ts';
import { serveRoles, type RoleSite, type Visitor } from '../../support/role-site.ts';
import { matricule, writeSmallDossier } from '../../support/small-dossier.ts';
import { textOf } from '../documents/read-pdf.ts';
import { openSpine, temporaryFolder, type Spine } from '../../support/spine.ts';

const [own, second, foreign] = ['c1-titulaires', 'c2-titulaires', 'c3-titulaires'] as const;
const hourMs = 3_600_000;

let spine: Spine;
let site: RoleSite;
let bureau: Visitor;

beforeAll(async () => {
  const folder = temporaryFolder();
  const small = { colleges: [3, 2, 2], lastHasOwnBureau: true, authorisation: 'required' } as const;
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), small));
  rmSync(folder, { recursive: true });
  site = await serveRoles(spine);
  bureau = await site.signIn('bureau-1-president');
}, 120_000);

afterAll(async () => {
  await site.stop();
  await spine.stop();
});

const plain = (html: string) => html.replaceAll('&nbsp;', ' ').replaceAll('\u00a0', ' ');
const told = { reason: 'Panne du réseau', authorisedBy: 'La directrice', reference: 'Courriel de 10 h' };

async function read(visitor: Visitor, path: string): Promise<string> {
  const answer = await visitor.get(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return plain(answer.text);
}

/** The value of each contest's box on a page of a decision. */
async function boxes(path: string): Promise<string[]> {
  return [...(await read(bureau, path)).matchAll(/name="contest" value="([^"]+)"/g)].map(
    ([, value = '']) => value,
  );
}

test('the bureau sees its own contests, what it may decide, and exactly what will happen', async () => {
  const page = await read(bureau, '/bureau/decisions');
  expect(page.match(/class="sheet decided/g)).toHaveLength(2);
  expect(page).toContain(`/bureau/decisions/suspendre?contest=${own}`);
  expect(page).not.toContain('/bureau/decisions/reprendre');
  expect(page).not.toContain(foreign);
  expect(await read(bureau, '/bureau')).toContain('href="/bureau/decisions"');

  const asked = await read(bureau, `/bureau/decisions/suspendre?contest=${own}`);
  expect(asked).toContain('plus aucun vote n’est accepté');
  expect(asked).toContain('La clôture ne recule pas');
  expect(asked).toContain(`value="${own} 0" checked`);
  expect(asked).toContain(`value="${second} 0">`);
  expect(plain((await bureau.get('/bureau/decisions/reprendre')).text)).toContain(
    'Aucun scrutin de votre bureau',
  );
});

test.each([
  ['no contest', { contest: [] }, 'Cochez au moins un scrutin'],
  ['no reason', { contest: `${own} 0`, ...told, reason: ' ' }, 'Écrivez le motif'],
  ['no authorisation', { contest: `${own} 0`, reason: 'Panne' }, 'Écrivez qui a autorisé'],
  ['a page read before another decision', { contest: `${own} 3`, ...told }, 'Une décision a été prise'],
  ['nothing readable', { contest: `${own} x`, ...told }, 'Une décision a été prise'],
])('%s: the same page says what to correct, and nothing changes', async (_name, fields, sentence) => {
  const answer = await bureau.post('/bureau/decisions/suspendre', fields);
  expect(answer.status).toBe(422);
  expect(plain(answer.text)).toContain(sentence);
  expect(spine.context.election.voteDecisions()).toEqual([]);
});

test('a contest of another bureau is refused, to its form as to its address', async () => {
  const answer = await bureau.post('/bureau/decisions/suspendre', { contest: `${foreign} 0`, ...told });
  expect(answer.status).toBe(403);
  const observer = await site.signIn('observatrice');
  expect((await observer.post('/bureau/decisions/suspendre', { contest: `${own} 0`, ...told })).status).toBe(
    403,
  );
  expect((await observer.get('/bureau/decisions')).status).toBe(403);
});

test('once suspended, everyone reads it with its reason, and a voter is told that nothing is lost', async () => {
  const answer = await bureau.post('/bureau/decisions/suspendre', { contest: `${own} 0`, ...told });
  expect([answer.status, answer.location]).toEqual([303, '/bureau/decisions']);
  const at = frenchTime(spine.data.now()).replaceAll('\u00a0', ' ');
  const sentence = `Le vote est suspendu par le bureau de vote depuis ${at}. Motif : Panne du réseau.`;
  const overview = await read(bureau, '/bureau/decisions');
  for (const part of [sentence, 'Autorisée par La directrice', 'Anne Roux', 'prise en compte', 'Reprendre'])
    expect(overview).toContain(part);
  const observer = await site.signIn('observatrice');
  for (const [visitor, path] of [
    [site.stranger(), '/'],
    [site.stranger(), '/listes'],
    [observer, '/observation'],
  ] as const) {
    const page = await read(visitor, path);
    expect(page).toContain(sentence);
    expect(page).toContain('Rien n’est perdu');
    expect(page).toMatch(/class="notice warn" role="status"/);
  }
  const vote = await readyVote(spine, matricule(1, 1), own);
  const cast = await fetch(`${site.origin}/api/voter/cast`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      cookie: cookieOf(vote.token),
    },
    body: JSON.stringify({ contest: vote.contest, ballot: vote.ballot, tracker: vote.tracker }),
  });
  const { refusal } = (await cast.json()) as { refusal: { code: string; told: string } };
  expect([cast.status, refusal.code]).toEqual([409, 'contest/suspended']);
  expect(plain(refusal.told)).toBe(sentence);
});

/** As the pages write it. */
function cookieOf(token: string): string {
  return `__Host-voter=${token}`;
}

test('once resumed, nothing is said any more, and the history keeps both', async () => {
  const [box = ''] = await boxes(`/bureau/decisions/reprendre?contest=${own}`);
  expect(box).toBe(`${own} 1`);
  expect((await bureau.post('/bureau/decisions/reprendre', { contest: box, ...told })).status).toBe(303);
  expect(await read(site.stranger(), '/')).not.toContain('suspendu');
  const overview = await read(bureau, '/bureau/decisions');
  expect(overview).toMatch(/<td[^>]*>Suspension<\/td>/);
  expect(overview).toMatch(/<td[^>]*>Reprise<\/td>/);
});

test('an extension is chosen, read back in full, then confirmed; the old hour is told with the new one', async () => {
  const { closesMs } = spine.dossier.calendar;
  const choose = await read(bureau, `/bureau/decisions/prolonger?contest=${own}`);
  expect(choose).toContain('1 heure de plus');
  expect(choose).not.toContain('method="post" action="/bureau/decisions');
  const wrong = await bureau.get(`/bureau/decisions/prolonger?contest=${own}&day=2026-13-40&time=18:30`);
  expect([wrong.status, wrong.text.includes('Donnez un jour et une heure')]).toEqual([422, true]);

  const { day, time } = parisDayAndTime(closesMs + hourMs);
  const later = frenchDateTime(closesMs + hourMs).replaceAll('\u00a0', ' ');
  const path = `/bureau/decisions/prolonger?contest=${own}&day=${day}&time=${encodeURIComponent(time)}`;
  expect(await read(bureau, path)).toContain(`Prolonger jusqu’au ${later}`);
  const [box = ''] = await boxes(path);
  const early = parisDayAndTime(closesMs - hourMs);
  const refused = await bureau.post('/bureau/decisions/prolonger', { contest: box, ...told, ...early });
  expect([refused.status, plain(refused.text).includes('doit être après')]).toEqual([422, true]);
  expect(
    (await bureau.post('/bureau/decisions/prolonger', { contest: box, ...told, day, time })).status,
  ).toBe(303);

  const sealed = frenchDateTime(closesMs).replaceAll('\u00a0', ' ');
  const welcome = await read(site.stranger(), '/');
  expect(welcome).toContain(`clôture le ${later}, au lieu du ${sealed}`);
  expect(welcome).toContain('Prochaine clôture');
});

test('the notice, on its page and as a PDF, lists what was suspended and extended, and names nobody', async () => {
  const page = await read(site.stranger(), '/aide');
  const { bytes } = await site.stranger().get('/notice.pdf');
  for (const text of [page, textOf(bytes)]) {
    expect(text).toMatch(/titulaires : Suspension, décidée le .* Motif : Panne du réseau\./);
    expect(text).toMatch(/titulaires : Prolongation jusqu’au .* Motif : Panne du réseau\./);
    for (const name of ['La directrice', 'Anne Roux']) expect(text).not.toContain(name);
  }
});

test('every page of these is valid, typeset as French is, without inline script or style', async () => {
  expect(site.pages.size).toBeGreaterThan(15);
  for (const [name, html] of site.pages) expect([name, await problemsOf(html)]).toEqual([name, []]);
});
