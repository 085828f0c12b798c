/**
 * A machine that runs the image, emulated (QEMU without hardware virtualisation, which is slow and works anywhere): its
 * firmware, its disks, its serial line, the site's port forwarded to this machine. Its power can be cut.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Machine {
  /** What the serial line said so far, without the escapes of a terminal. */
  readonly said: () => string;
  /** Waits until the serial line says it; fails, with what it said, when the machine stops first or the time is over. */
  readonly says: (expected: RegExp, minutes: number) => Promise<RegExpExecArray>;
  /** A command of QEMU's own monitor: keys sent, a picture of the screen. */
  readonly tell: (command: string) => Promise<void>;
  /** Plugs in a disk given at the start. */
  readonly plug: (disk: string) => Promise<void>;
  /** Takes out a disk that was plugged in, for good. */
  readonly unplug: (disk: string) => Promise<void>;
  /** Types a line on its serial line. */
  readonly type: (line: string) => Promise<void>;
  readonly cutPower: () => Promise<void>;
  /** Resolves when the machine stopped by itself. */
  readonly stopped: Promise<void>;
}

export interface MachineDisks {
  readonly image: string;
  /** Plugged in from the start. */
  readonly disks: readonly string[];
  /** To be plugged in later, by name. */
  readonly later?: Readonly<Record<string, string>>;
  readonly memoryMb?: number;
  /** By which the machine is reached, instead of the one that it is given by DHCP. */
  readonly address?: string;
  /** Begun straight with this kernel, without firmware: for what runs beside the image's own start. */
  readonly start?: { readonly kernel: string; readonly initial: string; readonly line: string };
}

const firmware = '/usr/share/OVMF/OVMF_CODE_4M.fd';

/** A security chip in software for a machine, which ends with it; another folder is another chip. */
export async function chipOf(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'chip.sock');
  rmSync(path, { force: true });
  const chip = ['socket', '--tpm2', '--tpmstate', `dir=${folder}`, '--ctrl', `type=unixio,path=${path}`];
  const started = spawn('swtpm', [...chip, '--terminate'], { stdio: 'ignore' });
  let failure: string | null = null;
  started.once('error', (error) => (failure = error.message));
  started.unref();
  for (const untilMs = Date.now() + 5_000; !existsSync(path);) {
    if (Date.now() > untilMs) failure ??= 'it made no socket';
    if (failure !== null) throw new Error(`no security chip in software: ${failure}`);
    await pause(50);
  }
  return [
    ...['-chardev', `socket,id=chip,path=${path}`],
    ...['-tpmdev', 'emulator,id=tpm,chardev=chip', '-device', 'tpm-tis,tpmdev=tpm'],
  ];
}

/**
 * @param folder where its firmware's memory and its serial line are kept.
 * @param port of this machine, for the site; null when nobody calls it.
 */
export function startMachine(
  folder: string,
  port: number | null,
  disks: MachineDisks,
  more: readonly string[] = [],
): Machine {
  const [serial = '', monitor = '', memory = '', keys = ''] = [
    ...['serial.log', 'monitor.sock', 'firmware.fd', 'serial.sock'],
  ].map((name) => join(folder, name));
  const { start } = disks;
  if (start === undefined) copyFileSync('/usr/share/OVMF/OVMF_VARS_4M.fd', memory);
  writeFileSync(serial, '');
  const drive = (file: string, own: string) => ['-drive', `file=${file},format=raw,${own}`];
  const later = Object.entries(disks.later ?? {});
  const machine = spawn(
    'qemu-system-x86_64',
    [
      ...['-machine', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2'],
      ...['-m', String(disks.memoryMb ?? 2048)],
      ...['-nodefaults', '-display', 'none', '-no-reboot'],
      ...(start === undefined
        ? [...drive(firmware, 'if=pflash,readonly=on'), ...drive(memory, 'if=pflash')]
        : ['-kernel', start.kernel, '-initrd', start.initial, '-append', start.line]),
      ...drive(disks.image, 'if=virtio,readonly=on'),
      ...disks.disks.flatMap((file) => drive(file, 'if=virtio')),
      ...later.flatMap(([name, file], index) => [
        ...drive(file, `if=none,id=${name}`),
        ...['-device', `pcie-root-port,id=port-${name},chassis=${index + 1}`],
      ]),
      ...[
        '-nic',
        `user,id=net,model=virtio-net-pci${port === null ? '' : `,hostfwd=tcp:127.0.0.1:${port}-${disks.address ?? ''}:8443`}`,
      ],
      ...['-device', 'virtio-rng-pci', '-serial', 'chardev:serial'],
      ...['-chardev', `socket,id=serial,path=${keys},server=on,wait=off,logfile=${serial}`],
      ...['-monitor', `unix:${monitor},server,nowait`, ...more],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return running(machine, serial, monitor, keys);
}

function running(machine: ChildProcess, serial: string, monitor: string, keys: string): Machine {
  let isOver = false;
  let failure: string | null = null;
  const stopped = new Promise<void>((resolve) => {
    const over = () => {
      isOver = true;
      resolve();
    };
    machine.once('exit', over);
    // No QEMU here: told to whoever waits for the machine.
    machine.once('error', (error) => {
      failure = `the machine was not started: ${error.message}`;
      over();
    });
  });
  // eslint-disable-next-line no-control-regex -- the escapes of a terminal
  const said = () => readFileSync(serial, 'utf8').replace(/\u001b\[[0-9;=]*[A-Za-z]/g, '');
  return {
    said,
    stopped,
    says: async (expected, minutes) => {
      for (const until = Date.now() + minutes * 60_000; Date.now() < until;) {
        const found = expected.exec(said());
        if (found !== null) return found;
        if (isOver) break;
        await pause(500);
      }
      throw new Error(
        failure ?? `the machine did not say ${String(expected)}, but:\n${said().slice(-2_000)}`,
      );
    },
    tell: (line) => command(monitor, line),
    plug: (disk) =>
      command(monitor, `device_add virtio-blk-pci,id=disk-${disk},drive=${disk},bus=port-${disk}`),
    unplug: (disk) => command(monitor, `device_del disk-${disk}`),
    type: (line) => written(keys, `${line}\r`),
    cutPower: async () => {
      machine.kill('SIGKILL');
      await stopped;
    },
  };
}

function written(path: string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.write(text, () => {
      // What is sent to a line that is closed at once may be lost.
      setTimeout(() => {
        socket.destroy();
        resolve();
      }, 1_000);
    });
  });
}

function command(monitor: string, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(monitor);
    socket.once('error', reject);
    socket.once('data', () => {
      socket.write(`${line}\n`);
      setTimeout(() => {
        socket.destroy();
        resolve();
      }, 500);
    });
  });
}
