/** Any events at any instants, for properties of a passage: gestures, answers late or not, the world around. */
import fc from 'fast-check';
import { drawIdentifier } from '../../core/access/codes.ts';
import type { PassageEvent } from '../../core/kiosk/passage.ts';
import { ballot, site, voter } from './passage-player.ts';
import { random } from './voter-fixtures.ts';

export const identifier = drawIdentifier(random);
export const tracker = 'UV7oaQWqRi6lgTP4wBHfeqTpl642I';

const events: fc.Arbitrary<PassageEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom<PassageEvent>(
      { kind: 'down' },
      { kind: 'up' },
      { kind: 'enter' },
      { kind: 'back' },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('0', '7', 'A').map((character) => ({ kind: 'type', character }) as const),
  },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(
        'type',
        'listen',
        'settings',
        'language:fr',
        'language:en',
        'sound',
        'text-size',
        'bureau',
        'back',
        'restart',
        'spell',
        'close',
        'confirm',
        'contest:c2-titulaires',
        'contest:c2-suppleants',
        'list:0',
        'list:1',
        'blank',
        'name:0',
        'continue',
        'again',
        'leave',
        'finish',
        'contests',
      )
      .map((item) => ({ kind: 'press', item }) as const),
  },
  { weight: 2, arbitrary: fc.constant<PassageEvent>({ kind: 'reading', text: identifier }) },
  { weight: 2, arbitrary: fc.constant<PassageEvent>({ kind: 'tick' }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom<PassageEvent>(
      { kind: 'signed-in', voter },
      { kind: 'sign-in-refused', refusal: { code: 'login/wrong-pair', left: 2 }, about: 'identity' },
      { kind: 'opened', ballot },
      { kind: 'recorded', tracker },
      { kind: 'not-recorded', refusal: { code: 'service/no-answer' }, about: 'again' },
      { kind: 'not-recorded', refusal: { code: 'vote/already-cast' }, about: 'final' },
      { kind: 'stopped', refusal: { code: 'service/no-answer' } },
      { kind: 'stopped', refusal: { code: 'vote/already-cast' } },
      { kind: 'unknown-fate', tracker },
      { kind: 'receipt-refused', tracker },
      { kind: 'site', site: null },
      { kind: 'site', site },
      { kind: 'hearing', hearing: 'ready' },
      { kind: 'hearing', hearing: 'unplugged' },
      { kind: 'hear-again' },
    ),
  },
);

/** Each with the time since the one before, in milliseconds. */
export const timedEvents = fc.array(fc.tuple(events, fc.constantFrom(50, 1_000, 40_000, 130_000)), {
  maxLength: 60,
});
