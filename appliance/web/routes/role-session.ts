/**
 * How someone with a role comes in and goes out: password, one-time code and its enrolment, lock and unlock, logout. These
 * routes have no door (doors.ts): they are for who is not in session, or not any more. `presence` is what a page in use
 * sends, so that a form being written does not lock.
 */
import type { Request, RequestHandler, Response, Router } from 'express';
import { z } from 'zod';
import type { Context } from '../../use-cases/context.ts';
import { lockedOf, lockSession, unlockSession } from '../../use-cases/lock-session.ts';
import { asksForCode, loginRole, logoutRole, roleOf, sessionOf } from '../../use-cases/login-role.ts';
import { awaited, enrolmentOf, giveCode } from '../../use-cases/one-time-code.ts';
import { clearSession, readSession, writeSession } from '../cookies.ts';
import { renderCode } from '../pages/role/code.ts';
import { homes } from '../pages/role/frame.ts';
import { renderLocked } from '../pages/role/locked.ts';
import { renderRoleLogin } from '../pages/role/login.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import type { Flood } from '../security.ts';
import { siteOf } from './site-of.ts';

const forms = {
  login: z.object({ account: z.string().max(64), password: z.string().max(64) }),
  code: z.object({ code: z.string().max(16) }),
  unlock: z.object({ password: z.string().max(64), code: z.string().max(16).default('') }),
};

type Limit = (kind: Flood) => RequestHandler;

export function roleSession(context: Context, router: Router, limit: Limit): void {
  password(context, router, limit);
  code(context, router, limit);
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

function code(context: Context, router: Router, limit: Limit): void {
  const show = (response: Response, token: string, problem: string | null) => {
    const waiting = awaited(context, token);
    if (waiting === null) {
      response.redirect(303, '/roles?fin');
      return;
    }
    const { account } = waiting;
    const enrolment = enrolmentOf(context, account);
    const view = {
      account: account.account,
      enrolment:
        enrolment === null ? null : { ...enrolment, secret: enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ') },
      problem,
    };
    response
      .status(problem === null ? 200 : 422)
      .type('html')
      .send(renderCode(view, siteOf(context)));
  };
  router.get('/roles/code', (request, response) => {
    const next = nextPage(context, request);
    if (next === '/roles/code') show(response, readSession(request, 'role') ?? '', null);
    else response.redirect(303, next ?? '/roles');
  });
  router.post('/roles/code', limit('role-login'), (request, response) => {
    const token = readSession(request, 'role');
    const form = forms.code.safeParse(request.body);
    const given = token === null ? null : giveCode(context, token, form.success ? form.data.code : '');
    if (token === null || given === null) response.redirect(303, '/roles');
    else if (given.ok) response.redirect(303, homes[given.value.role]);
    else if (given.error.code === 'role-code/ended') response.redirect(303, '/roles?fin');
    else show(response, token, roleRefusalText(given.error));
  });
}

function lock(context: Context, router: Router, limit: Limit): void {
  const show = (response: Response, token: string, problem: string | null) => {
    const account = lockedOf(context, token);
    if (account === null) {
      response.redirect(303, '/roles');
      return;
    }
    const who = `${account.firstName} ${account.lastName}`;
    response
      .status(problem === null ? 200 : 422)
      .type('html')
      .send(renderLocked({ who, asksForCode: asksForCode(context), problem }, siteOf(context)));
  };
  router.post('/roles/verrou', (request, response) => {
    const token = readSession(request, 'role');
    if (token !== null) lockSession(context, token);
    response.redirect(303, '/roles/verrou');
  });
  router.get('/roles/verrou', (request, response) =>
    show(response, readSession(request, 'role') ?? '', null),
  );
  router.post('/roles/deverrouiller', limit('role-login'), (request, response) => {
    const token = readSession(request, 'role') ?? '';
    const form = forms.unlock.safeParse(request.body);
    const typed = form.success ? form.data : { password: '', code: '' };
    const done = unlockSession(context, token, typed);
    if (done.ok) response.redirect(303, homes[done.value.role]);
    else show(response, token, roleRefusalText(done.error));
  });
  router.post('/roles/presence', (request, response) => {
    const token = readSession(request, 'role');
    const isThere = token !== null && roleOf(context, token) !== null;
    response.status(isThere ? 204 : 401).end();
  });
}
