/**
 * The course of the vote, contest by contest (R211-513): where each of the bureau's own stands, what it may decide now,
 * and everything that was decided, by whom and why. What is not yet with every process is said to be on its way.
 */
import type { BureauId, Dossier } from '../../../../core/dossier/types.ts';
import { frenchDateTime, frenchShortDateTime } from '../../../../core/french/dates.ts';
import { timeLeft } from '../../../../core/french/text.ts';
import { mayDecide } from '../../../../core/lifecycle/decision-rules.ts';
import { contestWords, contestWordsById } from '../../../role-words.ts';
import type { KeptDecision } from '../../../storage/election/vote-decisions.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { takenOn } from '../../../use-cases/decide-on-vote.ts';
import { contestStates, isInForce, type ContestState } from '../../../use-cases/vote-calendar.ts';
import { decisionTitle, extensionText, reasonText, suspensionText } from '../../../vote-decision-words.ts';
import { rolePage } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

type Action = { readonly href: string; readonly label: string };

interface ContestLine {
  readonly title: string;
  readonly state: string;
  readonly isSuspended: boolean;
  /** More to know: the reason, the extension, what is on its way. */
  readonly notes: readonly string[];
  readonly actions: readonly Action[];
}

export interface DecisionsView {
  readonly bureau: string;
  /** Null before the seal: there is nothing to decide on yet. */
  readonly contests: readonly ContestLine[] | null;
  readonly history: Table | null;
}

export const renderDecisions = rolePage<DecisionsView>(
  import.meta.url,
  'decisions.ejs',
  'Déroulement du vote',
);

export function decisionsView(context: Context, id: BureauId): DecisionsView {
  const dossier = dossierOf(context);
  const own = contestStates(context, dossier).filter(({ contest }) => contest.bureau === id);
  const ids = new Set<string>(own.map(({ contest }) => contest.id));
  const kept = context.election.voteDecisions().filter(({ decision }) => ids.has(decision.contest));
  return {
    bureau: dossier.bureaus.find((each) => each.id === id)?.name ?? id,
    contests:
      context.election.sealed() === null ? null : own.map((state) => lineOf(context, dossier, state, kept)),
    history: kept.length === 0 ? null : historyOf(context, dossier, kept),
  };
}

function lineOf(
  context: Context,
  dossier: Dossier,
  state: ContestState,
  kept: readonly KeptDecision[],
): ContestLine {
  const { contest, calendar, phase, suspensions } = state;
  const now = context.data.now();
  const sealedMs = dossier.calendar.closesMs;
  const ownKept = kept.filter(({ decision }) => decision.contest === contest.id);
  return {
    title: contestWords(dossier, contest),
    state: stateText(state, now),
    isSuspended: phase === 'suspended',
    notes: [
      ...suspensions.map((each) => suspensionText({ ...each, sinceMs: each.decision.atMs }, now)),
      ...(calendar.closesMs > sealedMs ? [extensionText(calendar.closesMs, sealedMs)] : []),
      ...(ownKept.some((each) => !isInForce(each) && each.refused === null)
        ? [
            'Une décision est enregistrée et en cours de transmission : elle vaudra dès que tout le système l’aura. Rechargez cette page.',
          ]
        : []),
    ],
    actions: context.election.roundState() === 'sealed' ? actionsOf(context, dossier, state) : [],
  };
}

function stateText({ phase, calendar }: ContestState, now: number): string {
  const closing = frenchDateTime(calendar.closesMs);
  switch (phase) {
    case 'beforeOpening':
      return `Ouvre le ${frenchDateTime(calendar.opensMs)}, ferme le ${closing}.`;
    case 'open':
      return `Ouvert jusqu’au ${closing} : il reste ${timeLeft(calendar.closesMs - now)}.`;
    case 'suspended':
      return now < calendar.closesMs
        ? `Suspendu. Clôture le ${closing}, que la suspension ne recule pas.`
        : 'Suspendu, et la clôture est passée.';
    case 'grace':
      return 'Clos ; les votes commencés à temps peuvent finir.';
    case 'closed':
      return `Clos depuis le ${closing}.`;
  }
}

/** What the rules allow on a contest at this moment, from what was taken already, in force or on its way. */
function actionsOf(context: Context, dossier: Dossier, { contest }: ContestState): Action[] {
  const taken = takenOn(context, contest.id);
  const now = context.data.now();
  const link = (name: string, label: string) => ({
    href: `/bureau/decisions/${name}?contest=${encodeURIComponent(contest.id)}`,
    label,
  });
  const may = (terms: Parameters<typeof mayDecide>[2]) => mayDecide(dossier.calendar, taken, terms, now).ok;
  const aMinuteMore =
    Math.max(
      ...taken.map((each) => (each.kind === 'extend' ? each.closesMs : 0)),
      dossier.calendar.closesMs,
    ) + 60_000;
  return [
    ...(may({ kind: 'suspend' }) ? [link('suspendre', 'Suspendre')] : []),
    ...(may({ kind: 'resume', ends: [] }) ? [link('reprendre', 'Reprendre')] : []),
    ...(may({ kind: 'extend', closesMs: aMinuteMore }) ? [link('prolonger', 'Prolonger')] : []),
  ];
}

function historyOf(context: Context, dossier: Dossier, kept: readonly KeptDecision[]): Table {
  return {
    caption: 'Décisions prises, de la plus récente à la plus ancienne',
    columns: columns('Le', 'Scrutin', 'Décision', 'Par', 'Motif', 'État'),
    rows: kept.toReversed().map((each) => ({
      cells: [
        frenchShortDateTime(each.decision.atMs),
        contestWordsById(dossier, each.decision.contest),
        decisionTitle(each.decision),
        whoDecided(context, each),
        [reasonText(each), authorisationText(each)].join(' ').trim(),
        stateOfDecision(each),
      ],
      ...(each.refused === null ? {} : { look: 'row-bad' as const }),
    })),
  };
}

function whoDecided({ election }: Context, { account }: KeptDecision): string {
  if (account === null) return 'le système, de lui-même';
  const person = election.account(account);
  return person === null ? account : `${person.firstName} ${person.lastName}`;
}

function authorisationText({ authorisation }: KeptDecision): string {
  return authorisation === null ? '' : `Autorisée par ${authorisation.by} (${authorisation.reference}).`;
}

function stateOfDecision(kept: KeptDecision): string {
  if (kept.refused !== null) return 'sans effet : arrivée après la clôture';
  return isInForce(kept) ? 'prise en compte' : 'en cours de transmission';
}
