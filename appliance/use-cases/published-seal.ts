/**
 * The seal as anyone may ask for it (GET /api/seal), to judge this machine from another one. No record of the roll is in
 * it, only hashes of whole parts. What the machine runs now is measured again at most every few minutes, whoever asks: the
 * question is free, the measurement is not.
 */
import { contentCode } from '../../core/sealing/comparison.ts';
import { measurementText } from '../../core/sealing/measurement.ts';
import { publishedHash, type PublishedSeal, type SignedSeal } from '../../core/sealing/published.ts';
import type { Context } from './context.ts';
import { contentNow } from './sealed-content.ts';

const freshMs = 5 * 60_000;

interface Measured {
  readonly found: PublishedSeal['found'];
  readonly program: string;
}

export interface SealPublisher {
  /** Null before the seal. @param nonce 32 bytes of the asker's, hexadecimal. */
  readonly answer: (nonce: string) => Promise<SignedSeal | null>;
  /** The measured files as text, whose SHA-256 is the measurement: as sealed, or as they are now. */
  readonly program: (which: 'sealed' | 'found') => Promise<string | null>;
}

export function sealPublisher(context: Context): SealPublisher {
  let last: { readonly sinceMs: number; readonly measured: Promise<Measured> } | null = null;
  let sealedProgram: string | null = null;
  const measured = (): Promise<Measured> => {
    if (last === null || performance.now() - last.sinceMs > freshMs) {
      last = { sinceMs: performance.now(), measured: measure(context) };
      last.measured.catch(() => (last = null));
    }
    return last.measured;
  };
  return {
    answer: async (nonce) => {
      const sealed = context.election.sealed();
      if (sealed === null) return null;
      const { code, atMs, parts, manifest } = sealed;
      const { image, boot } = context.election.sealedItems().software;
      const { found } = await measured();
      const seal: PublishedSeal = { format: 1, sealed: { code, atMs, parts, image, boot, manifest }, found };
      const signed = await context.clock.signSeal({ answer: publishedHash(seal), nonce });
      return { seal, ...signed, quote: await context.quote(nonce) };
    },
    program: async (which) => {
      if (context.election.sealed() === null) return null;
      if (which === 'found') return (await measured()).program;
      sealedProgram ??= measurementText(context.election.sealedItems().software.files);
      return sealedProgram;
    },
  };
}

async function measure(context: Context): Promise<Measured> {
  const content = await contentNow(context);
  const { parts, software } = content;
  return {
    found: {
      code: contentCode(content),
      atMs: context.data.now(),
      parts,
      image: software.image,
      boot: software.boot,
    },
    program: measurementText(software.files),
  };
}
