/**
 * A virtual token as a device of the Linux kernel, by /dev/uhid: node-hid then meets it like any USB token. Events of
 * include/uapi/linux/uhid.h, packed, in the byte order of the machine (little on all that we run on): type (4), then
 * CREATE2 (11): name 128, phys 64, uniq 64, size of the report descriptor (2), bus (2), vendor, product, version,
 * country (4 each), descriptor; INPUT2 (12): size (2), data; OUTPUT (6): data 4096, size (2), report type (1).
 */
import { open, type FileHandle } from 'node:fs/promises';
import type { TokenDevice } from '../../core/tokens/transport.ts';

const event = { destroy: 1, output: 6, create2: 11, input2: 12 } as const;
const EVENT_BYTES = 4380;
const DATA_BYTES = 4096;
const BUS_USB = 0x03;

/** One report of 64 bytes in, one out, usage page 0xF1D0, usage 1 (CTAP 2.1 §11.2.8.2). */
const fidoReportDescriptor = Uint8Array.from([
  0x06, 0xd0, 0xf1, 0x09, 0x01, 0xa1, 0x01, 0x09, 0x20, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x40,
  0x81, 0x02, 0x09, 0x21, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x40, 0x91, 0x02, 0xc0,
]);

/** A sentence that says why there is none, or undefined. */
export async function whyNoUhid(): Promise<string | undefined> {
  try {
    await (await open('/dev/uhid', 'r+')).close();
    return undefined;
  } catch (error) {
    return `no /dev/uhid here (${error instanceof Error ? error.message : 'unknown'})`;
  }
}

/** Plugs a token into the kernel; the answered function pulls it out. */
export async function plugIntoKernel(token: TokenDevice): Promise<() => Promise<void>> {
  const uhid = await open('/dev/uhid', 'r+');
  await uhid.write(createEvent(token.product));
  const running = { isOver: false };
  const readers = [fromKernel(uhid, token, running), toKernel(uhid, token, running)];
  return async () => {
    running.isOver = true;
    const destroy = Buffer.alloc(4);
    destroy.writeUInt32LE(event.destroy);
    // A read of /dev/uhid that waits is freed by the events STOP and CLOSE that this brings.
    await uhid.write(destroy);
    await Promise.race([Promise.all(readers), new Promise((resolve) => setTimeout(resolve, 500))]);
    await uhid.close();
  };
}

function createEvent(product: string): Buffer {
  const bytes = Buffer.alloc(4 + 128 + 64 + 64 + 2 + 2 + 16 + DATA_BYTES);
  bytes.writeUInt32LE(event.create2, 0);
  bytes.write(product, 4, 127, 'utf8');
  const numbers = 4 + 128 + 64 + 64;
  bytes.writeUInt16LE(fidoReportDescriptor.length, numbers);
  bytes.writeUInt16LE(BUS_USB, numbers + 2);
  bytes.writeUInt32LE(0x1209, numbers + 4);
  bytes.writeUInt32LE(0x0001, numbers + 8);
  bytes.set(fidoReportDescriptor, numbers + 20);
  return bytes;
}

async function fromKernel(uhid: FileHandle, token: TokenDevice, running: { isOver: boolean }): Promise<void> {
  const bytes = Buffer.alloc(EVENT_BYTES);
  while (!running.isOver) {
    await uhid.read(bytes, 0, EVENT_BYTES, null);
    if (bytes.readUInt32LE(0) !== event.output) continue;
    const size = bytes.readUInt16LE(4 + DATA_BYTES);
    // hidraw leaves the report number 0 in front.
    const report = new Uint8Array(bytes.subarray(4 + Math.max(0, size - 64), 4 + size));
    if (report.length === 64) await token.send(report);
  }
}

async function toKernel(uhid: FileHandle, token: TokenDevice, running: { isOver: boolean }): Promise<void> {
  while (!running.isOver) {
    const report = await token.receive(100);
    if (!report.ok) return;
    if (report.value === null) continue;
    const bytes = Buffer.alloc(6 + 64);
    bytes.writeUInt32LE(event.input2, 0);
    bytes.writeUInt16LE(64, 4);
    bytes.set(report.value, 6);
    await uhid.write(bytes);
  }
}
