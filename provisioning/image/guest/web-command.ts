/**
 * The commands of our own program, which the guard has run on this machine's data by the user of the pages: never as root.
 * What a command says is its own text, for a person; one that was killed or fell said nothing, whatever it left behind.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { users } from './users.ts';

export const program = '/opt/isoloir';

/**
 * Of every program of ours in the image. What reads our TypeScript is WebAssembly; V8 stops the whole program, now and then on
 * a slow machine, when it optimises that code while it runs (« Check failed: it->second.Size() > offset »).
 */
export const nodeFlags = ['--liftoff-only'];

/** Where the data of this machine is, as arguments of a command. */
export const dataPlaces = ['--data', '/data/web', '--sockets', '/run/isoloir', '--shared', '/data/shared'];

/** Instead of a reason, of a command that did not come to its end. */
export const fell = 'arrêtée avant la fin';

interface Ended {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Null when the command is done; else why not, as it says it, or `fell`. */
export function asWeb(
  args: readonly string[],
  run: (args: readonly string[]) => Ended = ofWeb,
): string | null {
  const { status, stderr } = run(args);
  if (status === 0) return null;
  return status === null || stderr.trim() === '' ? fell : stderr.trim();
}

/** What such a command answers; empty when it does not. */
export function answerOfWeb(args: readonly string[]): string {
  const { status, stdout } = ofWeb(args);
  return status === 0 ? stdout.trim() : '';
}

function ofWeb(args: readonly string[]): Ended {
  return spawnSync('/usr/bin/node', [...nodeFlags, join(program, 'appliance/cli/main.ts'), ...args], {
    ...{ encoding: 'utf8', uid: users.web, gid: users.web, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
    env: { PATH: '/usr/bin', HOME: '/tmp' },
  });
}
