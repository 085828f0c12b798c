/** What is said in English besides what is shown. The keys are called as they are in French, by what they do. */
import type { SpokenWords } from './words.ts';

export const spoken: SpokenWords = {
  introduction: [
    'The sound is on.',
    'Four keys are enough.',
    'Down and up go from one line to another.',
    'Enter chooses the line that you have just heard.',
    'Back erases, or goes back.',
    'On the number pad, star repeats and slash pauses.',
    'Loudness and speed are set on the line called Settings.',
  ],
  unsaid: 'A sentence could not be said. Call the help line.',
  lines: (count) => (count === 1 ? '1 line.' : `${count} lines.`),
  goOn: 'Move on with the down key.',
  place: (at, of) => `${at} of ${of}`,
  typing: (done, filled, of) => {
    const what = done === 'erased' ? 'Erased' : done === 'digit' ? 'Digit typed' : 'Character typed';
    return `${what}, ${of === null ? filled : `${filled} of ${of}`}.${filled === of ? ' Press Enter.' : ''}`;
  },
  volume: (at, of) => `Loudness ${at} of ${of}.`,
  rate: (at, of) => `Speed ${at} of ${of}.`,
};
