// What each file of a whole election may hold. The values that must be nowhere are known to this test, which looks for
// their bytes in every file; and the files of a thief of one process tell nothing of what the others keep.
import * as age from 'age-encryption';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deriveKeys, lookupOf, unwrapCredential } from '../../core/access/codes.ts';
import { groupedCode } from '../../core/bytes/crockford.ts';
import { assertOk } from '../../core/result.ts';
import { parisStamp } from '../../core/dossier/paris.ts';
import { verifyJournal, type JournalLine } from '../../core/sealing/journal.ts';
import { backup } from '../../appliance/cli/backup.ts';
import { supportReport, type SupportReport } from '../../appliance/support/report.ts';
import { makeBackup } from '../../appliance/backup/make.ts';
import { restoreBackup } from '../../appliance/backup/restore.ts';
import { castVote, type CastVote } from '../../appliance/use-cases/cast-vote.ts';
import { frozenArchive } from '../../appliance/use-cases/count.ts';
import { decideOnVote, takenOn } from '../../appliance/use-cases/decide-on-vote.ts';
import { issueCodes } from '../../appliance/use-cases/issue-codes.ts';
import { readyVote } from '../support/casting.ts';
import { shownBy } from '../support/journal-contents.ts';
import { serveRoles, type RoleSite } from '../support/role-site.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import {
  accountOf,
  closeSpine,
  countBureau,
  logged,
  openSpine,
  softwareOfTests,
  startSpine,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';
import { filesOf, rows } from '../support/urn-file.ts';

const contest = 'c1-titulaires';
const voters = 8;
/** The places where a rehearsal keeps codes to be read, and the keys that lie beside their databases. */
const allowed = new Set([
  'readable-codes.json',
  'readable-accounts.json',
  'codes.key',
  'clock.key',
  'roles.key',
]);

/** A value in every form in which it could have been written. */
function forms(value: string): Buffer[] {
  const text = Buffer.from(value, 'utf8');
  const hex = /^([0-9a-f]{2})+$/.test(value) ? [Buffer.from(value, 'hex')] : [];
  return [
    text,
    Buffer.from(value.toLowerCase(), 'utf8'),
    Buffer.from(text.toString('hex'), 'utf8'),
    Buffer.from(text.toString('base64').replace(/=+$/, ''), 'utf8'),
    ...hex,
    ...hex.map((bytes) => Buffer.from(bytes.toString('base64').replace(/=+$/, ''), 'utf8')),
  ];
}

function holders(files: ReadonlyMap<string, Buffer>, value: string): string[] {
  return [...files]
    .filter(([name]) => !allowed.has(name))
    .filter(([, bytes]) => forms(value).some((form) => bytes.includes(form)))
    .map(([name]) => name);
}

