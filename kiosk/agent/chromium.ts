/**
 * The browser of a kiosk: its command as data, and one run of it with a profile of its own, in memory, thrown away with
 * it; under an account of its own and under cage where the image asks for them (reference on kiosks, §5.3). What it may
 * do is in policies.ts.
 */
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const browserProgram = '/usr/bin/chromium';

export interface BrowserOptions {
  readonly program: string;
  /** Where the page is. */
  readonly address: string;
  /** A folder in memory: each run makes its own profile in it. */
  readonly profiles: string;
  /** In a window, to try: no full screen. */
  readonly isWindow: boolean;
  /** False as root only, which a simulation alone may be. */
  readonly hasSandbox: boolean;
  /** A compositor of its own that shows this one program (Wayland); without, the display that is there. */
  readonly isCaged?: boolean;
  /** The socket of a compositor that runs by itself under another account, as in the image. */
  readonly screen?: string | null;
  /** Accounts (uid and gid alike) that take turns, one a run; only root may ask for them. */
  readonly accounts?: readonly number[];
  /** More flags, for tests. */
  readonly more?: readonly string[];
}

export function flagsOf(
  profile: string,
  { address, isWindow, hasSandbox, isCaged = false, screen = null, more = [] }: BrowserOptions,
): string[] {
  return [
    `--user-data-dir=${profile}`,
    `--disk-cache-dir=${join(profile, 'cache')}`,
    ...(isWindow ? [`--app=${address}`, '--window-size=1280,900'] : ['--kiosk', '--start-fullscreen']),
    ...(hasSandbox ? [] : ['--no-sandbox']),
    // No graphics card is asked of the machine.
    ...(isCaged || screen !== null ? ['--ozone-platform=wayland', '--disable-gpu'] : []),
    // The sound begins when a headphone is plugged in, without any key.
    '--autoplay-policy=no-user-gesture-required',
    '--no-first-run',
    '--no-default-browser-check',
    '--noerrdialogs',
    '--disable-session-crashed-bubble',
    '--hide-crash-restore-bubble',
    // A machine that is slow to start its processes is not broken.
    '--ipc-connection-timeout=60',
    '--disable-crash-reporter',
    '--disable-breakpad',
    '--disable-pinch',
    '--overscroll-history-navigation=0',
    '--disable-back-forward-cache',
    '--disable-component-update',
    '--disable-background-networking',
    '--disable-sync',
    '--disable-extensions',
    '--disable-dev-shm-usage',
    '--disable-features=Translate,TouchpadOverscrollHistoryNavigation,MediaRouter,OptimizationHints',
    '--password-store=basic',
    '--lang=fr',
    '--force-device-scale-factor=1',
    ...more,
    ...(isWindow ? [] : [address]),
  ];
}

/**
 * The whole command, account and compositor around the browser: `setpriv … cage -- chromium …`. An account gains nothing
 * afterwards (no setuid program, no capability of the agent's), and everything of it dies with the agent.
 * @param group that may reach the screen; null for none.
 */
export function commandOf(
  profile: string,
  options: BrowserOptions,
  account: number | null,
  group: number | null = null,
): readonly [string, ...string[]] {
  const browser = [options.program, ...flagsOf(profile, options)] as const;
  const caged = options.isCaged === true ? (['cage', '--', ...browser] as const) : browser;
  if (account === null) return caged;
  const id = String(account);
  const priv = [
    ...[`--reuid=${id}`, `--regid=${id}`, group === null ? '--clear-groups' : `--groups=${group}`],
    ...['--inh-caps=-all', '--no-new-privs', '--pdeathsig=KILL'],
  ];
  return ['setpriv', ...priv, '--', ...caged];
}

/** One run of the browser. */
export interface BrowserRun {
  readonly profile: string;
  /** Resolves once it is gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** Kills it with all its processes, then removes its profile. */
  readonly discard: () => Promise<void>;
}

const profilePrefix = 'isoloir-borne-';

/** Of an address of a Unix socket (unix(7)), without its last zero. */
const longestSocket = 107;
/** What is put behind the folder of profiles: the profile, and in it the socket by which Chromium knows that it runs. */
const socketIn = `/${profilePrefix}XXXXXX/org.chromium.Chromium.XXXXXX/SingletonSocket`;

/** How long the path of the folder of profiles may be, in bytes: with more, no browser starts. */
export const longestProfiles = longestSocket - socketIn.length;

let runs = 0;

export function startBrowser(options: BrowserOptions): BrowserRun {
  const profile = mkdtempSync(join(options.profiles, profilePrefix));
  chmodSync(profile, 0o700);
  const { accounts = [], screen = null } = options;
  const account = accounts[runs++ % accounts.length] ?? null;
  if (account !== null) chownSync(profile, account, account);
  const group = screen === null ? null : (statSync(screen, { throwIfNoEntry: false })?.gid ?? null);
  const [command, ...args] = commandOf(profile, options, account, group);
  const child = spawn(command, args, {
    // A group of its own, so that every process of it dies with it.
    detached: true,
    stdio: 'ignore',
    env: environment(profile, options.isCaged === true, screen),
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    profile,
    gone,
    discard: async () => {
      if (child.pid !== undefined) killGroup(child.pid);
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/**
 * Nothing of ours but what it takes to show a window: home, cache, settings and temporary files are the profile. Left to
 * itself Chromium makes a folder in the system's own for each run, which a kill leaves there, dated as the passage was.
 */
function environment(profile: string, isCaged: boolean, screen: string | null): NodeJS.ProcessEnv {
  const kept = [
    'PATH',
    'DISPLAY',
    'WAYLAND_DISPLAY',
    'XDG_RUNTIME_DIR',
    'XAUTHORITY',
    'DBUS_SESSION_BUS_ADDRESS',
  ];
  const found = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(found),
    HOME: profile,
    XDG_CONFIG_HOME: profile,
    XDG_CACHE_HOME: profile,
    TMPDIR: profile,
    LANG: 'fr_FR.UTF-8',
    ...(screen === null ? {} : { WAYLAND_DISPLAY: screen, XDG_RUNTIME_DIR: profile }),
    // The profile is where cage puts its socket.
    ...(isCaged ? { WLR_RENDERER: 'pixman', XDG_RUNTIME_DIR: profile } : {}),
  };
}

const tmpfsMagic = 0x01021994;

/** Whether a folder is in memory, so that nothing of a profile is ever on a disk. */
export function isInMemory(folder: string): boolean {
  return statfsSync(folder).type === tmpfsMagic;
}

/** What a crash of the agent left. */
export function removeOldProfiles(profiles: string): void {
  for (const name of readdirSync(profiles)) {
    if (name.startsWith(profilePrefix)) rmSync(join(profiles, name), { recursive: true, force: true });
  }
}
