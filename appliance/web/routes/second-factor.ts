/**
 * The second factor of a login or of a lock: the page that asks for it, a one-time code, the question that a browser hands
 * to a passkey, and its answer. No door (doors.ts): these are for who gave the password and is not in session yet.
 */
import type { Request, RequestHandler, Response, Router } from 'express';
import { z } from 'zod';
import { longestAnswer, type PasskeyQuestion } from '../../passkey.ts';
import type { Account } from '../../storage/election/accounts.ts';
import type { Context } from '../../use-cases/context.ts';
import type { Result } from '../../../core/result.ts';
import { enrolmentOf, giveCode } from '../../use-cases/one-time-code.ts';
import { askPasskey, givePasskey } from '../../use-cases/passkeys.ts';
import { awaited } from '../../use-cases/second-factor.ts';
import { readSession } from '../cookies.ts';
import { renderCode, shownEnrolment, type CodeView } from '../pages/role/code.ts';
import { homes } from '../pages/role/frame.ts';
import { passkeyButton } from '../pages/role/passkey.ts';
import { roleRefusalText, type RoleRefusal } from '../role-text-fr.ts';
import type { Flood } from '../security.ts';
import { siteOf } from './site-of.ts';

const forms = {
  code: z.object({ code: z.string().max(16) }),
  passkey: z.object({
    credential: z.string().max(longestAnswer),
    name: z.string().max(64).default(''),
  }),
};

export function secondFactor(
  context: Context,
  router: Router,
  limit: (kind: Flood) => RequestHandler,
  nextPage: (request: Request) => string | null,
): void {
  const answer = (
    response: Response,
    token: string,
    of: 'code' | 'passkey',
    given: Result<Account, RoleRefusal>,
  ) => {
    if (given.ok) response.redirect(303, homes[given.value.role]);
    else if (given.error.code === 'role-code/ended') response.redirect(303, '/roles?fin');
    else show(context, response, token, { of, text: roleRefusalText(given.error) });
  };
  router.get('/roles/code', (request, response) => {
    const next = nextPage(request);
    if (next === '/roles/code') show(context, response, readSession(request, 'role') ?? '', null);
    else response.redirect(303, next ?? '/roles');
  });
  router.post('/roles/code', limit('role-login'), (request, response) => {
    const token = readSession(request, 'role');
    const form = forms.code.safeParse(request.body);
    if (token === null) response.redirect(303, '/roles');
    else answer(response, token, 'code', giveCode(context, token, form.data?.code ?? ''));
  });
  router.post('/roles/cle/demande', async (request, response) => {
    const token = readSession(request, 'role') ?? '';
    sendQuestion(response, await askPasskey(context, token));
  });
  router.post('/roles/cle', limit('role-login'), async (request, response) => {
    const token = readSession(request, 'role');
    const form = forms.passkey.safeParse(request.body);
    const given = form.data ?? { credential: '', name: '' };
    if (token === null) response.redirect(303, '/roles');
    else answer(response, token, 'passkey', await givePasskey(context, token, given));
  });
}

/** To the page's script: the question, or what to tell the person. */
export function sendQuestion(response: Response, asked: Result<PasskeyQuestion, RoleRefusal>): void {
  if (asked.ok) response.json(asked.value);
  else response.status(409).json({ text: roleRefusalText(asked.error) });
}

function show(context: Context, response: Response, token: string, problem: CodeView['problem']): void {
  const waiting = awaited(context, token);
  if (waiting === null) {
    response.redirect(303, '/roles?fin');
    return;
  }
  const { account, factors } = waiting;
  const isFirst = !factors.hasCode && factors.passkeys === 0;
  const enrolment = isFirst ? enrolmentOf(context, account) : null;
  const label = isFirst ? 'Inscrire cette clé et me connecter' : 'Utiliser ma clé d’accès';
  const hasButton = isFirst || factors.passkeys > 0;
  const view: CodeView = {
    account: account.account,
    isMember: account.role === 'bureau',
    enrolment: enrolment === null ? null : shownEnrolment(enrolment),
    passkey: hasButton ? passkeyButton(context, '/roles/cle/demande', label) : null,
    asksForCode: factors.hasCode,
    problem,
  };
  response
    .status(problem === null ? 200 : 422)
    .type('html')
    .send(renderCode(view, siteOf(context)));
}
