/**
 * The closing seal (R2314-8): what was frozen at closing + grace, before any secret is brought out, signed by the
 * clock's key. Each bureau prints the code of its urns; a station decrypts only the archives that give this code.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { BureauId, ContestId, UrnId } from '../dossier/types.ts';
import { canonicalText } from './canonical.ts';

export interface ClosingSeal {
  readonly atMs: number;
  readonly contests: readonly {
    readonly contest: ContestId;
    readonly registered: number;
    readonly signOffs: number;
    readonly ballots: number;
  }[];
  readonly urns: readonly {
    readonly urn: UrnId;
    readonly contest: ContestId;
    readonly ballots: number;
    /** SHA-256 of the frozen archive, hexadecimal. */
    readonly archive: string;
  }[];
  readonly bureaus: readonly { readonly bureau: BureauId; readonly code: string }[];
  /** Whether ballots and sign-offs are as many in every contest. */
  readonly agrees: boolean;
  /** Hexadecimal signature of the canonical text of the other fields. */
  readonly signature: string;
}

function signedBytes(seal: Omit<ClosingSeal, 'signature'>): Uint8Array {
  const { atMs, contests, urns, bureaus, agrees } = seal;
  const text = canonicalText({ atMs, contests, urns, bureaus, agrees });
  return new TextEncoder().encode(`isoloir/1/closing-seal|${text}`);
}

/** @param secretKey 32 bytes. */
export function signClosingSeal(seal: Omit<ClosingSeal, 'signature'>, secretKey: Uint8Array): ClosingSeal {
  return { ...seal, signature: bytesToHex(ed25519.sign(signedBytes(seal), secretKey)) };
}

/** @param publicKey hexadecimal, as sealed in the manifest. */
export function isClosingSealGenuine(seal: ClosingSeal, publicKey: string): boolean {
  try {
    return ed25519.verify(hexToBytes(seal.signature), signedBytes(seal), hexToBytes(publicKey), {
      zip215: false,
    });
  } catch {
    return false;
  }
}
