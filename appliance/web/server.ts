/**
 * The `web` process: HTTPS, security headers, the routes; the terminals have a port of their own beside. It keeps no vote, no code and no sign-off: it carries what
 * the pages send to the processes that do. Several can listen on the same port (SO_REUSEPORT).
 */
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { fileURLToPath } from 'node:url';
import { PeerError } from '../socket.ts';
import { readCertificate } from '../tls.ts';
import { followCertificate } from './follow-certificate.ts';
import { adoptClosingSeal } from '../use-cases/adopt-closing-seal.ts';
import { dossierOf, type Context } from '../use-cases/context.ts';
import { isTrial } from '../trial-files.ts';
import { recordTrial } from '../use-cases/trial.ts';
import { beat, tellElection } from '../use-cases/tell-watch.ts';
import { checkOnSchedule } from '../use-cases/scheduled-check.ts';
import { openWhenEnough } from '../use-cases/count.ts';
import { keepDecisions } from '../use-cases/give-decisions.ts';
import { publicPages } from './routes/public-pages.ts';
import { roleRoutes } from './routes/roles.ts';
import { sealApi } from './routes/seal-api.ts';
import { actorInSession, stationApi } from './routes/station-api.ts';
import { voterApi } from './routes/voter-api.ts';
import { voterPages } from './routes/voter-pages.ts';
import { errorPage, refusalOf } from './routes/error-page.ts';
import { metricsRoute } from './metrics.ts';
import { runTerminals } from './terminal-server.ts';
import { floodLimits, noStore, sameOrigin, securityHeaders } from './security.ts';

const built = fileURLToPath(new URL('../../dist/booth/', import.meta.url));
const keepUpEveryMs = 1_000;
const beatEveryMs = 20_000;

export interface BoothFile {
  readonly content: Buffer;
  /** SHA-256, hexadecimal: part of the seal. */
  readonly hash: string;
  readonly policy: string;
}

/** The booth as built, with the policy that lets its own script and style run, and nothing else. */
export function readBooth(): BoothFile {
  const content = readFileSync(`${built}isoloir.html`);
  const { scriptSrc, styleSrc } = JSON.parse(readFileSync(`${built}isoloir.json`, 'utf8')) as {
    scriptSrc: string;
    styleSrc: string;
  };
  return {
    content,
    hash: createHash('sha256').update(content).digest('hex'),
    policy: `default-src 'none'; script-src ${scriptSrc}; style-src ${styleSrc}; font-src data:; img-src data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`,
  };
}

/** @param metricsToken what the supervision shows; null when it is not given anything. */
export function createApp(context: Context, booth: BoothFile, metricsToken: string | null = null): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.locals['isTrial'] = isTrial(context.data);
  const refuse = refusalOf(context);
  const limit = floodLimits(context.data.mode, refuse);
  app.use(securityHeaders(), noStore, sameOrigin(refuse));
  app.get('/sante', (_request, response) => {
    response.type('text/plain').send('ok\n');
  });
  if (metricsToken !== null) app.get('/metrics', limit('seal'), metricsRoute(context, metricsToken));
  app.get('/isoloir', (_request, response) => {
    response.setHeader('Content-Security-Policy', booth.policy);
    response.type('html').send(booth.content);
  });
  app.use(
    '/static',
    express.static(built, { index: false, etag: false, lastModified: false, cacheControl: false }),
  );
  app.use('/api', express.json({ limit: '2mb', strict: true }));
  app.use('/api/voter', voterApi(context, limit));
  app.use('/api/station', stationApi(context, limit, actorInSession(context)));
  app.use('/api/seal', sealApi(context, limit));
  app.use(express.urlencoded({ extended: false, limit: '64kb' }));
  app.use(publicPages(context), voterPages(context, limit), roleRoutes(context, limit));
  app.use(notFound(context), failed(context));
  return app;
}

