/** What pronouncing a language takes. */

export interface Pronunciation {
  /** From plain signs and single spaces; letters that its voice knows, digits and plain punctuation come out. */
  readonly rewritten: (plain: string) => string;
  /** Of the characters that are not called by their letter. */
  readonly characterNames: Readonly<Record<string, string>>;
  /** Where the case counts: « b majuscule ». */
  readonly capital: (letter: string) => string;
}

/** A table's own entry, and nothing that every object has. */
export function entry(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
