/** What the guard of a kiosk's machine decides, away from any machine: what it is told, what it says, what it starts. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerTimeoutMs } from '../../../kiosk/agent/session.ts';
import { usualTiming } from '../../../kiosk/agent/supervise.ts';
import { readNotice } from '../../../kiosk/agent/tell.ts';
import { nextProgram, runningProgram } from '../../../provisioning/image/guest/kiosk/running.ts';
import { argumentsOf, parseTerminal, portOf } from '../../../provisioning/image/guest/kiosk/settings.ts';
import { chooseDisk } from '../../../provisioning/image/guest/kiosk/state-disk.ts';
import { nodeFlags } from '../../../provisioning/image/guest/web-command.ts';
import { noticeOf, type Lack } from '../../../provisioning/image/guest/kiosk/words.ts';
import { resolverOf } from '../../../provisioning/image/guest/names.ts';
import { closeUsb } from '../../../provisioning/image/guest/usb.ts';
import { readLock } from '../../../provisioning/image/packages.ts';

const told = {
  format: 1,
  appliance: 'https://vote.example.org:8444',
  authority: 'ab'.repeat(32),
  label: 'Borne de l’accueil',
};

test('what a kiosk is told is read strictly, and nothing of it is more than one argument', () => {
  const settings = parseTerminal(JSON.stringify(told));
  expect(settings).toEqual({ ...told, keyboard: 'fr', headphones: false, printer: false, timeServers: [] });
  if (settings === null) return;
  expect(portOf(settings)).toBe(8444);
  expect(argumentsOf({ ...settings, headphones: true, pixelsPerMm: 3.6 })).toBe(
    `--appliance https://vote.example.org:8444 --authority ${told.authority} --label "Borne de l’accueil" --state /data/kiosk --headphones --pixels-per-mm 3.6`,
  );
  expect(argumentsOf({ ...settings, printer: true })).toMatch(
    / --state \/data\/kiosk --printer \/dev\/usb\/lp0$/,
  );
  const wrong = [
    'no JSON',
    '{}',
    ...[
      { appliance: 'http://vote.example.org:8444' },
      { appliance: 'https://vote.example.org:8444/x --window' },
      { appliance: 'https://a:b@vote.example.org' },
      { authority: 'ab' },
      { label: 'a" --window "' },
      { label: "a'" },
      { label: '$HOME' },
      { keyboard: 'fr\nLD_PRELOAD=/x' },
      { printer: 'true' },
      { printer: '/dev/vda' },
      { more: 1 },
    ].map((change) => JSON.stringify({ ...told, ...change })),
  ];
  for (const text of wrong) expect(parseTerminal(text), text).toBeNull();
});

test('every lack has a screen that says what to do', () => {
  const lacks: Lack[] = [
    { state: 'no-image' },
    { state: 'data', data: { state: 'missing' } },
    { state: 'data', data: { state: 'several' } },
    { state: 'data', data: { state: 'unreadable', device: '/dev/sdb' } },
    { state: 'clock', clock: { state: 'wrong', notBeforeMs: Date.UTC(2026, 10, 22) } },
    { state: 'no-settings' },
    { state: 'bad-settings' },
  ];
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-notice-'));
  const file = join(folder, 'notice.json');
  for (const lack of lacks) {
    writeFileSync(file, JSON.stringify(noticeOf(lack)));
    expect(readNotice(file)).toMatchObject({ actions: [], code: null });
    expect(noticeOf(lack).lines.at(-1)).toMatch(/rallumez|réinstallez|donnez-lui un disque/);
  }
  for (const text of ['', '{}', '{"title":1,"lines":[]}', '{"title":"a","lines":[1]}']) {
    writeFileSync(file, text);
    expect(readNotice(file)).toBeNull();
  }
  rmSync(folder, { recursive: true });
});

const readRoot = (path: string) =>
  readFileSync(new URL(`../../../provisioning/image/root-kiosk/etc/${path}`, import.meta.url), 'utf8');
const readUnit = () => readRoot('systemd/system/isoloir-kiosk.service');

test('the agent is started once the machine lacks nothing, and nothing that comes later replaces it', () => {
  expect(nextProgram(null, false)).toBe('tell.ts');
  expect(nextProgram('tell.ts', false)).toBeNull();
  expect(nextProgram('tell.ts', true)).toBe('main.ts');
  expect(nextProgram('main.ts', true)).toBeNull();
  // The clock or the settings turn wrong in the middle of a vote.
  expect(nextProgram('main.ts', false)).toBeNull();
});

test('a guard that begins anew finds what runs: it starts neither of them a second time', () => {
  const agent = '/opt/isoloir/kiosk/agent';
  const command = (...args: string[]) => runningProgram([...args, ''].join('\0'));
  for (const flags of [nodeFlags, []]) {
    const node = ['/usr/bin/node', ...flags];
    expect(command(...node, `${agent}/main.ts`, '--label', `${agent}/tell.ts`)).toBe('main.ts');
    expect(command(...node, `${agent}/tell.ts`, '--file', '/run/n')).toBe('tell.ts');
  }
  for (const other of [[], ['/usr/bin/node'], ['/usr/bin/node', '/x/main.ts'], ['setpriv', '--', agent]])
    expect(command(...other)).toBeNull();
  expect(readUnit()).toContain(
    `ExecStart=/usr/bin/node ${nodeFlags.join(' ')} ${agent}/\${ISOLOIR_PROGRAM} `,
  );
});

test('who stops the kiosk’s unit tells its agent alone, and waits longer than a vote takes to be recorded', () => {
  const unit = readUnit();
  expect(unit).toMatch(/^KillMode=mixed$/m);
  const stopMs = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]) * 1_000;
  // The last call of a vote may leave when its page has just stopped being believed.
  expect(stopMs).toBeGreaterThan(usualTiming.recordingMs + answerTimeoutMs);
  expect(stopMs).toBeGreaterThan(usualTiming.castMs);
});

test('its small disk is the one of its label, or the only empty one: never a choice between two', () => {
  const disk = (device: string, label: string, kind: 'ext4' | 'vfat' | 'empty') => ({
    ...{ device, label, kind },
    use: '',
  });
  const own = disk('/dev/nvme0n1', 'isoloir-kiosk', 'ext4');
  const empty = disk('/dev/sda', '', 'empty');
  const stick = disk('/dev/sdb', 'ISOLOIR', 'vfat');
  expect(chooseDisk([stick, empty, own])).toEqual(own);
  expect(chooseDisk([stick, empty])).toEqual(empty);
  expect(chooseDisk([stick])).toEqual({ state: 'missing' });
  expect(chooseDisk([empty, { ...empty, device: '/dev/sdc' }])).toEqual({ state: 'missing' });
  // A stick that says it is the kiosk's own disk.
  expect(chooseDisk([own, disk('/dev/sdb', 'isoloir-kiosk', 'ext4')])).toEqual({ state: 'several' });
});

test('once closed, no controller of USB lets a new device in by itself, nor one that comes later', () => {
  const system = mkdtempSync(join(tmpdir(), 'isoloir-sys-'));
  const devices = join(system, 'bus/usb/devices');
  const parameters = join(system, 'module/usbcore/parameters');
  for (const folder of [parameters, ...['usb1', 'usb2', '1-4', '1-0:1.0'].map((each) => join(devices, each))])
    mkdirSync(folder, { recursive: true });
  closeUsb(system);
  for (const rule of [parameters, join(devices, 'usb1'), join(devices, 'usb2')])
    expect(readFileSync(join(rule, 'authorized_default'), 'utf8')).toBe('0');
  rmSync(system, { recursive: true });
  // Without USB there is nothing to close.
  closeUsb(system);
});

/** Whether udev's rules let in a device whose interfaces are these, as usb_id lists them (udev(7), pattern matching). */
function isLetIn(interfaces: string, hasPrinter: boolean): boolean {
  const matches = (glob: string) =>
    new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.').replaceAll('[!', '[^')}$`).test(
      interfaces,
    );
  return readRoot('udev/rules.d/60-isoloir-usb.rules')
    .split('\n')
    .filter((line) => line.includes('ENV{ID_USB_INTERFACES}!=') && line.includes('ATTR{authorized}="1"'))
    .filter((line) => hasPrinter || !line.includes('TEST=="/run/isoloir/printer"'))
    .some((line) =>
      [...line.matchAll(/ENV\{ID_USB_INTERFACES\}!="([^"]+)"/g)].every(([, glob = '']) => !matches(glob)),
    );
}

test('once closed, a device is let in for what all of its interfaces are; a printer, where IT gave the kiosk one', () => {
  const [keyboard, headphone, printer, storage, vendor] = ['030101', '010100', '070102', '080650', 'ff0000'];
  for (const hasPrinter of [false, true]) {
    for (const known of [`:${keyboard}:`, `:${headphone}:010200:030000:`])
      expect([known, isLetIn(known, hasPrinter)]).toEqual([known, true]);
    for (const other of [storage, vendor, '0a0000', '130000', '170102', '370000'])
      for (const list of [`:${other}:`, `:${printer}:${other}:`, `:${other}:${keyboard}:`])
        expect([list, isLetIn(list, hasPrinter)]).toEqual([list, false]);
    expect(isLetIn(`:${printer}:`, hasPrinter)).toBe(hasPrinter);
    expect(isLetIn(`:${printer}:070101:`, hasPrinter)).toBe(hasPrinter);
    expect(isLetIn(`:${printer}:${keyboard}:`, hasPrinter)).toBe(false);
  }
});

test('the driver of printers is loaded by its unit alone, and its file opens for the agent, to write', () => {
  expect(readRoot('modprobe.d/isoloir.conf')).toMatch(/^blacklist usblp$/m);
  expect(readRoot('systemd/system/isoloir-printer.service')).toMatch(
    /^ExecStart=\/usr\/sbin\/modprobe usblp$/m,
  );
  expect(readRoot('udev/rules.d/60-isoloir-usb.rules')).toContain(
    'SUBSYSTEM=="usbmisc", KERNEL=="lp[0-9]*", GROUP="isoloir-kiosk", MODE="0660"',
  );
  expect(readUnit().match(/^Device.*$/gm)).toEqual([
    'DevicePolicy=closed',
    ...['char-alsa rw', 'char-hidraw rw', 'char-usb w'].map((each) => `DeviceAllow=${each}`),
  ]);
});

test('names are asked of whom networkd was told of, and of nobody else', () => {
  expect(resolverOf('ADDRESS_STATE=routable\nDNS=10.0.2.3 10.1.0.53\nNTP=x\n')).toBe(
    'nameserver 10.0.2.3\nnameserver 10.1.0.53\n',
  );
  expect(resolverOf('DNS=x;y\n')).toBe('');
  expect(resolverOf('')).toBe('');
});

test('the recorded list of a kiosk has no shell, no package manager, no compiler and no door', () => {
  const names = readLock('kiosk').map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const unwanted of [
    ...['bash', 'dash', 'busybox', 'coreutils', 'gcc', 'perl-base', 'apt', 'dpkg', 'login', 'sudo'],
    ...['openssh-server', 'dbus-daemon', 'x11-utils'],
  ])
    expect(names).not.toContain(unwanted);
});
