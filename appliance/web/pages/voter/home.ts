/**
 * The voter's home: a welcome by name (so that one sees to be rightly known), each of his contests with its state, his
 * own sign-offs with their time and channel (Domitia annex 3 §5), the time left, and what can be read.
 */
import { frenchDate, frenchDateTime, frenchTime } from '../../../../core/french/dates.ts';
import { collegeRank, seatName } from '../../../documents/election-words.ts';
import { plural } from '../../../../core/seats/phrases-fr.ts';
import type { Phase } from '../../../../core/lifecycle/phase.ts';
import type { Civility, SeatType } from '../../../../core/dossier/types.ts';
import { percent } from '../../../../core/seats/numbers-fr.ts';
import { capital, rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';
import { timeLeft } from '../../../../core/french/text.ts';

export interface HomeContest {
  readonly contest: string;
  readonly college: { readonly ordinal: number; readonly name: string };
  readonly seat: SeatType;
  readonly seats: number;
  readonly phase: Phase;
  /** The closing that holds for this contest, extensions included. */
  readonly closesMs: number;
  readonly signOff: { readonly atMs: number; readonly channel: 'remote' | 'kiosk' } | null;
}

export interface HomeView {
  readonly civility: Civility;
  readonly firstName: string;
  readonly lastName: string;
  readonly contests: readonly HomeContest[];
  readonly opensMs: number;
  readonly closesMs: number;
  readonly nowMs: number;
  /** Sign-offs over registered, where the dossier lets electors see them, as of the last mark of its rhythm. */
  readonly turnout: { readonly signOffs: number; readonly registered: number; readonly atMs: number } | null;
  /** Whether the results are published. */
  readonly published: boolean;
}

const channels = { remote: 'depuis le site de vote', kiosk: 'sur une borne' };

/** What a contest's line says, and what its button does, if it has one. */
function stateOf({ phase, closesMs, signOff, contest }: HomeContest, { opensMs, ...view }: HomeView) {
  const action = (label: string) => ({ label, href: `/isoloir#${contest}` });
  if (signOff !== null) {
    const { atMs, channel } = signOff;
    const when = `le ${frenchDate(atMs)} à ${frenchTime(atMs)}`;
    return { text: `Vous avez voté ${when}, ${channels[channel]}.`, action: null, isDone: true };
  }
  switch (phase) {
    case 'beforeOpening':
      return { text: `Le vote ouvre le ${frenchDateTime(opensMs)}.`, action: null, isDone: false };
    case 'open':
      return {
        text:
          closesMs === view.closesMs
            ? 'Vous n’avez pas encore voté.'
            : `Vous n’avez pas encore voté. Clôture de ce scrutin le ${frenchDateTime(closesMs)}.`,
        action: action('Voter'),
        isDone: false,
      };
    case 'suspended':
      return {
        text: 'Le vote est suspendu. Vous n’avez pas encore voté : vous pourrez le faire quand il reprendra.',
        action: null,
        isDone: false,
      };
    case 'grace':
      return {
        text: 'Le scrutin est clos. Si vous aviez ouvert ce bulletin avant la clôture, vous pouvez encore terminer.',
        action: action('Terminer mon vote'),
        isDone: false,
      };
    case 'closed':
      return { text: 'Le scrutin est clos. Vous n’avez pas voté.', action: null, isDone: false };
  }
}

/** What is left to do, in one sentence. */
function situation(view: HomeView): string {
  const { contests, opensMs, closesMs, nowMs } = view;
  if (view.published) return 'Le bureau de vote a validé les résultats.';
  if (nowMs < opensMs) return `Le vote ouvre le ${frenchDateTime(opensMs)}.`;
  if (nowMs >= closesMs) return `Le scrutin est clos depuis le ${frenchDateTime(closesMs)}.`;
  const toVote = contests.filter(({ signOff }) => signOff === null);
  const left = toVote.length;
  if (left > 0 && toVote.every(({ phase }) => phase === 'suspended'))
    return 'Le vote est suspendu pour le moment. Vous pourrez voter quand il reprendra.';
  const until = `Clôture le ${frenchDateTime(closesMs)} : il reste ${timeLeft(closesMs - nowMs)}.`;
  if (left === 0) return 'Vous avez voté pour tous vos scrutins. Merci.';
  return left === 1
    ? `Il vous reste 1 scrutin pour lequel voter. ${until}`
    : `Il vous reste ${left} scrutins pour lesquels voter. ${until}`;
}

/** « à 10 h » of today, else with the day. */
function atOr(atMs: number, nowMs: number): string {
  return frenchDate(atMs) === frenchDate(nowMs) ? `à ${frenchTime(atMs)}` : `le ${frenchDateTime(atMs)}`;
}

type Shown = HomeContest & ReturnType<typeof stateOf> & { readonly title: string; readonly line: string };

interface Words {
  readonly rich: typeof rich;
  readonly situation: string;
  readonly shown: readonly Shown[];
  readonly turnoutText: string | null;
}

const template = page<HomeView & Words>(import.meta.url, 'home.ejs');

export function renderHome(view: HomeView, site: Site): string {
  const { turnout } = view;
  return template({
    ...view,
    rich,
    situation: situation(view),
    shown: view.contests.map((contest) => ({
      ...contest,
      ...stateOf(contest, view),
      title: `${capital(seatName(contest.seat, 2))}, ${plural(contest.seats, 'siège', 'sièges')}`,
      line: `${collegeRank(contest.college.ordinal)} — ${contest.college.name}`,
    })),
    turnoutText:
      turnout === null || turnout.registered === 0
        ? null
        : `Participation ${atOr(turnout.atMs, view.nowMs)} : ${percent(`${turnout.signOffs}/${turnout.registered}`)} (${plural(turnout.signOffs, 'émargement', 'émargements')} pour ${plural(turnout.registered, 'inscrit', 'inscrits')}).`,
    shell: shellOf(site, 'Accueil'),
  });
}
