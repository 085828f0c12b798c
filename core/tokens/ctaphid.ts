/**
 * CTAPHID (CTAP 2.1 §11.2): messages cut into reports of 64 bytes. The first report of a message is channel (4), command
 * | 0x80, length (2), 57 bytes of data; the next ones channel (4), sequence from 0, 59 bytes. At most 7609 bytes.
 * Here is the framing alone, shared by our side (`channel.ts`) and by the virtual token; nothing waits.
 */
import { reportBytes } from './transport.ts';

const FIRST_DATA = reportBytes - 7;
const NEXT_DATA = reportBytes - 5;
export const maxPayloadBytes = FIRST_DATA + 128 * NEXT_DATA;
export const broadcastChannel = 0xffffffff;

export const hidCommand = {
  ping: 0x01,
  init: 0x06,
  cbor: 0x10,
  cancel: 0x11,
  keepalive: 0x3b,
  error: 0x3f,
} as const;

/** Payload of a keepalive. */
export const keepalive = { processing: 1, touchNeeded: 2 } as const;

export const capability = { wink: 0x01, cbor: 0x04, noMessage: 0x08 } as const;

export interface Message {
  readonly channel: number;
  readonly command: number;
  readonly payload: Uint8Array;
}

/** Throws (our bug) above `maxPayloadBytes`. */
export function reportsOf({ channel, command, payload }: Message): readonly Uint8Array[] {
  if (payload.length > maxPayloadBytes) throw new Error('message too long for CTAPHID');
  const first = new Uint8Array(reportBytes);
  const header = new DataView(first.buffer);
  header.setUint32(0, channel);
  header.setUint8(4, command | 0x80);
  header.setUint16(5, payload.length);
  first.set(payload.subarray(0, FIRST_DATA), 7);
  const reports = [first];
  for (let from = FIRST_DATA, sequence = 0; from < payload.length; from += NEXT_DATA, sequence += 1) {
    const next = new Uint8Array(reportBytes);
    new DataView(next.buffer).setUint32(0, channel);
    next[4] = sequence;
    next.set(payload.subarray(from, from + NEXT_DATA), 5);
    reports.push(next);
  }
  return reports;
}

export type Report =
  | {
      readonly kind: 'first';
      readonly channel: number;
      readonly command: number;
      readonly length: number;
      readonly data: Uint8Array;
    }
  | {
      readonly kind: 'next';
      readonly channel: number;
      readonly sequence: number;
      readonly data: Uint8Array;
    };

/** Undefined when it is not 64 bytes. Any 64 bytes are a report; whether it makes sense is for the assembly. */
export function readReport(bytes: Uint8Array): Report | undefined {
  if (bytes.length !== reportBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channel = view.getUint32(0);
  const kind = view.getUint8(4);
  if ((kind & 0x80) === 0) return { kind: 'next', channel, sequence: kind, data: bytes.slice(5) };
  return { kind: 'first', channel, command: kind & 0x7f, length: view.getUint16(5), data: bytes.slice(7) };
}

/** A message being put together; `filled` bytes of its payload have come. */
export interface Assembly {
  readonly channel: number;
  readonly command: number;
  readonly payload: Uint8Array;
  readonly filled: number;
  readonly sequence: number;
}

/** Undefined when the announced length cannot be. */
export function beginAssembly(first: Report & { readonly kind: 'first' }): Assembly | undefined {
  if (first.length > maxPayloadBytes) return undefined;
  const payload = new Uint8Array(first.length);
  const part = first.data.subarray(0, first.length);
  payload.set(part);
  return { channel: first.channel, command: first.command, payload, filled: part.length, sequence: 0 };
}

/** Undefined when the report is not the one that follows. The caller has checked the channel. */
export function continueAssembly(
  assembly: Assembly,
  next: Report & { readonly kind: 'next' },
): Assembly | undefined {
  if (next.sequence !== assembly.sequence || isComplete(assembly)) return undefined;
  const part = next.data.subarray(0, assembly.payload.length - assembly.filled);
  assembly.payload.set(part, assembly.filled);
  return { ...assembly, filled: assembly.filled + part.length, sequence: assembly.sequence + 1 };
}

export function isComplete({ payload, filled }: Assembly): boolean {
  return filled === payload.length;
}