function notFound(context: Context): RequestHandler {
  return (request, response) => {
    if (request.path.startsWith('/api/'))
      response.status(404).json({ refusal: { code: 'request/malformed' } });
    else errorPage(context, response, 'not-found');
  };
}

/** No stack reaches a person; the log tells what failed, without what was sent. */
function failed(context: Context): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const isTheirs =
      typeof error === 'object' && error !== null && 'status' in error && Number(error.status) < 500;
    // The method alone: a path may name a contest, and a time beside it would tell who voted when.
    if (!isTheirs) context.log.error({ err: error, method: request.method }, 'request failed');
    const lost = error instanceof PeerError;
    if (request.path.startsWith('/api/')) {
      const code = isTheirs ? 'request/malformed' : 'service/unavailable';
      response.status(isTheirs ? 400 : 503).json({ refusal: { code } });
    } else errorPage(context, response, isTheirs ? 'bad-request' : lost ? 'unavailable' : 'failed');
  };
}

/** One look a second, never two at once; what fails (a process restarting) is tried again. Answers how to stop. */
function repeatForever(
  context: Context,
  work: (on: Context) => Promise<unknown>,
  failed: string,
): () => void {
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  const next = () => {
    if (!isStopped) timer = setTimeout(look, keepUpEveryMs);
  };
  const look = () => {
    work(context)
      .catch((error: unknown) => {
        if (!(error instanceof PeerError)) context.log.error({ err: error }, failed);
      })
      .finally(next);
  };
  next();
  return () => {
    isStopped = true;
    if (timer !== null) clearTimeout(timer);
  };
}

/** Tells the watch that this process is alive, and at first what the election is. Answers how to stop. */
function beatForever(context: Context): () => void {
  let timer: NodeJS.Timeout;
  let isKnown = false;
  let at = 0;
  const turn = async () => {
    if (!isKnown) await tellElection(context);
    isKnown = true;
    at = await beat(context, at);
  };
  const again = () => {
    turn()
      .catch((error: unknown) => {
        if (!(error instanceof PeerError)) context.log.error({ err: error }, 'beat failed');
      })
      .finally(() => (timer = setTimeout(again, beatEveryMs)));
  };
  timer = setTimeout(again, keepUpEveryMs);
  return () => clearTimeout(timer);
}

/** Gives decisions on their way, records a trial that was wiped, takes note of the closing seal, and ends an opening that a crash left half-way. */
async function keepUp(context: Context): Promise<void> {
  await keepDecisions(context);
  await recordTrial(context);
  if ((await adoptClosingSeal(context)) === null) return;
  for (const { id } of dossierOf(context).bureaus) await openWhenEnough(context, id);
}

export interface WebSettings {
  readonly host: string;
  readonly port: number;
  readonly terminalPort: number;
  readonly metricsToken: string | null;
}

/** Both ports listen until closed; resolves once they do. Rejects when one cannot be had. */
export async function runWeb(
  context: Context,
  booth: BoothFile,
  { terminalPort, metricsToken, ...address }: WebSettings,
): Promise<Server> {
  const terminals = await runTerminals(context, booth, { host: address.host, port: terminalPort });
  const server = createServer(
    { ...readCertificate(context.data), minVersion: 'TLSv1.2' },
    createApp(context, booth, metricsToken),
  );
  server.keepAliveTimeout = 65_000;
  const stopKeeping = repeatForever(context, keepUp, 'keeping up failed');
  // Beside the rest: it takes seconds, and nobody waits for it.
  const stopChecking = repeatForever(context, checkOnSchedule, 'checking the seal failed');
  const stopBeating = beatForever(context);
  const stopFollowing = followCertificate(context, server);
  server.on('close', () => {
    stopKeeping();
    stopChecking();
    stopBeating();
    stopFollowing();
    terminals.close();
    terminals.closeAllConnections();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...address, reusePort: true }, () => resolve(server));
  });
}
