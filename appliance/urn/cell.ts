/**
 * One row of the urn, as bytes of one fixed size whatever it holds: state (1), join token (16), length (4, big-endian),
 * ballot, zeros. Rows are made at sealing and overwritten in place at the same size, so that neither their pages nor
 * their order tell when a ballot came (protocol.md, No order in the urn).
 */
import { err, ok, type Result } from '../../core/result.ts';

const header = 21;

export type Cell =
  | { readonly state: 'empty' }
  | { readonly state: 'pending'; readonly join: string; readonly ballot: string }
  | { readonly state: 'cast'; readonly ballot: string };

const stateCodes = { empty: 0, pending: 1, cast: 2 } as const;

/** The cell in `size` bytes, or a refusal when the ballot does not fit. */
export function encodeCell(cell: Cell, size: number): Result<Buffer, { readonly code: 'cell/too-long' }> {
  const bytes = Buffer.alloc(size);
  if (cell.state === 'empty') return ok(bytes);
  const ballot = Buffer.from(cell.ballot, 'utf8');
  if (header + ballot.length > size) return err({ code: 'cell/too-long' });
  bytes.writeUInt8(stateCodes[cell.state], 0);
  if (cell.state === 'pending') Buffer.from(cell.join, 'hex').copy(bytes, 1);
  bytes.writeUInt32BE(ballot.length, 17);
  ballot.copy(bytes, header);
  return ok(bytes);
}

/** Null for bytes that `encodeCell` never writes in a row of this size: a damaged record. */
export function decodeCell(bytes: Buffer): Cell | null {
  if (bytes.length < header) return null;
  const cell = read(bytes);
  if (cell === null) return null;
  const again = encodeCell(cell, bytes.length);
  return again.ok && again.value.equals(bytes) ? cell : null;
}

function read(bytes: Buffer): Cell | null {
  const state = bytes.readUInt8(0);
  if (state === stateCodes.empty) return { state: 'empty' };
  const ballot = bytes.subarray(header, header + bytes.readUInt32BE(17)).toString('utf8');
  if (state === stateCodes.pending)
    return { state: 'pending', join: bytes.subarray(1, 17).toString('hex'), ballot };
  return state === stateCodes.cast ? { state: 'cast', ballot } : null;
}

/** A size that every well-formed ballot of the urn fits, from one sample: scalars vary by a few digits only. */
export function cellSize(sampleBallotLength: number): number {
  return Math.ceil((header + sampleBallotLength * 1.1 + 256) / 1024) * 1024;
}
