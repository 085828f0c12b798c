/**
 * The voter's JSON routes (booth/voter-api.ts says what they exchange). Each validates, calls one use case or process,
 * and answers; a refusal is `{ "refusal": … }`. Nothing here logs who, what or when.
 */
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { castVote, type CastVoteRefusal } from '../../use-cases/cast-vote.ts';
import { dossierOf, type Context } from '../../use-cases/context.ts';
import { loginVoter } from '../../use-cases/login-voter.ts';
import { ballotPageOf } from '../../use-cases/open-ballot-page.ts';
import { contestState } from '../../use-cases/vote-calendar.ts';
import { suspensionText } from '../../vote-decision-words.ts';
import { PeerError } from '../../socket.ts';
import type { Flood } from '../security.ts';
import type { VoterRefusal } from '../../booth/voter-api.ts';
import { browserSessions, type VoterSessions } from '../voter-sessions.ts';
import type { RequestHandler } from 'express';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const tracker = z.string().regex(/^[A-Za-z0-9+/]{43}$/);
const contest = z.string().min(1).max(64);

const bodies = {
  login: z.strictObject({ lookup: hex32, challenge: z.string().min(1).max(64), proof: hex32.nullable() }),
  ballotPage: z.strictObject({ contest }),
  credential: z.strictObject({ proof: hex32 }),
  cast: z.strictObject({ contest, ballot: z.string().min(1).max(262_144), tracker }),
  find: z.strictObject({ contest, tracker }),
};

const statuses: Partial<Record<VoterRefusal['code'], number>> = {
  'session/unknown': 401,
  'contest/unknown': 404,
  'contest/suspended': 409,
  'vote/already-cast': 409,
  'vote/in-progress': 409,
  'request/too-many': 429,
  'vote/unknown-fate': 503,
  'service/unavailable': 503,
};

function refuse(response: Response, refusal: VoterRefusal): void {
  response.status(statuses[refusal.code] ?? 422).json({ refusal });
}

/** Reads the body or refuses; a lost process becomes a refusal that says whether the fate is known. */
function route<Body>(
  schema: z.ZodType<Body>,
  handle: (body: Body, request: Request, response: Response) => Promise<void>,
  lost: VoterRefusal['code'] & ('vote/unknown-fate' | 'service/unavailable') = 'service/unavailable',
): RequestHandler {
  return async (request, response) => {
    const body = schema.safeParse(request.body);
    if (!body.success) {
      refuse(response, { code: 'request/malformed' });
      return;
    }
    try {
      await handle(body.data, request, response);
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      refuse(response, { code: lost });
    }
  };
}

/** The same calls for a browser and for a kiosk; `sessions` says where the token travels, and through which channel. */
export function voterApi(
  context: Context,
  limit: (kind: Flood) => RequestHandler,
  sessions: VoterSessions = browserSessions,
): Router {
  const router = Router();
  const withSession =
    <Body>(handle: (body: Body, token: string, response: Response) => Promise<void>) =>
    async (body: Body, request: Request, response: Response): Promise<void> => {
      const token = sessions.read(request);
      if (token === null) refuse(response, { code: 'session/unknown' });
      else await handle(body, token, response);
    };

  router.post(
    '/login',
    limit('login'),
    route(bodies.login, async (body, _request, response) => {
      const login = await loginVoter(context, { ...body, channel: sessions.channel });
      if (!login.ok) {
        refuse(response, login.error);
        return;
      }
      sessions.begin(response, login.value.token);
    }),
  );

  router.post(
    '/ballot-page',
    route(
      bodies.ballotPage,
      withSession(async ({ contest }, token, response) => {
        const page = await ballotPageOf(context, token, contest);
        if (page.ok) response.json(page.value);
        else
          refuse(
            response,
            page.error.code === 'contest/suspended' ? suspended(context, contest) : page.error,
          );
      }),
    ),
  );

  router.post(
    '/credential',
    limit('credential'),
    route(
      bodies.credential,
      withSession(async ({ proof }, token, response) => {
        const voter = await context.roll.voter({ token });
        if (!voter.ok) {
          refuse(response, voter.error);
          return;
        }
        const released = await context.codes.release({ elector: voter.value.elector, proof });
        if (released.ok) response.json(released.value);
        else refuse(response, released.error);
      }),
    ),
  );

  router.post(
    '/cast',
    limit('cast'),
    route(
      bodies.cast,
      withSession(async (body, token, response) => {
        const cast = await castVote(context, { token, ...body });
        if (cast.ok) response.json({ receipt: cast.value });
        else if (cast.error.code === 'contest/suspended') refuse(response, suspended(context, body.contest));
        else refuse(response, castRefusal(cast.error));
      }),
      'vote/unknown-fate',
    ),
  );

  router.post(
    '/find',
    limit('find'),
    route(bodies.find, async ({ contest, tracker }, _request, response) => {
      const known = dossierOf(context).contests.some(({ id }) => id === contest);
      if (known) response.json(await context.urn.contains({ contest, tracker }));
      else refuse(response, { code: 'contest/unknown' });
    }),
  );

  router.post('/logout', async (request, response) => {
    const token = sessions.read(request);
    if (token !== null) await context.roll.logout({ token });
    sessions.end(response);
  });
  return router;
}

/** With since when and why, as the bureau wrote it. */
function suspended(context: Context, contest: string): VoterRefusal {
  const [first] = contestState(context, dossierOf(context), contest)?.suspensions ?? [];
  const told =
    first === undefined
      ? null
      : suspensionText({ ...first, sinceMs: first.decision.atMs }, context.data.now());
  return { code: 'contest/suspended', told };
}

/** The refusals of a cast, told as the page knows them. */
function castRefusal(refusal: Exclude<CastVoteRefusal, { code: 'contest/suspended' }>): VoterRefusal {
  switch (refusal.code) {
    case 'session/unknown':
    case 'contest/unknown':
    case 'contest/not-open-yet':
    case 'contest/closed':
    case 'vote/already-cast':
    case 'vote/in-progress':
    case 'vote/not-recorded':
      return { code: refusal.code };
    case 'join/refused':
    case 'storage/full':
    case 'urn/damaged':
      return { code: 'vote/not-recorded' };
    case 'tracker/differs':
    case 'urn/unknown':
    case 'ballot/unlisted-credential':
    case 'ballot/malformed':
    case 'ballot/not-canonical':
    case 'ballot/foreign-election':
    case 'ballot/bad-element':
    case 'ballot/bad-proof':
    case 'ballot/bad-signature':
      return { code: 'ballot/refused', reason: refusal.code };
  }
}
