import { describe, expect, it } from 'vitest';
import { parseBirthDate } from '../../../appliance/booth/birth-date.ts';
import { timeWords } from '../../../appliance/booth/frame.ts';
import { columnsFor } from '../../../appliance/booth/grid.ts';
import { receiptText } from '../../../appliance/booth/receipt.ts';
import { listFacts, shareWords } from '../../../appliance/booth/words.ts';
import { refusalText } from '../../../appliance/booth/refusal-text-fr.ts';
import { pieces, timeLeft } from '../../../core/french/text.ts';
import { receiptOf } from '../../support/fake-appliance.ts';
import { ballotFixture } from '../../support/voter-fixtures.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('the time left', () => {
  it.each([
    [59_999, 'moins d’une minute'],
    [60_000, '1 min'],
    [12 * 60_000, '12 min'],
    [3 * 3_600_000 + 12 * 60_000, '3 h 12'],
    [3 * 3_600_000 + 5 * 60_000, '3 h 05'],
    [3_600_000, '1 h'],
    [26 * 3_600_000, '1 jour et 2 h'],
    [48 * 3_600_000, '2 jours'],
  ])('of %d ms is « %s »', (milliseconds, words) => {
    expect(plain(timeLeft(milliseconds))).toBe(words);
  });

  it('is that of the grace after closing, said plainly, and ends with it', () => {
    const { page } = ballotFixture();
    expect(timeWords(page, page.closesMs - 1).state).toBe('open');
    const grace = timeWords(page, page.closesMs + 60_000);
    expect(plain(grace.text)).toBe(
      'Le scrutin est clos, mais vous aviez ouvert cette page à temps : il vous reste 4 min pour confirmer.',
    );
    expect(timeWords(page, page.closesMs + page.graceMs).state).toBe('over');
  });
});

describe('a birth date', () => {
  it.each([
    '07/11/1968',
    '7/11/1968',
    '07 11 1968',
    '07.11.1968',
    '07-11-1968',
    '07111968',
    ' 07 / 11 / 1968 ',
  ])('« %s » is read', (typed) => {
    expect(parseBirthDate(typed)).toBe('1968-11-07');
  });
  it.each(['', '31/02/1968', '11/1968', '1968-11-07', '07/11/68', '07/13/1968', '01/01/1800'])(
    '« %s » is refused',
    (typed) => {
      expect(parseBirthDate(typed)).toBeNull();
    },
  );
});

describe('the grid of choices', () => {
  it.each([
    [2, 2],
    [3, 3],
    [4, 2],
    [5, 3],
    [6, 3],
    [7, 4],
    [8, 4],
    [9, 3],
    [10, 5],
    [12, 4],
  ])('of %d has %d columns', (count, columns) => {
    expect(columnsFor(count)).toBe(columns);
  });
});

describe('the facts of a list', () => {
  it('give the share of a joint list, in whole percents or as the fraction itself', () => {
    expect(shareWords('3/5')).toBe('60 %');
    expect(shareWords('1/3')).toBe('1/3');
    const split = [
      { organisation: 'CFTC', share: '3/5' },
      { organisation: 'UNSA', share: '2/5' },
    ];
    expect(listFacts({ affiliation: null, split }).map(plain)).toEqual([
      'Liste commune : CFTC 60 %, UNSA 40 %',
    ]);
  });
});

describe('the receipt to keep', () => {
  it('holds the proof and the seal, neither the choice nor a name nor a time', () => {
    const fixture = ballotFixture();
    const receipt = receiptOf(fixture, 'ballot');
    const text = receiptText(fixture.page, receipt);
    expect(text.replaceAll(' ', '')).toContain(receipt.tracker);
    expect(text).toContain(fixture.page.sealCode);
    for (const list of fixture.page.lists) expect(text).not.toContain(list.candidates[0]);
    expect(text).not.toMatch(/\d\s*h\b|202\d/);
  });
});

describe('what is said of a refusal', () => {
  it('agrees in number with the tries left', () => {
    expect(plain(refusalText({ code: 'secret/wrong', left: 1 }))).toContain('il vous reste 1 essai.');
    expect(plain(refusalText({ code: 'secret/wrong', left: 3 }))).toContain('il vous reste 3 essais.');
    expect(plain(refusalText({ code: 'login/wrong-pair', left: null }))).not.toContain('reste');
  });
});

describe('ordinals', () => {
  it('are cut from the text around them', () => {
    expect(pieces('1er collège, 2e tour, 17 h')).toEqual([
      { text: '1', raised: false },
      { text: 'er', raised: true },
      { text: ' collège, 2', raised: false },
      { text: 'e', raised: true },
      { text: ' tour, 17 h', raised: false },
    ]);
  });
});
