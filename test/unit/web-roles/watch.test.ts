// The pages of the watch: alerts in sight on every page of a bureau until it acknowledges them, each bureau its own;
// interventions that the manager declares; checkpoints on demand.
import { createHash, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alert } from '../../../appliance/clock/watch-interface.ts';
import { readAuthority } from '../../../appliance/tls.ts';
import { PeerError } from '../../../appliance/socket.ts';
import {
  acknowledgeAlert,
  alertsInSight,
  readAlerts,
  readSummaries,
} from '../../../appliance/use-cases/alerts.ts';
import type { Context } from '../../../appliance/use-cases/context.ts';
import type { SummaryContent } from '../../../core/watch/summary.ts';
import { assertOk } from '../../../core/result.ts';
import { parseCheckpoint } from '../../../core/sealing/checkpoint.ts';
import { parseTerminal } from '../../../provisioning/image/guest/kiosk/settings.ts';
import { makeAuthority } from '../../support/authority.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { serveRoles, type RoleSite, type Visitor } from '../../support/role-site.ts';
import { accountOf, startSpine, type Spine } from '../../support/spine.ts';

let spine: Spine;
let site: RoleSite;
let bureau: Visitor;

beforeAll(async () => {
  spine = await startSpine();
  site = await serveRoles(spine);
  bureau = await site.signIn(site.accountOf('bureau'));
}, 240_000);
afterAll(async () => {
  await site.stop();
  await spine.stop();
});

const raised = (subject: string) => spine.context.clock.raise({ kind: 'intervention', subject, facts: {} });

test('an alert stands on every page of the bureau, and of nobody else, until the bureau notes what it saw', async () => {
  const quiet = await bureau.get('/bureau');
  expect(quiet.text).not.toContain('attend le bureau');
  const { alert } = await raised('');
  for (const path of ['/bureau', '/bureau/documents', '/journal', '/bureau/alertes'])
    expect((await bureau.get(path)).text).toContain('Une alerte attend le bureau');
  for (const role of ['observer', 'direction', 'management', 'helpdesk'] as const) {
    const other = await site.signIn(site.accountOf(role));
    expect((await other.get(role === 'helpdesk' ? '/assistance/alertes' : '/journal')).text).not.toContain(
      'attend le bureau',
    );
  }
  const empty = await bureau.post('/bureau/alertes', { alert: String(alert), note: ' ' });
  expect(empty.status).toBe(422);
  expect(empty.text).toContain('Écrivez ce que le bureau a constaté');
  const done = await bureau.post('/bureau/alertes', { alert: String(alert), note: 'Secours rebranché.' });
  expect([done.status, done.location]).toEqual([303, '/bureau/alertes']);
  const page = await bureau.get('/bureau/alertes');
  expect(page.text).toContain('Secours rebranché.');
  expect(page.text).not.toContain('attend le bureau');
  expect((await bureau.post('/bureau/alertes', { alert: String(alert), note: 'Encore.' })).status).toBe(403);
  expect((await bureau.post('/bureau/alertes', { alert: 'x', note: 'y' })).status).toBe(403);
});

test('the help desk reads alerts and cannot acknowledge them', async () => {
  await raised('2');
  const desk = await site.signIn(site.accountOf('helpdesk'));
  const page = await desk.get('/assistance/alertes');
  expect(page.text).toContain('Intervention technique');
  expect(page.text).not.toContain('<textarea');
  expect((await desk.post('/bureau/alertes', { alert: '1', note: 'Vu.' })).status).toBe(403);
});

test('the manager declares an intervention with its reason; the bureau is alerted at once, the journal has it', async () => {
  const manager = await site.signIn(site.accountOf('management'));
  const short = await manager.post('/gestion/intervention', { reason: 'Mise' });
  expect(short.status).toBe(422);
  expect(short.text).toContain('Rien n’est encore déclaré');
  const reason = 'Remplacement du disque de secours par M. Durand, panne constatée.';
  expect((await manager.post('/gestion/intervention', { reason })).status).toBe(303);
  expect((await manager.get('/gestion/intervention')).text).toContain('Remplacement du disque');
  expect((await bureau.get('/bureau/alertes')).text).toContain('Attention&nbsp;: Intervention technique');
  const lines = spine.context.election.journal.lines().join('');
  expect(lines).toContain(`"kind":"intervention"`);
  expect(lines).toContain('Remplacement du disque');
});

