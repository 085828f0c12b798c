/**
 * Pages of a voter who signed in: home, roll, « Retrouver mon bulletin », logout. A session that ended leads back to
 * the welcome page, which says so.
 */
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { dossierOf, type Context } from '../../use-cases/context.ts';
import { followTurnout } from '../../use-cases/follow-turnout.ts';
import { publishedContests } from '../../use-cases/results.ts';
import { contestStates } from '../../use-cases/vote-calendar.ts';
import type { Voter } from '../../roll/interface.ts';
import { clearSession, readSession } from '../cookies.ts';
import { parseTracker, renderFindBallot, type FindBallotView } from '../pages/voter/find-ballot.ts';
import { renderHome, type HomeView } from '../pages/voter/home.ts';
import { renderRoll } from '../pages/voter/roll.ts';
import type { Flood } from '../security.ts';
import { collegeOf } from './public-pages.ts';
import { siteOf } from './site-of.ts';

/** What was typed, shown again when it is not understood. */
const findForm = z.object({ contest: z.string().max(64).catch(''), tracker: z.string().max(200).catch('') });

export function voterPages(context: Context, limit: (kind: Flood) => RequestHandler): Router {
  const router = Router();
  const asVoter =
    (show: (voter: Voter, request: Request, response: Response) => Promise<void> | void): RequestHandler =>
    async (request, response) => {
      const token = readSession(request, 'voter');
      const voter = token === null ? null : await context.roll.voter({ token });
      if (voter?.ok === true) {
        await show(voter.value, request, response);
        return;
      }
      clearSession(response, 'voter');
      response.redirect(303, token === null ? '/' : '/?session=terminee');
    };

  router.get(
    '/accueil',
    asVoter(async (voter, _request, response) => {
      response.type('html').send(renderHome(await home(context, voter), siteOf(context)));
    }),
  );

  router.get(
    '/liste-electorale',
    asVoter((_voter, _request, response) => {
      const { colleges, roll } = dossierOf(context);
      const view = colleges.map((college) => ({
        ...college,
        electors: roll.filter((elector) => elector.college === college.id),
      }));
      response.type('html').send(renderRoll({ colleges: view }, siteOf(context)));
    }),
  );

  const find = (voter: Voter, typed: FindBallotView['typed'], answer: FindBallotView['answer']) => {
    const dossier = dossierOf(context);
    const own = new Set(voter.contests.map(({ contest }) => contest));
    const contests = dossier.contests
      .filter(({ id }) => own.has(id))
      .map((contest) => ({ contest: contest.id, college: collegeOf(dossier, contest), seat: contest.seat }));
    return renderFindBallot({ contests, typed, answer }, siteOf(context));
  };

  router.get(
    '/retrouver',
    asVoter((voter, _request, response) => {
      response.type('html').send(find(voter, { contest: '', tracker: '' }, null));
    }),
  );

  // The answer is shown on the page itself: a redirect would put the tracker in an address.
  router.post(
    '/retrouver',
    limit('find'),
    asVoter(async (voter, request, response) => {
      const typed = findForm.parse(request.body ?? {});
      const parsed = parseTracker(typed.tracker);
      if (parsed === null) {
        response
          .status(422)
          .type('html')
          .send(find(voter, typed, 'malformed'));
        return;
      }
      const { found } = await context.urn.contains({ contest: typed.contest, tracker: parsed });
      response.type('html').send(find(voter, typed, found ? 'found' : 'notFound'));
    }),
  );

  router.post('/deconnexion', async (request, response) => {
    const token = readSession(request, 'voter');
    if (token !== null) await context.roll.logout({ token });
    clearSession(response, 'voter');
    response.setHeader('Clear-Site-Data', '"storage"');
    response.redirect(303, '/?deconnexion=oui');
  });
  return router;
}

async function home(context: Context, voter: Voter): Promise<HomeView> {
  const dossier = dossierOf(context);
  const { opensMs } = dossier.calendar;
  const nowMs = context.data.now();
  return {
    civility: voter.civility,
    firstName: voter.firstName,
    lastName: voter.lastName,
    contests: voter.contests.flatMap(({ contest: id, phase, closesMs, signOff }) => {
      const contest = dossier.contests.find((each) => each.id === id);
      if (contest === undefined) return [];
      const { seat, seats } = contest;
      return [
        {
          contest: id,
          college: collegeOf(dossier, contest),
          seat,
          seats,
          phase,
          closesMs: closesMs ?? dossier.calendar.closesMs,
          signOff,
        },
      ];
    }),
    opensMs,
    closesMs: closingFor(voter, dossier.calendar.closesMs, nowMs),
    nowMs,
    turnout: dossier.turnout.electors ? await turnout(context, voter) : null,
    published: publishedContests(context, dossier).length > 0,
  };
}

/** The next closing of what is left to vote, the last of the voter's contests when nothing is. */
function closingFor({ contests }: Voter, sealedMs: number, nowMs: number): number {
  const closings = contests.map(({ closesMs }) => closesMs ?? sealedMs);
  const ahead = contests
    .filter(({ signOff }) => signOff === null)
    .map(({ closesMs }) => closesMs ?? sealedMs)
    .filter((closesMs) => closesMs > nowMs);
  return Math.min(Math.max(sealedMs, ...closings), ...ahead);
}

/** Of the voter's own contests (Domitia article 17), at the rhythm of the dossier, and only once the vote has begun. */
async function turnout(context: Context, voter: Voter): Promise<HomeView['turnout']> {
  const own = contestStates(context, dossierOf(context)).filter(({ contest }) =>
    voter.contests.some((each) => each.contest === contest.id),
  );
  const [first] = await followTurnout(context, own, 'rhythm');
  const last = first?.points.at(-1);
  return first === undefined || last === undefined ? null : { ...last, registered: first.registered };
}
