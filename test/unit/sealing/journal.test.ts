import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { genesis, lineHash, nextLine, verifyJournal, withheldLine } from '../../../core/sealing/journal.ts';

/** A journal of one process; the facts tell its lines apart. */
function chain(process: string, length: number): string[] {
  const lines: string[] = [];
  for (let n = 1; n <= length; n += 1) {
    const last = lines.at(-1);
    lines.push(
      nextLine(last === undefined ? null : { sequence: n - 1, line: last }, {
        process,
        kind: 'event',
        facts: { number: n, text: `ligne ${n}` },
        atMs: 1_700_000_000_000 + n,
        salt: String(n).padStart(32, '0'),
      }),
    );
  }
  return lines;
}

const replaced = (lines: readonly string[], at: number, line: string) =>
  lines.map((each, n) => (n === at ? line : each));

/** Written again as if by whoever holds the file, each line canonical and chained to the one before. */
function rechained(lines: readonly string[], from: number): string[] {
  const result = lines.slice(0, from);
  for (const line of lines.slice(from)) {
    const fields = JSON.parse(line) as { previous: string };
    result.push(line.replace(fields.previous, lineHash(result.at(-1) ?? '')));
  }
  return result;
}

describe('a journal', () => {
  const lines = chain('urn', 6);

  test('as written is whole', () => {
    const read = verifyJournal(lines);
    expect(read.ok && read.value.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(read.ok && read.value[0]?.previous).toBe(genesis);
    expect(verifyJournal([])).toEqual({ ok: true, value: [] });
  });

  test('of several processes is whole in any interleaving, each its own chain', () => {
    const others = chain('roll', 5);
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (choices) => {
        const [left, right, mixed] = [[...lines], [...others], [] as string[]];
        while (left.length + right.length > 0) {
          const fromLeft = right.length === 0 || (left.length > 0 && choices.next().value === true);
          mixed.push((fromLeft ? left.shift() : right.shift()) ?? '');
        }
        expect(verifyJournal(mixed).ok).toBe(true);
      }),
    );
  });

  test('with one line edited names the line after it, whose chain breaks', () => {
    const edited = (lines[2] ?? '').replace('ligne 3', 'ligne 9');
    expect(edited).not.toBe(lines[2]);
    expect(verifyJournal(replaced(lines, 2, edited))).toEqual({
      ok: false,
      error: { line: 4, rule: 'wrong-previous' },
    });
  });

  test('with any character of any line but the last changed is broken', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(), fc.constantFrom('0', 'a', ' ', '}', '"'), (at, place, character) => {
        const line = lines[at] ?? '';
        const where = place % line.length;
        const edited = line.slice(0, where) + character + line.slice(where + 1);
        fc.pre(edited !== line);
        expect(verifyJournal(replaced(lines, at, edited)).ok).toBe(false);
      }),
    );
  });

  test('with a line dropped, added twice, swapped or put elsewhere names the first line out of place', () => {
    const dropped = lines.filter((_, n) => n !== 2);
    expect(verifyJournal(dropped)).toEqual({ ok: false, error: { line: 3, rule: 'wrong-sequence' } });
    const replayed = [...lines.slice(0, 3), lines[2] ?? '', ...lines.slice(3)];
    expect(verifyJournal(replayed)).toEqual({ ok: false, error: { line: 4, rule: 'wrong-sequence' } });
    const swapped = [...lines.slice(0, 1), lines[2] ?? '', lines[1] ?? '', ...lines.slice(3)];
    expect(verifyJournal(swapped)).toEqual({ ok: false, error: { line: 2, rule: 'wrong-sequence' } });
    const headless = lines.slice(1);
    expect(verifyJournal(headless)).toEqual({ ok: false, error: { line: 1, rule: 'wrong-sequence' } });
  });

  test('with a line dropped and the rest numbered again is broken where it was cut', () => {
    const dropped = lines
      .filter((_, n) => n !== 2)
      .map((line, n) => line.replace(/"sequence":\d+/, `"sequence":${n + 1}`));
    expect(verifyJournal(dropped)).toEqual({ ok: false, error: { line: 3, rule: 'wrong-previous' } });
  });

  test('with its tail cut, or written again from a line on, shows only against a hash kept elsewhere', () => {
    const checkpoint = { sequence: 6, hash: lineHash(lines[5] ?? '') };
    const cut = lines.slice(0, 4);
    expect(verifyJournal(cut).ok).toBe(true);
    expect(cut.length).toBeLessThan(checkpoint.sequence);
    const rewritten = rechained(replaced(lines, 2, (lines[2] ?? '').replace('ligne 3', 'ligne 9')), 3);
    expect(verifyJournal(rewritten).ok).toBe(true);
    expect(lineHash(rewritten[5] ?? '')).not.toBe(checkpoint.hash);
  });

  test('with lines given without their facts is whole, and broken by any change of what is left of them', () => {
    const given = lines.map((line, n) => (n % 2 === 0 ? withheldLine(line) : line));
    expect(given.join('\n')).not.toContain('ligne 3');
    const read = verifyJournal(given);
    expect(read.ok && read.value.map(({ isWithheld }) => isWithheld)).toEqual(
      lines.map((_, n) => n % 2 === 0),
    );
    expect(given.map(lineHash)).toEqual(lines.map(lineHash));
    for (const line of given) expect(withheldLine(withheldLine(line))).toBe(withheldLine(line));
    fc.assert(
      fc.property(fc.nat(4), fc.nat(), fc.constantFrom('0', 'a', '}', '"'), (at, place, character) => {
        const line = given[at] ?? '';
        const edited = line.slice(0, place % line.length) + character + line.slice((place % line.length) + 1);
        fc.pre(edited !== line);
        expect(verifyJournal(replaced(given, at, edited)).ok).toBe(false);
      }),
    );
  });

  test('given without facts does not tell a fact to who guesses it: the salt is not given', () => {
    const entry = { process: 'roll', kind: 'event', facts: { elector: 'A-1' }, atMs: 1 };
    const [one, other] = ['1', '2'].map((digit) =>
      withheldLine(nextLine(null, { ...entry, salt: digit.repeat(32) })),
    );
    expect(one).not.toBe(other);
    expect(Object.keys(JSON.parse(one ?? '') as object)).not.toContain('salt');
  });

  test('with the line of another journal is broken', () => {
    expect(verifyJournal([...lines, chain('roll', 3)[2] ?? ''])).toEqual({
      ok: false,
      error: { line: 7, rule: 'wrong-sequence' },
    });
  });
});

