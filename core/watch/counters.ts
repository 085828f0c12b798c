/**
 * Sign-offs against ballots, contest by contest. Votes in flight explain a difference for a moment and exactly: ballots
 * read first are never more than the sign-offs read next, and the sign-offs whose join is erased are never more than
 * the ballots read last. What breaks either is not explained by any vote in progress.
 */
import type { Finding } from './alert.ts';
import type { ContestCounters } from './observation.ts';

export function counterFindings(counters: readonly ContestCounters[] | null): Finding[] {
  return (counters ?? []).flatMap((each) => [
    ...disagreement(each),
    ...fall(each),
    ...excess(each),
    ...unsettled(each),
    ...unreadable(each),
  ]);
}

function disagreement(counters: ContestCounters): Finding[] {
  const { contest, ballotsBefore, signOffs, inFlight, ballotsAfter } = counters;
  if (ballotsBefore <= signOffs && signOffs - inFlight <= ballotsAfter) return [];
  return [{ kind: 'counters-disagree', subject: contest, facts: { signOffs, ballots: ballotsAfter } }];
}

function fall({ contest, signOffs, ballotsAfter, highest }: ContestCounters): Finding[] {
  if (signOffs >= highest.signOffs && ballotsAfter >= highest.ballots) return [];
  const isOfSignOffs = signOffs < highest.signOffs;
  return [
    {
      kind: 'counter-fell',
      subject: contest,
      facts: {
        counter: isOfSignOffs ? 'signOffs' : 'ballots',
        before: isOfSignOffs ? highest.signOffs : highest.ballots,
        now: isOfSignOffs ? signOffs : ballotsAfter,
      },
    },
  ];
}

function excess({ contest, registered, signOffs, ballotsAfter }: ContestCounters): Finding[] {
  const most = Math.max(signOffs, ballotsAfter);
  return most <= registered
    ? []
    : [{ kind: 'counter-above-roll', subject: contest, facts: { registered, most } }];
}

/** A few in flight at every look is a busy hour; some at thirty looks in a row are votes that nothing settles. */
function unsettled({ contest, inFlight }: ContestCounters): Finding[] {
  return inFlight === 0 ? [] : [{ kind: 'vote-unsettled', subject: contest, facts: { inFlight } }];
}

/** What the urn left alone when it started: the rest of it goes on, and people decide. */
function unreadable({ contest, damaged }: ContestCounters): Finding[] {
  return damaged === 0 ? [] : [{ kind: 'urn-damaged', subject: contest, facts: { records: damaged } }];
}
