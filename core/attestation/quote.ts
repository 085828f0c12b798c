/**
 * What a machine's security chip (TPM 2.0) says of how the machine started: the values of its registers (PCR), signed by an
 * attestation key that never leaves the chip, with the asker's own number (TCG, TPM 2.0 Library, Part 2, §10.12 and §12.2).
 * Verified here on another machine. It proves what was started on the machine that holds this key; it does not prove that
 * the chip is a real one (no manufacturer's certificate is checked), nor that this machine is the one that answers.
 */
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '../result.ts';

/** The registers that are quoted: boot loader (4), secure boot (7), kernel's files (9), unified image (11), its parameters (12). */
export const quotedRegisters = [4, 7, 9, 11, 12] as const;

/** As a machine answers; everything in hexadecimal. */
export interface Quote {
  /** TPM2B_PUBLIC of the attestation key. */
  readonly publicArea: string;
  /** TPMS_ATTEST. */
  readonly attested: string;
  /** TPMT_SIGNATURE. */
  readonly signature: string;
  /** Values of `quotedRegisters`, one after the other. */
  readonly registers: string;
}

/** How a machine started, by the word of its chip. */
export interface MeasuredBoot {
  /** SHA-256 of the public area of the attestation key: its name. */
  readonly key: string;
  /** Value of each quoted register, by its number. */
  readonly registers: Readonly<Record<string, string>>;
}

export type QuoteRefusal = {
  readonly code:
    | 'quote/malformed'
    /** A key that could sign something that the chip did not measure. */
    | 'quote/other-key-kind'
    | 'quote/other-nonce'
    | 'quote/bad-signature'
    /** The values given are not those that were signed. */
    | 'quote/other-registers';
};

const [ecc, ecdsa, sha256Id, p256Id] = [0x0023, 0x0018, 0x000b, 0x0003];
const [generated, quoteType] = [0xff544347, 0x8018];
/** fixedTPM, fixedParent, sensitiveDataOrigin, restricted, sign. */
const wanted = 0x0005_0032;
const decrypt = 0x0002_0000;
const registerBytes = 32;

/** The boot that a quote proves, to this asker. @param nonce hexadecimal. */
export function verifyQuote(quote: Quote, nonce: string): Result<MeasuredBoot, QuoteRefusal> {
  const [publicArea, attested, signature, registers] = [
    bytesOf(quote.publicArea),
    bytesOf(quote.attested),
    bytesOf(quote.signature),
    bytesOf(quote.registers),
  ];
  const key = readKey(publicArea);
  const told = readAttested(attested);
  const signed = readSignature(signature);
  if (
    key === null ||
    told === null ||
    signed === null ||
    registers.length !== quotedRegisters.length * registerBytes
  )
    return err({ code: 'quote/malformed' });
  if (!key.isRestricted) return err({ code: 'quote/other-key-kind' });
  if (told.nonce !== nonce) return err({ code: 'quote/other-nonce' });
  const isSigned = p256.verify(signed, sha256(attested), key.point, { lowS: false, prehash: false });
  if (!isSigned) return err({ code: 'quote/bad-signature' });
  if (told.selection !== selectionOf(quotedRegisters) || told.digest !== bytesToHex(sha256(registers)))
    return err({ code: 'quote/other-registers' });
  return ok({ key: key.name, registers: split(registers) });
}

/** Numbers of the registers whose value is not the one before, in order. */
export function changedRegisters(
  before: MeasuredBoot['registers'],
  after: MeasuredBoot['registers'],
): string[] {
  return Object.keys(before).filter((register) => before[register] !== after[register]);
}

function bytesOf(hex: string): Uint8Array {
  return /^(?:[0-9a-f]{2})*$/.test(hex) ? hexToBytes(hex) : new Uint8Array();
}

function split(registers: Uint8Array): Record<string, string> {
  return Object.fromEntries(
    quotedRegisters.map((register, at) => [
      register,
      bytesToHex(registers.subarray(at * registerBytes, (at + 1) * registerBytes)),
    ]),
  );
}

/** Big-endian fields in order; null as soon as one is not there. */
function reader(bytes: Uint8Array) {
  let at = 0;
  const take = (count: number): Uint8Array => {
    if (at + count > bytes.length) throw new RangeError('too short');
    at += count;
    return bytes.subarray(at - count, at);
  };
  const number = (count: number) => take(count).reduce((sum, byte) => sum * 256 + byte, 0);
  return { take, number, sized: () => take(number(2)), isEnd: () => at === bytes.length };
}

function read<Value>(
  bytes: Uint8Array,
  fields: (from: ReturnType<typeof reader>) => Value | null,
): Value | null {
  try {
    const from = reader(bytes);
    const value = fields(from);
    return from.isEnd() ? value : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** TPM2B_PUBLIC of a P-256 key that signs by ECDSA with SHA-256. */
function readKey(publicArea: Uint8Array) {
  return read(publicArea, ({ number, sized }) => {
    if (number(2) !== publicArea.length - 2 || number(2) !== ecc || number(2) !== sha256Id) return null;
    const attributes = number(4);
    sized();
    const parameters = [number(2), number(2), number(2), number(2), number(2)];
    if (parameters.join() !== [0x0010, ecdsa, sha256Id, p256Id, 0x0010].join()) return null;
    const [x, y] = [sized(), sized()];
    if (x.length !== 32 || y.length !== 32) return null;
    return {
      isRestricted: (attributes & wanted) === wanted && (attributes & decrypt) === 0,
      point: Uint8Array.of(4, ...x, ...y),
      name: bytesToHex(sha256(publicArea.subarray(2))),
    };
  });
}

function readAttested(attested: Uint8Array) {
  return read(attested, ({ number, take, sized }) => {
    if (number(4) !== generated || number(2) !== quoteType) return null;
    sized();
    const nonce = bytesToHex(sized());
    // Clock, resets, restarts, safe; firmware.
    take(17 + 8);
    if (number(4) !== 1 || number(2) !== sha256Id) return null;
    const selection = bytesToHex(take(number(1)));
    return { nonce, selection, digest: bytesToHex(sized()) };
  });
}

/** `r` and `s`, 32 bytes each. */
function readSignature(signature: Uint8Array): Uint8Array | null {
  return read(signature, ({ number, sized }) => {
    if (number(2) !== ecdsa || number(2) !== sha256Id) return null;
    const [r, s] = [sized(), sized()];
    if (r.length > 32 || s.length > 32) return null;
    const both = new Uint8Array(64);
    both.set(r, 32 - r.length);
    both.set(s, 64 - s.length);
    return both;
  });
}

/** TPMS_PCR_SELECTION: one bit a register, in three bytes. */
function selectionOf(registers: readonly number[]): string {
  const bits = new Uint8Array(3);
  for (const register of registers) bits[register >> 3] = (bits[register >> 3] ?? 0) | (1 << (register & 7));
  return bytesToHex(bits);
}
