/**
 * One decision on the course of the vote, before it is taken: exactly what will happen to voters, on which contests, and
 * the reason that everyone will read. An extension is chosen first, then read back in full and confirmed.
 */
import { parisDayAndTime, parisInstant } from '../../../../core/dossier/paris.ts';
import type { BureauId, Dossier } from '../../../../core/dossier/types.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../../../core/french/dates.ts';
import { mayDecide } from '../../../../core/lifecycle/decision-rules.ts';
import { suspendedTime, type DecisionTerms } from '../../../../core/lifecycle/decisions.ts';
import { contestWords } from '../../../role-words.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { takenOn } from '../../../use-cases/decide-on-vote.ts';
import { contestStates, type ContestState } from '../../../use-cases/vote-calendar.ts';
import { durationText, suspensionText } from '../../../vote-decision-words.ts';
import { rolePage } from '../role/frame.ts';

type Kind = 'suspend' | 'resume' | 'extend';

/** What was asked or typed so far. */
export interface Typed {
  /** Contests ticked, by id. */
  readonly chosen: readonly string[];
  readonly reason: string;
  readonly authorisedBy: string;
  readonly reference: string;
  readonly day: string;
  readonly time: string;
}

export interface DecideView {
  readonly title: string;
  readonly path: string;
  readonly consequences: readonly string[];
  /** Those on which this may be decided now; the value carries what was read. */
  readonly contests: readonly {
    readonly value: string;
    readonly label: string;
    readonly note: string;
    readonly isChosen: boolean;
  }[];
  readonly asksAuthorisation: boolean;
  readonly typed: Typed;
  readonly problem: string | null;
  readonly button: string;
  /** Of an extension whose new closing is still to be chosen; null to confirm. */
  readonly choosing: {
    readonly contest: string;
    readonly day: string;
    readonly time: string;
    readonly proposals: readonly { readonly href: string; readonly label: string }[];
  } | null;
}

const titles: Readonly<Record<Kind, string>> = {
  suspend: 'Suspendre le vote',
  resume: 'Reprendre le vote',
  extend: 'Prolonger le vote',
};
const paths: Readonly<Record<Kind, string>> = {
  suspend: '/bureau/decisions/suspendre',
  resume: '/bureau/decisions/reprendre',
  extend: '/bureau/decisions/prolonger',
};

export const renderDecide = rolePage<DecideView>(import.meta.url, 'decide.ejs', ({ title }) => title, {
  width: 'narrow',
});

export function decideView(
  context: Context,
  bureau: BureauId,
  kind: Kind,
  typed: Typed,
  problem: string | null,
): DecideView {
  const dossier = dossierOf(context);
  const now = context.data.now();
  const closesMs = kind === 'extend' ? parisInstant(typed.day, typed.time) : null;
  const own = contestStates(context, dossier).filter(({ contest }) => contest.bureau === bureau);
  const possible = own.filter(({ contest, calendar }) => {
    const wanted = { kind: 'extend' as const, closesMs: closesMs ?? calendar.closesMs + 60_000 };
    const terms: DecisionTerms =
      kind === 'extend' ? wanted : kind === 'resume' ? { kind, ends: [] } : { kind };
    return mayDecide(dossier.calendar, takenOn(context, contest.id), terms, now).ok;
  });
  const first = possible.find(({ contest }) => typed.chosen.includes(contest.id)) ?? possible[0];
  return {
    title: titles[kind],
    path: paths[kind],
    consequences: consequences(context, dossier, kind, { possible, closesMs }),
    contests: possible.map((state) => ({
      value: `${state.contest.id} ${takenOn(context, state.contest.id).length}`,
      label: contestWords(dossier, state.contest),
      note: noteOf(context, kind, state),
      isChosen: typed.chosen.includes(state.contest.id),
    })),
    asksAuthorisation: dossier.decisions.authorisation === 'required',
    typed,
    problem: problem ?? (possible.length === 0 ? nonePossible : null),
    button: closesMs === null ? titles[kind] : `Prolonger jusqu’au ${frenchDateTime(closesMs)}`,
    choosing:
      kind === 'extend' && closesMs === null && first !== undefined ? choosing(now, first, typed) : null,
  };
}

const nonePossible =
  'Aucun scrutin de votre bureau ne permet cette décision en ce moment. Revenez au déroulement du vote.';

