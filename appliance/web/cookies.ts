/**
 * Session cookies: a random token each, one for voters and one for roles; sent back by the browser to this host only,
 * over HTTPS only, from its own pages only, and gone when the browser closes. Nothing else is ever put in a cookie.
 */
import type { Request, Response } from 'express';

export type SessionKind = 'voter' | 'role';

const names: Record<SessionKind, string> = { voter: '__Host-voter', role: '__Host-role' };
const options = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

export function readSession(request: Request, kind: SessionKind): string | null {
  for (const part of (request.get('cookie') ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === names[kind] && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return null;
}

export function writeSession(response: Response, kind: SessionKind, token: string): void {
  response.cookie(names[kind], token, options);
}

export function clearSession(response: Response, kind: SessionKind): void {
  response.clearCookie(names[kind], options);
}
