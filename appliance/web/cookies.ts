/**
 * Session cookies: a random token each, one for voters and one for roles; sent back by the browser to this host only,
 * over HTTPS only, from its own pages only, and gone when the browser closes. Nothing else is ever put in a cookie.
 */
import type { Request, Response } from 'express';

export type SessionKind = 'voter' | 'role';

/** A cookie goes to every port of a host: a trial, which is on another port, has names of its own. */
function nameOf({ app }: Request | Response, kind: SessionKind): string {
  return app.locals['isTrial'] === true ? `__Host-essai-${kind}` : `__Host-${kind}`;
}
const options = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

export function readSession(request: Request, kind: SessionKind): string | null {
  for (const part of (request.get('cookie') ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === nameOf(request, kind) && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value))
      return value;
  }
  return null;
}

export function writeSession(response: Response, kind: SessionKind, token: string): void {
  response.cookie(nameOf(response, kind), token, options);
}

export function clearSession(response: Response, kind: SessionKind): void {
  response.clearCookie(nameOf(response, kind), options);
}
