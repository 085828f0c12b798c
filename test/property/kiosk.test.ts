import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fingersMs,
  longestReading,
  pressKey,
  quietGate,
  readLetterCode,
  settleKeys,
  silenceMs,
  type Heard,
} from '../../core/kiosk/letter-code.ts';
import type { Passage } from '../../core/kiosk/passage.ts';
import { itemsOf } from '../../core/kiosk/screen.ts';
import { screenOf } from '../../core/kiosk/screens.ts';
import { spokenItem, spokenScreen, spokenWarning } from '../../core/kiosk/spoken.ts';
import { languages } from '../../core/language.ts';
import { phrasesOf, plainText, type Text } from '../../core/kiosk/text.ts';
import { identifier, timedEvents, tracker } from '../support/passage-events.ts';
import { ballot, Player, site, voter } from '../support/passage-player.ts';

/** Keys with the time since the one before, then silence. */
function heard(keys: readonly (readonly [key: string, afterMs: number])[]): Heard[] {
  let gate = quietGate;
  let nowMs = 0;
  const all: Heard[] = [];
  for (const [key, afterMs] of keys) {
    nowMs += afterMs;
    const passed = pressKey(gate, key, nowMs);
    gate = passed.gate;
    all.push(...passed.heard);
  }
  all.push(...settleKeys(gate, nowMs + silenceMs).heard);
  return all;
}

const key = fc.oneof(
  fc.constantFrom('Enter', 'ArrowDown', 'ArrowUp', 'Escape', 'Tab', 'F12', 'Backspace', '0', '1', 'A'),
  fc.string({ minLength: 1, maxLength: 1 }),
);

test('keys faster than fingers never act: they are one reading', () => {
  fc.assert(
    fc.property(
      fc.array(key, { minLength: 2, maxLength: 200 }),
      fc.integer({ min: 0, max: fingersMs - 1 }),
      (keys, gap) => {
        const all = heard(keys.map((each) => [each, gap] as const));
        expect(all.map(({ kind }) => kind)).toEqual(['reading']);
      },
    ),
  );
});

test('keys as slow as fingers are all heard, in order, and never as a reading', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 50 }), fc.integer({ min: fingersMs, max: 400 }), (keys, gap) => {
      const all = heard(keys.map((each) => [each, gap] as const));
      expect(all).toEqual(keys.map((each) => ({ kind: 'key', key: each })));
    }),
  );
});

test('only an identifier as printed is read from a letter', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
      expect(readLetterCode(text).ok).toBe(false);
    }),
  );
  expect(readLetterCode(identifier)).toEqual({ ok: true, value: identifier });
});

test.each([
  ['an address', `https://exemple.invalid/${identifier}`, 'letter/foreign'],
  ['a script', 'javascript:alert(1)', 'letter/foreign'],
  ['more after it', `${identifier}0`, 'letter/foreign'],
  ['lower case', identifier.toLowerCase().replaceAll(/\d/g, 'a'), 'letter/foreign'],
  ['a control character', `${identifier.slice(0, 15)}\u0007`, 'letter/control-characters'],
  ['a line, then more', `${identifier}\n0`, 'letter/control-characters'],
  ['a mark that writes backwards', `\u202e${identifier.slice(1)}`, 'letter/control-characters'],
  ['too much', '0'.repeat(longestReading + 1), 'letter/too-long'],
  ['a misread character', (identifier.startsWith('0') ? '1' : '0') + identifier.slice(1), 'letter/misread'],
])('a code with %s is refused', (_name, text, code) => {
  expect(readLetterCode(text)).toEqual({ ok: false, error: { code } });
});

test('a reader’s own ending, Enter or Tab, is not part of the code; other keys within spoil it', () => {
  const keys = (text: string) => Array.from(text, (each) => [each, 2] as const);
  for (const end of ['Enter', 'Tab'] as const) {
    expect(heard([...keys(identifier), [end, 2]])).toEqual([{ kind: 'reading', text: identifier }]);
  }
  const [spoilt] = heard([...keys(identifier.slice(0, 8)), ['F12', 2], ...keys(identifier.slice(8))]);
  expect(spoilt?.kind === 'reading' && readLetterCode(spoilt.text)).toMatchObject({ ok: false });
  const [twice] = heard([...keys(identifier), ['Enter', 2], ...keys('13579'), ['Enter', 2]]);
  expect(twice?.kind === 'reading' && readLetterCode(twice.text)).toMatchObject({ ok: false });
});

// ── The passage under any events ─────────────────────────────────────────────────────────────────────────

