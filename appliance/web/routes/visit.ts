/**
 * A visit of someone with a role: session → admission (doors.ts) → handler. Without an open session one is sent to the
 * login, the code or the lock; a page that is not for the role, or not yet, says so in words. Handlers are mounted by the name of their door alone.
 */
import type { Request, RequestHandler, Response, Router } from 'express';
import type { Account } from '../../storage/election/accounts.ts';
import { alertKinds } from '../../../core/watch/alert.ts';
import { alertsInSight } from '../../use-cases/alerts.ts';
import { barNote } from '../../role-words.ts';
import { dossierOf, type Context } from '../../use-cases/context.ts';
import { meetingOf } from '../../use-cases/lock-session.ts';
import { roleOf } from '../../use-cases/login-role.ts';
import { readSession } from '../cookies.ts';
import { frameOf, homes, type RoleFrame } from '../pages/role/frame.ts';
import { renderRefused } from '../pages/role/refused.ts';
import { roleRefusalText, type RoleRefusal } from '../role-text-fr.ts';
import { admit, doors, type Door, type DoorName } from './doors.ts';
import { nextPage } from './role-session.ts';
import { siteOf } from './site-of.ts';

export interface Visit {
  readonly request: Request;
  readonly response: Response;
  readonly account: Account;
  /** Of the session. */
  readonly token: string;
  readonly frame: RoleFrame;
  /** Renders with 200, or 422 when the page says what to correct. */
  readonly send: (html: string, problem?: string | null) => void;
  /** After a change: 303. */
  readonly go: (path: string) => void;
  readonly refuse: (refusal: RoleRefusal) => void;
}

export type Mount = (name: DoorName, handle: (visit: Visit) => Promise<void> | void) => void;

export function mountOn(router: Router, context: Context): Mount {
  return (name, handle) => {
    const [method, path] = name.split(' ') as ['GET' | 'POST', string];
    const visited = visiting(context, name, handle);
    if (method === 'GET') router.get(path, visited);
    else router.post(path, visited);
  };
}

function visiting(
  context: Context,
  name: DoorName,
  handle: (visit: Visit) => Promise<void> | void,
): RequestHandler {
  const { isPassive = false }: Door = doors[name];
  return async (request, response) => {
    const token = readSession(request, 'role');
    const account = token === null ? null : roleOf(context, token, { isSign: !isPassive });
    if (token === null || account === null) {
      response.redirect(303, token === null ? '/roles' : (nextPage(context, request) ?? '/roles?fin'));
      return;
    }
    const visit = visitOf(context, request, response, {
      account,
      token,
      alerts: await alertsOf(context, account),
    });
    const admitted = admit(context, account, name);
    if (admitted.ok) await handle(visit);
    else visit.refuse(admitted.error);
  };
}

function visitOf(
  context: Context,
  request: Request,
  response: Response,
  { account, token, alerts }: Pick<Visit, 'account' | 'token'> & Pick<RoleFrame, 'alerts'>,
): Visit {
  const site = siteOf(context, barNote(dossierOf(context), account));
  const frame = frameOf(context, account, request.path, site, meetingOf(context, token), alerts);
  const html = (status: number, text: string) => response.status(status).type('html').send(text);
  return {
    request,
    response,
    account,
    token,
    frame,
    send: (text, problem = null) => void html(problem === null ? 200 : 422, text),
    go: (path) => response.redirect(303, path),
    refuse: (refusal) => {
      const [status, title] = headOf(refusal);
      const view = { title, problem: roleRefusalText(refusal), home: homes[account.role] };
      html(status, renderRefused(view, frame));
    },
  };
}

async function alertsOf(context: Context, account: Account): Promise<RoleFrame['alerts']> {
  const alerts = await alertsInSight(context, account);
  if (alerts === null) return null;
  return { count: alerts.length, isUrgent: alerts.some(({ kind }) => alertKinds[kind].level === 'urgent') };
}

const early: ReadonlySet<RoleRefusal['code']> = new Set([
  'round/not-now',
  'document/not-ready',
  'clock/past',
  'ceremony/not-opened',
]);

function headOf({ code }: RoleRefusal): readonly [status: number, title: string] {
  if (early.has(code)) return [409, 'Pas maintenant'];
  if (code === 'ceremony/unknown') return [404, 'Séance introuvable'];
  return code === 'document/unknown'
    ? [404, 'Document introuvable']
    : [403, 'Cette page n’est pas pour vous'];
}