describe('a line', () => {
  const [line = ''] = chain('urn', 1);
  const refused = (text: string) => {
    const read = verifyJournal([text]);
    return read.ok ? null : read.error;
  };

  test.each([
    ['nothing', '', 'not-json'],
    ['no JSON', 'bonjour', 'not-json'],
    ['null', 'null', 'wrong-fields'],
    ['a list', '[1,2,3,4,5,6]', 'wrong-fields'],
    ['a field missing', line.replace('"kind":"event",', ''), 'wrong-fields'],
    ['a field more', line.replace(/}$/, ',"zz":1}'), 'wrong-fields'],
    ['facts in a list', line.replace(/"facts":\{[^}]*\}/, '"facts":[]'), 'wrong-fields'],
    ['white space', line.replace('"kind":', '"kind": '), 'not-canonical'],
    ['a carriage return', `${line}\r`, 'not-canonical'],
    ['fields in another order', line.replace(/^\{("at":\d+),(.*)\}$/, '{$2,$1}'), 'not-canonical'],
    ['a field twice', line.replace('{', '{"at":1,'), 'not-canonical'],
    ['a fraction', line.replace('"number":1', '"number":1.5'), 'not-canonical'],
    ['a number beyond exactness', line.replace('"number":1', '"number":9007199254740993'), 'not-canonical'],
    ['an escape that is not needed', line.replace('ligne', '\\u006cigne'), 'not-canonical'],
    ['a sequence that is not one', line.replace('"sequence":1', '"sequence":0'), 'wrong-sequence'],
    ['an invented predecessor', line.replace(genesis, 'f'.repeat(64)), 'wrong-previous'],
  ])('of %s is refused by its rule', (_name, text, rule) => {
    expect(refused(text)).toEqual({ line: 1, rule });
  });

  test('nested without end is refused, not fatal', () => {
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(refused(line.replace('"number":1', `"number":${nested}`))).toMatchObject({ line: 1 });
  });
});