test('whatever happens, each screen can be said, and each item that the keys reach', () => {
  fc.assert(
    fc.property(timedEvents, (history) => {
      const player = new Player();
      for (const [event, afterMs] of history) player.send(event, afterMs);
      const said = spokenScreen(player.screen).map(({ text }) => text);
      expect(said.join(' ')).toContain(plainText(player.screen.title).replace(/[.?!:]$/, ''));
      player.items.forEach((_, place) => expect(spokenItem(player.screen, place)).not.toEqual([]));
      expect(new Set(player.items).size).toBe(player.items.length);
      const { focus } = player.passage;
      if (focus !== null) expect(focus).toBeLessThan(Math.max(1, player.items.length));
    }),
  );
});

test('whatever happens, a wiped passage holds nothing of its voter', () => {
  fc.assert(
    fc.property(timedEvents, (history) => {
      const player = new Player()
        .signedIn(identifier)
        .press('contest:c2-titulaires')
        .send({ kind: 'opened', ballot });
      for (const [event, afterMs] of history) {
        player.send(event, afterMs);
        if (player.passage.at !== 'wiped') continue;
        const { site: _site, ...left } = player.passage;
        expect(JSON.stringify(left)).not.toMatch(
          new RegExp(`${identifier}|07111968|Martin|CFDT|CGT|${tracker}`),
        );
      }
    }),
  );
});

test('whatever happens, nothing is cast but from the secret’s screen, and one at a time', () => {
  fc.assert(
    fc.property(timedEvents, (history) => {
      const player = new Player().signedIn(identifier);
      player.taken();
      for (const [event, afterMs] of history) {
        const { at } = player.passage;
        player.send(event, afterMs);
        const casts = player.taken().filter(({ kind }) => kind === 'cast' || kind === 'send-again');
        expect(casts.length).toBeLessThanOrEqual(1);
        if (casts.length === 1) expect(['secret', 'unknown-fate']).toContain(at);
        // Recording ends by an answer alone.
        if (at === 'recording' && player.passage.at !== 'recording') {
          expect(['recorded', 'not-recorded', 'unknown-fate', 'receipt-refused']).toContain(event.kind);
        }
      }
    }),
  );
});

// ── Languages ────────────────────────────────────────────────────────────────────────────────────────────

const offered = { ...site, languages };

const starts = [
  () => new Player(offered),
  () => new Player(offered).signedIn(identifier),
  () => new Player(offered).signedIn(identifier).cast(),
  () => new Player(offered).signedIn(identifier).cast().send({ kind: 'recorded', tracker }),
];

/** Our own words of a screen, without those of the ballot, of the election or of a person. */
function ownWords(passage: Passage): string[] {
  const { language, problem, title, lines, entry, list, actions } = screenOf(passage);
  const acting = [...list, ...actions].filter(({ look }) => look !== 'key');
  const texts: (Text | null | undefined)[] = [
    ...[problem, title, ...lines, entry?.label, entry?.spoken],
    ...acting.flatMap(({ label, details, state }) => [label, ...details, state]),
    spokenWarning(passage),
  ];
  return texts
    .flatMap((text) => phrasesOf(text ?? '', language))
    .filter((phrase) => phrase.language === language && !isOfBallot(phrase.text))
    .map(({ text }) => text);
}

/** In French nothing marks them. */
const named = [
  ...[voter.name, site.title, ballot.title, ...voter.contests.map(({ title }) => title)],
  ...ballot.lists.flatMap(({ name, candidates }) => [name, ...candidates, candidates.join(', ')]),
];
const isOfBallot = (text: string) => named.includes(text) || !/\p{L}/u.test(text);

test('whatever happens, a screen is entirely in the language chosen, what is said too, and the other has none of it', () => {
  fc.assert(
    fc.property(timedEvents, fc.constantFrom(...starts), (history, start) => {
      const player = start();
      for (const [event, afterMs] of history) {
        player.send(
          event.kind === 'site' && event.site !== null ? { kind: 'site', site: offered } : event,
          afterMs,
        );
        const { passage } = player;
        if (passage.at === 'bureau') continue;
        const [fr, en] = (['fr', 'en'] as const).map((language) =>
          ownWords({ ...passage, settings: { ...passage.settings, language } }),
        );
        expect((fr ?? []).filter((text) => en?.includes(text))).toEqual([]);
        expect(player.screen.language).toBe(passage.settings.language);
        const { screen } = player;
        const items = itemsOf(screen).flatMap((_, place) => spokenItem(screen, place));
        for (const { text, language } of [...spokenScreen(screen), ...items]) {
          const isCharacter = text.length < 8 || /^(sign|barre)/.test(text);
          if (language === 'en' && !isCharacter) expect(text).not.toMatch(/[à-öù-ÿ«»]/);
        }
        if (passage.at === 'welcome' && passage.beganMs === null) expect(screen.language).toBe('fr');
      }
    }),
    { numRuns: 60 },
  );
});
