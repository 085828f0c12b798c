// What the law asks a journal to record: each line has its kinds, each kind a test that shows it written; and every kind
// that has French words is written somewhere.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kindNames } from '../../../appliance/journal-words.ts';
import { journalContents } from '../../support/journal-contents.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test.each(journalContents)('$asked', ({ kinds, absent }) => {
  expect(Object.keys(kinds).length > 0 || (absent ?? '') !== '').toBe(true);
  for (const [kind, shown] of Object.entries(kinds))
    if (shown !== 'rehearsal' && shown !== 'secrets') expect(read(`../../${shown}`), kind).toContain(kind);
});

test('no kind has words that nothing writes', () => {
  const appliance = new URL('../../../appliance/', import.meta.url);
  const sources = readdirSync(appliance, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'journal-words.ts')
    .map((name) => readFileSync(new URL(name, appliance), 'utf8'))
    .join('\n');
  const steps = ['certificate', 'polynomial', 'voutput'].map((step) => `key-${step}`);
  const decisions = ['suspend', 'resume', 'extend'].map((kind) => `vote-${kind}`);
  const built = new Set([...steps, ...decisions, 'checkpoint']);
  const unwritten = Object.keys(kindNames).filter(
    (kind) => !built.has(kind) && !new RegExp(`(?:kind: |\\? |: )'${kind}'`).test(sources),
  );
  expect(unwritten).toEqual([]);
});
