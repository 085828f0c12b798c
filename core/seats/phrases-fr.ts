/**
 * Small French phrases shared by the texts of the steps: names of lists and seats, agreement in number, columns.
 */
import { whole } from './numbers-fr.ts';
import type { Standing, StepTable, StepText } from './types.ts';

/** A step's text before its source is added and its spaces are set. */
export type Text = Omit<StepText, 'source' | 'terms'> & Partial<Pick<StepText, 'terms'>>;

/** « 1 siège », « 3 sièges »; zero is singular in French. */
export function plural(count: number, one: string, several: string): string {
  return `${whole(count)} ${count < 2 ? one : several}`;
}

/** « 1er siège », « 2e siège ». */
export function theSeat(seat: number): string {
  return `${seat}${seat === 1 ? 'er' : 'e'} siège`;
}

/** « la liste CGT »; a name that begins with « Liste » is not said twice. */
export function theList(name: string): string {
  return `la liste ${name.replace(/^liste\s+/i, '')}`;
}

/** « la liste CGT », « les listes CFDT, CGT et FO ». */
export function theLists(names: readonly string[]): string {
  const [only, second] = names;
  if (only !== undefined && second === undefined) return theList(only);
  return `les listes ${names.slice(0, -1).join(', ')} et ${names.at(-1) ?? ''}`;
}

/** Names by list id, as the standings give them. */
export function listNames(standings: readonly Standing[]): (list: string) => string {
  const names = new Map(standings.map(({ list, name }) => [list, name]));
  return (list) => names.get(list) ?? list;
}

/** Columns of a table; a label that begins with # is a column of numbers. */
export function columns(...labels: readonly string[]): StepTable['columns'] {
  return labels.map((label) =>
    label.startsWith('#') ? { label: label.slice(1), numeric: true } : { label, numeric: false },
  );
}