describe('a whole election', () => {
  let spine: Spine;
  let votes: CastVote[];
  let beforeCount: Map<string, Buffer>;
  let afterCount: Map<string, Buffer>;
  let credentials: string[];
  let site: RoleSite;
  /** What casts added to the journals, but for what the watch writes by itself, whether anyone votes or not. */
  let linesOfCasts: JournalLine[];
  /** Logs, mails, journals and archives: what leaves the appliance or is kept for long. */
  let writings: Readonly<Record<'logs' | 'mails' | 'journals' | 'archives' | 'support', string>>;

  const typedByMistake = 'MotDePasseTapeDansUnAutreChamp';
  const watch = new Set(['appliance-started', 'opening', 'checkpoint', 'alert-raised', 'alert-ended']);

  async function journals(): Promise<string[]> {
    const { roll, urn, codes, clock, election } = spine.context;
    const told = await Promise.all([roll, urn, codes, clock].map((peer) => peer.journal({})));
    return [...told.flatMap(({ lines }) => lines), ...election.journal.lines()];
  }

  /** Errors and alerts around the vote: what a journal, a log and a mail are made of. */
  async function makeTrouble(): Promise<void> {
    const president = site.accountOf('bureau');
    for (let tries = 0; tries < 5; tries += 1)
      await site.stranger().post('/roles', { account: president, password: typedByMistake });
    const visitor = await site.signIn(president);
    await visitor.post('/bureau/scellement');
    await visitor.post('/bureau/alertes/controle');
    await visitor.get('/journal?texte=connexion');
    await spine.context.clock.sealChecked({ same: false });
    const [open] = (await spine.context.clock.alerts({ unacknowledged: true })).alerts;
    await visitor.post('/bureau/alertes', { alert: String(open?.id ?? 0), note: 'Vu avec l’expert.' });
    await spine.context.clock.sealChecked({ same: true });
    const manager = await site.signIn(site.accountOf('management'));
    await manager.post('/gestion/intervention', {
      reason: 'Remplacement d’un disque en présence du bureau.',
    });
    for (const kind of ['suspend', 'resume'] as const)
      assertOk(
        await decideOnVote(spine.context, accountOf(spine, president), {
          decision: { kind },
          contests: [{ id: contest, seen: takenOn(spine.context, contest).length }],
          ...{ reason: 'Panne du réseau', authorisedBy: '', reference: '' },
        }),
      );
    const proof = 'a'.repeat(64);
    for (let tries = 0; tries < 4; tries += 1)
      await spine.context.codes.release({ elector: matricule(1, voters + 1), proof });
  }

  beforeAll(async () => {
    const folder = temporaryFolder();
    spine = await openSpine(
      writeSmallDossier(join(folder, 'essai'), {
        colleges: [16],
        longSecrets: true,
        emails: ['bureau@essai.invalid'],
      }),
    );
    rmSync(folder, { recursive: true });
    credentials = await privateCredentials(spine);
    votes = [];
    const before = new Set(await journals());
    for (let n = 1; n <= voters; n += 1) {
      const vote = await readyVote(
        spine,
        matricule(1, n),
        contest,
        n % 2 === 0 ? 'blank' : { list: 0, candidates: [0] },
      );
      assertOk(await castVote(spine.context, vote));
      votes.push(vote);
    }
    const added = (await journals()).filter((line) => !before.has(line));
    linesOfCasts = added
      .map((line) => JSON.parse(line) as JournalLine)
      .filter(({ kind, process }) => process !== 'clock' || !watch.has(kind));
    site = await serveRoles(spine);
    await makeTrouble();
    await closeSpine(spine);
    beforeCount = filesOf(spine.data);
    await countBureau(spine, 'bureau-1');
    afterCount = filesOf(spine.data);
    const mails = rows<{ subject: string; body: string }>(
      spine.data,
      'clock.db',
      'select subject, body from outbox',
    );
    const archives = await Promise.all(
      spine.context.election.setups().map(({ urn }) => frozenArchive(spine.context, urn)),
    );
    const planted = plantMessages();
    const report = await supportReport(spine.data, {}, () => Promise.resolve(softwareOfTests));
    for (const file of planted) rmSync(file);
    writings = {
      support: JSON.stringify(report),
      logs: logged.join(''),
      mails: mails.map(({ subject, body }) => `${subject}\n${body}`).join('\n'),
      journals: (await journals()).join('\n'),
      archives: archives.map((archive) => Buffer.from(archive ?? []).toString('latin1')).join(''),
    };
  }, 240_000);
  afterAll(async () => {
    await site.stop();
    await spine.stop();
  });

  /** What processes should never write, written all the same, beside what they do write. */
  function plantMessages(): string[] {
    const { identifier = '', secret = '' } = [...spine.codes().values()][0] ?? {};
    const told = `${identifier} ${secret} ${matricule(1, 1)} ${votes[0]?.ballot ?? ''} 192.0.2.7 ${surnameOfFirst()}`;
    const stack = `Error: ${told}\n    at ${told} (/srv/isoloir/appliance/urn/store.ts:12:3)`;
    const lines = [
      JSON.stringify({
        level: 50,
        name: 'urn',
        msg: 'tidying failed',
        err: { type: 'Error', message: told, stack },
      }),
      JSON.stringify({ level: 50, name: identifier, msg: told, method: secret, elector: matricule(1, 1) }),
      `TypeError: ${told}`,
      told,
    ];
    const files = [spine.data.file('pm2', 'urn.log'), spine.data.file('pm2', `${identifier}.log`)] as const;
    writeFileSync(files[0], lines.join('\n'));
    writeFileSync(files[1], told);
    return [...files];
  }

  const surnameOfFirst = () => spine.dossier.roll[0]?.lastName ?? '';

  async function privateCredentials({ codes, context }: Spine): Promise<string[]> {
    const found: string[] = [];
    for (const { elector, identifier, secret } of codes().values()) {
      const { proof, wrapKey } = deriveKeys(identifier, secret);
      const released = await context.codes.release({ elector, proof: Buffer.from(proof).toString('hex') });
      const wrapped = new Uint8Array(Buffer.from(assertOk(released).wrapped, 'base64'));
      found.push(assertOk(unwrapCredential(wrapKey, wrapped)));
    }
    return found;
  }

  test('the search finds what is there', () => {
    const files = filesOf(spine.data);
    expect(holders(files, matricule(1, 1))).toEqual(expect.arrayContaining(['roll.db', 'codes.db']));
    const ballot = votes[0]?.ballot ?? '';
    expect(holders(beforeCount, ballot.slice(0, 300))).toContain('urn.db');
    const [code] = spine.codes().values();
    const lookup = Buffer.from(lookupOf(code?.identifier ?? '')).toString('hex');
    expect(holders(files, lookup)).toEqual(['codes.db']);
  });

  test('no file keeps an identifier, a secret, what derives from both, or a private credential', () => {
    for (const files of [beforeCount, afterCount]) {
      for (const { identifier, secret } of spine.codes().values()) {
        const { proof, wrapKey } = deriveKeys(identifier, secret);
        for (const value of [identifier, groupedCode(identifier), secret])
          expect(holders(files, value)).toEqual([]);
        for (const bytes of [proof, wrapKey])
          expect(holders(files, Buffer.from(bytes).toString('hex'))).toEqual([]);
      }
      for (const credential of credentials) expect(holders(files, credential)).toEqual([]);
    }
  });

  test('no file keeps a holder’s sequence, a session token or a join', () => {
    for (const { sequence } of [...spine.sequences.values()].flat())
      for (const value of [sequence, groupedCode(sequence)]) expect(holders(afterCount, value)).toEqual([]);
    for (const { token } of votes) expect(holders(afterCount, token)).toEqual([]);
    expect(rows(spine.data, 'roll.db', 'select 1 from sign_offs where join_token is not null')).toEqual([]);
    expect(rows(spine.data, 'roll.db', 'select 1 from refused_joins')).toEqual([]);
  });

  test('ballots are in the urn alone until the count; electors nowhere near them', () => {
    for (const { ballot, tracker } of votes) {
      const { credential } = JSON.parse(ballot) as { credential: string };
      expect(holders(beforeCount, ballot.slice(0, 300))).toEqual(['urn.db']);
      expect(holders(beforeCount, tracker)).toEqual([]);
      // Public credentials were given to the urn, and are in the plan of the seal, without names.
      for (const name of ['roll.db', 'codes.db', 'clock.db'])
        expect(holders(new Map([[name, beforeCount.get(name) ?? Buffer.alloc(0)]]), credential)).toEqual([]);
    }
    const urnAndClock = new Map([...afterCount].filter(([name]) => name === 'urn.db' || name === 'clock.db'));
    // The names of candidates are in the question that the urn asks.
    const candidates = spine.dossier.lists.flatMap((list) => list.candidates.map(({ elector }) => elector));
    for (const { id, lastName } of spine.dossier.roll.filter((elector) => !candidates.includes(elector.id)))
      for (const value of [id, lastName]) expect(holders(urnAndClock, value)).toEqual([]);
    for (const { signed_ms: signedMs } of rows<{ signed_ms: number }>(
      spine.data,
      'roll.db',
      'select signed_ms from sign_offs',
    ))
      expect(holders(urnAndClock, String(signedMs))).toEqual([]);
  });

  test('the journals are whole, and a cast adds no line to any', () => {
    const read = assertOk(verifyJournal(writings.journals.split('\n')));
    expect(linesOfCasts).toEqual([]);
    expect(read.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['sealed', 'closing-sealed', 'counted', ...shownBy('secrets')]),
    );
  });

  test('no log, mail, journal or archive has a code, a password, a sequence, or what was typed in error', () => {
    expect(writings.mails).toContain('Le scellement ne correspond plus');
    const codes = [...spine.codes().values()].flatMap(({ identifier, secret }) => [
      ...[identifier, groupedCode(identifier), secret],
      ...Object.values(deriveKeys(identifier, secret)).map((key) => Buffer.from(key).toString('hex')),
    ]);
    const held = [...spine.sequences.values()].flat().map(({ sequence }) => sequence);
    const passwords = site.accounts.map(({ password }) => password);
    const secrets = [
      ...codes,
      ...credentials,
      ...held,
      ...held.map((sequence) => groupedCode(sequence)),
      ...passwords,
      typedByMistake,
    ];
    for (const [where, text] of Object.entries(writings))
      for (const value of [...secrets, ...votes.map(({ token }) => token)])
        expect([where, forms(value).some((form) => text.includes(form.toString('latin1')))]).toEqual([
          where,
          false,
        ]);
  });

  test('nothing that has a time has a tracker, and the archives have ballots and no time', () => {
    for (const { ballot, tracker } of votes) {
      const { credential } = JSON.parse(ballot) as { credential: string };
      for (const where of ['logs', 'mails', 'journals', 'support'] as const)
        for (const value of [tracker, credential, ballot.slice(0, 300)])
          expect([
            where,
            forms(value).some((form) => writings[where].includes(form.toString('latin1'))),
          ]).toEqual([where, false]);
      expect(writings.archives).toContain(credential);
    }
    const signed = rows<{ at: number }>(spine.data, 'roll.db', 'select signed_ms as at from sign_offs');
    expect(signed).toHaveLength(voters);
    for (const { at } of signed)
      for (const value of [String(at), parisStamp(at), new Date(at).toISOString().slice(0, 19)])
        expect(Object.values(writings).some((text) => text.includes(value))).toBe(false);
  });

  test('the report for a support team says what failed and where, and what each journal holds', () => {
    const report = JSON.parse(writings.support) as SupportReport;
    expect(report.messages['urn.log']).toEqual([
      {
        ...{ level: 50, process: 'urn', message: 'tidying failed', method: null, error: 'Error' },
        places: ['appliance/urn/store.ts:12'],
      },
      { level: null, process: null, message: null, method: null, error: 'TypeError', places: [] },
    ]);
    expect(Object.keys(report.messages)).toEqual(['urn.log']);
    expect(report.databases.map(({ integrity }) => integrity)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    const [web] = report.databases;
    expect(web?.journal).toMatchObject({ sealed: 1, 'role-login-failures': expect.any(Number) as number });
    expect(report.measurement).toMatch(/^[0-9a-f]{64}$/);
    expect(writings.support).not.toContain('192.0.2.7');
    expect(writings.support).not.toContain(spine.data.path);
  });

  test('logs, mails and the report for a support team name no elector', () => {
    for (const { id, lastName } of spine.dossier.roll)
      for (const where of ['logs', 'mails', 'support'] as const)
        expect([where, [id, lastName].filter((value) => writings[where].includes(value))]).toEqual([
          where,
          [],
        ]);
  });

  test('no rollback journal is left beside a database', () => {
    expect([...afterCount.keys()].filter((name) => name.endsWith('-journal'))).toEqual([]);
  });
});

