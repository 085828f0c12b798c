// The voice of a kiosk: the real espeak-ng where it is installed (`npm test` installs it when it can).
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foreseenTexts } from '../../../core/kiosk/foreseen.ts';
import { everyCharacterName, spell } from '../../../core/kiosk/pronunciation/pronunciation.ts';
import type { Phrase } from '../../../core/kiosk/text.ts';
import { loudspeakersOf, pluggedOf } from '../../../kiosk/agent/headphones.ts';
import { openSpeechCalls } from '../../../kiosk/agent/speech-calls.ts';
import { openSpeech, type Speech } from '../../../kiosk/agent/speech.ts';
import { ballot, site } from '../../support/passage-player.ts';

const program = '/usr/bin/espeak-ng';
if (!existsSync(program)) process.stderr.write('espeak-ng manque : les essais de la voix sont sautés.\n');
const spoken = test.skipIf(!existsSync(program));

const digits = new Set(spell('0123456789', false, 'fr').map(({ text }) => text));
const french = (text: string): Phrase => ({ text, language: 'fr' });

let root: string;
let folder: string;
let speech: Speech;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'isoloir-'));
  folder = join(root, 'voix');
  speech = openSpeech(folder);
});
afterAll(() => rmSync(root, { recursive: true }));

/** Seconds of a sound, and its loudest sample of 1. */
function heard(sound: Buffer): { seconds: number; peak: number } {
  expect(sound.toString('latin1', 0, 4) + sound.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
  expect([sound.readUInt16LE(20), sound.readUInt16LE(22), sound.readUInt16LE(34)]).toEqual([1, 1, 16]);
  expect(sound.readUInt32LE(40)).toBe(sound.length - 44);
  const samples = new Int16Array(sound.buffer.slice(sound.byteOffset + 44, sound.byteOffset + sound.length));
  return {
    seconds: samples.length / sound.readUInt32LE(24),
    peak: samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0) / 32_768,
  };
}

spoken(
  'every sentence of a passage becomes a sound of plausible length, and different sentences differ',
  async () => {
    const characters = new Set(everyCharacterName('fr').map(({ text }) => text));
    const texts = foreseenTexts(site, [ballot]).filter(
      ({ text }) => digits.has(text) || !(characters.has(text) || /saisi|Effacé/.test(text)),
    );
    const left = [...texts];
    const hashes = new Set<string>();
    const hearAll = async () => {
      for (let phrase = left.pop(); phrase !== undefined; phrase = left.pop()) {
        const { text } = phrase;
        const sound = (await speech.say(phrase)) ?? expect.unreachable(text);
        const { seconds, peak } = heard(sound);
        const isPlausible = seconds > text.length * 0.03 && seconds < 1.5 + text.length * 0.16;
        expect([text, isPlausible, peak > 0.05]).toEqual([text, true, true]);
        hashes.add(createHash('sha256').update(sound).digest('hex'));
      }
    };
    await Promise.all([hearAll(), hearAll(), hearAll(), hearAll()]);
    expect(hashes.size).toBeGreaterThan(texts.length * 0.97);
    expect(readdirSync(folder)).toEqual([]);
  },
  60_000,
);

spoken(
  'what is foreseen is kept for this user alone, made once, read without a mark, forgotten when it is not',
  async () => {
    await speech.keep([french('Votre vote est enregistré.'), french('Liste CGT.')]);
    expect(speech.state()).toMatchObject({ speaks: true, kept: 2, toKeep: 2 });
    const files = readdirSync(folder).map((name) => join(folder, name));
    const times = () => files.map((file) => [statSync(file).atimeMs, statSync(file).mtimeMs]);
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    const before = times();
    const said = await speech.say(french('Liste CGT.'));
    expect(times()).toEqual(before);
    expect(files.some((file) => said?.equals(readFileSync(file)) === true)).toBe(true);
    await speech.keep([french('Votre vote est enregistré.'), french('Liste CGT.')]);
    expect(times().map(([, made]) => made)).toEqual(before.map(([, made]) => made));
    await speech.keep([french('Liste CFDT.')]);
    expect(readdirSync(folder)).toHaveLength(1);
  },
);

spoken('the same words are said by another voice in another language, and kept apart', async () => {
  const texts = [
    'Your vote is recorded.',
    'Your encrypted ballot was sent, but no answer came back.',
    '12 of 12',
  ];
  for (const text of texts) {
    const english = (await speech.say({ text, language: 'en' })) ?? expect.unreachable(text);
    const { seconds, peak } = heard(english);
    expect([text, seconds > text.length * 0.03, peak > 0.05]).toEqual([text, true, true]);
    expect((await speech.say(french(text)))?.equals(english)).toBe(false);
  }
  await speech.keep([french('12'), { text: '12', language: 'en' }]);
  expect(readdirSync(folder)).toHaveLength(2);
  await speech.keep([]);
});

