/**
 * Gives a listening server the certificate that lies in the data folder, each time it is another one: new connections see
 * it, open ones keep theirs. Each process of the pages looks for itself.
 */
import type { Server } from 'node:https';
import type { Context } from '../use-cases/context.ts';
import { readCertificate } from '../tls.ts';

const lookEveryMs = 1_000;

/** Answers how to stop. */
export function followCertificate(context: Pick<Context, 'data' | 'log'>, server: Server): () => void {
  let shown = readCertificate(context.data);
  const timer = setInterval(() => {
    try {
      const found = readCertificate(context.data);
      if (found.cert === shown.cert && found.key === shown.key) return;
      server.setSecureContext({ ...found, minVersion: 'TLSv1.2' });
      shown = found;
    } catch (error) {
      // Put there by hand, one file after the other, or not well: the one in use goes on, and the next look tries again.
      context.log.error({ err: error }, 'the certificate cannot be used');
    }
  }, lookEveryMs);
  return () => clearInterval(timer);
}
