/**
 * The chip's word as `web` uses it: quotes for whoever asks, and the boot that the appliance puts in its own seal. A chip that
 * does not answer is as a chip that is not there: the seal then differs, and says so.
 */
import { randomBytes } from 'node:crypto';
import { verifyQuote, type MeasuredBoot, type Quote } from '../../core/attestation/quote.ts';
import { PeerError, type Client } from '../socket.ts';
import type { attestationInterface } from './interface.ts';

export type AskQuote = (nonce: string) => Promise<Quote | null>;

export function chipQuotes(process: Client<typeof attestationInterface>): AskQuote {
  return async (nonce) => {
    try {
      return await process.quote({ nonce });
    } catch (error) {
      if (error instanceof PeerError) return null;
      throw error;
    }
  };
}

export async function measuredBoot(quote: AskQuote): Promise<MeasuredBoot | null> {
  const nonce = randomBytes(32).toString('hex');
  const answer = await quote(nonce);
  const boot = answer === null ? null : verifyQuote(answer, nonce);
  return boot?.ok === true ? boot.value : null;
}