test('the manager has a certificate signed by the organisation, and puts it in place; what is wrong is named', async () => {
  const manager = await site.signIn(site.accountOf('management'));
  expect((await manager.get('/gestion/certificat/demande.csr')).location).toBe('/gestion/certificat');
  const early = await manager.post('/gestion/certificat', { chain: 'x', key: '' });
  expect([early.status, early.text.includes('pas fait de demande')]).toEqual([422, true]);
  expect((await manager.post('/gestion/certificat/demande')).status).toBe(303);
  const csr = (await manager.get('/gestion/certificat/demande.csr')).text;
  const authority = await makeAuthority();
  const hosts = [new URL(spine.context.site).hostname];
  const other = await manager.post('/gestion/certificat', { chain: await authority.sign(csr), key: '' });
  expect([other.status, other.text.includes('Subject Alternative Name')]).toEqual([422, true]);
  // What was typed stays, unless it is a key.
  expect(other.text).toMatch(/<textarea id="chain"[^>]*>-----BEGIN CERTIFICATE-----/);
  const misplaced = await manager.post('/gestion/certificat', {
    chain: '-----BEGIN PRIVATE KEY-----',
    key: '',
  });
  expect([misplaced.status, misplaced.text.includes('PRIVATE KEY')]).toEqual([422, false]);
  const chain = `${await authority.sign(csr, { hosts })}${authority.between}`;
  expect((await manager.post('/gestion/certificat', { chain, key: '' })).status).toBe(303);
  const page = (await manager.get('/gestion/certificat')).text;
  expect(page).toContain('Exemple services');
  expect(page).not.toContain('PRIVATE KEY');
  const lines = spine.context.election.journal.lines().join('');
  expect(lines).toContain('"kind":"certificate-set"');
  expect(lines).not.toContain('PRIVATE KEY');
});

test('the manager takes what a kiosk must be told, as its image reads it; a name that no terminal may have is refused', async () => {
  const manager = await site.signIn(site.accountOf('management'));
  const { raw } = new X509Certificate(readAuthority(spine.context.data));
  const authority = createHash('sha256').update(raw).digest('hex');
  const page = (await manager.get('/gestion/terminaux')).text;
  for (const value of [authority, 'https://localhost:8444']) expect(page).toContain(value);
  const download = (name: string) =>
    manager.get(`/gestion/terminaux/terminal.json?nom=${encodeURIComponent(name)}`);
  expect((await manager.get('/gestion/terminaux/terminal.json')).location).toBe('/gestion/terminaux#borne');
  const given = await download(" Borne de l'accueil ");
  expect(parseTerminal(given.text)).toMatchObject({
    appliance: 'https://localhost:8444',
    authority,
    label: 'Borne de l’accueil',
  });
  for (const name of ['', '<b>', 'x'.repeat(41), '"; --window']) {
    const refused = await download(name);
    expect([refused.status, refused.text.includes('quarante caractères')]).toEqual([422, true]);
    expect(await problemsOf(refused.text)).toEqual([]);
  }
});

test('a checkpoint signed on demand is shown with its code and its line', async () => {
  const done = await bureau.post('/bureau/alertes/controle');
  expect([done.status, done.location]).toEqual([303, '/bureau/alertes#controle']);
  const [text = ''] = /isoloir\/1\/checkpoint\|[^<]+/.exec((await bureau.get('/bureau/alertes')).text) ?? [];
  const checkpoint = parseCheckpoint(text);
  const head = spine.context.election.journal.head();
  expect(checkpoint?.heads.find(({ process }) => process === 'web')?.sequence).toBe(head.sequence);
});

test('a watch that does not answer is said, and hinders no page', async () => {
  const silent = {
    ...spine.context,
    clock: { ...spine.context.clock, alerts: () => Promise.reject(new PeerError('')) },
  };
  expect(await alertsInSight(silent, accountOf(spine, site.accountOf('bureau')))).toBeNull();
});

