/**
 * The decisions on contests that a process of the vote was given, in its own database. Guarantees: one row a decision,
 * never rewritten; what core/lifecycle/decision-rules.ts refuses is not written; journaled in the same transaction.
 */
import type { Calendar } from '../../core/dossier/types.ts';
import { mayReceive } from '../../core/lifecycle/decision-rules.ts';
import type { VoteDecision } from '../../core/lifecycle/decisions.ts';
import { err, ok } from '../../core/result.ts';
import { canonicalText, type Canonical } from '../../core/sealing/canonical.ts';
import type { Answer } from '../roll/interface.ts';
import type { ReceiveRefusal } from '../vote-decision.ts';
import type { Journal } from './journal.ts';
import type { Sqlite } from './sqlite.ts';

export const voteDecisionsSql = `
create table vote_decisions (number integer primary key, id text not null unique, contest text not null,
  content text not null) strict;
`;

/** For `frozenSql`: a decision is added, and never changed or taken out. */
export const voteDecisionsFrozen = { table: 'vote_decisions', except: 'insert' } as const;

export interface VoteDecisions {
  readonly all: () => VoteDecision[];
  readonly on: (contest: string) => VoteDecision[];
  /**
   * @param sealed the calendar of its contest; null when it has no urn.
   * @param isEnded whether the record is closed: nothing is decided any more.
   */
  readonly receive: (
    decision: VoteDecision,
    sealed: Calendar | null,
    isEnded: boolean,
  ) => Answer<null, ReceiveRefusal>;
}

interface Row {
  readonly content: string;
}

/** @param database which has the table of `voteDecisionsSql`. */
export function openVoteDecisions(database: Sqlite, journal: Journal, now: () => number): VoteDecisions {
  const read = (rows: readonly Row[]) => rows.map(({ content }) => JSON.parse(content) as VoteDecision);
  const everything = database.prepare<[], Row>('select content from vote_decisions order by number');
  const ofContest = database.prepare<[string], Row>(
    'select content from vote_decisions where contest = ? order by number',
  );
  const known = database.prepare<[string], Row>('select content from vote_decisions where id = ?');
  const insert = database.prepare('insert into vote_decisions (id, contest, content) values (?, ?, ?)');
  const on = (contest: string) => read(ofContest.all(contest));
  const receive = database.transaction(
    (...[decision, sealed, isEnded]: Parameters<VoteDecisions['receive']>) => {
      const content = canonicalText(decision as unknown as Canonical);
      const before = known.get(decision.id);
      if (before !== undefined)
        return before.content === content ? ok(null) : err({ code: 'vote-decision/differs' as const });
      if (sealed === null) return err({ code: 'contest/unknown' as const });
      if (isEnded) return err({ code: 'vote-decision/closed' as const });
      const allowed = mayReceive(sealed, on(decision.contest), decision, now());
      if (!allowed.ok) return allowed;
      insert.run(decision.id, decision.contest, content);
      journal.append({ kind: `vote-${decision.kind}`, facts: factsOf(decision) });
      return ok(null);
    },
  );
  return {
    all: () => read(everything.all()),
    on,
    receive: (decision, sealed, isEnded) => receive.immediate(decision, sealed, isEnded),
  };
}

function factsOf(decision: VoteDecision): Record<string, Canonical> {
  const { contest } = decision;
  return decision.kind === 'extend' ? { contest, closesMs: decision.closesMs } : { contest };
}
