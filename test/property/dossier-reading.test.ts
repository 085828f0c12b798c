/**
 * Reading a dossier, for all inputs: it never throws, never imports with an error, and what is written is what
 * is read.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../core/dossier/csv.ts';
import { readDossier, type DossierFile } from '../../core/dossier/read.ts';
import { filesOf, roll, todayMs } from '../unit/dossier/small-dossier.ts';

const cell = fc
  .string({ unit: fc.constantFrom('a', 'é', ' ', ';', ',', '"', '\n', '-', '1') })
  .map((text) => text.trim());

describe('csv', () => {
  test('what is quoted is read back, whatever it holds, with the line where it begins', () => {
    const tables = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(tables, fc.constantFrom(';', ','), (table, separator) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const header = `x${separator}y${separator}z`;
        const lines = table.map((row) => row.map(quoted).join(separator));
        const parsed = parseCsv([header, ...lines].join('\n'), 'roll.csv');
        if (!parsed.ok) throw new Error(parsed.error.text);
        const kept = table.filter((row) => row.some((text) => text !== ''));
        expect(parsed.value.slice(1).map(({ cells }) => cells.map(({ text }) => text))).toEqual(kept);
        let line = 2;
        const starts = lines.map((text) => {
          const start = line;
          line += text.split('\n').length;
          return start;
        });
        const expected = starts.filter((_, index) => table[index]?.some((text) => text !== ''));
        expect(parsed.value.slice(1).map((row) => row.line)).toEqual(expected);
      }),
    );
  });
});

describe('readDossier', () => {
  const withBytes = (file: DossierFile, bytes: Uint8Array) =>
    filesOf().map((other) => (other.name === file.name ? { ...file, bytes } : other));

  test('any bytes in any file give a dossier or errors, never an exception', () => {
    fc.assert(
      fc.property(fc.constantFrom(...filesOf()), fc.uint8Array({ maxLength: 200 }), (file, bytes) => {
        const result = readDossier(withBytes(file, bytes), { todayMs });
        expect(result.ok).toBe(false);
        if (!result.ok) expect(result.error.some(({ severity }) => severity === 'error')).toBe(true);
      }),
    );
  });

  test('a good file with some bytes changed, cut or doubled is judged, never fatal; a dossier has no error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...filesOf()),
        fc.nat(),
        fc.nat(40),
        fc.string(),
        (file, from, length, text) => {
          const start = from % file.bytes.length;
          const bytes = [
            ...file.bytes.subarray(0, start),
            ...new TextEncoder().encode(text),
            ...file.bytes.subarray(start + length),
          ];
          const result = readDossier(withBytes(file, Uint8Array.from(bytes)), { todayMs });
          const messages = result.ok ? result.value.warnings : result.error;
          expect(messages.some(({ severity }) => severity === 'error')).toBe(!result.ok);
          for (const { line, text: sentence } of messages) {
            expect(line === null || line >= 1).toBe(true);
            expect(sentence).not.toMatch(/undefined|\p{Cc}/u);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the order of the rows of the roll decides the order of the electors and nothing else', () => {
    const [header = '', ...rows] = roll().trim().split('\n');
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        const text = [header, ...shuffled].join('\n');
        const result = readDossier(filesOf({ 'roll.csv': text }), { todayMs });
        if (!result.ok) throw new Error('refused');
        expect(result.value.warnings).toEqual([]);
        expect(result.value.dossier.roll.map(({ id }) => id)).toEqual(
          shuffled.map((row) => row.split(';')[0]),
        );
      }),
      { numRuns: 20 },
    );
  });
});
