/**
 * JSON as the Belenios specification serialises it (§4.1): compact, fields in a fixed order. A codec reads one
 * shape and prints it; `parseCanonical` accepts a text only if printing what was read gives back the same text,
 * byte for byte. Hence no duplicate, unknown or reordered field, no other spelling of a number or of a string.
 * Codecs do not check mathematics: a point is 64 digits here, its group membership is checked where it is used.
 */
import { err, ok, type Result } from '../result.ts';

/** `path` is the place in the document, such as `answers[0].choices[2].alpha`. */
export type JsonRefusal =
  | { readonly code: 'json/not-json' }
  | { readonly code: 'json/unexpected'; readonly path: string }
  | { readonly code: 'json/not-canonical' };

export interface Codec<T> {
  /** Reads a value already parsed by JSON.parse; throws `Unexpected` where the shape differs. */
  readonly read: (value: unknown, path: string) => T;
  readonly print: (value: T) => string;
}

/** Thrown inside this module only, and turned into a refusal by `parseCanonical`. */
class Unexpected extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`unexpected value at ${path}`);
    this.path = path;
  }
}

export function parseCanonical<T>(codec: Codec<T>, text: string): Result<T, JsonRefusal> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err({ code: 'json/not-json' });
  }
  let read: T;
  try {
    read = codec.read(value, '');
  } catch (error) {
    if (error instanceof Unexpected) return err({ code: 'json/unexpected', path: error.path });
    throw error;
  }
  return codec.print(read) === text ? ok(read) : err({ code: 'json/not-canonical' });
}

/** A codec made of a test and its two conversions. `from` answers undefined for a value it refuses. */
export function scalarCodec<T>(
  from: (value: unknown) => T | undefined,
  print: (value: T) => string,
): Codec<T> {
  return {
    read: (value, path) => {
      const read = from(value);
      if (read === undefined) throw new Unexpected(path);
      return read;
    },
    print,
  };
}

/** JSON string; a lone surrogate is refused, since it has no UTF-8 form. DEL is escaped, as the reference does. */
export const jsonString: Codec<string> = scalarCodec(
  (value) => (typeof value === 'string' && value.isWellFormed() ? value : undefined),
  printString,
);

export function printString(value: string): string {
  return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
}

/** A string of a given form, kept as it is. */
export function stringMatching<T extends string>(form: RegExp): Codec<T> {
  return scalarCodec(
    (value) => (typeof value === 'string' && form.test(value) ? (value as T) : undefined),
    (value) => `"${value}"`,
  );
}

/** The specification's small integers, never negative. */
export const smallInteger: Codec<number> = scalarCodec(
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0x3fffffff
      ? value
      : undefined,
  String,
);

export const jsonBoolean: Codec<boolean> = scalarCodec(
  (value) => (typeof value === 'boolean' ? value : undefined),
  String,
);

/** Exactly this value. */
export function literal<const T extends string | number>(expected: T): Codec<T> {
  return scalarCodec(
    (value) => (value === expected ? expected : undefined),
    (value) => JSON.stringify(value),
  );
}

/** An array; of exactly `length` items if given. */
export function arrayOf<T>(item: Codec<T>, length?: number): Codec<readonly T[]> {
  return {
    read: (value, path) => {
      if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
        throw new Unexpected(path);
      }
      return value.map((each: unknown, index) => item.read(each, `${path}[${index}]`));
    },
    print: (values) => `[${values.map((value) => item.print(value)).join(',')}]`,
  };
}

export function pairOf<A, B>(first: Codec<A>, second: Codec<B>): Codec<readonly [A, B]> {
  return {
    read: (value, path) => {
      if (!Array.isArray(value) || value.length !== 2) throw new Unexpected(path);
      return [first.read(value[0], `${path}[0]`), second.read(value[1], `${path}[1]`)];
    },
    print: ([a, b]) => `[${first.print(a)},${second.print(b)}]`,
  };
}

/** An array with one codec for each item: shapes that follow an election's questions. */
export function tupleOf<T>(items: readonly Codec<T>[]): Codec<readonly T[]> {
  return {
    read: (value, path) => {
      if (!Array.isArray(value) || value.length !== items.length) throw new Unexpected(path);
      return items.map((item, index) => item.read(value[index], `${path}[${index}]`));
    },
    print: (values) => `[${items.map((item, index) => item.print(values[index] as T)).join(',')}]`,
  };
}

/** A field that may be left out; `null` and `undefined` are not spellings of its absence. */
export interface OptionalCodec<T> extends Codec<T> {
  readonly optional: true;
}

export function optional<T>(codec: Codec<T>): OptionalCodec<T> {
  return { ...codec, optional: true };
}

export type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? OptionalCodec<Exclude<T[K], undefined>>
    : Codec<T[K]>;
};

/** An object with exactly these fields, printed in the order in which they are written here. */
export function objectOf<T extends object>(fields: Fields<T>): Codec<T> {
  const entries = Object.entries(fields) as [string, Codec<unknown> & { optional?: true }][];
  return {
    read: (value, path) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unexpected(path);
      const given = value as Record<string, unknown>;
      const read: Record<string, unknown> = {};
      let expected = 0;
      for (const [name, codec] of entries) {
        const at = path === '' ? name : `${path}.${name}`;
        if (!Object.hasOwn(given, name)) {
          if (codec.optional) continue;
          throw new Unexpected(at);
        }
        read[name] = codec.read(given[name], at);
        expected += 1;
      }
      if (Object.keys(given).length !== expected) throw new Unexpected(path);
      return read as T;
    },
    print: (value) => {
      const printed: string[] = [];
      for (const [name, codec] of entries) {
        const field = (value as Record<string, unknown>)[name];
        if (field !== undefined) printed.push(`"${name}":${codec.print(field)}`);
      }
      return `{${printed.join(',')}}`;
    },
  };
}

/** One of several shapes, told apart by the value read; `which` says which codec prints a value. */
export function eitherOf<A, B>(
  first: Codec<A>,
  second: Codec<B>,
  isFirst: (value: unknown) => boolean,
): Codec<A | B> {
  return {
    read: (value, path) => (isFirst(value) ? first.read(value, path) : second.read(value, path)),
    print: (value) => (isFirst(value) ? first.print(value as A) : second.print(value as B)),
  };
}
