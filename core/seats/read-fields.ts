/**
 * Fields of a JSON document read one by one, every problem noted with its path instead of stopping at the first.
 * A field that cannot be read gives a harmless stand-in; the caller uses nothing of a document with problems.
 */

/** `path` is the place in the document, for example `lists[0].candidates[2].strikes`; `rule` is French, for people. */
export interface Note {
  readonly path: string;
  readonly rule: string;
}

export interface Reading {
  readonly problems: Note[];
  readonly warnings: Note[];
}

export type Fields = Readonly<Record<string, unknown>>;

/** An object of the document and where it stands. */
export interface Placed {
  readonly path: string;
  readonly fields: Fields;
}

export function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function at(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

export function problem(reading: Reading, path: string, rule: string): void {
  reading.problems.push({ path, rule });
}

export function unknownFields({ path, fields }: Placed, known: readonly string[], reading: Reading): void {
  for (const name of Object.keys(fields)) {
    if (!known.includes(name)) reading.warnings.push({ path: at(path, name), rule: 'champ inconnu, ignoré' });
  }
}

/** More than any electorate, and few enough for every product of two counts of a case to be exact. */
const most = 10_000_000;

/** A whole number, at least `least`. */
export function integer({ path, fields }: Placed, name: string, least: number, reading: Reading): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  problem(reading, at(path, name), `nombre entier attendu, de ${least} à ${most}`);
  return least;
}

/** A text that is not empty. */
export function text({ path, fields }: Placed, name: string, reading: Reading): string {
  const value = fields[name];
  if (typeof value === 'string' && value.trim() !== '') return value;
  problem(reading, at(path, name), 'texte attendu');
  return '';
}

export function optionalText(place: Placed, name: string, reading: Reading): string | null {
  const value = place.fields[name];
  return value === undefined || value === null ? null : text(place, name, reading);
}

export function oneOf<const T extends string | number>(
  { path, fields }: Placed,
  name: string,
  options: readonly [T, ...T[]],
  reading: Reading,
): T {
  const found = options.find((option) => option === fields[name]);
  if (found !== undefined) return found;
  problem(reading, at(path, name), `valeur attendue : ${options.join(' ou ')}`);
  return options[0];
}

/** An array of objects. */
export function items({ path, fields }: Placed, name: string, reading: Reading): readonly Placed[] {
  const value = fields[name];
  if (!Array.isArray(value)) {
    problem(reading, at(path, name), 'liste attendue');
    return [];
  }
  return value.flatMap((item: unknown, index): Placed[] => {
    const place = `${at(path, name)}[${index}]`;
    if (isPlainObject(item)) return [{ path: place, fields: item }];
    problem(reading, place, 'objet attendu');
    return [];
  });
}

export function optionalItems(place: Placed, name: string, reading: Reading): readonly Placed[] {
  return place.fields[name] === undefined ? [] : items(place, name, reading);
}

/** An array of texts, or nothing. */
export function optionalTexts({ path, fields }: Placed, name: string, reading: Reading): readonly string[] {
  const value = fields[name];
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  problem(reading, at(path, name), 'liste de textes attendue');
  return [];
}
