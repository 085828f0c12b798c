/**
 * Where a text stops being JSON (RFC 8259): the engine's own message often gives no place. Reading only; values come
 * from JSON.parse. Nesting beyond what any of our files needs is refused too, where it begins.
 */
export interface JsonPlace {
  /** From 1, columns in UTF-16 code units. */
  readonly line: number;
  readonly column: number;
}

const blank = /[ \t\n\r]*/y;
const string = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const scalar = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

const deepest = 200;

/** Null when the text is JSON. */
export function firstJsonError(text: string): JsonPlace | null {
  let offset = 0;
  const take = (form: RegExp): boolean => {
    form.lastIndex = offset;
    const found = form.exec(text);
    if (found !== null) offset = form.lastIndex;
    return found !== null;
  };
  const sign = (expected: string): boolean => {
    take(blank);
    if (text[offset] !== expected) return false;
    offset += 1;
    return true;
  };
  const member = (): boolean => {
    take(blank);
    return take(string) && sign(':') && value();
  };
  const several = (item: () => boolean, end: string): boolean => {
    if (sign(end)) return true;
    do if (!item()) return false;
    while (sign(','));
    return sign(end);
  };
  let depth = 0;
  const value = (): boolean => {
    if (depth === deepest) return false;
    depth += 1;
    const read = sign('{')
      ? several(member, '}')
      : sign('[')
        ? several(value, ']')
        : take(string) || take(scalar);
    depth -= 1;
    return read;
  };
  const whole = value();
  take(blank);
  if (whole && offset === text.length) return null;
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
