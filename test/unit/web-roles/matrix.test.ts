// Role × door × state × dossier, every cell against a table written by hand (test/support/role-table.ts): no door without
// a row, no route without a door. The admission of every cell, then a small election with the matrix of GEPOR over HTTP.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Router } from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Dossier } from '../../../core/dossier/types.ts';
import type { Phase } from '../../../core/lifecycle/phase.ts';
import { groupedCode } from '../../../core/bytes/crockford.ts';
import { frenchDay } from '../../../core/french/dates.ts';
import { roles } from '../../../core/lifecycle/rights.ts';
import type { Moment, Role, RoundState } from '../../../core/lifecycle/round.ts';
import { assertOk } from '../../../core/result.ts';
import { loadDossier } from '../../../appliance/dossier-folder.ts';
import { momentOf } from '../../../appliance/use-cases/context.ts';
import { createApp } from '../../../appliance/web/server.ts';
import { admitAt, doors, type DoorName } from '../../../appliance/web/routes/doors.ts';
import { textOf } from '../documents/read-pdf.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { serveRoles, type RoleSite } from '../../support/role-site.ts';
import {
  admission,
  doorsWritten,
  everyRole,
  type Admission,
  type Agreement,
} from '../../support/role-table.ts';
import { writeSmallDossier } from '../../support/small-dossier.ts';
import {
  closeSpine,
  domitia,
  gepor,
  prepare,
  seal,
  startSpine,
  temporaryFolder,
  vote,
  type Spine,
} from '../../support/spine.ts';
import { questionOf } from '../../../core/contest-question.ts';
import { listsPlaintext, type ListsQuestion } from '../../../core/belenios/question.ts';

const plain = (html: string) => html.replaceAll(/&nbsp;|\u00a0/g, ' ');
const names = Object.keys(doors) as DoorName[];
const states: readonly RoundState[] = ['preparing', 'codesIssued', 'sealed', 'closingSealed'];
const phases: readonly Phase[] = ['beforeOpening', 'open', 'suspended', 'grace', 'closed'];

test('every door has its row, every row its door, and every role is asked', () => {
  expect([...doorsWritten].sort()).toEqual([...names].sort());
  expect([...everyRole].sort()).toEqual([...roles].sort());
});

const small = writeSmallDossier(join(temporaryFolder(), 'dossier'), { colleges: [4, 4] });
const folders: Readonly<Record<Agreement, string>> = { domitia, gepor, silent: small };

describe.each(['domitia', 'gepor', 'silent'] as const)('%s', (agreement) => {
  let dossier: Dossier;
  beforeAll(async () => {
    ({ dossier } = assertOk(await loadDossier(folders[agreement], Date.now())));
  });

  test.each(everyRole)('%s at every door, in every state and phase', (role) => {
    const wrong: unknown[] = [];
    for (const state of states)
      for (const phase of phases)
        for (const name of names) {
          const expected = admission(agreement, role, name, { state, phase });
          const found = admitted(dossier, role, name, { state, phase });
          if (found !== expected) wrong.push({ name, state, phase, found, expected });
        }
    expect(wrong).toEqual([]);
  });
});

function admitted({ rights }: Dossier, role: Role, name: DoorName, moment: Moment): Admission {
  const answer = admitAt(role, name, moment, rights);
  if (answer.ok) return 'in';
  return answer.error.code === 'round/not-now' ? 'not-now' : 'not-for-you';
}

/** Every role but those the small dossier has, and the matrix of GEPOR as its own dossier writes it. */
function asGepor(folder: string): string {
  const file = join(folder, 'dossier.yaml');
  const { rights } = parse(readFileSync(join(gepor, 'dossier.yaml'), 'utf8')) as { rights: object };
  for (const role of ['direction', 'helpdesk', 'expert', 'recette'])
    appendFileSync(file, `  - { account: ${role}-1, role: ${role}, firstName: Jeanne, lastName: Essai }\n`);
  const list =
    '  - { account: deleguee, role: observer, firstName: Lise, lastName: Essai, colleges: [c2] }\n';
  appendFileSync(file, list);
  appendFileSync(file, `rights: ${JSON.stringify(rights)}\n`);
  return folder;
}

