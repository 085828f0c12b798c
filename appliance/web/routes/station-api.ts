/**
 * The station's JSON routes (web/station-api.ts says what they exchange). Each validates, calls one use case with the
 * session's account, and answers; a refusal is `{ "refusal": … }`. What comes in is public or encrypted to its holder.
 */
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { privateKeyMessage } from '../../../core/belenios/threshold.ts';
import type { BureauId, Dossier, UrnId } from '../../../core/dossier/types.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { PeerError } from '../../socket.ts';
import type { Account } from '../../storage/election/accounts.ts';
import { authorise, dossierOf, type Context } from '../../use-cases/context.ts';
import { frozenArchive, givePartialDecryptions, holdersGiven, mayCountNow } from '../../use-cases/count.ts';
import { decideAtStation } from '../../use-cases/decide-at-station.ts';
import { challengeHolder, receiveCarrier, receivePossession } from '../../use-cases/key-carriers.ts';
import { keyGenerationOf, receiveKeyMessage, restartKeyGeneration } from '../../use-cases/key-generation.ts';
import { bureauOf } from '../../use-cases/key-holders.ts';
import { roleOf } from '../../use-cases/login-role.ts';
import { keyUseOf } from '../../use-cases/replacements.ts';
import { urnsOfBureau } from '../../use-cases/sealed-content.ts';
import { readSession } from '../cookies.ts';
import type { Flood } from '../security.ts';
import type {
  ArchiveAnswer,
  CountAnswer,
  KeysAnswer,
  StationAnswerRefusal,
} from '../../../core/station/api.ts';
import { verdictChecks } from '../../../core/sealing/verdict.ts';
import { reasonIn } from '../../../core/station/seal-decision.ts';
import { samePlace } from '../../../core/station/groups.ts';
import { contestWords, inDossierOrder, urnTitle } from '../../role-words.ts';
import { contestStates } from '../../use-cases/vote-calendar.ts';

const message = z.string().min(1).max(262_144);
const group = z.string().min(1).max(80);
const holder = z.number().int().min(1).max(64);
const slot = z.enum(['main', 'backup']);
const urn = z.string().min(1).max(80);

const bodies = {
  nothing: z.strictObject({}),
  keyMessage: z.strictObject({
    step: z.enum(['certificate', 'polynomial', 'voutput']),
    group,
    holder,
    message,
  }),
  carrier: z.strictObject({
    group,
    holder,
    slot,
    envelope: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z -]{0,63}$/),
    record: z.string().min(1).max(8192).nullable(),
  }),
  place: z.strictObject({ group, holder, slot }),
  possession: z.strictObject({
    group,
    holder,
    slot,
    challenge: z.string().length(64),
    proof: z.string().max(1024),
  }),
  sealDecision: z.strictObject({
    differing: z.array(z.enum(verdictChecks)).min(1).max(verdictChecks.length).nullable(),
    reason: z
      .string()
      .max(2000)
      .refine((reason) => reasonIn(reason) === reason),
  }),
  archive: z.strictObject({ urn }),
  decryptions: z.strictObject({
    group,
    holder,
    decryptions: z.array(z.strictObject({ urn, message })).max(256),
  }),
};

const statuses: Partial<Record<StationAnswerRefusal['code'], number>> = {
  'session/unknown': 401,
  'role/not-allowed': 403,
  'role/other-bureau': 403,
  'round/not-now': 409,
  'keys/already-complete': 409,
  'keys/not-this-step': 409,
  'keys/carrier-missing': 409,
  'keys/envelope-taken': 409,
  'possession/too-early': 409,
  'possession/wrong-challenge': 409,
  'count/already-given': 409,
  'count/waits-replacement': 409,
  'count/replaced': 409,
  'count/disagreement': 409,
  'count/seal-differs': 409,
  'count/seal-unchecked': 409,
  'count/not-held': 409,
  'request/too-many': 429,
  'service/unavailable': 503,
};

function refuse(response: Response, refusal: StationAnswerRefusal): void {
  response.status(statuses[refusal.code] ?? 422).json({ refusal });
}

type Answered = Promise<Result<unknown, StationAnswerRefusal>>;

/** Whose rights a request has; null for nobody's. */
export type ActorOf = (request: Request) => Account | null;

/** The member in session, in a browser. */
export function actorInSession(context: Context): ActorOf {
  return (request) => {
    const token = readSession(request, 'role');
    return token === null ? null : roleOf(context, token);
  };
}

/** Reads who asks and the body; an account without a bureau has no station. */
function route<Body>(
  actorOf: ActorOf,
  schema: z.ZodType<Body>,
  handle: (body: Body, actor: Account & { readonly bureau: BureauId }, request: Request) => Answered,
): RequestHandler {
  return async (request, response) => {
    const account = actorOf(request);
    const body = schema.safeParse(request.body);
    if (account === null) {
      refuse(response, { code: 'session/unknown' });
      return;
    }
    if (account.bureau === null) {
      refuse(response, { code: 'role/other-bureau' });
      return;
    }
    if (!body.success) {
      refuse(response, { code: 'request/malformed' });
      return;
    }
    try {
      const answer = await handle(body.data, { ...account, bureau: account.bureau }, request);
      if (!answer.ok) refuse(response, answer.error);
      else if (answer.value === null) response.status(204).end();
      else response.json(answer.value);
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      refuse(response, { code: 'service/unavailable' });
    }
  };
}

