/**
 * The encrypted disk of an election, as a machine with a security chip keeps it: the phrase shown once on the console and
 * typed again, a restart that asks nothing, another chip that opens nothing, and the way back by the phrase. Long, on an
 * emulated processor: `npm run test:image`.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recognised } from '../../provisioning/image/guest/disks.ts';
import { chipOf, startMachine, type Machine } from '../support/machine.ts';

const image = process.env['ISOLOIR_IMAGE'];
const minute = 60_000;

describe.runIf(image !== undefined)('the disk of an election', () => {
  let folder = '';
  let phrase = '';
  let machine: Machine | null = null;
  const file = (name: string) => join(folder, name);
  const disk = (name: string, bytes: number) => {
    writeFileSync(file(name), '');
    truncateSync(file(name), bytes);
    return file(name);
  };
  const boot = async (chip: string) =>
    (machine = startMachine(
      folder,
      null,
      { image: image ?? '', disks: [file('data.img'), file('settings.img')] },
      await chipOf(file(chip)),
    ));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isoloir-disk-'));
    const printer = await identityToRecipient(await generateX25519Identity());
    const answers = { format: 1, mode: 'real', host: 'vote.example.org', dossier: 'domitia', printer };
    mkdirSync(file('answers'));
    writeFileSync(join(folder, 'answers', 'installation.json'), JSON.stringify(answers));
    execFileSync('/usr/sbin/mkfs.ext4', [
      ...['-q', '-L', 'ISOLOIR', '-d', file('answers'), disk('settings.img', 8 * 1024 ** 2)],
    ]);
    disk('data.img', 512 * 1024 ** 2);
  });
  afterAll(async () => {
    await machine?.cutPower();
    rmSync(folder, { recursive: true });
  });

  test('is made with a phrase that a person writes and types again', { timeout: 30 * minute }, async () => {
    const running = await boot('chip');
    await running.says(/EN ATTENTE. Le disque vide va être chiffré/, 10);
    await running.type('');
    const [shown] = await running.says(/(?:[B-X]{5} ){5}[B-X]{5}/, 2);
    phrase = shown;
    await running.type('BCDEF');
    await running.says(/Ce n’est pas la phrase affichée/, 2);
    await running.type(phrase.toLowerCase());
    await running.says(/EN SERVICE/, 20);
    expect(running.said()).not.toContain('DEMONSTRATION');
    await running.cutPower();
    const first = new Uint8Array(1_048_576);
    const hand = openSync(file('data.img'), 'r');
    readSync(hand, first);
    closeSync(hand);
    expect(recognised(first)).toEqual({ label: 'isoloir-data', kind: 'encrypted', use: 'election' });
  });

  test('opens by itself on the same machine', { timeout: 20 * minute }, async () => {
    const running = await boot('chip');
    await running.says(/EN SERVICE/, 15);
    expect(running.said()).not.toContain('VERROUILLÉ');
    await running.cutPower();
  });

  test(
    'opens on another machine by the phrase alone, and then by its chip',
    { timeout: 40 * minute },
    async () => {
      const other = await boot('other');
      await other.says(/VERROUILLÉ. La puce de sécurité ne donne pas la clé/, 10);
      await other.type('BCDEF');
      await other.says(/VERROUILLÉ. La phrase tapée n’ouvre pas/, 3);
      await other.type(phrase);
      await other.says(/EN SERVICE/, 15);
      await other.cutPower();
      const again = await boot('other');
      await again.says(/EN SERVICE/, 15);
      expect(again.said()).not.toContain('VERROUILLÉ');
      await again.cutPower();
    },
  );
});