describe('over HTTP, with the matrix of GEPOR', () => {
  let spine: Spine;
  let site: RoleSite;

  beforeAll(async () => {
    const folder = writeSmallDossier(join(temporaryFolder(), 'dossier'), {
      colleges: [4, 4],
      longSecrets: true,
    });
    const yaml = readFileSync(join(folder, 'dossier.yaml'), 'utf8');
    writeFileSync(join(folder, 'dossier.yaml'), yaml.replace('direction: false', 'direction: true'));
    spine = await startSpine(asGepor(folder));
    site = await serveRoles(spine);
  }, 120_000);
  afterAll(async () => {
    await site.stop();
    await spine.stop();
  });

  const addressOf = (name: DoorName) => {
    const own = spine.dossier.contests[0];
    const [method = '', path = ''] = name.split(' ');
    const filled = path
      .replace(':contest', own?.id ?? '')
      .replace(':bureau', own?.bureau ?? '')
      .replace(':ceremony', 'controle')
      .replace(':name', 'courriers-roles.pdf');
    return [method, filled] as const;
  };

  /** What neither the manager nor the help desk is ever shown: matricules, birth dates, codes. */
  function expectNobody(where: readonly string[], text: string): void {
    const codes = existsSync(spine.data.file('readable-codes.json')) ? [...spine.codes().values()] : [];
    const facts = [
      ...spine.dossier.roll.flatMap(({ id, born }) => [
        id,
        born,
        born.split('-').reverse().join('/'),
        frenchDay(born),
      ]),
      ...codes.flatMap(({ identifier, secret }) => [identifier, groupedCode(identifier), secret]),
    ];
    const read = text.replaceAll(/&nbsp;|[\u00a0\u202f]/g, ' ');
    const shown = facts.filter((fact) => read.includes(fact.replaceAll('\u00a0', ' ')));
    expect([where, shown]).toEqual([where, []]);
  }

  async function askAll(): Promise<void> {
    const wrong: unknown[] = [];
    for (const role of everyRole) {
      const visitor = await site.signIn(site.accountOf(role));
      for (const name of names) {
        const expected = admission('gepor', role, name, momentOf(spine.context));
        if (expected === 'in' && name.startsWith('POST')) continue;
        const [method, path] = addressOf(name);
        const { status, text, bytes } = method === 'GET' ? await visitor.get(path) : await visitor.post(path);
        if (role === 'management' || role === 'helpdesk')
          expectNobody([role, name], path.endsWith('.pdf') && status === 200 ? textOf(bytes) : text);
        // A page that is open may still have nothing to show yet: a document that is not made (409).
        const good = { in: [200, 303, 404, 409], 'not-now': [409], 'not-for-you': [403] }[expected];
        const isPage =
          !/\.(?:pdf|csr|json)$|:|^GET \/(bureau\/(sceller|resultats|essai\/codes)|recette\/codes)/.test(
            name,
          );
        if (!good.includes(status) || (expected === 'in' && isPage && status !== 200))
          wrong.push({ role, name, status, expected });
      }
    }
    expect(wrong).toEqual([]);
  }

  test('while it is prepared', askAll);

  test('the recette remarks, the bureau reads who and when, and nothing of it is in the journal', async () => {
    const recette = await site.signIn(site.accountOf('recette'));
    expect((await recette.post('/recette', { remark: '  ' })).status).toBe(422);
    const text = 'Mme <Essai> manque au collège 2 ; le logo est flou.';
    expect((await recette.post('/recette', { remark: text })).location).toBe('/recette');
    const own = await recette.get('/recette');
    expect(own.text).toContain('le logo est flou');
    expect(await problemsOf(own.text)).toEqual([]);
    const bureau = await site.signIn(site.accountOf('bureau'));
    const control = await bureau.get('/bureau/parametres');
    expect(control.text).toContain('Mme &lt;Essai&gt; manque');
    expect(control.text).toContain('Jeanne Essai, le');
    expect(await problemsOf(control.text)).toEqual([]);
    const journal = spine.context.election.journal.lines().join('\n');
    expect(journal).toContain('remark-made');
    expect(journal).not.toContain('logo');
  });

  test('the help desk notes calls without a code, each reads the names of its own perimeter, nobody rewrites', async () => {
    const helpdesk = await site.signIn(site.accountOf('helpdesk'));
    const refused = async (fields: Record<string, string>, said: string) => {
      const answer = await helpdesk.post('/journal-assistance', fields);
      expect([answer.status, plain(answer.text).includes(said)]).toEqual([422, true]);
      expect(await problemsOf(answer.text)).toEqual([]);
    };
    await refused({ matricule: '', note: 'x' }, 'Choisissez l’objet');
    await refused({ subject: 'other', note: ' ' }, 'Écrivez en quelques mots');
    await refused({ subject: 'login', matricule: 'E99999' }, 'Aucun électeur n’a ce matricule');
    await refused({ subject: 'login', note: 'lui ai lu K3M7 9QWZ A4TC 2RXN' }, 'ressemble à un code');
    const call = { matricule: 'e20001', subject: 'codesLost', note: 'A reçu ses codes <enfin>.' };
    expect((await helpdesk.post('/journal-assistance', call)).location).toBe('/journal-assistance');
    const { lastName = '' } = spine.dossier.roll.find(({ id }) => id === 'E20001') ?? {};
    for (const [role, sees, mayWrite] of [
      ['helpdesk', lastName, true],
      ['direction', lastName, false],
      ['bureau', lastName, false],
    ] as const) {
      const page = await (await site.signIn(site.accountOf(role))).get('/journal-assistance');
      expect(await problemsOf(page.text)).toEqual([]);
      expect(page.text).toContain('A reçu ses codes &lt;enfin&gt;.');
      expect([role, page.text.includes(sees), page.text.includes('<textarea')]).toEqual([
        role,
        true,
        mayWrite,
      ]);
      expect(page.text).not.toContain('E20001');
    }
    const journal = spine.context.election.journal.lines().join('\n');
    expect(journal).toContain('assistance-recorded');
    expect(journal).not.toContain('A reçu ses codes');
    const file = spine.data.file('election.db');
    expect(() => new Database(file).exec("update calls set note = 'x'")).toThrow('written once');
  });

  test('a letter that came back waits until what was done of it is said, once', async () => {
    const manager = await site.signIn(site.accountOf('management'));
    for (const [fields, said] of [
      [{ matricule: 'E10001' }, 'Choisissez pourquoi'],
      [{ matricule: '', reason: 'unclaimed' }, 'Aucun électeur'],
    ] as const) {
      const answer = await manager.post('/plis', fields);
      expect([answer.status, plain(answer.text).includes(said)]).toEqual([422, true]);
    }
    const letter = { matricule: 'E10001', reason: 'unclaimed' };
    expect((await manager.post('/plis', letter)).location).toBe('/plis');
    const waiting = await manager.get('/plis');
    expect(plain(waiting.text)).toContain('1 pli noté, dont 1 sans suite');
    expect(await problemsOf(waiting.text)).toEqual([]);
    const follow = (fields: Record<string, string>) => manager.post('/plis/suite', fields);
    expect((await follow({ letter: '1' })).status).toBe(422);
    expect((await follow({ letter: '7', outcome: 'sentAgain' })).status).toBe(422);
    expect((await follow({ letter: '1', outcome: 'handedOver' })).location).toBe('/plis');
    expect(plain((await follow({ letter: '1', outcome: 'abandoned' })).text)).toContain('déjà enregistrée');
    const direction = await (await site.signIn(site.accountOf('direction'))).get('/plis');
    expect(plain(direction.text)).toContain('Remis en main propre');
    expect(direction.text).not.toContain('action="/plis');
    expect(await problemsOf(direction.text)).toEqual([]);
  });

  test('the navigation of each role leads nowhere that is refused for good', async () => {
    for (const role of everyRole) {
      const visitor = await site.signIn(site.accountOf(role));
      const home = await visitor.get((await visitor.get('/roles')).location ?? '');
      const [nav = ''] = /<nav class="role-nav.*?<\/nav>/s.exec(home.text) ?? [];
      const links = [...nav.matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? '');
      expect(links.length).toBeGreaterThan(1);
      for (const link of links) {
        const page = await visitor.get(link);
        expect([role, link, [200, 409].includes(page.status)]).toEqual([role, link, true]);
        expect([role, link, await problemsOf(page.text)]).toEqual([role, link, []]);
      }
    }
  });

  test('once sealed, and while the vote is open', async () => {
    await prepare(spine);
    await seal(spine);
    await askAll();
    spine.setNow(spine.dossier.calendar.opensMs + 60_000);
    for (const contest of spine.dossier.contests) {
      const question = questionOf(spine.dossier, contest) as ListsQuestion;
      const [voter] = spine.dossier.roll.filter(({ college }) => college === contest.college);
      const plaintext = listsPlaintext(question, { list: 0, candidates: [0] });
      if (voter !== undefined) assertOk(await vote(spine, voter.id, contest, plaintext));
    }
    await askAll();
  }, 240_000);

  test('the bureau does not read sign-offs while the vote is open, and is told why; it reads them at the end', async () => {
    const bureau = await site.signIn(site.accountOf('bureau'));
    const path = `/bureau/emargement/${spine.dossier.contests[0]?.id ?? ''}`;
    const refused = await bureau.get(path);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('à l’issue du vote')]);
  });

  test('a delegate follows the contests of her perimeter alone', async () => {
    const visitor = await site.signIn('deleguee');
    const page = await visitor.get('/observation');
    expect(page.text).toContain('<sup>e</sup> collège, titulaires');
    expect(page.text).not.toContain('1<sup>er</sup> collège, titulaires');
    const rolls = await visitor.get('/listes-electorales');
    const shown = (college: string) =>
      spine.dossier.roll.filter(
        (each) => each.college === college && rolls.text.includes(`${each.firstName} ${each.lastName}<`),
      ).length;
    expect([shown('c1'), shown('c2') > 0]).toEqual([0, true]);
    const whole = await site.signIn('observatrice');
    expect((await whole.get('/observation')).text).toContain('1<sup>er</sup> collège, titulaires');
  });

  test('after the closing seal', async () => {
    await closeSpine(spine);
    await askAll();
    const visitor = await site.signIn('deleguee');
    expect((await visitor.get('/documents/proces-verbal/c1-titulaires.pdf')).status).toBe(403);
    const direction = await site.signIn('direction-1');
    expect((await direction.get('/documents/proces-verbal/c1-titulaires.pdf')).status).toBe(409);
    const recette = await site.signIn('recette-1');
    const over = await recette.get('/recette');
    expect(over.text).toContain('la recette est terminée');
    for (const { lastName } of spine.dossier.roll) expect(over.text).not.toContain(lastName);
  }, 120_000);

  test('nothing that the manager, the help desk, the expert or the recette read holds a code, a sign-off or a ballot', async () => {
    const codes = [...spine.codes().values()].flatMap(({ identifier, secret }) => [identifier, secret]);
    const ballots = spine.dossier.contests.length;
    expect(ballots).toBeGreaterThan(0);
    for (const role of ['management', 'helpdesk', 'expert', 'recette'] as const) {
      const visitor = await site.signIn(site.accountOf(role));
      for (const name of names.filter((each) => each.startsWith('GET'))) {
        const [, path] = addressOf(name);
        const { text, status, bytes } = await visitor.get(path);
        const isLetter = path.startsWith('/gestion/lettres/');
        const html = status === 200 && !isLetter ? `${text}${bytes.toString('latin1')}` : '';
        const found = codes.filter((code) => html.includes(code) || html.includes(groups(code)));
        expect([role, path, found]).toEqual([role, path, []]);
        if (role !== 'management') {
          for (const { id } of spine.dossier.roll)
            expect([role, path, html.includes(`>${id}<`)]).toEqual([role, path, false]);
        }
        expect([role, path, /Voté le|"answers":|"encrypted_tally"/.test(html)]).toEqual([role, path, false]);
      }
      expect((await visitor.port('/api/station/archive', { urn: 'c1-titulaires' })).status).toBe(403);
    }
  }, 240_000);
});

