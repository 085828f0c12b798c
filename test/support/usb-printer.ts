/**
 * A printer of receipts for an emulated machine: a USB device of the class of printers (USB Printing Devices 1.1), spoken
 * over the socket of QEMU's `usb-redir` by the USB network redirection protocol 0.7. It keeps what is printed and tells what
 * it was asked; without paper it takes nothing. Of the protocol's capabilities it has the three without which QEMU gives no
 * device to a controller of USB 3, and it takes the machine to have them: they change the form of packets.
 */
import { connect, type Socket } from 'node:net';

/** What a machine does with it, in the order of the protocol; that it reads descriptors is not told. */
export type Asked = 'configured' | 'device-id' | 'port-status' | 'soft-reset' | 'written' | 'given-up';

export interface UsbPrinter {
  readonly asked: Asked[];
  readonly printed: () => Buffer;
  hasPaper: boolean;
  /** What the machine sends. */
  readonly take: (bytes: Buffer) => void;
}

export interface PluggedPrinter extends UsbPrinter {
  readonly unplug: () => void;
}

/** Packets, by their numbers in the protocol. */
const packet = {
  ...{ hello: 0, connect: 1, interfaces: 4, endpoints: 5 },
  ...{ setConfiguration: 6, getConfiguration: 7, configuration: 8 },
  ...{ setAlternate: 9, getAlternate: 10, alternate: 11 },
  ...{ cancel: 21, control: 100, bulk: 101 },
} as const;

/** The size of an end's packets is told; packets are numbered over 64 bits; lengths of bulk transfers have 32. */
const capabilities = (1 << 4) | (1 << 5) | (1 << 6);
/** Before the body of a packet: type, length, number; the number of the first one has 32 bits. */
const [helloHead, packetHead] = [12, 16];
/** Before the data of a control or bulk transfer. */
const transferHead = 10;

const status = { success: 0, cancelled: 1, stall: 4 } as const;
const fullSpeed = 1;
const [vendor, product, release] = [0x1209, 0x0001, 0x0100];
/** Printers, and a stream of characters both ways. */
const [printers, printer, bothWays] = [7, 1, 2];
const bulkBytes = 64;
const [bulkOut, bulkIn] = [0x01, 0x82];

export const deviceDescriptor = Buffer.from([
  ...[18, 1, 0x00, 0x02, 0, 0, 0, 64],
  ...[vendor & 0xff, vendor >> 8, product & 0xff, product >> 8, release & 0xff, release >> 8, 1, 2, 3, 1],
]);

const endpoint = (address: number) => [7, 5, address, 2, bulkBytes, 0, 0];
const inside = [9, 4, 0, 0, 2, printers, printer, bothWays, 0, ...endpoint(bulkOut), ...endpoint(bulkIn)];
export const configurationDescriptor = Buffer.from([9, 2, 9 + inside.length, 0, 1, 1, 0, 0xc0, 1, ...inside]);

const texts = ['Isoloir', 'Receipts', '1'];

function stringDescriptor(index: number): Buffer | null {
  const text = index === 0 ? Buffer.from([0x09, 0x04]) : Buffer.from(texts[index - 1] ?? '', 'utf16le');
  return text.length === 0 ? null : Buffer.concat([Buffer.from([2 + text.length, 3]), text]);
}

const deviceId = 'MFG:Isoloir;MDL:Receipts;CMD:ESC/POS;CLS:PRINTER;';
const identification = Buffer.concat([
  Buffer.from([0, 2 + deviceId.length]),
  Buffer.from(deviceId, 'latin1'),
]);

