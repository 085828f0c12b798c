/** Parity and the clocks of Paris, for all numbers and all hours. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DossierMessage } from '../../core/dossier/messages.ts';
import { parisDate, readInstant } from '../../core/dossier/paris.ts';
import { parityOf } from '../../core/dossier/parity.ts';
import type { Sex } from '../../core/dossier/types.ts';

const registered = fc.record({ women: fc.nat(500), men: fc.nat(500) });
const candidates = fc.array(
  fc.constantFrom<Sex>('F', 'M').map((sex) => ({ sex })),
  { minLength: 2, maxLength: 12 },
);
const opposite = (sex: Sex): Sex => (sex === 'F' ? 'M' : 'F');

test('every admitted composition has all candidates, and the first is the rounding that the law states', () => {
  fc.assert(
    fc.property(candidates, registered, (list, { women, men }) => {
      const parity = parityOf(list, { women, men });
      if (!parity) return;
      const total = women + men;
      // Halves up, in whole numbers: ⌊(2·n·F + T) / 2·T⌋.
      const rounded = Math.floor((2 * list.length * women + total) / (2 * total));
      expect(parity.allowed[0]?.women).toBe(rounded);
      for (const composition of parity.allowed) {
        expect(composition.women + composition.men).toBe(list.length);
        expect(Math.min(composition.women, composition.men)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test('women and men exchanged, the answer is exchanged', () => {
  fc.assert(
    fc.property(candidates, registered, (list, { women, men }) => {
      const parity = parityOf(list, { women, men });
      const mirrored = parityOf(
        list.map(({ sex }) => ({ sex: opposite(sex) })),
        { women: men, men: women },
      );
      expect(mirrored?.findings).toEqual(parity?.findings);
      const swapped = parity?.allowed.map((one) => ({ women: one.men, men: one.women })) ?? [];
      expect(new Set(mirrored?.allowed.map(({ women: count }) => count))).toEqual(
        new Set(parity && swapped.map(({ women: count }) => count)),
      );
    }),
  );
});

test('some order of some admitted composition is always found to conform', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), registered, (n, counts) => {
      const any = Array.from({ length: n }, (): { sex: Sex } => ({ sex: 'F' }));
      const composition = parityOf(any, counts)?.allowed[0];
      if (!composition) return;
      const left = { F: composition.women, M: composition.men };
      let next: Sex = left.F >= left.M ? 'F' : 'M';
      const list = any.map(() => {
        const sex = left[next] > 0 ? next : opposite(next);
        left[sex] -= 1;
        next = opposite(sex);
        return { sex };
      });
      expect(parityOf(list, counts)?.findings).toEqual([]);
    }),
  );
});

test('any minute of any year is read back from what the clocks of Paris show, or refused in a night of change', () => {
  const minutes = fc.integer({
    min: Date.parse('2020-01-01T00:00Z') / 60_000,
    max: Date.parse('2040-01-01T00:00Z') / 60_000,
  });
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Paris',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  fc.assert(
    fc.property(minutes, (minute) => {
      const instantMs = minute * 60_000;
      const text = shown.format(instantMs);
      const messages: DossierMessage[] = [];
      const place = { file: 'dossier.yaml', line: 1, column: 1, field: 'opens' };
      const read = readInstant({ text, place }, 0, messages);
      expect(text.slice(0, 10)).toBe(parisDate(instantMs));
      if (read === null) {
        expect(messages.map(({ rule }) => rule)).toEqual(['time/ambiguous']);
        expect(text).toMatch(/-10-\d\d 02:/);
      } else expect(read).toBe(instantMs);
    }),
    { numRuns: 1000 },
  );
});
