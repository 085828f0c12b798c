/**
 * The token station on a kiosk: the program of any station, as a process of its own with this terminal's certificate, so
 * that no PIN nor any holder's secret is ever in the kiosk's own memory, and everything of it goes with the process.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pagesName } from '../station/pages-file.ts';

export interface StationRun {
  /** Of the operator's page, on this machine. */
  readonly address: string;
  /** Resolves once the process is gone. */
  readonly gone: Promise<void>;
  readonly discard: () => Promise<void>;
}

export interface StationOptions {
  readonly appliance: URL;
  /** This terminal's own. */
  readonly stateFolder: string;
  /** 0 for any. */
  readonly port: number;
  /** The virtual tokens of a demonstration; null everywhere else. */
  readonly virtualTokens: string | null;
}

const program = fileURLToPath(new URL('../station/main.ts', import.meta.url));
const startMs = 30_000;

/** Rejects when the station does not come up. */
export async function startStation(options: StationOptions): Promise<StationRun> {
  const { appliance, stateFolder, port, virtualTokens } = options;
  const pages = join(stateFolder, pagesName);
  rmSync(pages, { force: true });
  const args = ['--appliance', appliance.href, '--state', stateFolder, '--port', String(port), '--of-kiosk'];
  const virtual = virtualTokens === null ? [] : ['--virtual-tokens', virtualTokens];
  const child = spawn(process.execPath, [...process.execArgv, program, ...args, ...virtual], {
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const discard = async () => {
    child.kill('SIGKILL');
    await gone;
    rmSync(pages, { force: true });
  };
  const until = performance.now() + startMs;
  while (!existsSync(pages)) {
    if (child.exitCode !== null || performance.now() > until) {
      await discard();
      throw new Error('the station did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { poste } = JSON.parse(readFileSync(pages, 'utf8')) as { poste: string };
  return { address: poste, gone, discard };
}