/** @param send to the machine. */
export function makeUsbPrinter(send: (bytes: Buffer) => void): UsbPrinter {
  const asked: Asked[] = [];
  const paper: Buffer[] = [];
  /** Transfers that wait: for paper, or for something to say. */
  const waiting = new Map<bigint, Buffer>();
  let received = Buffer.alloc(0);
  let wasGreeted = false;
  const self: UsbPrinter = { asked, printed: () => Buffer.concat(paper), hasPaper: true, take };

  function take(bytes: Buffer): void {
    received = Buffer.concat([received, bytes]);
    for (;;) {
      const start = wasGreeted ? packetHead : helloHead;
      if (received.length < start) return;
      const whole = start + received.readUInt32LE(4);
      if (received.length < whole) return;
      const type = received.readUInt32LE(0);
      if (wasGreeted) answer(type, received.readBigUInt64LE(8), received.subarray(start, whole));
      wasGreeted = true;
      received = received.subarray(whole);
    }
  }

  function answer(type: number, id: bigint, body: Buffer): void {
    switch (type) {
      case packet.setConfiguration:
        asked.push('configured');
        describe();
        say(packet.configuration, id, [status.success, body.readUInt8(0)]);
        return;
      case packet.getConfiguration:
        say(packet.configuration, id, [status.success, 1]);
        return;
      case packet.setAlternate:
        describe();
        say(packet.alternate, id, [status.success, 0, body.readUInt8(1)]);
        return;
      case packet.getAlternate:
        say(packet.alternate, id, [status.success, 0, 0]);
        return;
      case packet.control:
        control(id, body);
        return;
      case packet.bulk:
        bulk(id, body);
        return;
      case packet.cancel:
        cancel(id);
        return;
    }
  }

  function control(id: bigint, body: Buffer): void {
    const isAnswered = (body.readUInt8(2) & 0x80) !== 0;
    const data = answerTo(body.readUInt8(2), body.readUInt8(1), body.readUInt16LE(4));
    const head = Buffer.from(body.subarray(0, transferHead));
    const given = isAnswered ? (data ?? Buffer.alloc(0)).subarray(0, head.readUInt16LE(8)) : Buffer.alloc(0);
    head.writeUInt8(data === null ? status.stall : status.success, 3);
    if (isAnswered) head.writeUInt16LE(given.length, 8);
    say(packet.control, id, Buffer.concat([head, given]));
  }

  /** Null where it knows no such request. @param kind direction, type and recipient. */
  function answerTo(kind: number, request: number, value: number): Buffer | null {
    const nothing = Buffer.alloc(0);
    switch (`${kind.toString(16)} ${request}`) {
      case '80 0':
        return Buffer.from([1, 0]);
      case '80 6':
        return descriptor(value >> 8, value & 0xff);
      case 'a1 0':
        asked.push('device-id');
        return identification;
      case 'a1 1':
        asked.push('port-status');
        return Buffer.from([self.hasPaper ? 0x18 : 0x38]);
      case '21 2':
      case '23 2':
        asked.push('soft-reset');
        return nothing;
      // A feature cleared or set, of the device or of an end.
      case '0 1':
      case '0 3':
      case '2 1':
        return nothing;
      default:
        return null;
    }
  }

  function descriptor(type: number, index: number): Buffer | null {
    if (type === 1) return deviceDescriptor;
    if (type === 2) return configurationDescriptor;
    return type === 3 ? stringDescriptor(index) : null;
  }

  function bulk(id: bigint, body: Buffer): void {
    const head = Buffer.from(body.subarray(0, transferHead));
    if (head.readUInt8(0) === bulkOut) asked.push('written');
    if (head.readUInt8(0) === bulkOut && self.hasPaper) {
      paper.push(Buffer.from(body.subarray(transferHead)));
      say(packet.bulk, id, head);
    } else waiting.set(id, head);
  }

  /** A transfer that the machine gives up: nothing of it was taken. */
  function cancel(id: bigint): void {
    const head = waiting.get(id);
    if (head === undefined) return;
    waiting.delete(id);
    if (head.readUInt8(0) === bulkOut) asked.push('given-up');
    head.writeUInt8(status.cancelled, 1);
    head.writeUInt16LE(0, 2);
    say(packet.bulk, id, head);
  }

  /** Its ends and its one interface, said before each change of them. */
  function describe(): void {
    const ends = Buffer.alloc(3 * 32 + 2 * 32);
    ends.fill(0xff, 0, 32);
    // Control, both ways; then each end at its number, those that answer from 16 on.
    for (const [place, kind] of [
      ...([0, 16] as const).map((each) => [each, 0] as const),
      ...([bulkOut, 16 + (bulkIn & 0x0f)] as const).map((each) => [each, 2] as const),
    ]) {
      ends.writeUInt8(kind, place);
      ends.writeUInt16LE(bulkBytes, 96 + 2 * place);
    }
    say(packet.endpoints, 0n, ends);
    const interfaces = Buffer.alloc(4 + 4 * 32);
    interfaces.writeUInt32LE(1);
    for (const [index, value] of [0, printers, printer, bothWays].entries())
      interfaces.writeUInt8(value, 4 + 32 * index);
    say(packet.interfaces, 0n, interfaces);
  }

  function say(type: number, id: bigint, body: Buffer | readonly number[]): void {
    const bytes = Buffer.from(body);
    const head = Buffer.alloc(packetHead);
    head.writeUInt32LE(type);
    head.writeUInt32LE(bytes.length, 4);
    head.writeBigUInt64LE(id, 8);
    send(Buffer.concat([type === packet.hello ? head.subarray(0, helloHead) : head, bytes]));
  }

  const hello = Buffer.alloc(64 + 4);
  hello.write('isoloir test printer');
  hello.writeUInt32LE(capabilities, 64);
  say(packet.hello, 0n, hello);
  describe();
  const known = Buffer.from([fullSpeed, 0, 0, 0, ...deviceDescriptor.subarray(8, 12)]);
  say(packet.connect, 0n, known);
  return self;
}

/** Plugs one in. @param path the socket of the machine's `usb-redir`, which it serves. */
export async function plugUsbPrinter(path: string): Promise<PluggedPrinter> {
  const socket: Socket = connect(path);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.on('error', () => undefined);
  const printer = makeUsbPrinter((bytes) => void socket.write(bytes));
  socket.on('data', printer.take);
  return Object.assign(printer, { unplug: () => socket.destroy() });
}
