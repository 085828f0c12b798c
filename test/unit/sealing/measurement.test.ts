import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  differences,
  measurementOf,
  measurementText,
  type MeasuredFile,
} from '../../../core/sealing/measurement.ts';

const file = (path: string, sha256 = 'a'.repeat(64), executable = false): MeasuredFile => ({
  path,
  executable,
  sha256,
});

const path = fc
  .string({ unit: 'binary', minLength: 1 })
  .filter((text) => !/[\n\r]/.test(text) && text.isWellFormed());
const tree = fc.uniqueArray(
  fc.record({ path, executable: fc.boolean(), sha256: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)) }),
  { selector: (each) => each.path, maxLength: 8 },
);

test('a tree has one measurement, in whatever order it is read', () => {
  fc.assert(
    fc.property(tree, (files) => {
      expect(measurementOf([...files].reverse())).toBe(measurementOf(files));
    }),
  );
});

test('files are in the order of the bytes of their paths', () => {
  fc.assert(
    fc.property(tree, (files) => {
      const byBytes = [...files].sort((left, right) =>
        Buffer.compare(Buffer.from(left.path), Buffer.from(right.path)),
      );
      const lines = byBytes.map((each) => `${each.sha256}  ${each.executable ? 'x' : '-'} ${each.path}\n`);
      expect(measurementText(files)).toBe(lines.join(''));
    }),
  );
  const text = measurementText([file('😀'), file('\uff21'), file('b'), file('a/b'), file('a'), file('a b')]);
  expect(text.split('\n').map((line) => line.slice(68))).toEqual([
    'a',
    'a b',
    'a/b',
    'b',
    '\uff21',
    '😀',
    '',
  ]);
});

test('any change of a tree changes its measurement, and is named', () => {
  fc.assert(
    fc.property(tree, fc.nat(), (files, place) => {
      fc.pre(files.length > 0);
      const at = place % files.length;
      const chosen = files[at] ?? file('');
      const altered = files.map((each, n) => (n === at ? { ...each, sha256: 'c'.repeat(64) } : each));
      const flagged = files.map((each, n) => (n === at ? { ...each, executable: !each.executable } : each));
      const removed = files.filter((_, n) => n !== at);
      for (const other of [altered, flagged, removed])
        expect(measurementOf(other)).not.toBe(measurementOf(files));
      expect(differences(files, altered)).toEqual([{ path: chosen.path, change: 'altered' }]);
      expect(differences(files, flagged)).toEqual([{ path: chosen.path, change: 'altered' }]);
      expect(differences(files, removed)).toEqual([{ path: chosen.path, change: 'removed' }]);
      expect(differences(removed, files)).toEqual([{ path: chosen.path, change: 'added' }]);
      expect(differences(files, files)).toEqual([]);
    }),
  );
});

test('a path that a line cannot hold is our bug', () => {
  expect(() => measurementText([file('a\nb')])).toThrow('end of line');
});
