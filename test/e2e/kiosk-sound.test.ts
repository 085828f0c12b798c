// A voter who sees nothing, at a kiosk: what the page plays is all that the test knows, four keys and a letter before the
// reader are all that it has. Sounds are the real ones of espeak-ng.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Plugged } from '../../kiosk/agent/headphones.ts';
import { openSpeechCalls } from '../../kiosk/agent/speech-calls.ts';
import type { Phrase } from '../../core/kiosk/text.ts';
import { openSpeech } from '../../kiosk/agent/speech.ts';
import type { Language } from '../../core/language.ts';
import { openBrowser } from '../support/browser.ts';
import { openFakeKiosk, type FakeKiosk } from '../support/fake-kiosk.ts';
import { ballotFixture } from '../support/voter-fixtures.ts';

const isInstalled = existsSync('/usr/bin/espeak-ng');
if (!isInstalled) process.stderr.write('espeak-ng manque : les essais du son sont sautés.\n');
const heard = test.skipIf(!isInstalled);

const fixture = ballotFixture();
let browser: Browser;
let kiosk: FakeKiosk;
let folder: string;
let plugged: Plugged;
/** Texts whose sound was asked of the terminal. */
let asked: string[];
/** The voice of each. */
const voices = new Map<string, Language>();
/** Those to be made ahead. */
let foreseen: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-'));
  browser = await openBrowser();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  kiosk.stop();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** The ears: what is played, sentence by sentence; each is cut short once it is known to be a real sound. */
class Ears {
  readonly #page: Page;
  readonly #heard: string[] = [];
  readonly volumes: number[] = [];
  readonly rates: number[] = [];

  constructor(page: Page) {
    this.#page = page;
  }

  hear(text: string, seconds: number, volume: number, rate: number): void {
    expect([text, seconds > 0.08]).toEqual([text, true]);
    this.#heard.push(text.replaceAll('\u00a0', ' '));
    this.volumes.push(volume);
    this.rates.push(rate);
  }

  /** Waits until a sentence that has these words is heard, and answers it; what came before is forgotten. */
  async until(words: string): Promise<string> {
    for (let waitedMs = 0; waitedMs < 8_000; waitedMs += 15) {
      const place = this.#heard.findIndex((text) => text.includes(words));
      if (place >= 0) return this.#heard.splice(0, place + 1).at(-1) ?? '';
      await this.#page.waitForTimeout(15);
    }
    return expect.unreachable(`« ${words} » was not heard, but: ${this.#heard.join(' | ')}`);
  }

  /** The next sentence. */
  next(): Promise<string> {
    return this.until('');
  }

  quiet(): void {
    this.#heard.length = 0;
  }
}

/** @param playsAll on the sound device too, instead of reading each sound until its length is known. */
async function sit(
  playsAll: boolean,
  languages: readonly Language[] = ['fr'],
  atFirst: Plugged = 'unplugged',
): Promise<{ page: Page; ears: Ears }> {
  plugged = atFirst;
  asked = [];
  const speech = openSpeech(join(folder, 'voix'));
  const calls = openSpeechCalls(speech, { plugged: () => plugged, stop: () => undefined });
  kiosk = await openFakeKiosk(
    fixture,
    {
      speech: {
        ...calls,
        say: (body) => {
          const { text, language } = body as Phrase;
          asked.push(text);
          voices.set(text, language);
          return calls.say(body);
        },
        ahead: (body) => {
          foreseen = (body as { texts: Phrase[] }).texts.map(({ text }) => text);
          return true;
        },
      },
    },
    languages,
  );
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, locale: 'fr-FR' });
  const page = await context.newPage();
  const ears = new Ears(page);
  page.on('pageerror', (error) => expect.unreachable(error.message));
  await page.exposeFunction('hear', (text: string, seconds: number, volume: number, rate: number) =>
    ears.hear(text, seconds, volume, rate),
  );
  await page.addInitScript((playsAll) => {
    const play = (audio: HTMLMediaElement) => Reflect.apply(original, audio, []);
    const original = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'play')
      ?.value as () => Promise<void>;
    const { hear } = window as unknown as { hear: (...heard: unknown[]) => Promise<void> };
    HTMLMediaElement.prototype.play = async function (this: HTMLMediaElement) {
      const { text } = this.dataset;
      if (playsAll) await play(this);
      else if (this.readyState === 0) {
        await new Promise((known) => this.addEventListener('loadedmetadata', known, { once: true }));
      }
      // Another sentence may have taken its place.
      if (text !== this.dataset['text']) return;
      await hear(text, this.duration, this.volume, this.playbackRate);
      if (text !== this.dataset['text'] || (playsAll && this.paused)) return;
      if (playsAll) this.currentTime = this.duration;
      else this.dispatchEvent(new Event('ended'));
    };
  }, playsAll);
  await page.goto(kiosk.address);
  await page.locator('#screen[data-at="welcome"]').waitFor();
  return { page, ears };
}

