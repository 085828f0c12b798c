/**
 * Where the token of a voter's session travels: in a browser's cookie; or, at a kiosk, in the hands of the terminal,
 * which keeps it in memory for one passage, so that no page of a kiosk ever holds a session. The channel is sealed in the
 * session itself when it begins.
 */
import type { Request, Response } from 'express';
import type { KioskSession } from '../../core/kiosk/api.ts';
import { clearSession, readSession, writeSession } from './cookies.ts';

export interface VoterSessions {
  readonly channel: 'remote' | 'kiosk';
  readonly read: (request: Request) => string | null;
  /** Answers the login. */
  readonly begin: (response: Response, token: string) => void;
  /** Answers the logout. */
  readonly end: (response: Response) => void;
}

export const browserSessions: VoterSessions = {
  channel: 'remote',
  read: (request) => readSession(request, 'voter'),
  begin: (response, token) => {
    writeSession(response, 'voter', token);
    response.status(204).end();
  },
  end: (response) => {
    clearSession(response, 'voter');
    response.setHeader('Clear-Site-Data', '"storage"');
    response.status(204).end();
  },
};

export const kioskSessions: VoterSessions = {
  channel: 'kiosk',
  read: (request) => /^Bearer ([A-Za-z0-9_-]{43})$/.exec(request.get('authorization') ?? '')?.[1] ?? null,
  begin: (response, token) => {
    const session: KioskSession = { token };
    response.json(session);
  },
  end: (response) => void response.status(204).end(),
};
