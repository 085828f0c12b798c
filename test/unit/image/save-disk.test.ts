/** The disk of backups: what is written on it, what is checked, what leaves nothing half-made. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProgramFailure } from '../../../provisioning/image/progress.ts';
import type { Disk } from '../../../provisioning/image/guest/disks.ts';
import { groupedPhrase } from '../../../provisioning/image/guest/recovery-phrase.ts';
import { SaveDisk, saveLabel } from '../../../provisioning/image/guest/save-disk.ts';
import { saveWords } from '../../../provisioning/image/guest/save-words.ts';

const phrase = 'BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK';
const stick: Disk = { device: '/dev/sdb1', label: saveLabel, kind: 'vfat', use: '' };
let folder = '';
const at = (...names: string[]) => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-save-'));
  mkdirSync(at('stick'));
  writeFileSync(at('stick', 'sauvegarde'), 'the one before');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A machine whose mounts are copies of the folder `stick`, there and back. */
function machine(given: {
  readonly make?: (mounted: string) => boolean;
  readonly needsPhrase?: boolean;
  /** The stick gives back other bytes than were written. */
  readonly isBad?: boolean;
}) {
  const state = { disks: [stick] as Disk[], read: [] as string[] };
  const [asked, shown]: [string[], string[]] = [[], []];
  const mounted = at('mounted');
  const run = (program: string, args: readonly string[]) => {
    asked.push([program.split('/').at(-1), ...args].join(' '));
    if (state.disks.length === 0) throw new ProgramFailure('no such device', 32);
    const [from, to] = program.endsWith('umount') ? [mounted, at('stick')] : [at('stick'), mounted];
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true });
    rmSync(from === mounted ? mounted : at('none'), { recursive: true, force: true });
    const written = at('stick', 'sauvegarde.nouvelle');
    if (given.isBad === true && existsSync(written)) writeFileSync(written, 'other bytes');
    return '';
  };
  const write = (name: string, text: string) => writeFileSync(join(mounted, name), text, { flag: 'wx' });
  const make = () => {
    state.read.push(readFileSync(at('phrase'), 'utf8'));
    writeFileSync(at('said'), `Sauvegarde faite : ${join(mounted, 'sauvegarde.nouvelle')}.\n`);
    if (given.make !== undefined) return Promise.resolve().then(() => given.make?.(mounted) ?? false);
    write('rapport.nouveau', '{}');
    write('sauvegarde.nouvelle', 'closed');
    return Promise.resolve(true);
  };
  const save = new SaveDisk({
    ...{
      disks: () => state.disks,
      run,
      make,
      folder: mounted,
      phraseFile: at('phrase'),
      saidFile: at('said'),
    },
    ...{ needsPhrase: () => given.needsPhrase === true, draw: () => phrase },
    show: (place, text) => shown.push(`${place} ${text}`),
  });
  const look = (text: string | null = null) => save.look(text === null ? null : { place: 'tty1', text });
  const ended = async () => {
    await vi.waitFor(() => expect(look().state).not.toBe('working'), 10_000);
    return look();
  };
  return { look, ended, asked, shown, state };
}
const kept = () =>
  Object.fromEntries(readdirSync(at('stick')).map((name) => [name, readFileSync(at('stick', name), 'utf8')]));

test('a disk that is plugged in receives both files, read again from it, once', async () => {
  writeFileSync(at('stick', 'sauvegarde.nouvelle'), 'of a cut');
  const { look, ended, asked, state } = machine({});
  expect(look().state).toBe('working');
  expect(await ended()).toEqual({ state: 'done', said: 'Sauvegarde faite : sauvegarde.' });
  expect(kept()).toEqual({ sauvegarde: 'closed', 'rapport.json': '{}' });
  expect(asked.map((each) => each.split(' ')[0])).toEqual(['mount', 'umount', 'mount', 'umount']);
  expect(asked[0]).toContain('nosuid,nodev,noexec,nosymfollow');
  expect([existsSync(at('phrase')), state.read]).toEqual([false, ['']]);
  expect([look().state, asked.length]).toEqual(['done', 4]);
  state.disks = [];
  expect(look()).toEqual({ state: 'none' });
  state.disks = [stick];
  expect(look().state).toBe('working');
  expect((await ended()).state).toBe('done');
});

