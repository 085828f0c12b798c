/**
 * The port of the terminals: HTTPS that asks for a certificate, apart from the site's so that no employee's browser is
 * ever asked for one. It listens under the appliance's own authority, which terminals pin. Connections of a terminal
 * that was withdrawn are cut within a second, whatever they carry.
 */
import { constants } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { readAuthority, readCertificate } from '../tls.ts';
import type { Context } from '../use-cases/context.ts';
import { acceptedTerminal } from '../use-cases/terminals.ts';
import { fingerprintOf, terminalApi, type BoothServed } from './routes/terminal-api.ts';
import { floodLimits, noStore, securityHeaders } from './security.ts';

const lookEveryMs = 500;

function createTerminalApp(context: Context, booth: BoothServed): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const limit = floodLimits(context.data.mode, (_request, response) => {
    response.status(429).json({ refusal: { code: 'request/too-many' } });
  });
  app.use(securityHeaders(), noStore, terminalApi(context, booth, limit));
  app.use((_request, response) => {
    response.status(404).json({ refusal: { code: 'request/malformed' } });
  });
  app.use(failed(context));
  return app;
}

function failed(context: Context): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const isTheirs =
      typeof error === 'object' && error !== null && 'status' in error && Number(error.status) < 500;
    if (!isTheirs) context.log.error({ err: error, method: request.method }, 'request failed');
    const code = isTheirs ? 'request/malformed' : 'service/unavailable';
    response.status(isTheirs ? 400 : 503).json({ refusal: { code } });
  };
}

/** Listens until closed; resolves once it does. Rejects when the port cannot be had. */
export function runTerminals(
  context: Context,
  booth: BoothServed,
  address: { host: string; port: number },
): Promise<Server> {
  const { cert, key } = readCertificate(context.data, 'terminals');
  const authority = readAuthority(context.data);
  const server = createServer(
    {
      // The authority goes with it: a terminal shows a code over the authority that it saw.
      cert: `${cert}\n${authority}`,
      key,
      ca: authority,
      requestCert: true,
      // Who has none may still ask to be known; everything else looks at the certificate.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      // A connection begun anew shows its certificate anew.
      secureOptions: constants.SSL_OP_NO_TICKET,
    },
    createTerminalApp(context, booth),
  );
  server.keepAliveTimeout = 65_000;
  const stopLooking = cutWithdrawn(context, server);
  server.on('close', stopLooking);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...address, reusePort: true }, () => resolve(server));
  });
}

/** Looks over the open connections; answers how to stop. */
function cutWithdrawn(context: Context, server: Server): () => void {
  const open = new Set<TLSSocket>();
  server.on('secureConnection', (socket: TLSSocket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  // Seen withdrawn once already: what was being answered then, its refusal, has had the time to leave.
  const seen = new WeakSet<TLSSocket>();
  const timer = setInterval(() => {
    for (const socket of open) {
      const fingerprint = fingerprintOf(socket);
      if (fingerprint === null || acceptedTerminal(context, fingerprint) !== null) continue;
      if (seen.has(socket)) socket.destroy();
      seen.add(socket);
    }
  }, lookEveryMs);
  return () => clearInterval(timer);
}
