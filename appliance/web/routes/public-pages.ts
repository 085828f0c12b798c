/**
 * Pages that anyone may read: welcome, lists, bureaux, how to vote, accessibility, and, once a bureau has validated,
 * its results, their steps and the public archives. Each reads and renders.
 */
import { Router, type RequestHandler } from 'express';
import { contestLists } from '../../../core/contest-question.ts';
import type { Contest, Dossier, UrnId } from '../../../core/dossier/types.ts';
import type { ClosingSeal } from '../../../core/sealing/closing-seal.ts';
import { dossierOf, type Context } from '../../use-cases/context.ts';
import { decisionNotices, roundCalendar } from '../../use-cases/vote-calendar.ts';
import { frozenArchive } from '../../use-cases/count.ts';
import { publicNotice } from '../../use-cases/public-notice.ts';
import {
  contestFigures,
  publicArchive,
  publishedContests,
  type ContestFigures,
} from '../../use-cases/results.ts';
import { readSession } from '../cookies.ts';
import { renderAccessibility } from '../pages/public/accessibility.ts';
import { renderArchives, type ArchivesView } from '../pages/public/archives.ts';
import { renderBureau } from '../pages/public/bureau.ts';
import { renderHowToVote } from '../pages/public/how-to-vote.ts';
import { renderLists } from '../pages/public/lists.ts';
import { renderResultSteps } from '../pages/public/result-steps.ts';
import { renderResults, type ContestResult } from '../pages/public/results.ts';
import { renderWelcome, type WelcomeMoment, type WelcomeView } from '../pages/public/welcome.ts';
import { errorPage } from './error-page.ts';
import { siteOf } from './site-of.ts';

export function publicPages(context: Context): Router {
  const router = Router();
  const show =
    (render: (dossier: Dossier) => string): RequestHandler =>
    (_request, response) => {
      response.type('html').send(render(dossierOf(context)));
    };

  router.get('/', async (request, response) => {
    const token = readSession(request, 'voter');
    if (token !== null && (await context.roll.voter({ token })).ok) {
      response.redirect(303, '/accueil');
      return;
    }
    const notice =
      request.query['deconnexion'] === 'oui'
        ? 'loggedOut'
        : request.query['session'] === 'terminee'
          ? 'sessionEnded'
          : null;
    response.type('html').send(renderWelcome(welcome(context, notice), siteOf(context)));
  });

  router.get(
    '/listes',
    show((dossier) => renderLists({ contests: listsView(dossier) }, siteOf(context))),
  );
  router.get(
    '/bureau-de-vote',
    show(({ bureaus }) => renderBureau({ bureaus }, siteOf(context))),
  );
  router.get(
    '/accessibilite',
    show(() => renderAccessibility(siteOf(context))),
  );
  router.get(
    '/aide',
    show((dossier) =>
      renderHowToVote(
        {
          ...dossier.calendar,
          strikes: dossier.ballot.strikes,
          access: dossier.access,
          notice: context.election.roundState() !== 'preparing',
          decisions: decisionNotices(context, dossier),
        },
        siteOf(context),
      ),
    ),
  );
  const notice = publicNotice(context);
  router.get('/notice.pdf', async (_request, response) => {
    const pdf = await notice();
    if (pdf === null) errorPage(context, response, 'not-now');
    else response.attachment('notice.pdf').type('application/pdf').send(Buffer.from(pdf));
  });

  router.get('/resultats', async (_request, response) => {
    const results = await publishedResults(context);
    if (results.length === 0) {
      errorPage(context, response, 'not-now');
      return;
    }
    const dossier = dossierOf(context);
    const validatedMs = Math.max(
      ...dossier.bureaus.map(({ id }) => context.election.validation(id)?.atMs ?? 0),
    );
    response
      .type('html')
      .send(renderResults({ round: dossier.round, validatedMs, contests: results }, siteOf(context)));
  });

  router.get('/resultats/:contest', async (request, response) => {
    const result = (await publishedResults(context)).find(
      ({ contest }) => contest === request.params.contest,
    );
    if (result === undefined) errorPage(context, response, 'not-found');
    else response.type('html').send(renderResultSteps(result, siteOf(context)));
  });

  router.get('/archives', async (_request, response) => {
    const view = await archivesView(context);
    if (view === null) errorPage(context, response, 'not-now');
    else response.type('html').send(renderArchives(view, siteOf(context)));
  });

  router.get('/archives/:file', async (request, response) => {
    const archive = await publicArchive(context, request.params.file.replace(/\.bel$/, ''));
    if (archive === null) {
      errorPage(context, response, 'not-found');
      return;
    }
    response.attachment(request.params.file).type('application/octet-stream').send(Buffer.from(archive));
  });
  return router;
}

