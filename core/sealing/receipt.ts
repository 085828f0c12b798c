/**
 * The signed receipt of a vote (accusé de réception): which scrutin, which ballot (its tracker), under which seal.
 * No time and no name: a receipt proves that a ballot was accepted, not when nor by whom. Ed25519, strict checking.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { canonicalText } from './canonical.ts';

export interface Receipt {
  readonly contest: string;
  readonly tracker: string;
  readonly sealCode: string;
  /** Hexadecimal signature of the canonical text of the other fields. */
  readonly signature: string;
}

function receiptText(receipt: Omit<Receipt, 'signature'>): Uint8Array {
  const { contest, tracker, sealCode } = receipt;
  return new TextEncoder().encode(`isoloir/1/receipt|${canonicalText({ contest, tracker, sealCode })}`);
}

/** @param secretKey 32 bytes. */
export function signReceipt(receipt: Omit<Receipt, 'signature'>, secretKey: Uint8Array): Receipt {
  return { ...receipt, signature: bytesToHex(ed25519.sign(receiptText(receipt), secretKey)) };
}

/** @param publicKey hexadecimal, as sealed in the manifest. */
export function isReceiptGenuine(receipt: Receipt, publicKey: string): boolean {
  try {
    return ed25519.verify(hexToBytes(receipt.signature), receiptText(receipt), hexToBytes(publicKey), {
      zip215: false,
    });
  } catch {
    return false;
  }
}
