/**
 * The browser of a kiosk: its managed policies and its flags, as data, and one run of it with a profile of its own, in
 * memory, thrown away with it. Policies are what a page or a person cannot undo; the image puts them under
 * /etc/chromium/policies/managed, owned by root (reference on kiosks, §5.3).
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

export const browserProgram = '/usr/bin/chromium';

/** Where Debian's Chromium reads managed policies. */
export const policiesFile = '/etc/chromium/policies/managed/isoloir-borne.json';

const never = 2;

/** The managed policies: our own pages (the kiosk's and, on the next port, the station's), and nothing else of the browser. */
export function policiesOf(port: number): Readonly<Record<string, unknown>> {
  return {
    // Also covers chrome:, devtools:, view-source:, file: and data:.
    URLBlocklist: ['*', 'chrome://*', 'file://*', 'data:*', 'view-source:*', 'javascript:*', 'about:*'],
    URLAllowlist: [`http://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`],
    DeveloperToolsAvailability: never,
    RemoteDebuggingAllowed: false,
    DownloadRestrictions: 3,
    AllowFileSelectionDialogs: false,
    PrintingEnabled: false,
    PasswordManagerEnabled: false,
    AutofillAddressEnabled: false,
    AutofillCreditCardEnabled: false,
    BrowserSignin: 0,
    SyncDisabled: true,
    BrowserAddPersonEnabled: false,
    BrowserGuestModeEnabled: false,
    ExtensionInstallBlocklist: ['*'],
    TranslateEnabled: false,
    SpellcheckEnabled: false,
    SearchSuggestEnabled: false,
    NetworkPredictionOptions: never,
    EditBookmarksEnabled: false,
    BookmarkBarEnabled: false,
    SavingBrowserHistoryDisabled: true,
    IncognitoModeAvailability: 1,
    DefaultPopupsSetting: never,
    DefaultNotificationsSetting: never,
    DefaultGeolocationSetting: never,
    DefaultWebUsbGuardSetting: never,
    DefaultWebHidGuardSetting: never,
    DefaultSerialGuardSetting: never,
    DefaultWebBluetoothGuardSetting: never,
    DefaultFileSystemReadGuardSetting: never,
    DefaultFileSystemWriteGuardSetting: never,
    AudioCaptureAllowed: false,
    AutoplayAllowed: true,
    VideoCaptureAllowed: false,
    ScreenCaptureAllowed: false,
    TaskManagerEndProcessEnabled: false,
    HideWebStoreIcon: true,
    MetricsReportingEnabled: false,
    ComponentUpdatesEnabled: false,
    BackgroundModeEnabled: false,
    PromotionalTabsEnabled: false,
    DefaultBrowserSettingEnabled: false,
    SafeBrowsingProtectionLevel: 0,
    DnsOverHttpsMode: 'off',
    QuicAllowed: false,
    WebRtcIPHandling: 'disable_non_proxied_udp',
  };
}

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
  /** More flags, for tests. */
  readonly more?: readonly string[];
}

export function flagsOf(
  profile: string,
  { address, isWindow, hasSandbox, more = [] }: BrowserOptions,
): string[] {
  return [
    `--user-data-dir=${profile}`,
    `--disk-cache-dir=${join(profile, 'cache')}`,
    ...(isWindow ? [`--app=${address}`, '--window-size=1280,900'] : ['--kiosk', '--start-fullscreen']),
    ...(hasSandbox ? [] : ['--no-sandbox']),
    // The sound begins when a headphone is plugged in, without any key.
    '--autoplay-policy=no-user-gesture-required',
    '--no-first-run',
    '--no-default-browser-check',
    '--noerrdialogs',
    '--disable-session-crashed-bubble',
    '--hide-crash-restore-bubble',
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

/** One run of the browser. */
export interface BrowserRun {
  readonly profile: string;
  /** Resolves once it is gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** Kills it with all its processes, then removes its profile. */
  readonly discard: () => Promise<void>;
}

const profilePrefix = 'isoloir-borne-';

export function startBrowser(options: BrowserOptions): BrowserRun {
  const profile = mkdtempSync(join(options.profiles, profilePrefix));
  chmodSync(profile, 0o700);
  const child = spawn(options.program, flagsOf(profile, options), {
    // A group of its own, so that every process of it dies with it.
    detached: true,
    stdio: 'ignore',
    env: environment(profile),
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

/** Nothing of ours but what it takes to show a window: home, cache and settings are the profile. */
function environment(profile: string): NodeJS.ProcessEnv {
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
    LANG: 'fr_FR.UTF-8',
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
