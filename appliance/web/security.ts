/**
 * What stands before every route: security headers (no inline script, nothing from elsewhere), no caching, refusal of
 * cross-site posts, limits on floods. CSRF: a request that changes something must come from our own origin
 * (Sec-Fetch-Site, else Origin), on top of SameSite=Strict cookies.
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

export function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), usb=(), hid=()');
  next();
}

/** Refuses what another site sends: the only requests that change anything come from our own pages. */
export function sameOrigin(site: string): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      next();
      return;
    }
    const fetchSite = request.get('sec-fetch-site');
    const own = fetchSite === undefined ? request.get('origin') === site : fetchSite === 'same-origin';
    if (own) next();
    else response.status(403).json({ refusal: { code: 'request/malformed' } });
  };
}

export type Flood = 'login' | 'role-login' | 'find' | 'cast';

/** Requests a minute from one address: generous, since a whole agency may share one. */
const perMinute: Record<Flood, number> = { login: 120, 'role-login': 30, find: 30, cast: 240 };

/** A limiter a kind of request; a rehearsal plays everyone from one address and is given room for it. */
export function floodLimits(mode: Mode): (kind: Flood) => RequestHandler {
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
      () => response.status(429).json({ refusal: { code: 'request/too-many' } }),
    );
  };
}