spoken('a voter’s own sentence is spoken, and nothing of it is kept', async () => {
  const before = readdirSync(folder);
  expect(await speech.say(french('Mme Jeanne Martin'))).not.toBeNull();
  expect(readdirSync(folder)).toEqual(before);
});

test('no text, too much text or only signs: no sound, and no program is run', async () => {
  const none = openSpeech(join(root, 'none'), '/bin/false');
  for (const text of ['', '…', '[[ ]]', 'a'.repeat(601)]) expect(await none.say(french(text))).toBeNull();
});

test('a program that is missing, fails, says nothing, floods or hangs gives no sound, and the kiosk says so', async () => {
  const script = (name: string, lines: string) => {
    const file = join(root, name);
    writeFileSync(file, `#!/bin/sh\n${lines}\n`);
    chmodSync(file, 0o700);
    return file;
  };
  const programs = [
    join(root, 'missing'),
    '/bin/false',
    '/bin/true',
    script('floods', 'exec cat /dev/zero'),
    script('other', 'echo not a sound, though it is longer than the header of one'),
  ];
  for (const broken of programs) {
    const mute = openSpeech(join(root, 'mute'), broken);
    expect([broken, await mute.say(french('Bonjour'))]).toEqual([broken, null]);
    expect(mute.state().speaks).toBe(false);
    const calls = openSpeechCalls(mute, { plugged: () => 'plugged', stop: () => undefined });
    expect(calls.hearing()).toBe('unavailable');
  }
});

test('a folder that others could read or write is refused', () => {
  const open = mkdtempSync(join(root, 'open-'));
  chmodSync(open, 0o777);
  expect(() => openSpeech(open)).toThrow('alone');
});

spoken('what the page may ask: a text, or texts to make ahead; anything else is refused', async () => {
  const calls = openSpeechCalls(speech, { plugged: () => 'unplugged', stop: () => undefined });
  expect(calls.hearing()).toBe('unplugged');
  expect(await calls.say(french('Bonjour'))).not.toBeNull();
  for (const body of [
    null,
    {},
    { text: 'a' },
    { text: 1, language: 'fr' },
    { text: '', language: 'fr' },
    { text: 'a', language: 'de' },
    { text: 'a', language: '-h' },
    { text: 'a', language: 'fr', voice: 'en' },
    { text: 'a'.repeat(601), language: 'fr' },
  ]) {
    expect(await calls.say(body)).toBeNull();
  }
  expect(calls.ahead({ texts: [french('Bonjour')] })).toBe(true);
  expect(calls.ahead({ texts: ['Bonjour'] })).toBe(false);
  expect(calls.ahead({ texts: Array.from({ length: 5_001 }, () => french('a')) })).toBe(false);
});

// ── The headphone ────────────────────────────────────────────────────────────────────────────────────────

const card = (jack: string) => `numid=11,iface=CARD,name='Headphone Jack'
  ; type=BOOLEAN,access=r-------,values=1
  : values=${jack}
numid=12,iface=CARD,name='Speaker Phantom Jack'
  ; type=BOOLEAN,access=r-------,values=1
  : values=on
numid=1,iface=MIXER,name='Headphone Playback Volume'
  ; type=INTEGER,access=rw---R--,values=2,min=0,max=87,step=0
  : values=60,60
numid=3,iface=MIXER,name='Speaker Playback Switch'
  ; type=BOOLEAN,access=rw------,values=2
  : values=on,on
numid=8,iface=MIXER,name='Auto-Mute Mode'
  ; type=ENUMERATED,access=rw------,values=1,items=2
  ; Item #0 'Disabled'
  ; Item #1 'Enabled'
  : values=1
`;

test('a headphone is plugged in when ALSA says so of its jack; no jack, not known', () => {
  expect(pluggedOf(card('on'))).toBe('plugged');
  expect(pluggedOf(card('off'))).toBe('unplugged');
  expect(pluggedOf('')).toBe('unknown');
  expect(pluggedOf("numid=3,iface=MIXER,name='Headphone Jack'\n  : values=on\n")).toBe('unknown');
});

test('loudspeakers are switched off, and so is what would switch them on again', () => {
  expect(loudspeakersOf(card('on'))).toEqual([
    { id: '3', value: 'off' },
    { id: '8', value: '0' },
  ]);
});
