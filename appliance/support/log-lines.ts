/**
 * What a line of the processes' messages may tell outside: its level, which process, a sentence of our own source, the
 * kind of an error and the places of the program that it went through. Anything else is left out, whatever it looks like:
 * a message or a path may hold what somebody typed.
 */
import { z } from 'zod';

export interface ToldLine {
  readonly level: number | null;
  readonly process: string | null;
  readonly message: string | null;
  readonly method: string | null;
  readonly error: string | null;
  /** `appliance/urn/store.ts:120`, outermost last. */
  readonly places: readonly string[];
}

const processes: ReadonlySet<string> = new Set(['web', 'roll', 'urn', 'codes', 'clock', 'attestation']);
const lineSchema = z.object({
  level: z.number().int().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  msg: z.string().optional().catch(undefined),
  method: z.string().optional().catch(undefined),
  err: z
    .object({
      type: z.string().optional().catch(undefined),
      code: z.string().optional().catch(undefined),
      stack: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/**
 * @param source the program's own text: a sentence that stands there between quotes was written by us.
 * @returns null for a line of which nothing may be told.
 */
export function toldLine(line: string, source: string): ToldLine | null {
  const read = lineSchema.safeParse(parsed(line));
  const { level, name, msg, method, err } = read.success ? read.data : {};
  const ours = (text: string | undefined) =>
    text !== undefined && text !== '' && source.includes(`'${text}'`) ? text : null;
  const isMethod = method !== undefined && /^[a-zA-Z]{2,30}$/.test(method) && source.includes(`${method}:`);
  const told: ToldLine = {
    level: level ?? null,
    process: name !== undefined && processes.has(name) ? name : null,
    message: ours(msg),
    method: isMethod ? method : null,
    error: read.success
      ? errorOf(err?.type, err?.code)
      : errorOf(/^(?:Uncaught )?([A-Z]\w*Error)\b/.exec(line)?.[1]),
    places: placesIn(read.success ? (err?.stack ?? '') : line),
  };
  const isEmpty = told.message === null && told.error === null && told.places.length === 0;
  return isEmpty ? null : told;
}

function errorOf(type?: string, code?: string): string | null {
  const words = [
    type !== undefined && /^(Type|Range|Syntax|Reference|Sqlite|Peer|DataFolder|Zod)?Error$/.test(type)
      ? type
      : null,
    code !== undefined && /^(SQLITE_[A-Z_]{2,30}|E[A-Z]{3,20}|ERR_[A-Z_]{3,40})$/.test(code) ? code : null,
  ].filter((word) => word !== null);
  return words.length === 0 ? null : words.join(' ');
}

function placesIn(stack: string): string[] {
  return [...stack.matchAll(/\/((?:appliance|core|kiosk)\/[a-z0-9/-]{1,60}\.ts):(\d{1,5})/g)].map(
    ([, file, place]) => `${file ?? ''}:${place ?? ''}`,
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
