/**
 * How the pages and whoever runs the processes speak of a trial (scrutin à blanc): two small files of the data folder.
 * The pages write what the bureau wants; who runs the processes (cli/trial.ts) does it and writes where it stands. The
 * trial itself is a whole data folder of its own, `trial/`, in rehearsal mode: its own databases, keys, codes and
 * processes, which nothing of the election can reach.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';

const id = z.string().regex(/^[0-9a-f]{16}$/);

const wishSchema = z.strictObject({ id, wanted: z.enum(['open', 'wipe']) });
export type TrialWish = z.infer<typeof wishSchema>;

const outcomeSchema = z.strictObject({
  /** The code of the trial's own seal; null when it was not sealed. */
  sealCode: z.string().nullable(),
  contests: z.array(
    z.strictObject({
      contest: z.string(),
      registered: z.number().int(),
      signOffs: z.number().int(),
      ballots: z.number().int(),
      counted: z.boolean(),
      elected: z.number().int(),
    }),
  ),
  /** Bureaus that validated their results. */
  validated: z.array(z.string()),
  /** Head of each process's journal: how many lines, and the SHA-256 of the last. */
  journals: z.array(z.strictObject({ process: z.string(), lines: z.number().int(), head: z.string() })),
});
export type TrialOutcome = z.infer<typeof outcomeSchema>;

const stateSchema = z.discriminatedUnion('state', [
  z.strictObject({ id, state: z.enum(['starting', 'wiping']) }),
  z.strictObject({ id, state: z.literal('ready'), site: z.string() }),
  z.strictObject({ id, state: z.literal('failed'), message: z.string() }),
  /** The folder of the trial no longer exists. */
  z.strictObject({ id, state: z.literal('wiped'), outcome: outcomeSchema, files: z.number().int() }),
]);
export type TrialState = z.infer<typeof stateSchema>;

export const trialFolder = (data: DataFolder): string => data.file('trial');
const wishFile = (data: DataFolder): string => data.file('run', 'trial-wanted.json');
const stateFile = (data: DataFolder): string => data.file('run', 'trial.json');
/** In the trial's own folder: what tells it from a rehearsal. */
const markFile = (data: DataFolder): string => data.file('trial-of');

export function readWish(data: DataFolder): TrialWish | null {
  return read(wishFile(data), wishSchema);
}

export function writeWish(data: DataFolder, wish: TrialWish): void {
  write(wishFile(data), wish);
}

export function readTrialState(data: DataFolder): TrialState | null {
  return read(stateFile(data), stateSchema);
}

export function writeTrialState(data: DataFolder, state: TrialState): void {
  write(stateFile(data), state);
}

/** Once its outcome is recorded: the next trial starts from nothing. */
export function forgetTrial(data: DataFolder): void {
  for (const file of [wishFile(data), stateFile(data)]) rmSync(file, { force: true });
}

export function markAsTrial(data: DataFolder, trial: string): void {
  writeFileSync(markFile(data), `${trial}\n`, { mode: 0o600 });
}

/** Whether this data folder is itself a trial. */
export function isTrial(data: DataFolder): boolean {
  return data.mode === 'rehearsal' && existsSync(markFile(data));
}

function read<Value>(file: string, schema: z.ZodType<Value>): Value | null {
  if (!existsSync(file)) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Whole or not at all: the other side may read at any time. */
function write(file: string, value: object): void {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, JSON.stringify(value), { mode: 0o600 });
  renameSync(next, file);
}