/** Of a screen on which there is something to choose. */
const lastWords = 'Avancez par la touche bas.';

const keys = { down: 'ArrowDown', up: 'ArrowUp', enter: 'Enter', back: 'Escape' } as const;

async function press(page: Page, key: keyof typeof keys): Promise<void> {
  await page.waitForTimeout(35);
  await page.keyboard.press(keys[key]);
}

/** Down, line after line, until the one that begins so is heard; then enter. */
async function choose(page: Page, ears: Ears, words: string): Promise<void> {
  for (let tries = 0; tries < 30; tries += 1) {
    ears.quiet();
    await press(page, 'down');
    if ((await ears.next()).startsWith(words)) {
      ears.quiet();
      await press(page, 'enter');
      return;
    }
  }
  expect.unreachable(`no line says « ${words} »`);
}

const digits = ['un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'zéro'];

/** Each digit sought among the keys by their names, the shorter way. */
async function typeByEar(page: Page, ears: Ears, text: string): Promise<void> {
  let at = -1;
  for (const [place, digit] of Array.from(text).entries()) {
    const wanted = (Number(digit) + 9) % 10;
    ears.quiet();
    while (at !== wanted) {
      await press(page, at < wanted ? 'down' : 'up');
      at = digits.indexOf(await ears.next());
      expect(at).toBeGreaterThanOrEqual(0);
    }
    await press(page, 'enter');
    expect(await ears.next()).toContain(`Chiffre saisi, ${place + 1} sur ${text.length}.`);
  }
  // From the last key, the line that confirms is further down.
  while (!/^(Valider|Confirmer)/.test(await pressed(page, ears, 'down')));
  ears.quiet();
  await press(page, 'enter');
}

async function pressed(page: Page, ears: Ears, key: keyof typeof keys): Promise<string> {
  ears.quiet();
  await press(page, key);
  return ears.next();
}

async function presentLetter(page: Page): Promise<void> {
  await page.evaluate((read) => {
    for (const key of [...read, 'Enter'])
      dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
  }, Array.from(fixture.identifier));
}

heard(
  'with a headphone, four keys and a letter, by ear alone, one strikes a name, votes and leaves',
  async () => {
    const { page, ears } = await sit(true);
    plugged = 'plugged';
    await ears.until('Le son est en marche.');
    await ears.until('Présentez votre courrier devant le lecteur');
    await presentLetter(page);
    await ears.until('Votre date de naissance');
    await ears.until('Avancez par la touche bas');
    await typeByEar(page, ears, '11111911');
    await ears.until('Mme Jeanne Martin');
    await ears.until('Choisissez un scrutin');
    await ears.until(lastWords);
    await choose(page, ears, '2e collège');
    await ears.until('Choisissez une liste, ou le vote blanc');
    await ears.until(lastWords);
    await choose(page, ears, 'CGT');
    await ears.until('Gardez-vous tous les noms ?');
    await ears.until(lastWords);
    await choose(page, ears, 'Denis Calmette, gardé');
    await ears.until('Denis Calmette, nom rayé');
    await choose(page, ears, 'Continuer');
    await ears.until('Vous votez pour la liste CGT.');
    await ears.until(lastWords);
    await choose(page, ears, 'C’est bien mon vote');
    await ears.until('Votre code secret');
    await ears.until(lastWords);
    await typeByEar(page, ears, fixture.secret);
    await ears.until('Votre vote est enregistré');
    await ears.until(lastWords);
    expect(kiosk.appliance.urn).toHaveLength(1);
    await choose(page, ears, 'J’ai terminé');
    await ears.until('Tout est effacé');
    await ears.until('Reprenez votre courrier');
    expect(foreseen).toContain('Denis Calmette, nom rayé, 2 sur 2.');
    expect(foreseen.join()).not.toContain('Martin');
    // What the terminal was asked to speak tells neither the secret nor the birth date, by no order either.
    const together = asked.join('|');
    expect(together).not.toContain(fixture.secret);
    expect(together).not.toContain(fixture.identifier);
    expect(asked.filter((text) => digits.includes(text)).length).toBeLessThanOrEqual(10);
    expect(await page.content()).not.toMatch(/Martin|CGT|Calmette/);
  },
  180_000,
);

heard('volume, rate, again, pause; pulled out, the headphone takes the sound with it', async () => {
  const { page, ears } = await sit(true);
  // Without a headphone, nothing is ever played, whatever is pressed.
  for (const key of ['*', 'PageUp', 'ArrowDown', '*']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(40);
  }
  expect(await page.locator('[role="alert"]').innerText()).toContain('Branchez un casque');
  expect(ears.volumes).toEqual([]);
  plugged = 'plugged';
  await ears.until('Présentez votre courrier devant le lecteur');
  for (const [key, said] of [
    ['PageUp', 'Volume 4 sur 5.'],
    ['Home', 'Vitesse 3 sur 6.'],
    ['*', 'Présentez votre courrier devant le lecteur'],
  ] as const) {
    ears.quiet();
    await page.waitForTimeout(40);
    await page.keyboard.press(key);
    await ears.until(said);
  }
  expect(20 * Math.log10(ears.volumes.at(-1) ?? 0)).toBeCloseTo(-6, 3);
  expect(ears.rates.at(-1)).toBe(1.25);
  plugged = 'unplugged';
  await page.locator('[role="alert"]').waitFor();
  const before = ears.volumes.length;
  await page.keyboard.press('ArrowDown');
  await page.waitForTimeout(300);
  expect(ears.volumes).toHaveLength(before);
});

heard(
  'in a headphone left there a key starts the sound; one is invited to English by its voice, finds it, and goes on in it; names stay with the French voice',
  async () => {
    const { page, ears } = await sit(false, ['fr', 'en'], 'plugged');
    await page.getByText('Écouter, sans écran').waitFor();
    expect(ears.volumes).toEqual([]);
    await press(page, 'enter');
    await ears.until('For English, press the down key');
    await ears.until('Avancez par la touche bas');
    await choose(page, ears, 'English');
    await ears.until('The sound is on.');
    await ears.until('Hold your letter in front of the reader');
    await presentLetter(page);
    await ears.until('Your date of birth');
    expect(voices.get('English.')).toBe('en');
    expect(voices.get('Domitia Habitat — agence de Carcassonne.')).toBe('fr');
    expect(voices.get('Your date of birth.')).toBe('en');
  },
  60_000,
);

test('a terminal that cannot speak says so on its screen', async () => {
  kiosk = await openFakeKiosk(fixture);
  const page = await browser.newPage();
  await page.goto(kiosk.address);
  const screen = page.locator('#screen');
  await screen.getByText('Le son est indisponible sur cette borne.').waitFor();
  expect(await screen.getByText('Écouter, sans écran').count()).toBe(0);
});