/** What the use case asks of `codes`, for some of the electors. */
function issueInput({ dossier, data, context }: Spine, electors: readonly string[]) {
  const { organisation, title, round, calendar, access, help } = dossier;
  return {
    people: electors.map((elector) => ({
      elector,
      civility: 'Mme' as const,
      firstName: 'Claire',
      lastName: 'Nom',
      address: ['1 rue de l’Essai', '11100 Narbonne'],
      college: { name: 'Collège', ordinal: 1 },
      contests: [{ seat: 'titulaire' as const, seats: 1 }],
    })),
    common: {
      organisation: { name: organisation.name, mark: organisation.mark, address: [...organisation.address] },
      election: title,
      mode: data.mode,
      issuedMs: data.now(),
      round,
      calendar: { opensMs: calendar.opensMs, closesMs: calendar.closesMs },
      access: { challenge: access.challenge, secretAtLogin: access.secretAtLogin, secret: access.secret },
      help,
      siteUrl: context.site,
      kiosks: null,
    },
    attempts: access.attempts,
  };
}

describe('a real data folder', () => {
  let spine: Spine;
  let identity: string;
  let recipient: string;

  beforeAll(async () => {
    identity = await age.generateX25519Identity();
    recipient = await age.identityToRecipient(identity);
    const folder = temporaryFolder();
    const dossier = writeSmallDossier(join(folder, 'essai'), { colleges: [6] });
    spine = await startSpine(dossier, { mode: 'real', printer: recipient });
    rmSync(folder, { recursive: true });
  }, 240_000);
  afterAll(() => spine.stop());

  const manager = () => accountOf(spine, 'ressources-humaines');
  const parts = () => ({ data: spine.data, election: spine.context.election });

  test('before there are codes, is backed up under a passphrase, and comes back with no other', async () => {
    const file = spine.data.file('run', 'sauvegarde');
    const back = (phrase: string) =>
      restoreBackup(file, backTo, 'real', { key: { passphrase: phrase, isDrawn: false }, secret: null });
    const backTo = spine.data.file('run', 'retour');
    expect(await makeBackup(parts(), file, null)).toMatchObject({
      error: { code: 'backup/passphrase-needed' },
    });
    expect(await makeBackup(parts(), file, 'trop courte')).toMatchObject({
      error: { code: 'backup/passphrase-short' },
    });
    const phrase = spine.data.file('run', 'phrase');
    writeFileSync(phrase, 'six mots au hasard de la liste\n');
    const quiet = { stdout: () => undefined, stderr: () => undefined };
    expect(await backup(['--data', spine.data.path, '--to', file, '--passphrase-file', phrase], quiet)).toBe(
      0,
    );
    expect(await back('six mots au hasard de la rue')).toMatchObject({ error: { code: 'backup/wrong-key' } });
    expect(existsSync(backTo) ? readdirSync(backTo) : []).toEqual([]);
  });

  test('gives no code without the printer’s key', async () => {
    const people = spine.dossier.roll.map(({ id }) => id);
    expect(await spine.context.codes.issue({ ...issueInput(spine, people), printer: null })).toEqual({
      ok: false,
      error: { code: 'codes/printer-key-needed' },
    });
    expect(rows(spine.data, 'codes.db', 'select 1 from codes')).toEqual([]);
  });

  test('gives the same letters again to one who lost the answer, and no others', async () => {
    const people = spine.dossier.roll.map(({ id }) => id);
    const ask = (printer: string, electors = people) =>
      spine.context.codes.issue({ ...issueInput(spine, electors), printer });
    const [first, second] = await Promise.all([ask(recipient), ask(recipient)]);
    expect(first.ok).toBe(true);
    expect(second).toEqual(first);
    expect(await ask(recipient)).toEqual(first);
    const other = await age.identityToRecipient(await age.generateX25519Identity());
    for (const another of [ask(other), ask(recipient, people.slice(1))])
      expect(await another).toEqual({ ok: false, error: { code: 'codes/already-issued' } });
  });

  test('keeps letters that only the printer’s identity opens, and nothing readable', async () => {
    assertOk(await issueCodes(spine.context, manager()));
    const { election } = spine.context;
    const names = election.documentNames('letters');
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      expect(name).toMatch(/\.pdf\.age$/);
      const content = election.document(name)?.content ?? Buffer.alloc(0);
      const decrypter = new age.Decrypter();
      decrypter.addIdentity(identity);
      const pdf = await decrypter.decrypt(new Uint8Array(content));
      expect(Buffer.from(pdf.subarray(0, 5)).toString('latin1')).toBe('%PDF-');
      const other = new age.Decrypter();
      other.addIdentity(await age.generateX25519Identity());
      await expect(other.decrypt(new Uint8Array(content))).rejects.toThrow();
    }
    for (const [name, bytes] of filesOf(spine.data)) {
      expect(name).not.toMatch(/readable/);
      expect(bytes.includes('%PDF-'), name).toBe(false);
    }
    expect(existsSync(spine.data.file('readable-codes.json'))).toBe(false);
    for (const name of readdirSync(spine.data.file('documents'))) {
      expect(name).toMatch(/\.age$/);
      expect(readFileSync(spine.data.file('documents', name), 'latin1')).toMatch(
        /^age-encryption\.org\/v1\n/,
      );
    }
    expect(readFileSync(spine.data.file('mode'), 'utf8')).toContain('"real"');
  });

  test('once there are codes, is backed up for the printer alone, without the appliance’s key', async () => {
    const [file, backTo] = [spine.data.file('run', 'sauvegarde'), spine.data.file('run', 'retour')];
    expect(assertOk(await makeBackup(parts(), file, 'six mots au hasard de la liste'))).toMatchObject({
      lock: 'printer',
      isReadBack: false,
    });
    const back = (own: string) =>
      restoreBackup(file, backTo, 'real', { key: { identity: own }, secret: null });
    const other = await age.generateX25519Identity();
    expect(await back(other)).toMatchObject({ error: { code: 'backup/wrong-key' } });
    expect(await back(identity)).toMatchObject({ ok: true, value: { sealCode: null, signOffs: 0 } });
    expect(existsSync(join(backTo, 'clock.key'))).toBe(false);
    expect(readFileSync(join(backTo, 'codes.key'))).toEqual(readFileSync(spine.data.file('codes.key')));
  });
});
