// A tie that no rule settles (decision 003), from the votes to the results: nothing is validated before the bureau has
// written who decided and how, and what it wrote goes to the minutes and to the journal.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { castVote } from '../../appliance/use-cases/cast-vote.ts';
import { assertOk } from '../../core/result.ts';
import { readyVote } from '../support/casting.ts';
import { serveRoles, type RoleSite, type Visitor } from '../support/role-site.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import {
  closeSpine,
  countBureau,
  openOnce,
  openSpine,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';
import { textOf } from '../unit/documents/read-pdf.ts';

const page = '/bureau/resultats/c1-titulaires';
const essai = 'c1-titulaires.essai';
const autre = 'c1-titulaires.autre';
const record = 'Le bureau, à l’unanimité, le 9 décembre.';

let spine: Spine;
let site: RoleSite;
let president: Visitor;

beforeAll(async () => {
  const folder = temporaryFolder();
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [4], tied: true }));
  rmSync(folder, { recursive: true });
  for (const list of [0, 1]) {
    const choice = { list, candidates: [0] };
    assertOk(
      await castVote(spine.context, await readyVote(spine, matricule(1, list + 1), 'c1-titulaires', choice)),
    );
  }
  await closeSpine(spine);
  await countBureau(spine, 'bureau-1');
  site = await serveRoles(spine);
  president = await site.signIn('bureau-1-president');
}, 240_000);

afterAll(async () => {
  await site.stop();
  await spine.stop();
});

/** The question asked on the page, and who may be answered. */
async function asked(): Promise<{ question: string; options: string[] }> {
  const { text } = await president.get(page);
  const [, question = ''] = /name="question" value="([^"]+)"/.exec(text) ?? [];
  return { question, options: [...text.matchAll(/name="answer" value="([^"]+)"/g)].map(([, id = '']) => id) };
}

test('the two lists are asked about, and the results wait', async () => {
  const { question, options } = await asked();
  expect(question).not.toBe('');
  expect(options).toEqual([essai, autre]);
  const refused = await president.post('/bureau/resultats');
  expect([refused.status, refused.text.includes('Une égalité reste à trancher')]).toEqual([422, true]);
});

test.each([
  ['another question', { question: 'x'.repeat(43), answer: essai, record }, 'Cette question ne se pose plus'],
  ['a list that is not tied', { answer: 'blanc', record }, 'Cette question ne se pose plus'],
  ['no list', { answer: '', record }, 'écrivez qui a décidé'],
  ['nobody who decided', { answer: essai, record: ' ' }, 'écrivez qui a décidé'],
])('%s is refused, and nothing is recorded', async (_case, fields, said) => {
  const { question } = await asked();
  const refused = await president.post(page, { question, ...fields });
  expect([refused.status, refused.text.includes(said)]).toEqual([422, true]);
  expect((await asked()).question).toBe(question);
});

test('decided, the seat goes where the bureau said, and the minutes and the journal say who decided', async () => {
  const { question } = await asked();
  const decided = await president.post(page, { question, answer: autre, record });
  expect([decided.status, decided.location]).toEqual([303, page]);
  expect((await asked()).options).toEqual([]);
  for (const bureau of spine.dossier.bureaus) openOnce(spine, bureau, 'proclamation');
  expect((await president.post('/bureau/resultats')).status).toBe(303);
  const [line, ...others] = spine.context.election.journal
    .lines()
    .filter((each) => each.includes('"decision"') && each.includes('c1-titulaires'));
  expect(others).toEqual([]);
  expect(line).toContain(record);
  const minutes = textOf((await president.get('/bureau/documents/proces-verbal/c1-titulaires.pdf')).bytes);
  expect(minutes).toContain('unanimité');
  expect((await president.post(page, { question, answer: essai, record })).status).toBe(422);
});
