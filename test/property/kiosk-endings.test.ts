// Whatever happens at a kiosk: what is said of a vote is true, and the welcome is the next voter's.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usualSettings } from '../../core/kiosk/settings.ts';
import { plainText } from '../../core/kiosk/text.ts';
import { identifier, timedEvents, tracker } from '../support/passage-events.ts';
import { Player } from '../support/passage-player.ts';

const starts = [
  () => new Player(),
  () => new Player().signedIn(identifier),
  () => new Player().signedIn(identifier).cast(),
  () => new Player().signedIn(identifier).cast().send({ kind: 'unknown-fate', tracker }),
];

const isNone = /Aucun vote n’a été enregistré/;
const isUnknown = /Nous ne savons pas/;

test('whatever happens, what is said of the votes of a passage is true, on its last screen and before', () => {
  fc.assert(
    fc.property(timedEvents, fc.constantFrom(...starts), (history, start) => {
      const player = start();
      const votes = { recorded: 0, isKnown: player.passage.doubt === null };
      for (const [event, afterMs] of history) {
        const { at } = player.passage;
        player.send(event, afterMs);
        if (at === 'recording' && player.passage.at !== 'recording') {
          votes.isKnown = event.kind === 'recorded' || event.kind === 'not-recorded';
          votes.recorded += event.kind === 'recorded' ? 1 : 0;
        }
        if (player.passage.at === 'welcome') Object.assign(votes, { recorded: 0, isKnown: true });
        const { screen } = player;
        const said = [screen.title, ...screen.lines].map(plainText).join(' ');
        if (votes.recorded > 0 || !votes.isKnown) expect(said).not.toMatch(isNone);
        if (player.passage.at !== 'wiped') continue;
        expect(isUnknown.test(said)).toBe(!votes.isKnown);
        expect(isNone.test(said)).toBe(votes.isKnown && votes.recorded === 0);
        if (votes.recorded === 1) expect(said).toContain('Un vote a été enregistré');
        if (votes.recorded > 1) expect(said).toContain(`${votes.recorded} votes ont été enregistrés`);
      }
    }),
    { numRuns: 300 },
  );
});

test('whatever happens, after somebody’s letter the welcome is shown with everything forgotten, and as it was first', () => {
  fc.assert(
    fc.property(timedEvents, fc.constantFrom(...starts), (history, start) => {
      const player = start();
      let isSomebodys = player.passage.identifier !== null;
      player.taken();
      for (const [event, afterMs] of history) {
        const { at } = player.passage;
        player.send(event, afterMs);
        isSomebodys ||= player.passage.identifier !== null;
        if (player.passage.at !== 'welcome') continue;
        const kinds = player.taken().map(({ kind }) => kind);
        if (isSomebodys) expect(kinds).toEqual(expect.arrayContaining(['forget', 'restart']));
        isSomebodys = false;
        if (at === 'welcome' && player.passage.beganMs !== null) continue;
        const { settings, beganMs, identifier: letter, recorded, doubt } = player.passage;
        expect({ settings, beganMs, letter, recorded, doubt }).toEqual({
          ...{ settings: usualSettings, beganMs: null, letter: null, recorded: 0, doubt: null },
        });
      }
    }),
    { numRuns: 300 },
  );
});