const groups = (code: string) => code.replace(/(.{4})(?=.)/g, '$1 ');

/** Every path that the application answers, as Express keeps it. */
function routesOf(router: Router, prefix = ''): string[] {
  const { stack } = router as unknown as { stack: readonly Layer[] };
  return stack.flatMap((layer) => {
    if (layer.route !== undefined)
      return Object.keys(layer.route.methods).map(
        (method) => `${method.toUpperCase()} ${prefix}${String(layer.route?.path)}`,
      );
    return layer.handle.stack === undefined ? [] : routesOf(layer.handle as unknown as Router, prefix);
  });
}
interface Layer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: unknown };
}

/** For everyone, for voters, and what comes before a role's session is open: written out, so that a new route shows. */
const open = [
  /^GET \/(sante|isoloir)$/,
  /^(GET|POST) \/roles(\/(sortie|code|verrou|deverrouiller|presence))?$/,
];

test('no route of the site is without a door, but those for everyone and for voters', async () => {
  const spine = await startSpine(small);
  const app = createApp(spine.context, { content: Buffer.from(''), hash: '0'.repeat(64), policy: '' });
  const all = routesOf(app.router);
  await spine.stop();
  expect(all.length).toBeGreaterThan(names.length);
  for (const name of names) expect(all).toContain(name);
  const others = all.filter(
    (route) => !(names as string[]).includes(route) && !open.some((known) => known.test(route)),
  );
  expect(others.sort()).toMatchInlineSnapshot(`
    [
      "GET /",
      "GET /",
      "GET /accessibilite",
      "GET /accueil",
      "GET /aide",
      "GET /archives",
      "GET /archives/:file",
      "GET /bureau-de-vote",
      "GET /liste-electorale",
      "GET /listes",
      "GET /notice.pdf",
      "GET /program/found",
      "GET /program/sealed",
      "GET /resultats",
      "GET /resultats/:contest",
      "GET /retrouver",
      "POST /archive",
      "POST /ballot-page",
      "POST /cast",
      "POST /count",
      "POST /credential",
      "POST /deconnexion",
      "POST /decryptions",
      "POST /find",
      "POST /keys",
      "POST /keys/carrier",
      "POST /keys/challenge",
      "POST /keys/message",
      "POST /keys/possession",
      "POST /keys/restart",
      "POST /login",
      "POST /logout",
      "POST /retrouver",
      "POST /roles/cle",
      "POST /roles/cle/demande",
    ]
  `);
});
