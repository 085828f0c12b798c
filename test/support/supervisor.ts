/**
 * Real processes over a sealed data folder, each started again as soon as it dies (what pm2 does in the appliance), so
 * that a test may kill any of them at any time. `cast-1` and `cast-2` stand for two `web`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CrashPoint } from '../../appliance/crash-points.ts';
import type { DataFolder } from '../../appliance/data-folder.ts';

export type ProcessName = 'roll' | 'urn' | 'codes' | 'clock' | 'web' | 'cast-1' | 'cast-2';

export interface Supervisor {
  /** Kills it with SIGKILL if it is ready, and waits for nothing. */
  readonly strike: (name: ProcessName) => void;
  /** Kills it with SIGKILL; resolves when another is ready in its place. */
  readonly kill: (name: ProcessName) => Promise<void>;
  /** Puts in its place one that will die at this point. */
  readonly arm: (name: ProcessName, point: CrashPoint) => Promise<void>;
  /** Resolves when it has died this many times of SIGKILL and another is ready in its place. */
  readonly died: (name: ProcessName, times: number) => Promise<void>;
  readonly deaths: (name: ProcessName) => number;
  readonly isReady: (name: ProcessName) => boolean;
  /** All that the processes have written to their outputs. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

interface Slot {
  child: ChildProcess;
  isReady: boolean;
  deaths: number;
  /** Where the next one dies. */
  next: CrashPoint | null;
}

/** What starts one process: its arguments to Node, and its environment. */
type Command = (
  data: DataFolder,
  name: ProcessName,
  crashAt: CrashPoint | null,
) => {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Quick to start, so that hundreds of them can be killed: see process.ts. */
export const quickCommand: Command = (data, name, crashAt) => ({
  args: [path('./process.ts'), name, data.path, ...(crashAt === null ? [] : [crashAt])],
  env: {},
});

/** As the appliance starts its own, but for pm2. */
export function applianceCommand(host: string, port: number): Command {
  return (data, name, crashAt) => ({
    args: [path('../../appliance/main.ts')],
    env: {
      ISOLOIR_DATA: data.path,
      ISOLOIR_PROCESS: name,
      ISOLOIR_HOST: host,
      ISOLOIR_PORT: String(port),
      ...(crashAt === null ? {} : { ISOLOIR_CRASH: crashAt }),
    },
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function supervise(
  data: DataFolder,
  names: readonly ProcessName[],
  command: Command = quickCommand,
): Promise<Supervisor> {
  const slots = new Map(names.map((name): [ProcessName, Slot] => [name, start(name)]));
  let output = '';
  let stopping = false;

  function spawnOne(name: ProcessName, crashAt: CrashPoint | null): ChildProcess {
    const { args, env } = command(data, name, crashAt);
    return spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...env, NODE_COMPILE_CACHE: join(dirname(data.path), 'compiled') },
    });
  }

  function start(name: ProcessName): Slot {
    const slot: Slot = { child: spawnOne(name, null), isReady: false, deaths: 0, next: null };
    follow(name, slot);
    return slot;
  }

  function follow(name: ProcessName, slot: Slot): void {
    const { child } = slot;
    const hear = (chunk: Buffer) => (output += chunk.toString());
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('message', () => (slot.isReady = true));
    const again = () => {
      slot.isReady = false;
      if (stopping) return;
      slot.child = spawnOne(name, slot.next);
      slot.next = null;
      follow(name, slot);
    };
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL') slot.deaths += 1;
      else output += `${name} ended by itself: ${code ?? signal ?? ''}\n`;
      again();
    });
    child.once('error', (error) => {
      output += `${name} could not start: ${error.message}\n`;
      setTimeout(again, 500);
    });
  }

  function slotOf(name: ProcessName): Slot {
    const slot = slots.get(name);
    if (slot === undefined) throw new Error(`no process ${name}`);
    return slot;
  }

  async function died(name: ProcessName, times: number): Promise<void> {
    const slot = slotOf(name);
    while (slot.deaths < times || !slot.isReady) await pause(5);
  }

  async function kill(name: ProcessName): Promise<void> {
    const slot = slotOf(name);
    const times = slot.deaths + 1;
    slot.child.kill('SIGKILL');
    await died(name, times);
  }

  await Promise.all(names.map((name) => died(name, 0)));
  return {
    strike: (name) => {
      const slot = slotOf(name);
      if (slot.isReady) slot.child.kill('SIGKILL');
    },
    kill,
    arm: async (name, point) => {
      slotOf(name).next = point;
      await kill(name);
    },
    died,
    deaths: (name) => slotOf(name).deaths,
    isReady: (name) => slotOf(name).isReady,
    output: () => output,
    stop: async () => {
      stopping = true;
      const ending = [...slots.values()].map(async ({ child }) => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        if (child.kill('SIGKILL')) await ended;
      });
      await Promise.all(ending);
    },
  };
}
