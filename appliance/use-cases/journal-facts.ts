/**
 * What the journal of `web` remembers of one kind of event, oldest first: recorded decisions and moments that pages and
 * documents show again. The journal is written in the same transaction as what it tells, so it can be believed.
 */
import type { Canonical } from '../../core/sealing/canonical.ts';
import type { Context } from './context.ts';

export interface JournalFact {
  readonly atMs: number;
  readonly facts: Readonly<Record<string, Canonical>>;
}

export function journalFacts({ election }: Pick<Context, 'election'>, kind: string): JournalFact[] {
  return election.journal
    .linesAbout(kind)
    .map((line) => JSON.parse(line) as { at: number; kind: string; facts: JournalFact['facts'] })
    .filter((line) => line.kind === kind)
    .map(({ at, facts }) => ({ atMs: at, facts }));
}

/** A fact that is a text; empty when it is not there. */
export function textOf({ facts }: JournalFact, name: string): string {
  const value = facts[name];
  return typeof value === 'string' ? value : '';
}

/** A fact that is a list of texts; empty when it is not there. */
export function textsOf({ facts }: JournalFact, name: string): string[] {
  const value = facts[name];
  return Array.isArray(value) ? value.filter((each: Canonical) => typeof each === 'string') : [];
}
