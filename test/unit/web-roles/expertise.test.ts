// The expert's report beside the running software, before the seal and after: the same, another one that the bureau seals
// with its reasons, or no report at all.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { measurementOf } from '../../../core/sealing/measurement.ts';
import { fullCode } from '../../../core/sealing/seal.ts';
import { derogationKey, derogationsOf } from '../../../appliance/use-cases/accept-derogations.ts';
import { textOf } from '../documents/read-pdf.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { serveRoles } from '../../support/role-site.ts';
import { writeSmallDossier } from '../../support/small-dossier.ts';
import { openSealing, prepare, softwareOfTests, startSpine } from '../../support/spine.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-expertise-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const running = measurementOf(softwareOfTests.files);
const other = 'e'.repeat(64);

/** A site ready to be sealed, whose dossier names this fingerprint. */
async function site(software: string | null) {
  const dossier = writeSmallDossier(join(folder, software ?? 'none'), { colleges: [3] });
  if (software !== null) {
    const file = join(dossier, 'dossier.yaml');
    const named = `${readFileSync(file, 'utf8')}expertise: { software: ${software}, report: Rapport n° 7 }\n`;
    writeFileSync(file, named);
  }
  const spine = await startSpine(dossier);
  await prepare(spine);
  openSealing(spine);
  const served = await serveRoles(spine);
  const visitor = await served.signIn(spine.dossier.bureaus[0]?.members[0]?.account ?? '');
  return {
    spine,
    visitor,
    accepted: derogationsOf(spine.context).map(derogationKey),
    stop: async () => {
      await served.stop();
      await spine.stop();
    },
  };
}

test.each([
  ['a report of this very software', running, 'est celui du rapport d’expertise « Rapport n° 7 »'],
  ['its code', fullCode(running), 'est celui du rapport d’expertise « Rapport n° 7 »'],
  ['no report', null, 'n’indique aucun rapport d’expertise'],
])('with %s nothing more is asked', async (_case, software, said) => {
  const { visitor, accepted, stop } = await site(software);
  const plain = (text: string) => text.replaceAll('&nbsp;', ' ').replaceAll('\u00a0', ' ');
  expect(plain((await visitor.get('/bureau/sceller')).text)).toContain(said);
  expect((await visitor.post('/bureau/sceller', { accepted })).location).toBe('/bureau/scellement');
  expect(plain((await visitor.get('/bureau/scellement')).text)).toContain(said);
  await stop();
});

test('another software than the one examined is sealed with the bureau’s reasons, or not at all', async () => {
  const { spine, visitor, accepted, stop } = await site(other);
  const page = await visitor.get('/bureau/sceller');
  expect(page.text).toContain('n’est pas celui du rapport d’expertise');
  expect(page.text).toContain(other);
  expect(page.text).toContain(running);
  expect(await problemsOf(page.text)).toEqual([]);
  const refused = await visitor.post('/bureau/sceller', { accepted });
  expect([refused.status, refused.text.includes('Écrivez pourquoi le bureau scelle')]).toEqual([422, true]);
  expect(spine.context.election.sealed()).toBeNull();
  const reason = 'Correctif relu par l’expert, rapport attendu demain.';
  expect((await visitor.post('/bureau/sceller', { accepted, reason })).location).toBe('/bureau/scellement');
  const journal = spine.context.election.journal.lines();
  expect(
    journal.some((line) => line.includes('"expertise-difference-accepted"') && line.includes(reason)),
  ).toBe(true);
  const sealed = await visitor.get('/bureau/scellement');
  expect(sealed.text).toContain('Correctif relu par l’expert');
  expect(await problemsOf(sealed.text)).toEqual([]);
  const sheet = textOf(new Uint8Array((await visitor.get('/bureau/documents/scellement.pdf')).bytes));
  expect(sheet).toContain('Correctif relu par l’expert');
  await stop();
});
