/**
 * What `web` may ask of `attestation`, the one process that may talk to the machine's security chip (TPM): how the machine
 * started, signed by the chip for one asker. It holds no election fact, and runs only where there is a chip.
 */
import { z } from 'zod';
import type { Quote } from '../../core/attestation/quote.ts';
import { method } from '../socket.ts';

export const attestationInterface = {
  /** @throws when the chip does not answer. */
  quote: method<Quote>()(z.strictObject({ nonce: z.string().regex(/^[0-9a-f]{64}$/) })),
};
