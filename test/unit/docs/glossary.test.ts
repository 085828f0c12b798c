import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

interface Row {
  readonly term: string;
  readonly forbidden: readonly string[];
  readonly cells: readonly string[];
}

function glossary(): readonly Row[] {
  const lines = readFileSync(join(root, 'docs', 'glossary.md'), 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.slice(1, -1).split('|'))
    .map((cells) => cells.map((cell) => cell.trim()))
    .map((cells) => ({
      term: cells[0] ?? '',
      forbidden: (cells[4] ?? '').split(',').map((word) => word.trim()),
      cells,
    }));
}

/** `SeatByHighestAverageStep` → ` seat by highest average step `. */
function wordsOf(identifier: string): string {
  const words = identifier.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[_$\d]+/g, ' ');
  return ` ${words.toLowerCase().trim()} `;
}

/** Identifiers, and names written as texts (`'seat-by-quotient'`), of the code of core and appliance. */
function identifiersOf(
  folder: string,
  found: { identifiers: Map<string, string>; names: Set<string> },
): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) identifiersOf(path, found);
    else if (entry.name.endsWith('.ts')) {
      const visit = (node: ts.Node): void => {
        if (ts.isIdentifier(node)) found.identifiers.set(wordsOf(node.text), path);
        else if (ts.isStringLiteral(node)) found.names.add(wordsOf(node.text));
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest));
    }
  }
}

const rows = glossary();
const code = { identifiers: new Map<string, string>(), names: new Set<string>() };
for (const folder of ['core', 'appliance']) identifiersOf(join(root, folder), code);
const identifiers = [...code.identifiers.keys()];

/** The words of a term in a row inside an identifier, singular or plural. */
function uses(identifier: string, term: string): boolean {
  const words = wordsOf(term).trimEnd();
  return identifier.includes(`${words} `) || identifier.includes(`${words}s `);
}

test('every row of the glossary has five cells, none of them empty', () => {
  expect(rows.length).toBeGreaterThan(40);
  for (const { cells } of rows) {
    expect(cells).toHaveLength(5);
    expect(cells).not.toContain('');
  }
});

test('the terms are in alphabetical order, each once', () => {
  const terms = rows.map(({ term }) => term.toLowerCase());
  expect(terms).toEqual([...new Set(terms)].sort());
});

test.each(rows.map(({ term }) => term))('the code says « %s »', (term) => {
  const inIdentifiers = identifiers.some((identifier) => uses(identifier, term));
  expect(inIdentifiers || [...code.names].some((name) => name === wordsOf(term))).toBe(true);
});

test('the code says none of the words to avoid', () => {
  const avoided = rows.flatMap(({ forbidden }) => forbidden).filter((word) => word !== '—');
  const said = avoided.flatMap((word) =>
    identifiers
      .filter((identifier) => uses(identifier, word))
      .map((identifier) => `${word}: ${code.identifiers.get(identifier) ?? ''}`),
  );
  expect(said).toEqual([]);
});
