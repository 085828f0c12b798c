/**
 * An appliance's machine that is updated, backed up and replaced: another image is confirmed on the console, votes are backed up
 * on a disk that is plugged in, a new machine is given them back and finds every receipt, and the sealed data refuses another
 * image. Long, on an emulated processor: `npm run test:image`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ReadableCode } from '../../appliance/codes/process.ts';
import { loadDossier } from '../../appliance/dossier-folder.ts';
import { restore } from '../../appliance/cli/restore.ts';
import { change } from '../../appliance/rehearsal/change.ts';
import {
  prepareElection,
  sealElection,
  signIn,
  type People,
  type Sequences,
} from '../../appliance/rehearsal/people.ts';
import { openSite } from '../../appliance/rehearsal/site-session.ts';
import { tokenHolders } from '../../appliance/rehearsal/token-holders.ts';
import type { ReadableAccount } from '../../appliance/use-cases/install.ts';
import type { Dossier, ElectorId } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk } from '../../core/result.ts';
import { fullCode } from '../../core/sealing/seal.ts';
import { measureImage } from '../../core/image/disk.ts';
import { makeShare, openShareRequest } from '../../core/station/share-request.ts';
import { freePorts } from '../support/free-ports.ts';
import { startMachine, type Machine } from '../support/machine.ts';
import { makeOtherImage } from '../support/other-image.ts';
import { isFound, voteBlank, type Receipt } from '../support/outside-voter.ts';
import { domitia, random } from '../support/spine.ts';

const image = process.env['ISOLOIR_IMAGE'];
const minute = 60_000;
const progress = (text: string) => void process.stderr.write(`${text}\n`);

describe.runIf(image !== undefined)('an appliance that is updated, backed up and replaced', () => {
  let folder = '';
  let port = 0;
  let machine: Machine | null = null;
  let dossier: Dossier;
  let people: People;
  let sequences: Sequences;
  let codes: ReadonlyMap<ElectorId, ReadableCode>;
  const receipts: Receipt[] = [];
  const started = performance.now();
  const at = (...names: string[]) => join(folder, ...names);
  const told = (what: string) =>
    progress(`${what} after ${Math.round((performance.now() - started) / 1000)} s`);

  const boot = (from: string, disks: readonly string[], later: Readonly<Record<string, string>> = {}) =>
    (machine = startMachine(folder, port, { image: from, disks, later }));
  const readable = async (name: string) => {
    const [, text = ''] = await (machine as Machine).says(new RegExp(`DEMONSTRATION ${name} (\\S+)\\s`), 10);
    return Buffer.from(text, 'base64').toString('utf8');
  };
  const empty = (name: string, bytes: number) => {
    writeFileSync(at(name), '');
    truncateSync(at(name), bytes);
    return at(name);
  };
  /** A small disk with that label, which holds the folder of the same name. */
  const labelled = (name: string, label: string, bytes = 32 * 1024 ** 2) => {
    mkdirSync(at(name), { recursive: true });
    const disk = empty(`${name}.img`, bytes);
    execFileSync('/usr/sbin/mkfs.ext4', ['-q', '-L', label, '-d', at(name), disk]);
    return disk;
  };
  const answers = (name: string, more: object) => {
    mkdirSync(at(name), { recursive: true });
    const text = JSON.stringify({ format: 1, mode: 'demonstration', host: 'localhost', ...more });
    writeFileSync(at(name, 'installation.json'), text);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isoloir-backup-'));
    port = await freePorts();
    ({ dossier } = assertOk(await loadDossier(domitia, Date.now())));
    makeOtherImage(image ?? '', at('other.img'));
    empty('data.img', 2 * 1024 ** 3);
    empty('new.img', 2 * 1024 ** 3);
    answers('answers', { dossier: 'domitia' });
    labelled('answers', 'ISOLOIR');
    labelled('early', 'ISOLOIR-SVG', 256 * 1024 ** 2);
    labelled('saved', 'ISOLOIR-SVG', 256 * 1024 ** 2);
  }, 5 * minute);
  // One that failed leaves the next its port.
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await machine?.cutPower();
  });
  afterAll(async () => {
    await machine?.cutPower();
    rmSync(folder, { recursive: true });
  });

  test(
    'an update before the seal is confirmed by the group of its fingerprint',
    { timeout: 60 * minute },
    async () => {
      await boot(at('other.img'), [at('data.img'), at('answers.img')]).says(/EN SERVICE/, 25);
      told('installed by one image');
      await machine?.cutPower();
      const running = boot(image ?? '', [at('data.img')], { early: at('early.img'), saved: at('saved.img') });
      await running.says(/EN ATTENTE. L’image du système a changé/, 15);
      await running.type('XXXX');
      await running.says(/n’est pas ce groupe/, 3);
      await running.type(fullCode(measureImage(readFileSync(image ?? '')).fingerprint ?? '').slice(0, 4));
      await running.says(/EN SERVICE/, 20);
      told('in service by the next');
    },
  );

  test('before the codes, a backup waits for its phrase', { timeout: 30 * minute }, async () => {
    const running = machine as Machine;
    await running.plug('early');
    await running.says(/SAUVEGARDE. À ce moment de l’élection, elle se ferme par une phrase/, 10);
    await running.type('');
    const [phrase] = await running.says(/(?:[B-X]{5} ){5}[B-X]{5}/, 2);
    await running.says(/SAUVEGARDE. Écrivez cette phrase/, 2);
    await running.type(phrase);
    await running.says(/SAUVEGARDE FAITE/, 10);
    await running.unplug('early');
    told('backed up before the codes');
    execFileSync('/usr/sbin/debugfs', ['-R', `dump /sauvegarde ${at('before-codes')}`, at('early.img')]);
    const opened = await restoring([at('before-codes'), '--passphrase-file', file('phrase.txt', phrase)]);
    expect(opened).toContain('L’élection n’était pas scellée');
  });

  test('a disk that is plugged in receives the votes', { timeout: 60 * minute }, async () => {
    const accounts = JSON.parse(await readable('readable-accounts.json')) as ReadableAccount[];
    const site = openSite(`https://localhost:${port}`, await readable('authority.crt'));
    people = { site, dossier, accounts, tokens: tokenHolders() };
    sequences = await prepareElection(people);
    await sealElection(people);
    told('sealed');
    const read = JSON.parse(await readable('readable-codes.json')) as ReadableCode[];
    codes = new Map(read.map((code) => [code.elector, code]));
    const manager = accounts.find(({ role }) => role === 'management')?.account ?? '';
    await change(await signIn(people, manager), '/horloge', [['moment', 'opening']], 'ouvrir le vote');
    const [voter] = dossier.roll;
    await voteBlank({ ...people, codes }, (voter as Dossier['roll'][number]).id, (each) =>
      receipts.push(each),
    );
    await machine?.plug('saved');
    await machine?.says(/SAUVEGARDE FAITE[^]*SAUVEGARDE FAITE/, 15);
    told('backed up');
    const president = accounts.find(({ account }) => account.startsWith(bureau().id))?.account ?? '';
    const sheet = await (await signIn(people, president)).get('/bureau/documents/cle-systeme.pdf');
    writeFileSync(at('sheet.pdf'), sheet.bytes);
    site.leave();
    await machine?.cutPower();
  });

  const file = (name: string, text: string) => {
    writeFileSync(at(name), `${text}\n`);
    return at(name);
  };
  /** Brought back here, by the command: what it says. */
  async function restoring(args: readonly string[]): Promise<string> {
    let said = '';
    const io = { stdout: (text: string) => void (said += text), stderr: progress };
    await restore([...args, '--data', at('here'), '--mode', 'demonstration'], io);
    return said;
  }

  const bureau = () => dossier.bureaus[0] as Dossier['bureaus'][number];

  /** What the envelope and the holders give, as files of the folder that is brought back. */
  async function giveRestoration(): Promise<void> {
    mkdirSync(at('again', 'restauration'), { recursive: true });
    const given = (name: string) => at('again', 'restauration', name);
    execFileSync('/usr/sbin/debugfs', ['-R', `dump /sauvegarde ${given('sauvegarde')}`, at('saved.img')]);
    execFileSync('/usr/sbin/debugfs', ['-R', `dump /rapport.json ${at('rapport.json')}`, at('saved.img')]);
    const text = execFileSync('pdftotext', ['-layout', at('sheet.pdf'), '-'], { encoding: 'utf8' });
    const lines = [...text.matchAll(/^\s*\d+\s+((?:[0-9A-Z]{4} ){6}[0-9A-Z])\s*$/gm)].map(([, line]) => line);
    writeFileSync(given('COPIE.txt'), `${lines.join('\n')}\n`);
    let asked = '';
    const io = { stdout: (said: string) => void (asked += said), stderr: progress };
    await restore(
      [given('sauvegarde'), '--bureau', bureau().id, '--copy', given('COPIE.txt'), '--request'],
      io,
    );
    const opened = assertOk(openShareRequest(asked, nobleBackend()));
    for (const held of sequences.get(bureau().id) ?? []) {
      const share = makeShare(opened, held, held.sequence, { backend: nobleBackend(), random });
      writeFileSync(given(`part-${held.group}-${held.holder}.json`), assertOk(share));
    }
  }

  test('a new machine is given them back, and every receipt is found', { timeout: 60 * minute }, async () => {
    await giveRestoration();
    const report = readFileSync(at('rapport.json'), 'utf8');
    for (const name of dossier.roll.slice(0, 5).map((each) => each.lastName))
      expect(report).not.toContain(name);
    answers('again', { dossier: 'restore', bureau: bureau().id });
    labelled('again', 'ISOLOIR', 64 * 1024 ** 2);
    await boot(image ?? '', [at('new.img'), at('again.img')]).says(/EN SERVICE/, 30);
    told('brought back');
    const site = openSite(`https://localhost:${port}`, await readable('authority.crt'));
    for (const receipt of receipts) expect(await isFound({ site, dossier, codes }, receipt)).toBe(true);
    expect(receipts.length).toBeGreaterThan(0);
    site.leave();
    await machine?.cutPower();
  });

  test('what is sealed does not start under another image', { timeout: 30 * minute }, async () => {
    const refused = boot(at('other.img'), [at('data.img')]);
    await refused.says(/ARRÊT. Une autre image est démarrée[^]*remettez l’image scellée/, 15);
    expect(refused.said()).not.toContain('EN SERVICE');
    await refused.cutPower();
    told('refused');
  });
});
