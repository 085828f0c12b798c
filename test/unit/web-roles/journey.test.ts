// The whole election through the pages and stations of the roles, as people would: nothing is reached behind them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineHash, verifyJournal } from '../../../core/sealing/journal.ts';
import { listsPlaintext, type ListsQuestion } from '../../../core/belenios/question.ts';
import { questionOf } from '../../../core/contest-question.ts';
import { assertOk } from '../../../core/result.ts';
import { lookupOf } from '../../../core/access/codes.ts';
import { loginVoter } from '../../../appliance/use-cases/login-voter.ts';
import { tokenHolders } from '../../../appliance/rehearsal/token-holders.ts';
import { checklist } from '../../../appliance/use-cases/confirm-parameters.ts';
import { countWith } from '../../../core/station/count.ts';
import { holdCeremony } from '../../../appliance/rehearsal/ceremonies.ts';
import {
  generateKeys,
  readKeys,
  restartKeys,
  type HeldSequence,
} from '../../../core/station/generate-keys.ts';
import { provePossession } from '../../../core/station/possession.ts';
import { textOf } from '../documents/read-pdf.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { asSession, serveRoles, type RoleSite, type Visitor } from '../../support/role-site.ts';
import { openSignOffLink, signOffLinks } from '../../../appliance/use-cases/sign-off-link.ts';
import {
  accountOf,
  closeSpine,
  openOnce,
  random,
  startSpine,
  vote,
  type Spine,
} from '../../support/spine.ts';

let spine: Spine;
let site: RoleSite;
let first: Visitor;
let second: Visitor;
let manager: Visitor;
const sequences: HeldSequence[][] = [];

const presidents = () => spine.dossier.bureaus.map(({ members }) => members[0]?.account ?? '');

beforeAll(async () => {
  spine = await startSpine();
  site = await serveRoles(spine);
  [first, second] = (await Promise.all(presidents().map(site.signIn))) as [Visitor, Visitor];
  manager = await site.signIn(site.accountOf('management'));
});
afterAll(async () => {
  await site.stop();
  await spine.stop();
});

