// The watch over its real stores: what a look raises, ends, journals and mails; restarts, checkpoints, summaries.
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterEach, expect, test } from 'vitest';
import { lastDue } from '../../../appliance/clock/watch.ts';
import type { Letter } from '../../../appliance/clock/outbox.ts';
import { assertOk } from '../../../core/result.ts';
import { isCheckpointGenuine, parseCheckpoint, verifyCheckpoints } from '../../../core/sealing/checkpoint.ts';
import { lineHash, verifyJournal } from '../../../core/sealing/journal.ts';
import { contest, opensMs, secret, settings, watchedAppliance } from '../../support/watched-appliance.ts';

const key = Buffer.from(ed25519.getPublicKey(secret)).toString('hex');
const minute = 60_000;

let sent: Letter[] = [];
let stop: () => void = () => undefined;
afterEach(() => {
  stop();
  sent = [];
});

function appliance() {
  const made = watchedAppliance({
    address: 'smtp://essai',
    send: (letter) => {
      sent.push(letter);
      return Promise.resolve();
    },
  });
  stop = made.stop;
  made.store.watch.setSettings(settings);
  return made;
}

test('counters that disagree are urgent after two looks, mailed once, ended after five quiet looks', async () => {
  const { played, watch, store, alerts, kinds } = appliance();
  await watch.look();
  played.signOffs = 3;
  played.ballots = 2;
  await watch.look();
  expect(alerts()).toEqual([]);
  await watch.look();
  await watch.look();
  expect(alerts()).toEqual([{ kind: 'counters-disagree', subject: contest, lasts: true, times: 2 }]);
  await store.outbox.deliver();
  expect(sent.map(({ recipients, subject }) => [recipients, subject])).toEqual([
    [['bureau@domitia.invalid'], 'Domitia Habitat — Urgent\u00a0: Émargements et bulletins en désaccord'],
  ]);
  expect(sent[0]?.body).toContain('1er collège, titulaires\u00a0: 3\u00a0émargements et 2\u00a0bulletins');
  played.ballots = 3;
  for (let look = 0; look < 5; look += 1) await watch.look();
  expect(alerts()).toMatchObject([{ kind: 'counters-disagree', lasts: false }]);
  await store.outbox.deliver();
  expect(sent).toHaveLength(1);
  expect(kinds().filter((kind) => kind.startsWith('alert'))).toEqual(['alert-raised', 'alert-ended']);
  // No number in the journal: a line has a time, and not all its readers may see the turnout.
  expect(store.journal.lines().join('')).not.toMatch(/signOffs|"ballots"/);
});

test('an alert is acknowledged once, by someone, with a note that the journal does not hold', async () => {
  const { watch, store, played } = appliance();
  const acknowledge = async (alert: number) =>
    watch.handlers.acknowledge({ alert, account: 'bureau-1-president', note: 'Vu avec l’expert.' });
  const { alert } = await watch.handlers.raise({ kind: 'intervention', subject: '1', facts: {} });
  played.nowMs += minute;
  expect(await acknowledge(alert)).toEqual({ ok: true, value: null });
  expect(await acknowledge(alert)).toEqual({ ok: false, error: { code: 'alert/already-acknowledged' } });
  expect(await acknowledge(99)).toEqual({ ok: false, error: { code: 'alert/unknown' } });
  expect(store.alerts.alerts(false)[0]?.acknowledged).toEqual({
    atMs: played.nowMs,
    account: 'bureau-1-president',
    note: 'Vu avec l’expert.',
  });
  expect(store.alerts.alerts(true)).toEqual([]);
  expect(store.journal.lines().join('')).not.toContain('expert');
});

test('what comes back before anyone acknowledged it is the same alert; afterwards, a new one', async () => {
  const { watch, alerts, store } = appliance();
  const raised = () => watch.handlers.raise({ kind: 'intervention', subject: '', facts: {} });
  const { alert } = await raised();
  await watch.handlers.lower({ kind: 'intervention', subject: '' });
  expect(await raised()).toEqual({ alert });
  await watch.handlers.acknowledge({ alert, account: 'a', note: '' });
  await watch.handlers.lower({ kind: 'intervention', subject: '' });
  expect(await raised()).toEqual({ alert: alert + 1 });
  expect(alerts().map(({ times }) => times)).toEqual([1, 2]);
  await store.outbox.deliver();
  expect(sent).toHaveLength(2);
});

