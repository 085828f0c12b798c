/**
 * What the function test asks of every process (Domitia annex 2 §3.1.2): to write and read back a row that is then
 * undone, to tell the hour, and, where it holds a key that signs, to sign a nonce.
 */
import { z } from 'zod';

export const probeInput = z.strictObject({ nonce: z.string().regex(/^[0-9a-f]{64}$/) });

export interface Probed {
  readonly wrote: boolean;
  readonly atMs: number;
}

export interface SignedProbe extends Probed {
  readonly signature: string;
}