/** The context with what the watch would answer. */
function answering(alerts: readonly Partial<Alert>[], summaries: readonly SummaryContent[] = []): Context {
  const whole = alerts.map((alert, id) => ({
    ...{
      id: id + 1,
      subject: '',
      facts: {},
      raisedMs: 0,
      seenMs: 0,
      times: 1,
      endedMs: null,
      acknowledged: null,
    },
    ...alert,
  })) as Alert[];
  return {
    ...spine.context,
    clock: {
      ...spine.context.clock,
      alerts: () => Promise.resolve({ alerts: whole }),
      summaries: () => Promise.resolve({ summaries: [...summaries] }),
      acknowledge: () => Promise.resolve({ ok: true as const, value: null }),
    },
  };
}

test('a bureau sees the alerts and the figures of its own contests, and those of the appliance', async () => {
  const [own, other] = spine.dossier.bureaus;
  if (own === undefined || other === undefined) throw new Error('two bureaus are needed');
  const contestOf = (bureauId: string) =>
    spine.dossier.contests.find((each) => each.bureau === bureauId)?.id ?? '';
  const context = answering(
    [
      { kind: 'counters-disagree', subject: contestOf(own.id) },
      { kind: 'counters-disagree', subject: contestOf(other.id) },
      { kind: 'disk-full' },
    ],
    [
      {
        atMs: 0,
        previousMs: null,
        contests: spine.dossier.contests.map(({ id }) => ({
          contest: id,
          registered: 4,
          signOffs: 1,
          ballots: 1,
          more: 1,
        })),
        alerts: [{ kind: 'counter-fell', subject: contestOf(other.id), facts: {} }],
        seal: null,
        silent: [],
        clocksAgree: true,
        freeMebibytes: 1,
        checkpoint: null,
      },
    ],
  );
  const president = accountOf(spine, own.members[0]?.account ?? '');
  const seen = assertOk(await readAlerts(context, president));
  expect(seen.map(({ subject }) => subject)).toEqual([contestOf(own.id), '']);
  expect(await acknowledgeAlert(context, president, 2, 'Vu.')).toEqual({
    ok: false,
    error: { code: 'alert/unknown' },
  });
  const [summary] = assertOk(await readSummaries(context, president));
  expect(new Set(summary?.contests.map(({ contest }) => contest))).toEqual(
    new Set(spine.dossier.contests.filter(({ bureau: id }) => id === own.id).map(({ id }) => id)),
  );
  expect(summary?.alerts).toEqual([]);
});

test('the manager and the help desk read the state of the system, the supervision the same with its token', async () => {
  for (const role of ['management', 'helpdesk'] as const) {
    const page = await (await site.signIn(site.accountOf(role))).get('/systeme');
    expect([page.status, page.text.includes('État du système')]).toEqual([200, true]);
    expect(page.text).toMatch(/Mémoire<\/dt><dd class="good"><b>suffisante/);
    expect(page.text).toContain('ne tourne pas sur une image vérifiée');
  }
  expect((await bureau.get('/systeme')).status).toBe(403);
  expect((await fetch(`${site.origin}/metrics`)).status).toBe(404);
  const token = 'a1'.repeat(16);
  const watched = await serveRoles(spine, undefined, token);
  const read = (authorization: string) => fetch(`${watched.origin}/metrics`, { headers: { authorization } });
  expect((await read('')).status).toBe(401);
  expect((await read(`Bearer ${token}x`)).status).toBe(401);
  const answer = await read(`Bearer ${token}`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  const text = await answer.text();
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) isoloir_\w+ .+|isoloir_\w+(\{(\w+="[^"]*",?)+\})? \d+)$/);
  expect(text).toContain('isoloir_well{part="urn"} 1\n');
  await watched.stop();
});

test('every page shown is valid and typeset as French is', async () => {
  await bureau.get('/bureau/points');
  for (const [name, html] of site.pages) expect(await problemsOf(html), name).toEqual([]);
});
