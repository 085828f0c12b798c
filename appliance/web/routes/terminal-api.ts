/**
 * What a terminal may ask, on the terminals' own port: to be known (without certificate), then its state; for a station
 * that a bureau entrusted with its keys, the station's calls; for a kiosk, the calls of its voters. Who asks is told by the
 * certificate of its connection, looked up at every request: one withdrawn meanwhile is refused and cut. Nothing else answers there.
 */
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import type {
  KioskHardware,
  TerminalKind,
  TerminalRefusal,
  TerminalStateAnswer,
} from '../../../core/terminal/enrolment.ts';
import { isLabel } from '../../../core/terminal/label.ts';
import type { Terminal } from '../../storage/election/terminals.ts';
import { dossierOf, type Context } from '../../use-cases/context.ts';
import { isTrial } from '../../trial-files.ts';
import { trialNow } from '../../use-cases/trial.ts';
import { actorOfTerminal } from '../../use-cases/entrust-station.ts';
import { acceptedTerminal, enrolTerminal, noteTerminal } from '../../use-cases/terminals.ts';
import type { Flood } from '../security.ts';
import { kioskSessions } from '../voter-sessions.ts';
import { kioskApi } from './kiosk-api.ts';
import { sealApi } from './seal-api.ts';
import { stationApi } from './station-api.ts';
import { voterApi } from './voter-api.ts';

const count = z.number().int().min(0).max(99);
const pixels = z.number().int().min(1).max(20_000).nullable();

const hardware: z.ZodType<KioskHardware> = z.strictObject({
  screen: z.strictObject({
    widthPx: pixels,
    heightPx: pixels,
    pixelsPerMm: z.number().min(0.1).max(100),
  }),
  keyboards: count,
  cameras: count,
  tokens: count,
  power: z.strictObject({
    isOnMains: z.boolean(),
    batteryPercent: z.number().int().min(0).max(100).nullable(),
  }),
});

const bodies = {
  enrolment: z.strictObject({
    kind: z.enum(['station', 'kiosk']),
    label: z.string().trim().refine(isLabel),
    csr: z.string().min(1).max(4096),
  }),
  state: z.strictObject({
    version: z.string().regex(/^[\w.+-]{1,32}$/),
    measurement: z.string().regex(/^[0-9a-f]{64}$/),
    sound: z.enum(['available', 'unavailable']).optional(),
    hardware: hardware.optional(),
  }),
};

const statuses: Readonly<Record<TerminalRefusal['code'], number>> = {
  'request/malformed': 422,
  'request/too-many': 429,
  'service/unavailable': 503,
  'enrolment/full': 429,
  'terminal/unknown': 403,
  'terminal/other-kind': 403,
};

function refuse(response: Response, code: TerminalRefusal['code']): void {
  response.status(statuses[code]).json({ refusal: { code } });
}

/** The fingerprint of the client's certificate, when it is of our authority and valid; else null. */
export function fingerprintOf(socket: Request['socket']): string | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? null : certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

/** The accepted terminal at the other end; null for anyone else. */
export function terminalOf(context: Pick<Context, 'election'>, socket: Request['socket']): Terminal | null {
  const fingerprint = fingerprintOf(socket);
  return fingerprint === null ? null : acceptedTerminal(context, fingerprint);
}

/** The voting page, so that a terminal compares it as any browser may. */
export interface BoothServed {
  readonly content: Buffer;
}

export function terminalApi(
  context: Context,
  booth: BoothServed,
  limit: (kind: Flood) => RequestHandler,
): Router {
  const router = Router();
  router.post('/enrolment', limit('enrolment'), express.json({ limit: '8kb' }), async (request, response) => {
    const body = bodies.enrolment.safeParse(request.body);
    if (!body.success) {
      refuse(response, 'request/malformed');
      return;
    }
    const answer = await enrolTerminal(context, body.data, request.ip ?? '');
    if (answer.ok) response.json(answer.value);
    else refuse(response, answer.error.code);
  });
  router.use(onlyAccepted(context));
  router.post('/terminal/state', express.json({ limit: '8kb' }), (request, response) => {
    const body = bodies.state.safeParse(request.body);
    const terminal = terminalOf(context, request.socket);
    if (terminal === null || !body.success) {
      refuse(response, 'request/malformed');
      return;
    }
    noteTerminal(context, terminal, body.data);
    response.json(stateOf(context, terminal));
  });
  router.get('/isoloir', (_request, response) => void response.type('html').send(booth.content));
  router.use('/api/seal', sealApi(context, limit));
  const actor = ({ socket }: Request) => {
    const terminal = terminalOf(context, socket);
    return terminal === null ? null : actorOfTerminal(context, terminal.id, 'station');
  };
  const name = ({ socket }: Request) => terminalOf(context, socket)?.label ?? '';
  const station = stationApi(context, limit, actor, name);
  router.use('/api/station', onlyStations(context), express.json({ limit: '2mb', strict: true }), station);
  router.use('/api/voter/login', notEntrusted(context));
  router.use('/api/voter', onlyOf(context, 'kiosk'), express.json({ limit: '512kb', strict: true }));
  router.use('/api/voter', voterApi(context, limit, kioskSessions));
  router.use(
    '/api/kiosk',
    onlyOf(context, 'kiosk'),
    kioskApi(context, ({ socket }) => terminalOf(context, socket)),
  );
  return router;
}

/** Everything after this asks for an accepted certificate; a connection without is told so, and cut. */
function onlyAccepted(context: Context): RequestHandler {
  return (request, response, next) => {
    if (terminalOf(context, request.socket) !== null) {
      next();
      return;
    }
    response.setHeader('Connection', 'close');
    refuse(response, 'terminal/unknown');
  };
}

function onlyOf(context: Context, kind: TerminalKind): RequestHandler {
  return (request, response, next) => {
    if (terminalOf(context, request.socket)?.kind === kind) next();
    else refuse(response, 'terminal/other-kind');
  };
}

/** A station, or a kiosk that a bureau made one; whether it is entrusted is asked again by each call. */
function onlyStations(context: Context): RequestHandler {
  return (request, response, next) => {
    const terminal = terminalOf(context, request.socket);
    const isStation =
      terminal?.kind === 'station' ||
      (terminal !== null && actorOfTerminal(context, terminal.id, 'station') !== null);
    if (isStation) next();
    else refuse(response, 'terminal/other-kind');
  };
}

/** No passage begins at a kiosk that works for a bureau, whatever its page would do. */
function notEntrusted(context: Context): RequestHandler {
  return (request, response, next) => {
    const terminal = terminalOf(context, request.socket);
    if (terminal === null || context.election.entrustedStation(terminal.id) === null) next();
    else refuse(response, 'service/unavailable');
  };
}

function stateOf(context: Context, { id, label, place }: Terminal): TerminalStateAnswer {
  const { election, data } = context;
  const entrusted = election.entrustedStation(id);
  const name = dossierOf(context).bureaus.find((bureau) => bureau.id === entrusted?.bureau)?.name ?? '';
  return {
    label,
    place,
    nowMs: data.now(),
    mode: data.mode,
    entrusted:
      entrusted === null
        ? null
        : { bureau: entrusted.bureau, name, duty: entrusted.duty, untilMs: entrusted.untilMs },
    isTrial: isTrial(data),
    trialPort: trialPort(context),
  };
}

/** The terminals' port follows the site's. */
function trialPort(context: Context): number | null {
  const trial = trialNow(context);
  return trial?.state === 'ready' ? Number(new URL(trial.site).port) + 1 : null;
}
