/**
 * What whoever runs the machine may know of it, at any moment and however often: whether its parts work, what it is, since
 * when it is backed up. Nothing of it counts, and nothing moves with a vote: memory and disk are told in steps, a watch on
 * finer figures would tell when somebody votes. Alerts are not here: some are about how urns fill.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Mode } from '../data-folder.ts';
import { projectRoot, verifiedImage } from '../software.ts';
import type { Context } from './context.ts';
import { journalFacts } from './journal-facts.ts';
import { serviceStates, type ServiceState } from './service-states.ts';

export type Memory = 'enough' | 'low' | 'unknown';

export interface SystemState {
  readonly services: readonly ServiceState[];
  readonly memory: Memory;
  readonly nowMs: number;
  readonly version: string;
  readonly runtime: string;
  readonly mode: Mode;
  readonly isSealed: boolean;
  /** Root hash of the verified image; null on any other machine. */
  readonly image: string | null;
  readonly backupMs: number | null;
}

const lowKibibytes = 256 * 1024;

export async function systemState(context: Context): Promise<SystemState> {
  const { data, election } = context;
  return {
    services: await serviceStates(context),
    memory: memoryOf(),
    nowMs: data.now(),
    version: ownVersion(),
    runtime: process.version,
    mode: data.mode,
    isSealed: election.sealed() !== null,
    image: verifiedImage(),
    backupMs: journalFacts(context, 'backup-made').at(-1)?.atMs ?? null,
  };
}

/** What the kernel says it could give without swapping. */
function memoryOf(): Memory {
  const file = '/proc/meminfo';
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, available] = /^MemAvailable:\s+(\d+) kB$/m.exec(text) ?? [];
  if (available === undefined) return 'unknown';
  return Number(available) < lowKibibytes ? 'low' : 'enough';
}

export function ownVersion(): string {
  const content: unknown = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(content).version;
}