function noteOf(context: Context, kind: Kind, { calendar, suspensions, decisions }: ContestState): string {
  const now = context.data.now();
  if (kind !== 'resume') return `Clôture le ${frenchDateTime(calendar.closesMs)}.`;
  const lasted = durationText(suspendedTime(decisions, now));
  return [
    ...suspensions.map((each) => suspensionText({ ...each, sinceMs: each.decision.atMs }, now)),
    `Durée de suspension jusqu’ici : ${lasted}.`,
  ].join(' ');
}

interface About {
  readonly possible: readonly ContestState[];
  readonly closesMs: number | null;
}

function consequences(
  context: Context,
  dossier: Dossier,
  kind: Kind,
  { possible, closesMs }: About,
): string[] {
  const read = 'Votre motif est lu par les électeurs, mot pour mot, et figure au procès-verbal.';
  switch (kind) {
    case 'suspend':
      return [
        'Dès que vous confirmez, plus aucun vote n’est accepté dans les scrutins cochés. Les autres continuent.',
        'Un vote en cours d’envoi est enregistré en entier, ou pas du tout ; l’électeur sait lequel. Qui confirme après garde son choix à l’écran et pourra réessayer.',
        'Les votes déjà enregistrés restent dans l’urne et leurs accusés de réception restent valables.',
        'La clôture ne recule pas. Pour rendre le temps perdu, prolongez ensuite le vote, avant la clôture.',
        read,
      ];
    case 'resume':
      return [...resuming(context, possible), read];
    case 'extend':
      return [
        closesMs === null
          ? 'Les scrutins cochés ferment plus tard ; les autres ferment à leur heure.'
          : `Les scrutins cochés ferment le ${frenchDateTime(closesMs)} ; les autres ferment à leur heure.`,
        `Le délai de grâce (${dossier.calendar.graceMs / 60_000} minutes) compte à partir de la nouvelle clôture.`,
        'Une clôture reculée ne peut plus être avancée. Aucun bureau ne dépouille avant la clôture du dernier scrutin de l’élection.',
        'Les électeurs lisent la nouvelle heure et l’ancienne. Prévenez-les aussi par vos moyens habituels.',
        read,
      ];
  }
}

function resuming(context: Context, possible: readonly ContestState[]): string[] {
  const now = context.data.now();
  const byClock = possible.some(({ suspensions }) => suspensions.some(({ jumpedMs }) => jumpedMs !== null));
  const isLate = possible.some(({ calendar }) => now >= calendar.closesMs);
  return [
    ...(byClock
      ? [
          `Vérifiez d’abord l’heure sur une autre horloge : pour le système, il est ${frenchDateTimeToTheSecond(now)}. Si elle est fausse, faites-la corriger avant de reprendre.`,
        ]
      : []),
    isLate
      ? 'La clôture est passée : reprendre ne rouvre pas le vote, et laisse se faire le scellé de clôture.'
      : 'Les électeurs peuvent voter de nouveau dès que vous confirmez, dans les scrutins cochés.',
    'La clôture n’a pas reculé pendant la suspension. Pour rendre le temps perdu, prolongez le vote, avant la clôture.',
  ];
}

/** The time lost first, then round durations. */
function choosing(
  now: number,
  { contest, calendar, decisions }: ContestState,
  typed: Typed,
): DecideView['choosing'] {
  const lost = Math.ceil(suspendedTime(decisions, now) / 300_000) * 300_000;
  const later = [
    ...(lost > 0 ? [{ ms: lost, label: 'Rendre le temps suspendu' }] : []),
    { ms: 30 * 60_000, label: '30 minutes de plus' },
    { ms: 3_600_000, label: '1 heure de plus' },
    { ms: 86_400_000, label: '1 jour de plus' },
  ];
  const at = parisDayAndTime(calendar.closesMs + (lost > 0 ? lost : 3_600_000));
  return {
    contest: contest.id,
    day: typed.day === '' ? at.day : typed.day,
    time: typed.time === '' ? at.time : typed.time,
    proposals: later.map(({ ms, label }) => {
      const closesMs = calendar.closesMs + ms;
      const { day, time } = parisDayAndTime(closesMs);
      const query = new URLSearchParams({ contest: contest.id, day, time });
      return { href: `${paths.extend}?${query.toString()}`, label: `${label} : ${frenchDateTime(closesMs)}` };
    }),
  };
}
