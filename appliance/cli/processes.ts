/**
 * Runs the processes of an installed data folder under pm2-runtime, in the foreground of the caller: no daemon is left
 * behind, nothing is written outside the data folder (PM2_HOME is in it). Answers once the site answers.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { request } from 'node:https';
import { join } from 'node:path';
import { DataFolderError, type DataFolder } from '../data-folder.ts';
import { projectRoot } from '../software.ts';
import { readCertificate } from '../tls.ts';
import { CommandError } from './io.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  /** The address that the site listens on, when it is not its name. */
  readonly listen?: string;
}

export interface Running {
  readonly site: string;
  /** Rejects on Ctrl-C or a stop from outside. What takes time races with it, then stops the processes. */
  readonly interrupted: Promise<never>;
  /** Resolves when the processes have stopped, asked to or not. */
  readonly stopped: Promise<void>;
  readonly stop: () => Promise<void>;
  /** Largest memory each process of the appliance has used so far, added up, in bytes; 0 where the system does not tell. */
  readonly peakMemory: () => number;
}

const startMs = 60_000;
const processes = ['roll', 'urn', 'codes', 'clock'];

/** The person stopped the command: not a failure of ours. */
export class Interrupted extends CommandError {}

/** The ports after the site's: the terminals', and the station of a demonstration. */
export const terminalPort = ({ port }: Address): number => port + 1;
export const stationPort = ({ port }: Address): number => port + 2;

/** Refuses ports that another program listens on; the processes share theirs, so the kernel would not. */
export async function refuseBusyPorts(host: string, ...ports: readonly number[]): Promise<void> {
  for (const port of ports) await refuseBusyPort(host, port);
}

function refuseBusyPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () =>
      reject(
        new CommandError(
          `Le port ${port} est déjà pris sur ${host} par un autre programme. Arrêtez-le, ou choisissez un autre port (« --port »).`,
        ),
      ),
    );
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve()));
  });
}

export async function runProcesses(
  data: DataFolder,
  address: Address,
  options: { readonly webs?: number; readonly crashAt?: string; readonly station?: 'demonstration' } = {},
): Promise<Running> {
  const interrupted = interruption();
  await refuseBusyPorts(address.listen ?? address.host, address.port, terminalPort(address));
  requireCertificate(data);
  const unlock = lockFolder(data);
  for (const name of processes) rmSync(data.socket(name), { force: true });
  const pm2 = join(projectRoot, 'node_modules', 'pm2', 'bin', 'pm2-runtime');
  const child = spawn(
    process.execPath,
    [pm2, 'start', join(projectRoot, 'provisioning', 'ecosystem.config.cjs')],
    {
      cwd: projectRoot,
      stdio: ['ignore', 'ignore', 'ignore'],
      // Its own group: Ctrl-C reaches the caller alone, who then stops everything in order.
      detached: true,
      env: {
        ...process.env,
        PM2_HOME: data.file('pm2'),
        // TypeScript is stripped once and kept: a start is then a matter of a second or two.
        NODE_COMPILE_CACHE: join(projectRoot, 'dist', 'cache'),
        ISOLOIR_DATA: data.path,
        ISOLOIR_HOST: address.host,
        ISOLOIR_PORT: String(address.port),
        ...(address.listen === undefined ? {} : { ISOLOIR_LISTEN: address.listen }),
        ISOLOIR_TERMINAL_PORT: String(terminalPort(address)),
        ISOLOIR_WEBS: String(options.webs ?? 1),
        ...(options.station === undefined ? {} : { ISOLOIR_STATION_PORT: String(stationPort(address)) }),
        ...(options.crashAt === undefined ? {} : { ISOLOIR_CRASH: options.crashAt }),
      },
    },
  );
  const stopped = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGINT');
    const killed = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await stopped;
    clearTimeout(killed);
    unlock();
  };
  let over = false;
  void stopped.then(() => (over = true));
  try {
    await Promise.race([ready(data, address, () => over), interrupted]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    site: `https://${address.host}:${address.port}`,
    interrupted,
    stopped,
    stop,
    peakMemory: () => peakMemory(data),
  };
}

/** Adds up VmHWM of the processes started for this data folder, found by their environment. */
function peakMemory(data: DataFolder): number {
  if (!existsSync('/proc/self/status')) return 0;
  const own = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && isOf(entry, data));
  return own.reduce((sum, pid) => {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readOrEmpty(`/proc/${pid}/status`)) ?? [];
    return sum + Number(kilobytes) * 1024;
  }, 0);
}

function isOf(pid: string, data: DataFolder): boolean {
  return readOrEmpty(`/proc/${pid}/environ`).includes(`ISOLOIR_DATA=${data.path}\0`);
}

/** A process that ended meanwhile, or is someone else's, reads as nothing. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Said before anything starts, rather than by a process that stops. */
function requireCertificate(data: DataFolder): void {
  try {
    readCertificate(data);
  } catch (error) {
    if (error instanceof DataFolderError) throw new CommandError(error.message);
    throw error;
  }
}

let asked: Promise<never> | null = null;

/** Rejects at the first signal to stop; listens from the first call on, so that nothing started is left behind. */
export function interruption(): Promise<never> {
  asked ??= new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => reject(new Interrupted('Arrêté à votre demande.', 1)));
    }
  });
  asked.catch(() => undefined);
  return asked;
}

/** One appliance a data folder: a second one would serve the same databases with a memory of its own. */
function lockFolder(data: DataFolder): () => void {
  const file = data.file('run', 'lock');
  const holder = Number(readOrEmpty(file));
  if (holder > 0 && existsSync(`/proc/${holder}`) && holder !== process.pid) {
    throw new CommandError(
      `Le dossier de données ${data.path} est déjà utilisé par un appareil en marche (processus ${holder}). Arrêtez-le d’abord.`,
    );
  }
  writeFileSync(file, String(process.pid), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

async function ready(
  data: DataFolder,
  { host, port, listen }: Address,
  isOver: () => boolean,
): Promise<void> {
  const untilMs = performance.now() + startMs;
  const all = async () => {
    for (const name of processes) if (!(await answers(data.socket(name)))) return false;
    return siteAnswers(listen === '0.0.0.0' ? '127.0.0.1' : (listen ?? host), port);
  };
  while (!(await all())) {
    if (isOver() || performance.now() > untilMs) {
      const last =
        ['web-1', ...processes].map((name) => lastError(data, name)).find((line) => line !== null) ?? '';
      throw new CommandError(`L’appareil n’a pas démarré. ${last}`, 1);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function lastError(data: DataFolder, name: string): string | null {
  const file = data.file('pm2', `${name}.log`);
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /Error/.test(line));
  return lines.at(-1) ?? null;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket();
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('error', () => done(false));
    socket.connect(path, () => done(true));
  });
}

/** Whether something of ours answers; whose certificate it is does not matter here, on this machine. */
function siteAnswers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      { host, port, path: '/sante', rejectUnauthorized: false, agent: false },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    asked.once('error', () => resolve(false));
    asked.end();
  });
}
