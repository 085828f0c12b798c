/**
 * What a virtual token is like, and what it remembers between two plugs: for demonstrations and tests only, since its
 * secrets lie in a file. A model says which variants of CTAP 2 it follows and which faults of real makers it has. The
 * memory is canonical JSON, so that a demonstration's tokens survive a restart.
 */
import {
  arrayOf,
  jsonBoolean,
  jsonString,
  literal,
  objectOf,
  parseCanonical,
  scalarCodec,
  smallInteger,
  stringMatching,
  type JsonRefusal,
} from '../bytes/canonical-json.ts';
import type { Result } from '../result.ts';
import type { PinProtocol } from './pin-protocol.ts';

export interface VirtualModel {
  readonly pinProtocols: readonly PinProtocol[];
  /** CTAP 2.1: pinTokens with permissions, lost after a touch. Otherwise CTAP 2.0. */
  readonly permissions: boolean;
  readonly credProtect: boolean;
  readonly hmacSecret: 'yes' | 'none' | 'creation-only';
  readonly maxMessageBytes: number;
  readonly minimumPinLength: number;
  /** Quirk seen: tries are counted even while it waits to be replugged. */
  readonly countsWhileBlocked: boolean;
  /** Quirk seen: UNSUPPORTED_OPTION to an assertion without touch. */
  readonly refusesUpFalse: boolean;
  /** Quirk seen: PIN_AUTH_BLOCKED rather than NO_CREDENTIALS to an unknown credential while blocked. */
  readonly blockedForUnknown: boolean;
}

export const ordinaryModel: VirtualModel = {
  pinProtocols: [2, 1],
  permissions: true,
  credProtect: true,
  hmacSecret: 'yes',
  maxMessageBytes: 1200,
  minimumPinLength: 4,
  countsWhileBlocked: false,
  refusesUpFalse: false,
  blockedForUnknown: false,
};

/** The memory of one token. */
export interface VirtualMemory {
  readonly id: string;
  /** As written on its label. */
  readonly name: string;
  readonly model: VirtualModel;
  readonly isPlugged: boolean;
  /** A finger that never leaves it: for elections that play by themselves. */
  readonly isAlwaysTouched: boolean;
  /** 32 bytes, hexadecimal: everything it protects derives from it. */
  readonly deviceSecret: string;
  /** 16 bytes, hexadecimal; empty where no PIN is set. */
  readonly pinHash: string;
  readonly triesLeft: number;
  readonly signatures: number;
}

const pinProtocol = scalarCodec<PinProtocol>(
  (value) => (value === 1 || value === 2 ? value : undefined),
  String,
);

const memoryCodec = objectOf<VirtualMemory>({
  id: stringMatching<string>(/^virtual-[0-9a-f]{8}$/),
  name: jsonString,
  model: objectOf<VirtualModel>({
    pinProtocols: arrayOf(pinProtocol),
    permissions: jsonBoolean,
    credProtect: jsonBoolean,
    hmacSecret: stringMatching<VirtualModel['hmacSecret']>(/^(?:yes|none|creation-only)$/),
    maxMessageBytes: smallInteger,
    minimumPinLength: smallInteger,
    countsWhileBlocked: jsonBoolean,
    refusesUpFalse: jsonBoolean,
    blockedForUnknown: jsonBoolean,
  }),
  isPlugged: jsonBoolean,
  isAlwaysTouched: jsonBoolean,
  deviceSecret: stringMatching<string>(/^[0-9a-f]{64}$/),
  pinHash: stringMatching<string>(/^(?:[0-9a-f]{32})?$/),
  triesLeft: smallInteger,
  signatures: smallInteger,
});

interface VirtualFile {
  readonly type: 'isoloir-virtual-tokens';
  readonly version: 1;
  readonly tokens: readonly VirtualMemory[];
}

const fileCodec = objectOf<VirtualFile>({
  type: literal('isoloir-virtual-tokens'),
  version: literal(1),
  tokens: arrayOf(memoryCodec),
});

export function printVirtualTokens(tokens: readonly VirtualMemory[]): string {
  return fileCodec.print({ type: 'isoloir-virtual-tokens', version: 1, tokens });
}

export function parseVirtualTokens(text: string): Result<readonly VirtualMemory[], JsonRefusal> {
  const parsed = parseCanonical(fileCodec, text);
  return parsed.ok ? { ok: true, value: parsed.value.tokens } : parsed;
}