describe('before sealing', () => {
  test('the manager makes the codes once and downloads the letters, never a code on a page', async () => {
    expect((await manager.get('/gestion')).text).toContain('Créer les codes d’accès');
    expect((await site.stranger().get('/notice.pdf')).status).toBe(409);
    const made = await manager.post('/gestion/codes');
    expect([made.status, made.location]).toEqual([303, '/gestion']);
    const page = await manager.get('/gestion');
    const [, letters = ''] = /href="(\/gestion\/lettres\/[^"]+)"/.exec(page.text) ?? [];
    expect((await manager.get(letters)).bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const downloads = () =>
      spine.context.election.journal.lines().filter((line) => line.includes('"letters-downloaded"'));
    expect(downloads()).toHaveLength(1);
    expect((await manager.get('/gestion/lettres/autre.pdf')).status).toBe(404);
    expect(downloads()).toHaveLength(1);
    const again = await manager.post('/gestion/codes');
    expect(again.status).toBe(409);
    for (const { identifier, secret } of [...spine.codes().values()].slice(0, 5)) {
      expect(page.text).not.toContain(identifier);
      expect(page.text).not.toContain(`>${secret}<`);
    }
  });

  test('the notice to voters is there for anyone, the same each time', async () => {
    const stranger = site.stranger();
    expect((await stranger.get('/aide')).text).toContain('href="/notice.pdf"');
    expect((await stranger.get('/')).text).toContain('href="/notice.pdf"');
    const [one, other] = [await stranger.get('/notice.pdf'), await stranger.get('/notice.pdf')];
    expect([one.status, one.bytes.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    expect(one.bytes.equals(other.bytes)).toBe(true);
  });

  test('each bureau prints blank sheets for its holders', async () => {
    const path = '/bureau/documents/feuilles-porteurs.pdf';
    for (const page of ['/bureau/cles', '/bureau/documents'])
      expect((await first.get(page)).text).toContain(`href="${path}"`);
    const [one, other] = [await first.get(path), await first.get(path)];
    expect([one.status, one.bytes.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    expect(one.bytes.equals(other.bytes)).toBe(true);
    expect((await manager.get(path)).status).toBe(403);
  });

  test('each bureau confirms each parameter, shown with its data', async () => {
    const page = await first.get('/bureau/parametres');
    expect(page.text).toContain(spine.dossier.organisation.name);
    expect(page.text).toMatch(/femmes&nbsp;: \d+ × \d+\/\d+/);
    for (const visitor of [first, second]) {
      for (const item of checklist) {
        expect((await visitor.post('/bureau/parametres', { item })).status).toBe(303);
      }
    }
    expect((await first.post('/bureau/parametres', { item: 'nothing' })).status).toBe(422);
    expect((await first.get('/bureau/parametres')).text).toContain('Tous les points sont confirmés');
  });

  test('an interrupted key generation is refused, begun again, and finished', async () => {
    const stop = new Error('the page was closed');
    const tokens = tokenHolders();
    const interrupted = generateKeys(first.port, {
      random,
      onSequence: tokens.carry,
      onProgress: ({ step }) => (step === 'polynomial' ? Promise.reject(stop) : undefined),
    });
    await expect(interrupted).rejects.toBe(stop);
    expect(await generateKeys(first.port, { random })).toEqual({ ok: false, error: { code: 'keys/begun' } });
    assertOk(await restartKeys(first.port));
    for (const visitor of [first, second]) {
      const shown: string[] = [];
      const keys = assertOk(
        await generateKeys(visitor.port, {
          random,
          onSequence: (turn) => {
            shown.push(`${turn.holder.group} ${turn.holder.holder} ${turn.sequence}`);
            return tokens.carry(turn);
          },
        }),
      );
      expect(shown).toEqual(
        keys.sequences.map(({ group, holder, sequence }) => `${group} ${holder} ${sequence}`),
      );
      sequences.push([...keys.sequences]);
      const made = assertOk(await readKeys(visitor.port));
      for (const each of keys.sequences)
        assertOk(await provePossession(visitor.port, made, { ...each, random }));
      const page = await visitor.get('/bureau/cles');
      for (const group of keys.codes.whole.split(' ')) expect(page.text).toContain(`<span>${group}</span>`);
      for (const { code } of keys.codes.holders) expect(page.text).toContain(code);
    }
    const again = await generateKeys(first.port, { random });
    expect(again).toEqual({ ok: false, error: { code: 'keys/already-complete' } });
  });

  test('nothing is sealed before the function test, nor before those present at the sealing are written down', async () => {
    expect((await first.get('/bureau/sceller')).text).toContain('il manque «&nbsp;Essai du système&nbsp;»');
    expect(
      (await first.post('/bureau/sceller', { accepted: ['no-standby', 'mode', 'same-letter'] })).status,
    ).toBe(422);
    for (const [index, visitor] of [first, second].entries()) {
      const bureau = spine.dossier.bureaus[index];
      if (bureau === undefined) throw new Error('no bureau');
      for (const id of ['control', 'functionTest', 'keys'] as const)
        await holdCeremony(asSession(visitor), bureau, id);
    }
    expect((await first.get('/bureau/sceller')).text).toContain('la séance de scellement n’est pas ouverte');
    for (const [index, visitor] of [first, second].entries()) {
      const members = spine.dossier.bureaus[index]?.members.map(({ account }) => account) ?? [];
      const path = '/bureau/seances/scellement/presence';
      expect((await visitor.post(path, { members })).location).toBe('/bureau/seances/scellement');
    }
  });

  test('nothing is sealed while a derogation is not accepted', async () => {
    const page = await first.get('/bureau/sceller');
    const boxes = [...page.text.matchAll(/name="accepted" value="([^"]+)"/g)].map(([, value]) => value ?? '');
    expect(boxes).toContain('no-standby');
    expect(page.text).toContain('Scellé sans système de secours');
    const refused = await first.post('/bureau/sceller', { accepted: boxes.slice(1) });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Rien n’est scellé');
    expect(spine.context.election.sealed()).toBeNull();
    const sealed = await first.post('/bureau/sceller', { accepted: boxes });
    expect([sealed.status, sealed.location]).toEqual([303, '/bureau/scellement']);
  });
});

describe('once sealed', () => {
  test('the code is shown in groups, and recomputed the same', async () => {
    const code = spine.context.election.sealed()?.code ?? '';
    const page = await second.get('/bureau/scellement');
    for (const group of code.split(' ')) expect(page.text).toContain(`<span>${group}</span>`);
    expect((await second.post('/bureau/scellement')).status).toBe(303);
    expect((await second.get('/bureau/scellement')).text).toContain('Même code');
  });

  test('the demonstration’s hour goes forward, never back', async () => {
    expect((await first.post('/horloge', { moment: 'opening' })).status).toBe(303);
    expect(spine.data.now()).toBeGreaterThanOrEqual(spine.dossier.calendar.opensMs);
    expect((await first.post('/horloge', { moment: 'opening' })).status).toBe(409);
  });

  test('sign-offs and ballots are counted as votes come in', async () => {
    for (const contest of spine.dossier.contests) {
      const question = questionOf(spine.dossier, contest) as ListsQuestion;
      const voters = spine.dossier.roll.filter(({ college }) => college === contest.college);
      for (const [index, voter] of voters.slice(0, 2).entries()) {
        const choice = index === 1 ? ('blank' as const) : { list: 0, candidates: [0] };
        assertOk(await vote(spine, voter.id, contest, listsPlaintext(question, choice)));
      }
    }
    const page = await first.get('/bureau/suivi');
    expect(page.text).not.toContain('ne sont pas en même nombre');
    expect(page.text).toMatch(/<td[^>]*>2<\/td><td[^>]*>2<\/td>/);
    const [contest] = spine.dossier.contests.filter(({ bureau }) => bureau === spine.dossier.bureaus[0]?.id);
    const list = await first.get(`/bureau/emargement/${contest?.id ?? ''}`);
    expect(list.text).toContain('2&nbsp;émargements');
  });

  test('who fails to log in is in the journal, and on no page', async () => {
    const elector = spine.dossier.roll.at(-1)?.id;
    if (elector === undefined) throw new Error('nobody on the roll');
    const lookup = Buffer.from(lookupOf(spine.codes().get(elector)?.identifier ?? '')).toString('hex');
    const wrong = { lookup, challenge: '1900-01-01', proof: null, channel: 'remote' as const };
    for (let error = 0; error < spine.dossier.access.attempts.max; error += 1)
      expect((await loginVoter(spine.context, wrong)).ok).toBe(false);
    const { lines } = await spine.context.roll.journal({});
    expect(lines.some((line) => line.includes('login-locked') && line.includes(elector))).toBe(true);
    const page = await first.get('/journal');
    expect(page.text).toContain('Connexion d’un électeur bloquée');
    expect(page.text).not.toContain(elector);
  });
});

describe('after closing and grace', () => {
  test('the closing seal is shown to the bureau with its own code', async () => {
    expect((await first.post('/horloge', { moment: 'after-grace' })).status).toBe(303);
    second = await site.signIn(presidents()[1] ?? '');
    const closing = await closeSpine(spine);
    for (const [index, visitor] of [first, second].entries()) {
      const page = await visitor.get('/bureau/cloture');
      const code = closing.bureaus[index]?.code ?? '';
      for (const group of code.split(' ')) expect(page.text).toContain(`<span>${group}</span>`);
    }
    expect((await first.post('/bureau/cloture', { subject: 'counts', reason: 'Aucune' })).status).toBe(422);
    expect((await first.get('/bureau/cloture')).text).toContain('n’a pas encore été recalculé');
    expect((await first.post('/bureau/scellement')).location).toBe('/bureau/cloture');
    expect((await first.get('/bureau/cloture')).text).toContain('Code de scellement&nbsp;: le même');
  });

  test('a station refuses another code, a wrong sequence and another holder’s, then opens the urns', async () => {
    const closing = await closeSpine(spine);
    const notHeld = { status: 409, body: { refusal: { code: 'count/not-held' } } };
    for (const visitor of [first, second])
      expect(await visitor.port('/api/station/count', {})).toEqual(notHeld);
    for (const bureau of spine.dossier.bureaus) openOnce(spine, bureau, 'count');
    for (const [index, visitor] of [first, second].entries()) {
      const code = closing.bureaus[index]?.code ?? '';
      const other = closing.bureaus[1 - index]?.code ?? '';
      const own = sequences[index] ?? [];
      const task = { random, nowMs: Date.now(), sequences: own.slice(0, 1) };
      expect(await countWith(visitor.port, { ...task, closingCode: other })).toMatchObject({
        error: { code: 'sealed/other-archives', found: code },
      });
      const early = { ...task, closingCode: code, nowMs: Date.now() - 30 * 86_400_000 };
      expect(await countWith(visitor.port, early)).toMatchObject({ error: { code: 'sealed/too-early' } });
      const wrong = {
        ...task,
        closingCode: code,
        sequences: own.slice(0, 1).map((each) => ({ ...each, holder: 2 })),
      };
      expect(await countWith(visitor.port, wrong)).toMatchObject({ error: { code: 'count/wrong-holder' } });
      const seen: number[] = [];
      const done: unknown = await countWith(visitor.port, {
        ...task,
        closingCode: code,
        sequences: own,
        onProgress: ({ stage, fraction }) => {
          if (stage === 'verifying') seen.push(fraction);
        },
      });
      expect(done).toMatchObject({ value: { opened: true } });
      expect(seen.every((fraction, at) => at === 0 || fraction >= (seen[at - 1] ?? 0))).toBe(true);
      expect(seen.at(-1)).toBe(1);
    }
  });

  test('each contest is shown step by step, and validation publishes', async () => {
    for (const [index, visitor] of [first, second].entries()) {
      const bureau = spine.dossier.bureaus[index];
      for (const contest of spine.dossier.contests.filter((each) => each.bureau === bureau?.id)) {
        const allocation = spine.context.election.allocation(contest.id);
        if (allocation === null || allocation.status === 'decision-refused') continue;
        const page = await visitor.get(`/bureau/resultats/${contest.id}`);
        expect(page.status).toBe(200);
        expect(page.text.match(/class="conclusion"/g)?.length).toBeGreaterThanOrEqual(
          allocation.steps.length,
        );
      }
      const early = await visitor.post('/bureau/resultats');
      expect([early.status, early.text.includes('La séance de proclamation n’est pas ouverte')]).toEqual([
        422,
        true,
      ]);
      if (bureau !== undefined) openOnce(spine, bureau, 'proclamation');
      const validated = await visitor.post('/bureau/resultats');
      expect(validated.status).toBe(303);
      expect((await visitor.get('/bureau/resultats')).text).toContain('Résultats validés et publiés');
      expect((await visitor.post('/bureau/resultats')).status).toBe(422);
    }
  });

  test('documents are the same bytes each time', async () => {
    const page = await first.get('/bureau/documents');
    const paths = [...page.text.matchAll(/href="(\/bureau\/documents\/[^"]+\.pdf)"/g)].map(
      ([, href]) => href ?? '',
    );
    expect(paths.length).toBeGreaterThanOrEqual(7);
    for (const path of paths) {
      const [one, other] = [await first.get(path), await first.get(path)];
      expect([path, one.status, one.bytes.subarray(0, 5).toString()]).toEqual([path, 200, '%PDF-']);
      expect(one.bytes.equals(other.bytes)).toBe(true);
    }
  });

  test('the minutes of the operations tell how the vote went, and name no elector', async () => {
    const text = textOf((await first.get('/bureau/documents/operations.pdf')).bytes);
    for (const told of [
      'Procès-verbal des opérations électorales',
      'Composition du bureau',
      spine.context.election.sealed()?.code ?? '?',
      'Le vote n’a été ni suspendu ni prolongé.',
      'Événements survenus',
      'Interventions sur le système',
      'Contrôles demandés par le bureau',
      'Participation et résultats',
      'Signatures',
    ])
      expect(text).toContain(told);
    for (const { id } of spine.dossier.roll) expect(text).not.toContain(id);
  });

  test('all sign-off lists are printed once, by the member whom the link is addressed to', async () => {
    const [bureau] = spine.dossier.bureaus;
    const [to = '', other = ''] = bureau?.members.map(({ account }) => account) ?? [];
    const [addressee, another] = [await site.signIn(to), await site.signIn(other)];
    expect((await another.post('/bureau/emargements', { to: 'direction' })).status).toBe(422);
    expect((await another.post('/bureau/emargements', { to })).location).toBe('/bureau/emargements');
    const page = await addressee.get('/bureau/emargements');
    const path = /action="(\/bureau\/emargements\/[0-9a-f]{32})"/.exec(page.text)?.[1] ?? '';
    expect((await another.get('/bureau/emargements')).text).not.toContain(path);
    const stolen = await another.post(path);
    expect([stolen.status, stolen.text.includes('adressé à un autre membre')]).toEqual([422, true]);
    const lists = await addressee.post(path);
    const text = textOf(lists.bytes);
    for (const contest of spine.dossier.contests.filter((each) => each.bureau === bureau?.id))
      expect(text).toContain(contest.seat === 'titulaire' ? 'titulaires' : 'suppléants');
    const again = await addressee.post(path);
    expect([again.status, again.text.includes('a déjà servi')]).toEqual([422, true]);
    expect((await addressee.post('/bureau/emargements/0')).status).toBe(422);
    await another.post('/bureau/emargements', { to });
    const [link] = signOffLinks(spine.context, bureau?.id ?? ('' as never));
    const late = { ...spine.context, data: { ...spine.data, now: () => (link?.untilMs ?? 0) + 1 } };
    const expired = await openSignOffLink(late, accountOf(spine, to), link?.id ?? '');
    expect(expired).toMatchObject({ error: { code: 'link/expired' } });
    const kinds = spine.context.election.journal.lines().join();
    expect(kinds).toContain('sign-off-link-used');
  });

  test('the journal verifies for each bureau, which reads there no elector of another; its pages name no elector and show the direction no ballot', async () => {
    const elector = spine.dossier.roll.at(-1)?.id ?? '';
    const journal = await first.get('/bureau/documents/journal.jsonl');
    const lines = journal.text.trimEnd().split('\n');
    expect(assertOk(verifyJournal(lines)).length).toBe(lines.length);
    const whole = await second.get('/bureau/documents/journal.jsonl');
    expect(whole.text).toContain(elector);
    expect(journal.text).not.toContain(elector);
    const locked = (text: string) => text.split('\n').find((line) => line.includes('"login-locked"')) ?? '';
    expect(lineHash(locked(journal.text))).toBe(lineHash(locked(whole.text)));
    expect((await first.get('/journal')).text).toContain('bulletins&nbsp;:');
    const direction = await site.signIn(site.accountOf('direction'));
    expect((await direction.get('/bureau/documents/journal.jsonl')).status).toBe(403);
    const page = await direction.get('/journal');
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('matricule');
    expect(page.text).not.toContain(elector);
    expect(page.text).not.toContain('bulletins&nbsp;:');
  });
});

test('every page shown on the way is valid, typeset as French is, and has no inline script', async () => {
  const helpdesk = await site.signIn(site.accountOf('helpdesk'));
  const observer = await site.signIn(site.accountOf('observer'));
  await Promise.all([helpdesk.get('/assistance'), observer.get('/observation'), observer.get('/bureau')]);
  await site.stranger().get('/roles?fin');
  expect(site.pages.size).toBeGreaterThan(30);
  const problems = new Map<string, string[]>();
  for (const [name, html] of site.pages) {
    const found = await problemsOf(html);
    if (found.length > 0) problems.set(name, found);
  }
  expect(Object.fromEntries(problems)).toEqual({});
});
