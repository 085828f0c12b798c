/** The printer that an emulated machine is given, away from any machine: what it answers, what it keeps. */
import { expect, test } from 'vitest';
import {
  configurationDescriptor,
  deviceDescriptor,
  makeUsbPrinter,
  type UsbPrinter,
} from '../../support/usb-printer.ts';

interface Packet {
  readonly type: number;
  readonly id: bigint;
  readonly body: Buffer;
}

/** A printer plugged into a machine that greeted it; what it said since it was last asked. */
function plugged(): { printer: UsbPrinter; ask: (type: number, id: bigint, body: Buffer) => Packet[] } {
  let said = Buffer.alloc(0);
  const printer = makeUsbPrinter((bytes) => (said = Buffer.concat([said, bytes])));
  const hello = Buffer.alloc(12 + 68);
  hello.writeUInt32LE(68, 4);
  printer.take(hello);
  // Its greeting has a shorter head than what follows.
  said = said.subarray(12 + said.readUInt32LE(4));
  const packets = () => {
    const found: Packet[] = [];
    for (let at = 0; at < said.length; at += 16 + said.readUInt32LE(at + 4))
      found.push({
        type: said.readUInt32LE(at),
        id: said.readBigUInt64LE(at + 8),
        body: said.subarray(at + 16, at + 16 + said.readUInt32LE(at + 4)),
      });
    said = Buffer.alloc(0);
    return found;
  };
  expect(packets().map(({ type }) => type)).toEqual([5, 4, 1]);
  return {
    printer,
    ask: (type, id, body) => {
      const head = Buffer.alloc(16);
      head.writeUInt32LE(type);
      head.writeUInt32LE(body.length, 4);
      head.writeBigUInt64LE(id, 8);
      // In two pieces, as a socket may give them.
      const whole = Buffer.concat([head, body]);
      printer.take(whole.subarray(0, 9));
      printer.take(whole.subarray(9));
      return packets();
    },
  };
}

const control = (kind: number, request: number, value: number, length: number) =>
  Buffer.from([0x80, request, kind, 0, value & 0xff, value >> 8, 0, 0, length & 0xff, length >> 8]);
const bulk = (end: number, data: Buffer) =>
  Buffer.concat([Buffer.from([end, 0, data.length, 0, 0, 0, 0, 0, 0, 0]), data]);

test('it says what it is: one interface, of the class of printers, and no more bytes than it was asked', () => {
  const { printer, ask } = plugged();
  for (const [value, length, expected] of [
    [0x0100, 18, deviceDescriptor],
    [0x0200, 9, configurationDescriptor.subarray(0, 9)],
    [0x0200, 255, configurationDescriptor],
  ] as const) {
    const [answer] = ask(100, 7n, control(0x80, 6, value, length));
    expect(answer).toMatchObject({ type: 100, id: 7n });
    expect([answer?.body.readUInt8(3), answer?.body.readUInt16LE(8)]).toEqual([0, expected.length]);
    expect(answer?.body.subarray(10)).toEqual(expected);
  }
  expect(configurationDescriptor.readUInt16LE(2)).toBe(configurationDescriptor.length);
  expect([...configurationDescriptor.subarray(13, 17)]).toEqual([2, 7, 1, 2]);
  // A qualifier, which a device of full speed has not.
  expect(ask(100, 8n, control(0x80, 6, 0x0600, 10))[0]?.body.readUInt8(3)).toBe(4);
  expect(printer.asked).toEqual([]);
  expect(ask(6, 9n, Buffer.from([1])).map(({ type }) => type)).toEqual([5, 4, 8]);
  const [named] = ask(100, 10n, control(0xa1, 0, 0, 1023));
  expect(named?.body.subarray(12).toString()).toContain('CLS:PRINTER;');
  expect(printer.asked).toEqual(['configured', 'device-id']);
});

test('what is written to it is on its paper; without paper it takes nothing, until the machine gives up', () => {
  const { printer, ask } = plugged();
  const taken = ask(101, 1n, bulk(1, Buffer.from('one')))[0];
  expect([taken?.body.length, taken?.body.readUInt8(1), taken?.body.readUInt16LE(2)]).toEqual([10, 0, 3]);
  printer.hasPaper = false;
  expect(ask(101, 2n, bulk(1, Buffer.from('two')))).toEqual([]);
  // Nor has it anything to say.
  expect(ask(101, 3n, bulk(0x82, Buffer.alloc(0)))).toEqual([]);
  for (const id of [2n, 3n]) {
    const [left] = ask(21, id, Buffer.alloc(0));
    expect([left?.id, left?.body.readUInt8(1), left?.body.readUInt16LE(2)]).toEqual([id, 1, 0]);
  }
  expect(ask(21, 2n, Buffer.alloc(0))).toEqual([]);
  expect(printer.printed().toString()).toBe('one');
  expect(printer.asked).toEqual(['written', 'written', 'given-up']);
});