test.each([true, false])(
  'a silent contest is said, unless its bureau suspended it (%s)',
  async (isSuspended) => {
    const { played, watch, store, alerts } = appliance();
    const suspension = {
      kind: 'suspend',
      id: 'a'.repeat(32),
      contest,
      atMs: opensMs + 3 * 3_600_000,
    } as const;
    const sealed = { opensMs, closesMs: settings.closesMs, graceMs: 0 };
    played.turnout = [10, 9, 8, 8, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0];
    played.signOffs = played.ballots = 30;
    // A quarter to four, silent since half past eleven.
    played.nowMs = opensMs + 7.25 * 3_600_000;
    if (isSuspended) assertOk(store.decisions.receive(suspension, sealed, false));
    await watch.look();
    expect(alerts().map(({ kind }) => kind)).toEqual(isSuspended ? [] : ['filling-stopped']);
  },
);

test('a check of the seal raises and ends its alert', async () => {
  const { watch, alerts } = appliance();
  await watch.handlers.sealChecked({ same: true });
  expect(alerts()).toEqual([]);
  await watch.handlers.sealChecked({ same: false });
  for (let look = 0; look < 7; look += 1) await watch.look();
  expect(alerts()).toMatchObject([{ kind: 'seal-changed', lasts: true }]);
  await watch.handlers.sealChecked({ same: true });
  expect(alerts()).toMatchObject([{ kind: 'seal-changed', lasts: false }]);
});

test('a process that restarts is journaled and no storm; one that is gone is urgent', async () => {
  const { played, watch, store, alerts, kinds } = appliance();
  const given = { mail: 'smtp://essai', sms: '', network: 'dhcp', time: '' };
  store.watch.noteConfiguration(given);
  store.watch.noteConfiguration(given);
  store.watch.noteConfiguration({ ...given, network: '192.168.1.20/24' });
  await watch.look();
  expect(kinds().filter((kind) => kind.includes('start'))).toEqual(['appliance-started']);
  expect(kinds().filter((kind) => kind === 'opening')).toHaveLength(1);
  expect(kinds().filter((kind) => kind === 'configuration-changed')).toHaveLength(3);
  played.silent.add('urn');
  await watch.look();
  played.silent.delete('urn');
  played.instances['urn'] = 'u2';
  await watch.look();
  expect(alerts()).toEqual([]);
  expect(kinds().at(-1)).toBe('process-restarted');
  played.silent.add('urn');
  await watch.look();
  await watch.look();
  expect(alerts()).toMatchObject([{ kind: 'process-silent', subject: 'urn' }]);
  played.silent.delete('urn');
  for (const instance of ['u3', 'u4']) {
    played.instances['urn'] = instance;
    await watch.look();
  }
  expect(alerts()).toMatchObject([{ kind: 'process-restarting' }, { kind: 'process-silent' }]);
});

test('a clock that begins anew goes on with the alerts it had, and says that it alone did', async () => {
  const { played, watch, reopen, alerts, kinds } = appliance();
  played.signOffs = 3;
  await watch.look();
  await watch.look();
  const again = reopen();
  await again.watch.look();
  expect(alerts(again.store)).toEqual([
    { kind: 'counters-disagree', subject: contest, lasts: true, times: 2 },
  ]);
  expect(kinds(again.store).at(-1)).toBe('process-restarted');
});

test('a counter lower than the last checkpoint counted is seen after a restart too', async () => {
  const { played, watch, reopen, alerts } = appliance();
  played.signOffs = 10;
  played.ballots = 10;
  await watch.look();
  await watch.checkpoint('demand');
  played.signOffs = 9;
  played.ballots = 9;
  const again = reopen();
  await again.watch.look();
  expect(alerts(again.store)).toMatchObject([{ kind: 'counter-fell', subject: contest }]);
});

