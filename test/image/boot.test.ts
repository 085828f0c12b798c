/**
 * The image as a machine runs it: what it says when something is missing, a first installation, votes through the
 * forwarded port, a power cut under them, every receipt found after it; a damaged image that does not start. Long, on an
 * emulated processor: `npm run test:image`.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { attest } from '../../appliance/cli/attest.ts';
import { loadDossier } from '../../appliance/dossier-folder.ts';
import type { ReadableCode } from '../../appliance/codes/process.ts';
import { change } from '../../appliance/rehearsal/change.ts';
import { prepareElection, sealElection, signIn, type People } from '../../appliance/rehearsal/people.ts';
import { openSite } from '../../appliance/rehearsal/site-session.ts';
import { tokenHolders } from '../../appliance/rehearsal/token-holders.ts';
import type { ReadableAccount } from '../../appliance/use-cases/install.ts';
import type { Dossier, ElectorId } from '../../core/dossier/types.ts';
import { groupedCode } from '../../core/bytes/crockford.ts';
import { parisStamp } from '../../core/dossier/paris.ts';
import { measureImage } from '../../core/image/disk.ts';
import { assertOk } from '../../core/result.ts';
import { fullCode } from '../../core/sealing/seal.ts';
import type { Hardening } from '../../provisioning/image/guest/demonstration.ts';
import { mayCall, owners, type Reached } from '../../provisioning/image/guest/separation.ts';
import { freePorts } from '../support/free-ports.ts';
import { chipOf, startMachine, type Machine } from '../support/machine.ts';
import { isFound, voteBlank, type Receipt } from '../support/outside-voter.ts';
import { domitia } from '../support/spine.ts';
import { unreadByteOf } from '../support/unread-byte.ts';

const image = process.env['ISOLOIR_IMAGE'];
const minute = 60_000;
const progress = (text: string) => void process.stderr.write(`${text}\n`);

describe.runIf(image !== undefined)('an appliance that runs the image', () => {
  const file = image ?? '';
  let folder = '';
  let port = 0;
  let machine: Machine | null = null;
  let people: People;
  let dossier: Dossier;
  let codes: ReadonlyMap<ElectorId, ReadableCode>;
  const receipts: Receipt[] = [];

  /** Where the machine is reached from the test that gives it this one on. */
  const address = '10.0.2.77';
  const boot = (disks: readonly string[], more: readonly string[] = [], from = file, later = {}) =>
    (machine = startMachine(folder, port, { image: from, disks, later }, more));
  const chip = () => chipOf(join(folder, 'chip'));
  const disk = (name: string, bytes: number) => {
    const path = join(folder, name);
    writeFileSync(path, '');
    truncateSync(path, bytes);
    return path;
  };
  /** A small disk ISOLOIR that holds one file. */
  const settingsDisk = (name: string, holds: string, content: object) => {
    const files = join(folder, name);
    mkdirSync(files);
    writeFileSync(join(files, holds), JSON.stringify(content));
    const path = disk(`${name}.img`, 8 * 1024 ** 2);
    execFileSync('/usr/sbin/mkfs.ext4', ['-q', '-L', 'ISOLOIR', '-d', files, path]);
    return path;
  };
  const data = () => join(folder, 'data.img');
  const readable = async (name: string) => {
    const [, text = ''] = await (machine as Machine).says(new RegExp(`DEMONSTRATION ${name} (\\S+)\\s`), 10);
    return Buffer.from(text, 'base64').toString('utf8');
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isoloir-machine-'));
    port = await freePorts();
    ({ dossier } = assertOk(await loadDossier(domitia, Date.now())));
  });
  // One that failed leaves the next its port.
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await machine?.cutPower();
  });
  afterAll(async () => {
    await machine?.cutPower();
    rmSync(folder, { recursive: true });
  });

  test('says what it waits for, then installs from the answers', { timeout: 30 * minute }, async () => {
    disk('data.img', 2 * 1024 ** 3);
    const answers = { format: 1, mode: 'demonstration', host: 'localhost', dossier: 'domitia' };
    const settings = settingsDisk('settings', 'installation.json', answers);
    const started = performance.now();
    // With a controller of USB: it must be closed too.
    const running = boot([], [...(await chip()), '-device', 'qemu-xhci'], file, { data: data(), settings });
    const fingerprint = measureImage(readFileSync(file)).fingerprint ?? '';
    await running.says(new RegExp(groupedCode(fullCode(fingerprint))), 10);
    await running.says(/EN ATTENTE. Le disque des données manque/, 5);
    progress(`the console speaks after ${Math.round((performance.now() - started) / 1000)} s`);
    await running.plug('data');
    await running.says(/EN ATTENTE. Première installation/, 5);
    await running.plug('settings');
    await running.says(/EN SERVICE/, 20);
    progress(`in service after ${Math.round((performance.now() - started) / 1000)} s`);
  });

  test('is sealed with its image, and opens', { timeout: 30 * minute }, async () => {
    const accounts = JSON.parse(await readable('readable-accounts.json')) as ReadableAccount[];
    const site = openSite(`https://localhost:${port}`, await readable('authority.crt'));
    people = { site, dossier, accounts, tokens: tokenHolders() };
    await prepareElection(people);
    await sealElection(people);
    const read = JSON.parse(await readable('readable-codes.json')) as ReadableCode[];
    codes = new Map(read.map((code) => [code.elector, code]));
    const answer = await site.visit().get(`/api/seal?nonce=${'0'.repeat(64)}`);
    const { seal } = JSON.parse(answer.bytes.toString('utf8')) as {
      seal: { sealed: { image: string | null } };
    };
    expect(seal.sealed.image).toBe(measureImage(readFileSync(file)).fingerprint);
    const manager = accounts.find(({ role }) => role === 'management')?.account ?? '';
    await change(await signIn(people, manager), '/horloge', [['moment', 'opening']], 'ouvrir le vote');
  });

  test('its chip says from outside that it started this image', { timeout: 5 * minute }, async () => {
    const authority = join(folder, 'authority.crt');
    writeFileSync(authority, await readable('authority.crt'));
    // The one that the build wrote beside the image, as it is delivered.
    const description = file.replace(/\.img$/, '.json');
    const against = ['--against', `https://localhost:${port}`, '--image', description];
    const said: string[] = [];
    const io = { stdout: (text: string) => void said.push(text), stderr: progress };
    const code = await attest([...against, '--authority', authority, '--json'], io);
    expect([code, said.join()]).toEqual([0, expect.stringContaining('"ok":true')]);
  });

  test('its users reach nothing of each other but the calls they make, and its units are closed', async () => {
    const tried = JSON.parse(await readable('separation')) as Reached[];
    expect(tried).toEqual(owners.map((process) => ({ process, files: [], calls: mayCall[process] })));
    const units = JSON.parse(await readable('exposure')) as { unit: string; exposure: string }[];
    const own = units.filter(({ unit }) => unit.startsWith('isoloir'));
    for (const { unit, exposure } of own) progress(`${unit} ${exposure}`);
    expect(own.length).toBeGreaterThanOrEqual(owners.length + 1);
    for (const { unit, exposure } of own)
      expect(Number(exposure)).toBeLessThanOrEqual(unit === 'isoloir-guard.service' ? 6 : 1.6);
  });

  test('is closed: kernel, core dumps, swap, root, firewall, USB', async () => {
    const found = JSON.parse(await readable('hardening')) as Hardening;
    expect(found).toMatchObject({
      lockdown: 'none [integrity] confidentiality',
      corePattern: '|/bin/false',
      root: expect.stringMatching(/^\/dev\/\S+ \/ squashfs ro[, ]/) as string,
      rootDevice: expect.stringMatching(/^CRYPT-VERITY-[0-9a-f]{32}-root$/) as string,
      firewall: { input: 'drop', forward: 'drop', output: 'drop' },
    });
    const limits = Object.entries(found.coreLimits);
    expect(limits.length).toBeGreaterThanOrEqual(owners.length + 1);
    expect(limits.filter(([, limit]) => limit !== '0')).toEqual([]);
    // Its head, and no swap under it.
    expect(found.swaps).toMatch(/^Filename.+$/);
    expect(Object.keys(found.usb).length).toBeGreaterThan(1);
    expect(Object.entries(found.usb).filter(([, rule]) => rule !== '0')).toEqual([]);
  });

  test('loses no receipt when its power is cut under votes', { timeout: 45 * minute }, async () => {
    const running = machine as Machine;
    const voters = dossier.roll.slice(0, 12).map(({ id }) => id);
    const booths = [0, 1, 2].map((booth) => voters.filter((_, place) => place % 3 === booth));
    let voting = booths.length;
    const ended = booths.map(async (own) => {
      try {
        for (const elector of own)
          await voteBlank({ ...people, codes }, elector, (each) => receipts.push(each));
      } catch (error) {
        progress(`a booth stopped: ${error instanceof Error ? error.message : ''}`);
      }
      voting -= 1;
    });
    while (receipts.length < 8 && voting > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(receipts.length).toBeGreaterThanOrEqual(8);
    await running.cutPower();
    await Promise.all(ended);
    people.site.leave();
    progress(`${receipts.length} receipts were given before the cut`);
    await boot([data()], await chip()).says(/EN SERVICE/, 20);
    const site = openSite(`https://localhost:${port}`, await readable('authority.crt'));
    for (const receipt of receipts) expect(await isFound({ site, dossier, codes }, receipt)).toBe(true);
    site.leave();
    await (machine as Machine).cutPower();
  });

  test('takes another network from a disk, and is reached there', { timeout: 30 * minute }, async () => {
    const changes = { format: 1, network: `${address}/24 10.0.2.2` };
    const disks = [data(), settingsDisk('changes', 'reglages.json', changes)];
    machine = startMachine(folder, port, { image: file, disks, address }, await chip());
    await machine.says(/RÉGLAGES. Ceux de reglages.json sont repris[^]*EN SERVICE/, 20);
    const site = openSite(`https://localhost:${port}`, await readable('authority.crt'));
    for (const receipt of receipts) expect(await isFound({ site, dossier, codes }, receipt)).toBe(true);
    site.leave();
    await machine.cutPower();
  });

  test('does not start on a clock that went back', { timeout: 15 * minute }, async () => {
    await boot([data()], ['-rtc', 'base=2020-01-01']).says(
      /EN ATTENTE. L’horloge de la machine est fausse/,
      10,
    );
    await machine?.cutPower();
  });

  test(
    'starts on one set right that went ahead, when the hour of another clock is typed, and the vote is suspended',
    { timeout: 30 * minute },
    async () => {
      // The same as if it had run five hours ahead until now.
      const behindMs = 5 * 60 * minute;
      const base = new Date(Date.now() - behindMs).toISOString().slice(0, 19);
      const more = [...(await chip()), '-rtc', `base=${base}`];
      const running = startMachine(folder, port, { image: file, disks: [data()], address }, more);
      machine = running;
      await running.says(
        /EN ATTENTE. L’horloge de la machine est fausse[^]*tapez ici le jour et l’heure/,
        15,
      );
      await running.type('08/12/2026 09:30');
      await running.says(/n’est pas l’heure de la machine/, 3);
      const [year, month, day, time = ''] = parisStamp(Date.now() - behindMs).split(/[- ]/);
      await running.type(`${day}/${month}/${year} ${time.slice(0, 5)}`);
      await running.says(/EN SERVICE/, 20);
      const site = openSite(`https://localhost:${port}`, await readable('authority.crt'));
      for (const receipt of receipts) expect(await isFound({ site, dossier, codes }, receipt)).toBe(true);
      // By this hour the vote had not opened; opened again, it waits for its bureau.
      const manager = people.accounts.find(({ role }) => role === 'management')?.account ?? '';
      const there = await signIn({ ...people, site }, manager);
      await change(there, '/horloge', [['moment', 'opening']], 'ouvrir le vote');
      const elector = dossier.roll.at(-1)?.id as ElectorId;
      await expect(voteBlank({ ...people, site, codes }, elector, () => undefined)).rejects.toThrow(
        /suspended/,
      );
      site.leave();
      await running.cutPower();
    },
  );

  test(
    'does not start on a data disk that is full, and starts once it was made larger',
    { timeout: 45 * minute },
    async () => {
      // Made ready from the answers, then found too small: as good as full.
      const full = disk('full.img', 48 * 1024 ** 2);
      const disks = [full, join(folder, 'settings.img')];
      await boot(disks).says(/ARRÊT. Le disque des données est plein/, 10);
      await machine?.cutPower();
      truncateSync(full, 2 * 1024 ** 3);
      await boot(disks).says(/EN SERVICE/, 25);
      await machine?.cutPower();
    },
  );

  const damagedAt = (place: number) => {
    const damaged = join(folder, 'damaged.img');
    copyFileSync(file, damaged);
    const hand = openSync(damaged, 'r+');
    const byte = new Uint8Array(1);
    readSync(hand, byte, 0, 1, place);
    writeSync(
      hand,
      byte.map((value) => value ^ 0x20),
      0,
      1,
      place,
    );
    closeSync(hand);
    return damaged;
  };

  test('stops by itself on a flipped byte, and does not hang', { timeout: 15 * minute }, async () => {
    const rootAt = 65 * 1024 ** 2;
    const broken = boot([], [], damagedAt(rootAt + 100));
    await broken.says(/panic/, 10);
    await broken.stopped;
    expect(broken.said()).not.toContain('EN ATTENTE');
  });

  test('finds by its reading a flipped byte that no start reads', { timeout: 15 * minute }, async () => {
    const fingerprint = measureImage(readFileSync(file)).fingerprint ?? '';
    const broken = boot([], [], damagedAt(unreadByteOf(file)));
    await broken.says(/panic/, 10);
    await broken.stopped;
    // The system had started: without the reading, it would wait for its data.
    expect(broken.said()).toContain(groupedCode(fullCode(fingerprint)));
    expect(broken.said()).not.toContain('EN ATTENTE');
  });
});
