/**
 * The managed policies of a kiosk's browser, as data: what a page or a person cannot undo (reference on kiosks, §5.3).
 * The image ships them as provisioning/kiosk/policies.json under /etc/chromium/policies/managed, owned by root; the
 * agent compares when it starts, and says what differs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian's Chromium reads managed policies. */
export const policiesFolder = '/etc/chromium/policies/managed';

/** The port of the image's kiosks; the next one is the station's. */
export const imagePort = 8400;

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

export type PoliciesFound = 'as-they-must' | 'missing' | 'different';

/** What is in place for the browser, all files together; another file that says otherwise is a difference too. */
export function policiesFound(
  expected: Readonly<Record<string, unknown>>,
  folder = policiesFolder,
): PoliciesFound {
  const found: Record<string, unknown> = {};
  try {
    for (const name of readdirSync(folder).sort()) {
      if (name.endsWith('.json')) Object.assign(found, JSON.parse(readFileSync(join(folder, name), 'utf8')));
    }
  } catch {
    return 'missing';
  }
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  if (Object.keys(found).length === 0) return 'missing';
  const isSame = names.every((name) => JSON.stringify(expected[name]) === JSON.stringify(found[name]));
  return isSame ? 'as-they-must' : 'different';
}
