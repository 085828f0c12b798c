/**
 * What a kiosk may ask besides the voter's calls (core/kiosk/api.ts): what the election and its ballots are, the state of
 * the voter who signed in there, and what a bureau that opened it sees. Nothing of who voted, where or when, and nothing
 * is journaled of anyone.
 */
import { Router, type Request, type RequestHandler } from 'express';
import type { Dossier } from '../../../core/dossier/types.ts';
import { languages } from '../../../core/language.ts';
import type { KioskBallots, KioskSite, KioskVoter } from '../../../core/kiosk/api.ts';
import { fullName } from '../../documents/election-words.ts';
import type { Voter } from '../../roll/interface.ts';
import type { Terminal } from '../../storage/election/terminals.ts';
import { PeerError } from '../../socket.ts';
import { askBureau, giveBackKiosk } from '../../use-cases/entrust-kiosk.ts';
import { actorOfTerminal } from '../../use-cases/entrust-station.ts';
import { dossierOf, type Context } from '../../use-cases/context.ts';
import { shownLists } from '../../use-cases/open-ballot-page.ts';
import { roundCalendar } from '../../use-cases/vote-calendar.ts';
import { kioskBoard } from '../kiosk-board.ts';
import { kioskSessions } from '../voter-sessions.ts';
import type { VoterRefusal } from '../../booth/voter-api.ts';
import { collegeOf } from './public-pages.ts';

/** @param kioskOf the kiosk at the other end; the route is closed to anyone else. */
export function kioskApi(context: Context, kioskOf: (request: Request) => Terminal | null): Router {
  const router = Router();
  router.post('/site', (request, response) => {
    response.json(siteOf(context, kioskOf(request)?.place ?? ''));
  });
  router.post('/ballots', (_request, response) => {
    response.json(ballotsOf(context));
  });
  router.post('/voter', voterState(context));
  router.post('/bureau', (request, response) => {
    response.json(askBureau(context, kioskOf(request)?.id ?? ''));
  });
  router.post('/give-back', (request, response) => {
    giveBackKiosk(context, kioskOf(request)?.id ?? '');
    response.status(204).end();
  });
  router.post('/board', board(context, kioskOf));
  return router;
}

/** Refused to a kiosk that no bureau made its dashboard. */
function board(context: Context, kioskOf: (request: Request) => Terminal | null): RequestHandler {
  return async (request, response) => {
    const kiosk = kioskOf(request)?.id ?? '';
    const actor = actorOfTerminal(context, kiosk, 'dashboard');
    const entrusted = context.election.entrustedStation(kiosk);
    if (actor === null || entrusted === null) {
      response.status(403).json({ refusal: { code: 'terminal/other-kind' } });
      return;
    }
    try {
      response.json(await kioskBoard(context, actor, entrusted.untilMs));
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      response.status(503).json({ refusal: { code: 'service/unavailable' } });
    }
  };
}

/** As the dossier says; in a demonstration all, so that anyone can see them. */
export function offeredLanguages(mode: KioskSite['mode'], { kiosk }: Pick<Dossier, 'kiosk'>) {
  return mode === 'demonstration' ? languages : kiosk.languages;
}

function siteOf(context: Context, place: string): KioskSite {
  const dossier = dossierOf(context);
  const { phase, opensMs, closesMs } = roundCalendar(context, dossier);
  const { challenge, secretAtLogin, secret } = dossier.access;
  return {
    organisation: dossier.organisation.name,
    title: dossier.title,
    place,
    mode: context.data.mode,
    phase,
    opensMs,
    closesMs,
    nowMs: context.data.now(),
    help: dossier.help,
    challenge,
    secretAtLogin,
    secret: { alphabet: secret.alphabet, length: secret.length },
    languages: offeredLanguages(context.data.mode, dossier),
  };
}

function ballotsOf(context: Context): KioskBallots {
  if (context.election.sealed() === null) return { contests: [] };
  const dossier = dossierOf(context);
  return {
    contests: dossier.contests.map((contest) => {
      const college = collegeOf(dossier, contest);
      return {
        contest: contest.id,
        college: college.name,
        collegeOrdinal: college.ordinal,
        seat: contest.seat,
        strikes: dossier.ballot.strikes,
        lists: shownLists(dossier, contest.id),
      };
    }),
  };
}

function voterState(context: Context): RequestHandler {
  return async (request, response) => {
    const refuse = (status: number, code: VoterRefusal['code']) =>
      void response.status(status).json({ refusal: { code } });
    const token = kioskSessions.read(request);
    try {
      const voter = token === null ? null : await context.roll.voter({ token });
      if (voter?.ok === true) response.json(stateOf(context, voter.value));
      else refuse(401, 'session/unknown');
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      refuse(503, 'service/unavailable');
    }
  };
}

function stateOf(context: Context, voter: Voter): KioskVoter {
  const dossier = dossierOf(context);
  return {
    name: fullName(voter),
    contests: voter.contests.flatMap(({ contest: id, phase, signOff }) => {
      const contest = dossier.contests.find((each) => each.id === id);
      if (contest === undefined) return [];
      const college = collegeOf(dossier, contest);
      return [
        {
          contest: id,
          college: college.name,
          collegeOrdinal: college.ordinal,
          seat: contest.seat,
          phase,
          voted: signOff !== null,
        },
      ];
    }),
  };
}
