/**
 * What stands before every route: security headers (no inline script, nothing from elsewhere), no caching, refusal of
 * cross-site posts, limits on floods. CSRF: a request that changes something must come from our own pages
 * (Sec-Fetch-Site, else Origin against Host), on top of SameSite=Strict cookies. How a refusal is shown is `refuse`.
 */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Mode } from '../data-folder.ts';

const self = ["'self'"];
const none = ["'none'"];

/** Headers of ordinary pages. The booth sets its own policy, by the hashes of its script and style. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: self,
        styleSrc: self,
        fontSrc: self,
        imgSrc: self,
        connectSrc: self,
        formAction: self,
        frameAncestors: none,
        baseUri: none,
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
}

/** Passkeys, for our own pages; no other device. */
const permissions =
  'camera=(), microphone=(), geolocation=(), usb=(), hid=(), publickey-credentials-create=(self), publickey-credentials-get=(self)';

export function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Permissions-Policy', permissions);
  next();
}

/** Answers a refusal: a page for a person, JSON for a script. */
export type Refuse = (request: Request, response: Response, kind: 'cross-site' | 'too-many') => void;

/** Refuses what another site sends: the only requests that change anything come from our own pages. */
export function sameOrigin(refuse: Refuse): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      next();
      return;
    }
    const fetchSite = request.get('sec-fetch-site');
    const own = fetchSite === undefined ? isOwnOrigin(request) : fetchSite === 'same-origin';
    if (own) next();
    else refuse(request, response, 'cross-site');
  };
}

/** The site may have several names, and a port or none: its own origin is the one that it was asked by. */
function isOwnOrigin(request: Request): boolean {
  const [origin, asked] = [request.get('origin'), request.get('host')];
  if (origin === undefined || asked === undefined || !URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  const own = `${protocol}//${asked}`;
  return URL.canParse(own) && new URL(own).host === host;
}

export type Flood =
  'login' | 'role-login' | 'find' | 'credential' | 'cast' | 'station' | 'enrolment' | 'seal';

/** Requests a minute from one address: generous, since a whole agency may share one. */
const perMinute: Record<Flood, number> = {
  login: 120,
  'role-login': 30,
  find: 30,
  credential: 240,
  cast: 240,
  station: 240,
  seal: 20,
  enrolment: 60,
};

/** A limiter a kind of request; a rehearsal plays everyone from one address and is given room for it. */
export function floodLimits(mode: Mode, refuse: Refuse): (kind: Flood) => RequestHandler {
  const room = mode === 'rehearsal' ? 1000 : 1;
  const limiters = new Map(
    Object.entries(perMinute).map(([kind, points]) => [
      kind,
      new RateLimiterMemory({ points: points * room, duration: 60 }),
    ]),
  );
  return (kind) => (request, response, next) => {
    const limiter = limiters.get(kind);
    if (limiter === undefined) throw new Error(`no limiter for ${kind}`);
    limiter.consume(request.ip ?? '').then(
      () => next(),
      () => refuse(request, response, 'too-many'),
    );
  };
}
