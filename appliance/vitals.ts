/**
 * What every isolated process tells of itself to the watch: its hour, whether it began anew, where its journal ends, and
 * the hash of an older entry, so that a journal cut since the last signed checkpoint shows.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { JournalHead } from '../core/sealing/checkpoint.ts';
import { method } from './socket.ts';
import type { Journal } from './storage/journal.ts';

export interface Vitals {
  readonly nowMs: number;
  /** Another at each start of the process. */
  readonly instance: string;
  readonly head: JournalHead;
  /** Hash of the entry that was asked for; null when it is not there. */
  readonly hashAt: string | null;
}

export const vitalsMethod = method<Vitals>()(z.strictObject({ at: z.number().int().nonnegative() }));

export function vitals(now: () => number, journal: Journal): (input: { at: number }) => Vitals {
  const instance = randomBytes(8).toString('hex');
  return ({ at }) => ({ nowMs: now(), instance, head: journal.head(), hashAt: journal.hashAt(at) });
}