test('checkpoints are signed every hour, chained into the journal, and hold against the journals', async () => {
  const { played, watch, store } = appliance();
  await watch.look();
  played.journals['urn']?.push('u2');
  played.nowMs += 59 * minute;
  await watch.look();
  played.nowMs += minute;
  await watch.look();
  const texts = store.journal
    .lines()
    .map((line) => JSON.parse(line) as { kind: string; facts: { text: string; reason: string } })
    .filter(({ kind }) => kind === 'checkpoint')
    .map(({ facts }) => facts);
  expect(texts.map(({ reason }) => reason)).toEqual(['hourly', 'hourly']);
  const last = parseCheckpoint(texts[1]?.text ?? '');
  expect(last && isCheckpointGenuine(last, key)).toBe(true);
  expect(last?.heads.map(({ process, sequence }) => `${process} ${sequence}`)).toContain('urn 2');
  const own = store.journal.lines();
  const onlyOwn = own.map((line) => line.replaceAll(/\|(?:codes|roll|urn):\d+:[0-9a-f]{64}/g, ''));
  expect(onlyOwn).not.toEqual(own);
  expect(verifyCheckpoints(own, assertOk(verifyJournal(own)), { key, kept: null })).toMatchObject({
    ok: false,
    error: { rule: 'checkpoint-missing-entry', process: 'codes' },
  });
});

test.each(['roll', 'urn', 'codes'])(
  'a journal of %s cut, or written anew, since the last checkpoint is urgent',
  async (name) => {
    for (const alter of [(lines: string[]) => lines.pop(), (lines: string[]) => (lines[1] = 'autre')]) {
      const { played, watch, alerts, stop: end } = appliance();
      played.journals[name]?.push('deux');
      await watch.checkpoint('demand');
      const lines = played.journals[name] ?? [];
      alter(lines);
      await watch.checkpoint('hourly');
      expect(alerts()).toMatchObject([{ kind: 'journal-cut', subject: name, lasts: true }]);
      end();
    }
  },
);

test('the journal of the pages, told by each beat, is held against the checkpoint too', async () => {
  const { watch, alerts } = appliance();
  const lines = ['un', 'deux', 'trois'];
  const beat = (journal: readonly string[], at: number) =>
    watch.handlers.beat({
      instance: 'w1',
      roleFailures: 0,
      oneTimeFailures: 0,
      kiosks: [],
      journal: {
        head: { sequence: journal.length, hash: lineHash(journal.at(-1) ?? '') },
        at,
        hashAt: journal[at - 1] === undefined ? null : lineHash(journal[at - 1] ?? ''),
      },
    });
  expect(await beat(lines, 0)).toEqual({ at: 0 });
  await watch.checkpoint('demand');
  expect(await beat([...lines, 'quatre'], 3)).toEqual({ at: 3 });
  expect(alerts()).toEqual([]);
  await beat(['un', 'deux', 'autre', 'quatre'], 3);
  expect(alerts()).toMatchObject([{ kind: 'journal-cut', subject: 'web' }]);
});

test('failed logins of pages and of processes are added up over five looks', async () => {
  const { played, watch, alerts } = appliance();
  played.failures = 500;
  await watch.look();
  expect(alerts()).toEqual([]);
  played.failures = 531;
  await watch.look();
  expect(alerts()).toMatchObject([{ kind: 'voter-login-flood' }]);
  const beat = (roleFailures: number) =>
    watch.handlers.beat({
      instance: 'w1',
      roleFailures,
      oneTimeFailures: 0,
      kiosks: [],
      journal: { head: { sequence: 0, hash: '0'.repeat(64) }, at: 0, hashAt: null },
    });
  await beat(4);
  await watch.look();
  await beat(11);
  await watch.look();
  expect(alerts()).toMatchObject([{ kind: 'role-login-flood' }, { kind: 'voter-login-flood' }]);
});

