/**
 * A container run without an engine: its archive unpacked, its own words (user, environment, entry, command) read from
 * its configuration, and run in name spaces of its own on a root that is read-only, with `/data` and `/tmp` alone to
 * write on. The network is this machine's. Needs root.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

interface Archive {
  readonly Config: string;
  readonly Layers: readonly string[];
}

/** The part of a container's configuration that says how it runs. */
export interface ContainerConfig {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Healthcheck: { readonly Test: readonly string[] };
}

export interface Container {
  readonly config: ContainerConfig;
  /** Its root and its `/data`, on this machine. */
  readonly root: string;
  readonly data: string;
  /** Runs words in it: its entry and command by default, followed by `more`. */
  readonly run: (words: readonly string[], env?: readonly string[]) => ChildProcess;
}

/** @param archive a docker archive; @param folder empty, filled with its root and its data. */
export function openContainer(archive: string, folder: string): Container {
  const [root, data, layers] = ['root', 'data', 'layers'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [root, data, layers]) mkdirSync(path);
  execFileSync('tar', ['-C', layers, '-xf', archive]);
  const [made] = JSON.parse(readFileSync(join(layers, 'manifest.json'), 'utf8')) as Archive[];
  if (made === undefined) throw new Error(`${archive} holds no container`);
  for (const layer of made.Layers) execFileSync('tar', ['-C', root, '-xf', join(layers, layer)]);
  const { config } = JSON.parse(readFileSync(join(layers, made.Config), 'utf8')) as {
    config: ContainerConfig;
  };
  rmSync(layers, { recursive: true });
  for (const name of ['proc', 'dev']) mkdirSync(join(root, name));
  chownSync(data, ...(config.User.split(':').map(Number) as [number, number]));
  return { config, root, data, run: (words, env = []) => enter(root, data, config, words, env) };
}

/** In a shell of its own name spaces: mounts, then becomes the container's first process. */
const entering = `set -e
mount --bind "$1" "$1"
mount -o remount,ro,bind "$1"
mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
mount --bind "$2" "$1/data"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
root=$1 user=$3
shift 3
exec chroot --userspec="$user" "$root" "$@"`;

function enter(
  root: string,
  data: string,
  { User, Env }: ContainerConfig,
  words: readonly string[],
  env: readonly string[],
): ChildProcess {
  return spawn(
    'unshare',
    [
      ...['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--ipc'],
      ...['sh', '-c', entering, 'sh', root, data, User, ...words],
    ],
    {
      env: Object.fromEntries(
        [...Env, ...env].map((pair) => {
          const [name = '', ...value] = pair.split('=');
          return [name, value.join('=')];
        }),
      ),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}
