/** No-break spaces and superscripts of printed French. */
import { describe, expect, it } from 'vitest';
import { groupsOfFour } from '../../../appliance/documents/code-block.ts';
import { ordinal, withNoBreakSpaces } from '../../../appliance/documents/typography.ts';

describe('no-break spaces', () => {
  it('go before high punctuation and inside guillemets', () => {
    expect(withNoBreakSpaces('Perdu ? Appelez : « aide » ; 10 % !')).toBe(
      'Perdu\u202f? Appelez\u00a0: «\u00a0aide\u00a0»\u202f; 10\u00a0%\u202f!',
    );
  });

  it('hold a time, a civility and an article together', () => {
    expect(withNoBreakSpaces('M. Bages, article R. 2314-19, à 8 h 30')).toBe(
      'M.\u00a0Bages, article R.\u00a02314-19, à 8\u00a0h\u00a030',
    );
  });

  it('do not touch an ordinary sentence', () => {
    expect(withNoBreakSpaces('Relisez, puis confirmez votre vote.')).toBe(
      'Relisez, puis confirmez votre vote.',
    );
  });
});

describe('superscripts', () => {
  it('are for ordinals and never for a code', () => {
    const found = (text: string): string[] => Array.from(text.matchAll(ordinal), ([match]) => match);
    expect(found('le 1er tour et le 2e collège')).toEqual(['1er', '2e']);
    expect(found('a12e 3F 4E 17e8')).toEqual([]);
  });
});

describe('groups of a code', () => {
  it('are of four, except for a short secret', () => {
    expect(groupsOfFour('K7QX-2M9T 4RWD8H0P')).toEqual(['K7QX', '2M9T', '4RWD', '8H0P']);
    expect(groupsOfFour('40718')).toEqual(['40718']);
  });
});