test('a kiosk that is silent is told once, and once more when it is back; its name is all that is said', async () => {
  const { played, watch, store, alerts, kinds } = appliance();
  const name = 'Borne de Carcassonne (agence)';
  let seenMs = played.nowMs;
  let isKnown = true;
  /** A minute: the pages tell the kiosks that they know, the watch looks. */
  const minutes = async (count: number, hears = false) => {
    for (let each = 0; each < count; each += 1) {
      played.nowMs += minute;
      if (hears) seenMs = played.nowMs;
      await watch.handlers.beat({
        instance: 'w1',
        roleFailures: 0,
        oneTimeFailures: 0,
        kiosks: isKnown ? [{ name, seenMs }] : [],
        journal: { head: { sequence: 0, hash: '0'.repeat(64) }, at: 0, hashAt: null },
      });
      await watch.look();
    }
  };
  const mailed = async () => {
    await store.outbox.deliver();
    return sent.map(({ subject }) => subject).filter((subject) => subject.includes('borne'));
  };
  const silent = 'Domitia Habitat — Attention\u00a0: Une borne de vote ne donne plus de nouvelles';
  const back = 'Domitia Habitat — Une borne de vote est de retour';
  await minutes(17);
  expect(alerts()).toEqual([]);
  await minutes(40);
  expect(alerts()).toMatchObject([{ kind: 'kiosk-silent', subject: name, lasts: true }]);
  expect(await mailed()).toEqual([silent]);
  await minutes(5, true);
  expect(alerts()).toMatchObject([{ kind: 'kiosk-silent', lasts: false }]);
  expect(await mailed()).toEqual([silent, back]);
  // It comes and goes before anyone took note: the same alert, and no mail more.
  await minutes(30);
  await minutes(5, true);
  expect(alerts()).toMatchObject([{ kind: 'kiosk-silent', lasts: false }]);
  expect(await mailed()).toEqual([silent, back]);
  expect(sent.at(-1)?.body).toContain(`${name}\u00a0: elle donne de nouveau`);
  expect(kinds().filter((kind) => kind.startsWith('alert'))).toEqual([
    'alert-raised',
    'alert-ended',
    'alert-ended',
  ]);
  // Withdrawn, it has not come back.
  await watch.handlers.acknowledge({ alert: 1, account: 'bureau-1-president', note: 'Vu.' });
  await minutes(30);
  isKnown = false;
  await minutes(6);
  expect(alerts()).toMatchObject([{ lasts: false }, { lasts: false }]);
  expect(await mailed()).toEqual([silent, back, silent]);
});

test('three summaries a day, each once, with what changed since the one before', async () => {
  const { played, watch, store } = appliance();
  const counts = [10, 25, 40];
  for (let halfHour = 0; halfHour < 18; halfHour += 1) {
    played.nowMs = opensMs + halfHour * 30 * minute + minute;
    played.signOffs = counts[Math.floor(halfHour / 6)] ?? 0;
    played.ballots = played.signOffs;
    await watch.look();
    await watch.look();
  }
  const summaries = store.watch.summaries(10);
  expect(summaries.map(({ contests }) => contests[0]?.more)).toEqual([15, 15, 10]);
  await store.outbox.deliver();
  expect(sent.map(({ subject }) => subject)).toEqual([
    'Domitia Habitat — Point du lundi 7\u00a0décembre 2026 à\u00a09\u00a0h\u00a001',
    'Domitia Habitat — Point du lundi 7\u00a0décembre 2026 à\u00a013\u00a0h\u00a001',
    'Domitia Habitat — Point du lundi 7\u00a0décembre 2026 à\u00a017\u00a0h\u00a001',
  ]);
  expect(sent[1]?.body).toContain(
    '25 émargements sur 100 inscrits (25,0\u00a0%), autant de bulletins, 15 de plus depuis lundi',
  );
  expect(sent[1]?.body).toContain('isoloir/1/checkpoint|');
});

test('where the direction may not see the turnout, mails carry no figure of it; the page does', async () => {
  const { played, watch, store } = appliance();
  store.watch.setSettings({ ...settings, figuresInMails: false });
  played.nowMs = opensMs + 31 * minute;
  played.signOffs = 37;
  played.ballots = 36;
  await watch.look();
  await watch.look();
  await store.outbox.deliver();
  expect(sent.length).toBeGreaterThanOrEqual(2);
  for (const { body } of sent) expect(body).not.toMatch(/\b3[67]\b(?! [a-f0-9])/);
  expect(sent.map(({ body }) => body).join('')).toContain('Les chiffres sont sur la page du bureau');
  expect(store.watch.summaries(1)[0]?.contests[0]?.signOffs).toBe(37);
});

test('an hour of summary is found by the clocks of Paris', () => {
  const at = (hour: number, minutes = 0) => Date.UTC(2026, 11, 7, hour - 1, minutes);
  expect(lastDue(settings, at(8, 59))).toBeNull();
  expect(lastDue(settings, at(9))).toBe(at(9));
  expect(lastDue(settings, at(12, 59) + 30_000)).toBe(at(9));
  expect(lastDue(settings, at(23))).toBe(at(17));
});
