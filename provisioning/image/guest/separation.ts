/**
 * What each user of the machine can reach of the others, tried and not deduced: `separation.ts USER`, run as root, becomes that
 * user with all its groups, tries the folders, databases and sockets of the others, and writes what opened. Only the calls of
 * `mayCall` may. The sandboxes of the units come on top and are not counted on here.
 */
import { accessSync, constants, openSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Each process, with those whose socket it may call (docs/decisions/034-processes-apart.md). */
export const mayCall = {
  web: ['roll', 'urn', 'codes', 'clock', 'attestation'],
  roll: [],
  urn: ['roll'],
  codes: [],
  clock: ['roll', 'urn', 'codes'],
  attestation: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Owner = keyof typeof mayCall;
export const owners = Object.keys(mayCall) as Owner[];

const databases: Readonly<Record<Owner, string>> = {
  web: 'election.db',
  roll: 'roll.db',
  urn: 'urn.db',
  codes: 'codes.db',
  clock: 'clock.db',
  attestation: 'mode',
};

export interface Reached {
  readonly process: Owner;
  /** What it could look into, open or write that is another's; empty when they are apart. */
  readonly files: readonly string[];
  /** The processes whose socket answered. */
  readonly calls: readonly string[];
}

/** Tries, as who runs this. @param data, sockets where the folders of the processes are. */
export async function tryToReach(own: Owner, data: string, sockets: string): Promise<Reached> {
  const others = owners.filter((each) => each !== own);
  const files = others.flatMap((other) => {
    const folder = join(data, other);
    return [
      succeeds(() => readdirSync(folder)) ? [folder] : [],
      succeeds(() => openSync(join(folder, databases[other]), 'r')) ? [join(folder, databases[other])] : [],
      succeeds(() => accessSync(folder, constants.W_OK)) ? [`${folder} (w)`] : [],
      // Who may write there can answer in the place of another.
      succeeds(() => accessSync(join(sockets, other), constants.W_OK)) ? [`${sockets}/${other} (w)`] : [],
    ].flat();
  });
  const calls: string[] = [];
  for (const other of others) if (await answers(join(sockets, other, `${other}.sock`))) calls.push(other);
  return { process: own, files, calls };
}

function succeeds(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

/** As systemd gives them: every group that names the user. */
function groupsOf(user: string, text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([, , , members = '']) => members.split(',').includes(user))
    .map(([name = '']) => name);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const own = owners.find((each) => each === process.argv[2]);
  if (own === undefined) throw new Error('which user?');
  const user = `isoloir-${own}`;
  const groups = groupsOf(user, readFileSync('/etc/group', 'utf8'));
  process.setgroups?.([user, ...groups]);
  process.setgid?.(user);
  process.setuid?.(user);
  process.stdout.write(JSON.stringify(await tryToReach(own, '/data', '/run/isoloir')));
}
