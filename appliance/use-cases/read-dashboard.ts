/**
 * What one person may see of the vote as it goes, by rights and perimeter (Domitia articles 12 §3, 13 and 17, annex 3 §5):
 * the contests and where they stand, the turnout, the ballots, the last check of the seal, the services. The bureau sees
 * it live; everyone else at the rhythm of the dossier, and ballots once the contest is over: an urn keeps no time, so
 * nobody can say how many there were at a mark.
 */
import type { ContestId } from '../../core/dossier/types.ts';
import { contestsOf } from '../../core/dossier/perimeter.ts';
import type { Phase } from '../../core/lifecycle/phase.ts';
import type { Action } from '../../core/lifecycle/round.ts';
import { PeerError } from '../socket.ts';
import type { Account } from '../storage/election/accounts.ts';
import { readAlerts } from './alerts.ts';
import { authorise, dossierOf, type Context } from './context.ts';
import { followTurnout, type FollowedContest, type Sight, type TimedContest } from './follow-turnout.ts';
import { journalFacts, textOf } from './journal-facts.ts';
import { kioskStates, type KioskState } from './kiosk-states.ts';
import { serviceStates, type ServiceState } from './service-states.ts';
import { contestStates } from './vote-calendar.ts';

export interface ContestNow extends TimedContest {
  readonly phase: Phase;
  /** Null where the role has not the right. */
  readonly turnout: FollowedContest | null;
  /** Null where the role has not the right, or not yet. */
  readonly ballots: number | null;
}

export interface SealNow {
  readonly sealedMs: number;
  readonly last: {
    readonly atMs: number;
    readonly isClean: boolean;
    /** The account that asked; null for the schedule. */
    readonly by: Account | null;
  } | null;
}

export interface Dashboard {
  readonly atMs: number;
  readonly sight: Sight;
  /** None before the seal. */
  readonly contests: readonly ContestNow[];
  readonly mayTurnout: boolean;
  readonly mayBallots: boolean;
  readonly seal: SealNow | null;
  readonly services: readonly ServiceState[];
  readonly kiosks: readonly KioskState[];
  /** Not yet acknowledged, or lasting; null for all but the bureau, or when the watch does not answer. */
  readonly openAlerts: number | null;
}

/** @param sight `rhythm` where others than the reader may look on, as at a kiosk. */
export async function readDashboard(
  context: Context,
  account: Account,
  sight: Sight = account.role === 'bureau' ? 'live' : 'rhythm',
): Promise<Dashboard> {
  const { election, data } = context;
  const may = (action: Action) => authorise(context, account, action).ok;
  const [mayTurnout, mayBallots] = [may('readTurnout'), may('readCounters')];
  // The ballots are read first: a vote recorded between the two readings shows one sign-off more, never one less.
  const ballots = mayBallots ? await ballotsByContest(context) : null;
  const own = new Set(contestsOf(dossierOf(context), account.account).map(({ id }) => id));
  const states = contestStates(context, dossierOf(context)).filter(({ contest }) => own.has(contest.id));
  const timed = election.sealed() === null ? [] : states;
  const followed = mayTurnout || mayBallots ? await followTurnout(context, timed, sight) : [];
  return {
    atMs: data.now(),
    sight,
    contests: timed.map(({ contest, calendar, phase }) => ({
      contest,
      calendar,
      phase,
      turnout: followed.find((each) => each.contest.id === contest.id) ?? null,
      ballots: sight === 'live' || phase === 'closed' ? (ballots?.get(contest.id) ?? null) : null,
    })),
    mayTurnout,
    mayBallots,
    seal: may('readSeal') ? sealNow(context, account) : null,
    services: await serviceStates(context),
    kiosks: kioskStates(context),
    openAlerts: account.role === 'bureau' ? await openAlerts(context, account) : null,
  };
}

/** Of the reader's own contests, and of the appliance. */
async function openAlerts(context: Context, account: Account): Promise<number | null> {
  try {
    const seen = await readAlerts(context, account);
    if (!seen.ok) return null;
    return seen.value.filter(({ endedMs, acknowledged }) => endedMs === null || acknowledged === null).length;
  } catch (error) {
    // Its silence is told among the services.
    if (error instanceof PeerError) return null;
    throw error;
  }
}

async function ballotsByContest({ urn }: Pick<Context, 'urn'>): Promise<Map<ContestId, number>> {
  const found = new Map<ContestId, number>();
  for (const { contest, ballots } of (await urn.counts({})).urns)
    found.set(contest, (found.get(contest) ?? 0) + ballots);
  return found;
}

/** The last check that anyone made; for a bureau, its own or the schedule's. */
function sealNow({ election }: Pick<Context, 'election'>, { bureau }: Account): SealNow | null {
  const sealed = election.sealed();
  if (sealed === null) return null;
  const last = journalFacts({ election }, 'seal-checked').findLast(
    (fact) => textOf(fact, 'by') === 'schedule' || bureau === null || textOf(fact, 'bureau') === bureau,
  );
  if (last === undefined) return { sealedMs: sealed.atMs, last: null };
  const { same, findings } = last.facts;
  return {
    sealedMs: sealed.atMs,
    last: {
      atMs: last.atMs,
      isClean: same === true && Array.isArray(findings) && findings.length === 0,
      by: textOf(last, 'by') === 'schedule' ? null : election.account(textOf(last, 'account')),
    },
  };
}
