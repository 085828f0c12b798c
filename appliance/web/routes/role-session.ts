/**
 * How someone with a role comes in and goes out: password, second factor (second-factor.ts), lock and unlock, logout. These
 * routes have no door (doors.ts): they are for who is not in session, or not any more. `presence` is what a page in use
 * sends, so that a form being written does not lock.
 */
import type { Request, RequestHandler, Response, Router } from 'express';
import { z } from 'zod';
import type { Context } from '../../use-cases/context.ts';
import { lockedOf, lockSession, unlockSession } from '../../use-cases/lock-session.ts';
import { asksForCode, loginRole, logoutRole, roleOf, sessionOf } from '../../use-cases/login-role.ts';
import { longestAnswer } from '../../passkey.ts';
import { factorsOf } from '../../use-cases/second-factor.ts';
import { clearSession, readSession, writeSession } from '../cookies.ts';
import { homes } from '../pages/role/frame.ts';
import { renderLocked } from '../pages/role/locked.ts';
import { passkeyButton } from '../pages/role/passkey.ts';
import { renderRoleLogin } from '../pages/role/login.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import type { Flood } from '../security.ts';
import { secondFactor } from './second-factor.ts';
import { siteOf } from './site-of.ts';

const forms = {
  login: z.object({ account: z.string().max(64), password: z.string().max(64) }),
  unlock: z.object({
    password: z.string().max(64),
    code: z.string().max(16).default(''),
    credential: z.string().max(longestAnswer).default(''),
  }),
};

type Limit = (kind: Flood) => RequestHandler;

export function roleSession(context: Context, router: Router, limit: Limit): void {
  password(context, router, limit);
  secondFactor(context, router, limit, (request) => nextPage(context, request));
  lock(context, router, limit);
  router.post('/roles/sortie', (request, response) => {
    const token = readSession(request, 'role');
    if (token !== null) logoutRole(context, token);
    clearSession(response, 'role');
    response.redirect(303, '/roles');
  });
}

/** Where a browser with a session goes next; null without one. */
export function nextPage(context: Context, request: Request): string | null {
  const token = readSession(request, 'role');
  const session = token === null ? null : sessionOf(context, token);
  if (session === null) return null;
  const account = context.election.account(session.account);
  if (account === null) return null;
  if (session.stage === 'password') return '/roles/code';
  return session.stage === 'locked' ? '/roles/verrou' : homes[account.role];
}

function password(context: Context, router: Router, limit: Limit): void {
  const show = (response: Response, account: string, problem: string | null, ended: boolean) => {
    const view = { account, problem, ended, mode: context.data.mode, asksForCode: asksForCode(context) };
    response
      .status(problem === null ? 200 : 422)
      .type('html')
      .send(renderRoleLogin(view, siteOf(context)));
  };
  router.get('/roles', (request, response) => {
    const next = nextPage(context, request);
    if (next === null) show(response, '', null, request.query['fin'] !== undefined);
    else response.redirect(303, next);
  });
  router.post('/roles', limit('role-login'), (request, response) => {
    const form = forms.login.safeParse(request.body);
    const typed = form.success ? form.data : { account: '', password: '' };
    const login = loginRole(context, typed.account, typed.password);
    if (!login.ok) {
      show(response, typed.account, roleRefusalText(login.error), false);
      return;
    }
    const { token, account, stage } = login.value;
    writeSession(response, 'role', token);
    response.redirect(303, stage === 'open' ? homes[account.role] : '/roles/code');
  });
}

function lock(context: Context, router: Router, limit: Limit): void {
  const show = (response: Response, token: string, problem: string | null) => {
    const account = lockedOf(context, token);
    if (account === null) {
      response.redirect(303, '/roles');
      return;
    }
    const isAsked = asksForCode(context);
    const { hasCode, passkeys } = factorsOf(context, account);
    const button = passkeyButton(context, '/roles/cle/demande', 'Déverrouiller avec ma clé d’accès');
    const view = {
      who: `${account.firstName} ${account.lastName}`,
      asksForCode: isAsked && hasCode,
      passkey: isAsked && passkeys > 0 ? button : null,
      problem,
    };
    response
      .status(problem === null ? 200 : 422)
      .type('html')
      .send(renderLocked(view, siteOf(context)));
  };
  router.post('/roles/verrou', (request, response) => {
    const token = readSession(request, 'role');
    if (token !== null) lockSession(context, token);
    response.redirect(303, '/roles/verrou');
  });
  router.get('/roles/verrou', (request, response) =>
    show(response, readSession(request, 'role') ?? '', null),
  );
  router.post('/roles/deverrouiller', limit('role-login'), async (request, response) => {
    const token = readSession(request, 'role') ?? '';
    const form = forms.unlock.safeParse(request.body);
    const typed = form.success ? form.data : { password: '', code: '', credential: '' };
    const done = await unlockSession(context, token, typed);
    if (done.ok) response.redirect(303, homes[done.value.role]);
    else show(response, token, roleRefusalText(done.error));
  });
  router.post('/roles/presence', (request, response) => {
    const token = readSession(request, 'role');
    const isThere = token !== null && roleOf(context, token) !== null;
    response.status(isThere ? 204 : 401).end();
  });
}