/** @param nameOf the name of the station that asks, on the terminals' port; null where browsers ask. */
export function stationApi(
  context: Context,
  limit: (kind: Flood) => RequestHandler,
  actorOf: ActorOf,
  nameOf: ((request: Request) => string) | null = null,
): Router {
  const router = Router();
  router.use(limit('station'));

  router.post(
    '/keys',
    route(actorOf, bodies.nothing, (_body, actor) => {
      const allowed = authorise(context, actor, 'generateKeys');
      return Promise.resolve(allowed.ok ? ok<KeysAnswer>(keyGenerationOf(context, actor.bureau)) : allowed);
    }),
  );
  router.post(
    '/keys/message',
    route(actorOf, bodies.keyMessage, (body, actor) =>
      Promise.resolve(receiveKeyMessage(context, actor, body)),
    ),
  );
  router.post(
    '/keys/carrier',
    route(actorOf, bodies.carrier, (body, actor) => Promise.resolve(receiveCarrier(context, actor, body))),
  );
  router.post(
    '/keys/challenge',
    route(actorOf, bodies.place, (body, actor) => Promise.resolve(challengeHolder(context, actor, body))),
  );
  router.post(
    '/keys/possession',
    route(actorOf, bodies.possession, (body, actor) =>
      Promise.resolve(receivePossession(context, actor, body)),
    ),
  );
  router.post(
    '/keys/restart',
    route(actorOf, bodies.nothing, (_body, actor) => Promise.resolve(restartKeyGeneration(context, actor))),
  );
  router.post(
    '/count',
    route(actorOf, bodies.nothing, async (_body, actor) => {
      const allowed = authorise(context, actor, 'count');
      if (!allowed.ok) return allowed;
      const answer = await countAnswer(context, actor.bureau);
      if (answer.opened) return ok(answer);
      const countable = await mayCountNow(context, actor, bureauOf(context, actor.bureau));
      return countable.ok ? ok(answer) : countable;
    }),
  );
  router.post(
    '/archive',
    route(actorOf, bodies.archive, async ({ urn: wanted }, actor) => {
      const allowed = authorise(context, actor, 'count');
      return allowed.ok ? archiveAnswer(context, actor.bureau, wanted) : allowed;
    }),
  );
  router.post(
    '/decryptions',
    route(actorOf, bodies.decryptions, (body, actor) => givePartialDecryptions(context, actor, body)),
  );
  if (nameOf !== null)
    router.post(
      '/seal-decision',
      route(actorOf, bodies.sealDecision, (body, actor, request) =>
        Promise.resolve(decideAtStation(context, actor, nameOf(request), body)),
      ),
    );
  return router;
}

async function countAnswer(context: Context, bureau: BureauId): Promise<CountAnswer> {
  const { election, data } = context;
  const dossier = dossierOf(context);
  const { groups } = keyGenerationOf(context, bureau);
  const own = bureauOf(context, bureau);
  const given = holdersGiven(context, dossier, own);
  const useOf = (group: string, index: number) =>
    keyUseOf(context, own, own.groups.find((each) => each.id === group)?.holders[index - 1] ?? '');
  // As frozen: a row that no longer reads as a ballot is not in the archive that the station counts.
  const closing = await context.clock.closingSeal({});
  const urns = urnsOfBureau(dossier, bureau, election.setups());
  return {
    bureau,
    groups: groups.map(({ id, name, threshold, holders, voutputs }) => ({
      id,
      name,
      threshold,
      holders: holders.map((each) => ({
        ...each,
        given: given.some((place) => samePlace(place, each)),
        use: useOf(id, each.holder),
        privateKeyMessage: privateKeyMessage(voutputs[each.holder - 1] ?? '') ?? '',
      })),
    })),
    urns: urns
      .map((id) => ({
        urn: id,
        title: urnTitle(dossier, id),
        ballots: closing?.urns.find((each) => each.urn === id)?.ballots ?? 0,
      }))
      .sort(inDossierOrder(dossier)),
    clockOffsetMs: data.mode === 'real' ? null : data.now() - Date.now(),
    extensions: extensionsOf(context, dossier),
    opened: urns.every((id) => election.counted(id) !== null),
  };
}

/** Of every bureau: nobody counts before the last contest of the round is closed. */
function extensionsOf(context: Context, dossier: Dossier): CountAnswer['extensions'] {
  return contestStates(context, dossier)
    .filter(({ calendar }) => calendar.closesMs > dossier.calendar.closesMs)
    .map(({ contest, calendar }) => ({
      title: contestWords(dossier, contest),
      closesMs: calendar.closesMs,
    }));
}

async function archiveAnswer(
  context: Context,
  bureau: BureauId,
  wanted: string,
): Promise<Result<ArchiveAnswer, StationAnswerRefusal>> {
  const own: readonly UrnId[] = urnsOfBureau(dossierOf(context), bureau, context.election.setups());
  const known = own.find((id) => id === wanted);
  const bytes = known === undefined ? null : await frozenArchive(context, known);
  return bytes === null
    ? err({ code: 'count/missing-urn', urn: wanted })
    : ok({ archive: Buffer.from(bytes).toString('base64') });
}