test('other disks, and two at once, are left alone', () => {
  const { look, asked, state } = machine({});
  state.disks = [
    { ...stick, label: 'ISOLOIR' },
    { ...stick, kind: 'other' },
  ];
  expect(look()).toEqual({ state: 'none' });
  state.disks = [stick, { ...stick, device: '/dev/sdc1' }];
  expect([look().state, asked]).toEqual(['several', []]);
});

test('what the rules refuse leaves the backup of before, and is said as the program says it', async () => {
  const { look, ended } = machine({
    make: (mounted) => {
      writeFileSync(join(mounted, 'rapport.nouveau'), '{}');
      writeFileSync(at('said'), 'Pendant le vote, une heure sépare deux sauvegardes.');
      return false;
    },
  });
  look();
  expect(await ended()).toMatchObject({ state: 'not-done', why: 'refused' });
  expect(saveWords(look())).toContain('une heure sépare');
  expect(kept()).toEqual({ sauvegarde: 'the one before', 'rapport.json': '{}' });
});

test('a disk that gives back other bytes keeps the backup of before', async () => {
  const { look, ended } = machine({ isBad: true });
  look();
  expect(await ended()).toMatchObject({ state: 'not-done', why: 'altered' });
  expect(kept()).toEqual({ sauvegarde: 'the one before' });
});

test('a disk taken out in the middle is said, and asked for again', async () => {
  const gone = machine({
    make: () => {
      gone.state.disks = [];
      throw new Error('EIO');
    },
  });
  gone.look();
  expect(await gone.ended()).toMatchObject({ state: 'not-done', why: 'taken-out' });
  expect([existsSync(at('phrase')), kept()]).toEqual([false, { sauvegarde: 'the one before' }]);
  gone.state.disks = [stick];
  expect(gone.look().state).toBe('working');
  await gone.ended();
});

test('names of the disk that lead elsewhere, or are folders, are not written through', async () => {
  writeFileSync(at('elsewhere'), 'kept');
  symlinkSync(at('elsewhere'), at('stick', 'sauvegarde.nouvelle'));
  symlinkSync(at('elsewhere'), at('stick', 'rapport.json'));
  const linked = machine({});
  linked.look();
  expect((await linked.ended()).state).toBe('done');
  expect([readFileSync(at('elsewhere'), 'utf8'), kept()]).toEqual([
    'kept',
    { sauvegarde: 'closed', 'rapport.json': '{}' },
  ]);
  mkdirSync(at('stick', 'rapport.nouveau'));
  const folders = machine({});
  folders.look();
  expect(await folders.ended()).toMatchObject({ state: 'not-done', why: 'unusable' });
});

test('before the codes, the phrase that closes it is written and typed again first', async () => {
  const { look, ended, asked, shown, state } = machine({ needsPhrase: true });
  expect(look()).toEqual({ state: 'phrase', step: 'offered', wrong: 0 });
  expect(look('')).toEqual({ state: 'phrase', step: 'shown', wrong: 0 });
  expect(shown).toEqual([`tty1 ${groupedPhrase(phrase)}`]);
  expect(look('BCDEF')).toEqual({ state: 'phrase', step: 'shown', wrong: 1 });
  expect(asked).toEqual([]);
  expect(look(phrase.toLowerCase()).state).toBe('working');
  expect((await ended()).state).toBe('done');
  expect([state.read, existsSync(at('phrase'))]).toEqual([[groupedPhrase(phrase)], false]);
});

test('each state says what to do', () => {
  const said = (['refused', 'altered', 'taken-out', 'unusable'] as const).map((why) =>
    saveWords({ state: 'not-done', why, said: 'x' }),
  );
  for (const words of said) expect(words).toMatch(/^SAUVEGARDE NON FAITE\. /);
  expect(saveWords({ state: 'several' })).toContain('n’en laissez qu’un');
  expect(saveWords({ state: 'done', said: 'x' })).toMatch(/retirez-le\.$/);
});
