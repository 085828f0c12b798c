/**
 * GET /api/seal: the seal, for another machine to judge this one (docs/formats.md). No session: whoever can reach the site
 * may ask, at a measured rate. Read only.
 */
import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Context } from '../../use-cases/context.ts';
import { sealPublisher } from '../../use-cases/published-seal.ts';
import type { Flood } from '../security.ts';

const nonce = z.string().regex(/^[0-9a-f]{64}$/);

export function sealApi(context: Context, limit: (kind: Flood) => RequestHandler): Router {
  const router = Router();
  const publisher = sealPublisher(context);
  const notYet = { refusal: { code: 'round/not-now' } };
  router.use(limit('seal'));
  router.get('/', async (request, response) => {
    const asked = nonce.safeParse(request.query['nonce']);
    if (!asked.success) {
      response.status(422).json({ refusal: { code: 'request/malformed' } });
      return;
    }
    const answer = await publisher.answer(asked.data);
    if (answer === null) response.status(409).json(notYet);
    else response.json(answer);
  });
  for (const which of ['sealed', 'found'] as const) {
    router.get(`/program/${which}`, async (_request, response) => {
      const text = await publisher.program(which);
      if (text === null) response.status(409).json(notYet);
      else response.type('text/plain').send(text);
    });
  }
  return router;
}
