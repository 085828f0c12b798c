/** Shows the page that says, in words, why another could not be shown; what a script asked is answered as JSON. */
import type { Response } from 'express';
import type { Context } from '../../use-cases/context.ts';
import { renderError, type ErrorKind } from '../pages/public/error.ts';
import type { Refuse } from '../security.ts';
import { siteOf } from './site-of.ts';

const statuses: Readonly<Record<ErrorKind, number>> = {
  'not-found': 404,
  'not-allowed': 403,
  'not-now': 409,
  'cross-site': 403,
  'bad-request': 400,
  'too-many': 429,
  unavailable: 503,
  failed: 500,
};

export function errorPage(context: Context, response: Response, kind: ErrorKind): void {
  response
    .status(statuses[kind])
    .type('html')
    .send(renderError(kind, siteOf(context)));
}

const codes = { 'cross-site': 'request/malformed', 'too-many': 'request/too-many' } as const;

/** What security.ts refuses, before any route. */
export function refusalOf(context: Context): Refuse {
  return ({ originalUrl }, response, kind) => {
    if (originalUrl.startsWith('/api/'))
      response.status(statuses[kind]).json({ refusal: { code: codes[kind] } });
    else errorPage(context, response, kind);
  };
}