function welcome(context: Context, notice: WelcomeView['notice']): WelcomeView {
  const dossier = dossierOf(context);
  const { title, round, access } = dossier;
  const calendar = roundCalendar(context, dossier);
  return {
    title,
    round,
    moment: momentOf(context, dossier),
    opensMs: calendar.opensMs,
    closesMs: calendar.nextClosesMs,
    nowMs: context.data.now(),
    login: context.election.roundState() === 'preparing' ? null : access,
    notice,
  };
}

function momentOf(context: Context, dossier: Dossier): WelcomeMoment {
  if (publishedContests(context, dossier).length > 0) return 'published';
  if (context.election.sealed() === null) return 'beforeOpening';
  return roundCalendar(context, dossier).phase;
}

export function collegeOf(dossier: Dossier, { college }: Contest): { ordinal: number; name: string } {
  const found = dossier.colleges.find(({ id }) => id === college);
  if (found === undefined) throw new Error('a contest has a college');
  return { ordinal: found.ordinal, name: found.name };
}

function listsView(dossier: Dossier) {
  return dossier.contests.map((contest) => ({
    contest: contest.id,
    college: collegeOf(dossier, contest),
    seat: contest.seat,
    seats: contest.seats,
    lists: [...contestLists(dossier, contest.id)].sort((left, right) =>
      left.name.localeCompare(right.name, 'fr'),
    ),
  }));
}

async function publishedResults(context: Context): Promise<ContestResult[]> {
  const dossier = dossierOf(context);
  const figures = await Promise.all(
    publishedContests(context, dossier).map(({ id }) => contestFigures(context, id)),
  );
  return figures
    .filter((each) => each !== null)
    .map((each) => resultView(dossier, each, each.publicAllocation));
}

/** @param allocation with or without the sub-totals of separate urns: who reads it decides. */
export function resultView(
  dossier: Dossier,
  { contest, registered, signOffs, ballots, blank }: ContestFigures,
  allocation: ContestFigures['allocation'],
): ContestResult {
  const { id, seat, seats } = contest;
  return {
    contest: id,
    college: collegeOf(dossier, contest),
    seat,
    seats,
    registered,
    signOffs,
    ballots,
    blank,
    allocation,
  };
}

const parts = { public: 'agents de droit public', private: 'salariés de droit privé' };

async function archivesView(context: Context): Promise<ArchivesView | null> {
  const dossier = dossierOf(context);
  const contests = publishedContests(context, dossier);
  const [sealed, closing] = [context.election.sealed(), await context.clock.closingSeal({})];
  if (contests.length === 0 || sealed === null || closing === null) return null;
  const urns = contests.flatMap((contest) => contest.urns.map((urn) => ({ contest, urn })));
  return {
    sealCode: sealed.code,
    urns: await Promise.all(
      urns
        .filter(({ urn }) => closing.urns.some((each) => each.urn === urn.id))
        .map(async ({ contest, urn }) => ({
          urn: urn.id,
          college: collegeOf(dossier, contest),
          seat: contest.seat,
          part: urn.staff === null ? null : parts[urn.staff],
          ballots: closing.urns.find((each) => each.urn === urn.id)?.ballots ?? 0,
          archive: await archiveView(context, closing, urn.id),
        })),
    ),
  };
}

/** Null when the archive is the bureau's alone. */
async function archiveView(
  context: Context,
  closing: ClosingSeal,
  urn: UrnId,
): Promise<ArchivesView['urns'][number]['archive']> {
  const bytes = await publicArchive(context, urn);
  const frozen = await frozenArchive(context, urn);
  if (bytes === null || frozen === null) return null;
  const file = `${urn}.bel`;
  return {
    file,
    href: `/archives/${file}`,
    bytes: bytes.length,
    sha256: context.election.counted(urn)?.hash ?? '',
    frozen: { bytes: frozen.length, sha256: closing.urns.find((each) => each.urn === urn)?.archive ?? '' },
  };
}
