/**
 * The decisions taken on contests while they vote, as `web` keeps them: what was decided, by whom, why, on whose
 * authorisation; and which of the processes has each. Planned first, then given: a decision is never rewritten.
 */
import type { VoteDecision } from '../../../core/lifecycle/decisions.ts';
import type { Sqlite } from '../sqlite.ts';

export const voteDecisionsStoreSql = `
create table vote_decisions (number integer primary key, id text not null unique, content text not null, account text,
  reason text not null, authorised_by text, reference text, jumped_ms integer, refused text) strict;
create table vote_decisions_given (id text not null references vote_decisions (id), process text not null,
  primary key (id, process)) strict;
`;

/** The processes that must have a decision. */
export type Receiver = 'roll' | 'urn' | 'clock';

export interface DecisionRecord {
  readonly decision: VoteDecision;
  /** Null for a suspension that `clock` made by itself. */
  readonly account: string | null;
  /** As the bureau wrote it; empty when there is no account. */
  readonly reason: string;
  readonly authorisation: { readonly by: string; readonly reference: string } | null;
  /** By how much the clock had jumped, when that is why. */
  readonly jumpedMs: number | null;
}

export interface KeptDecision extends DecisionRecord {
  readonly given: readonly Receiver[];
  /** Why a process refused it: it then never holds. */
  readonly refused: string | null;
}

interface Row {
  readonly id: string;
  readonly content: string;
  readonly account: string | null;
  readonly reason: string;
  readonly authorisedBy: string | null;
  readonly reference: string | null;
  readonly jumpedMs: number | null;
  readonly refused: string | null;
}

export function voteDecisionsStore(database: Sqlite) {
  const givenTo = database.prepare<[string], { process: Receiver }>(
    'select process from vote_decisions_given where id = ? order by process',
  );
  return {
    addVoteDecision: ({ decision, account, reason, authorisation, jumpedMs }: DecisionRecord) =>
      void database
        .prepare(
          `insert into vote_decisions (id, content, account, reason, authorised_by, reference, jumped_ms)
           values (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          decision.id,
          JSON.stringify(decision),
          account,
          reason,
          authorisation?.by ?? null,
          authorisation?.reference ?? null,
          jumpedMs,
        ),
    /** In the order in which they were taken. */
    voteDecisions: (): KeptDecision[] =>
      database
        .prepare<[], Row>(
          `select id, content, account, reason, authorised_by as authorisedBy, reference, jumped_ms as jumpedMs, refused
           from vote_decisions order by number`,
        )
        .all()
        .map(({ id, content, account, reason, authorisedBy, reference, jumpedMs, refused }) => ({
          decision: JSON.parse(content) as VoteDecision,
          account,
          reason,
          authorisation: authorisedBy === null ? null : { by: authorisedBy, reference: reference ?? '' },
          jumpedMs,
          given: givenTo.all(id).map(({ process }) => process),
          refused,
        })),
    markDecisionGiven: (id: string, process: Receiver) =>
      void database
        .prepare('insert into vote_decisions_given values (?, ?) on conflict do nothing')
        .run(id, process),
    markDecisionRefused: (id: string, code: string) =>
      void database.prepare('update vote_decisions set refused = ? where id = ?').run(code, id),
  };
}
