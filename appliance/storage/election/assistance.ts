/**
 * What the help desk writes down (GEPOR annex 3): calls, and letters that came back with what was done of each. Each line
 * is of someone at a moment and is never rewritten. Nothing of a vote is here: neither a code nor whether anyone voted.
 */
import type { ElectorId } from '../../../core/dossier/types.ts';
import type { Sqlite } from '../sqlite.ts';

export const assistanceStoreSql = `
create table calls (number integer primary key, account text not null references accounts (account),
  at_ms integer not null, elector text, subject text not null, note text not null) strict;
create table undelivered (number integer primary key, account text not null references accounts (account),
  at_ms integer not null, elector text not null, reason text not null) strict;
create table undelivered_outcomes (letter integer primary key references undelivered (number),
  account text not null references accounts (account), at_ms integer not null, outcome text not null) strict;
${['calls', 'undelivered', 'undelivered_outcomes']
  .flatMap((table) =>
    ['update', 'delete'].map(
      (change) =>
        `create trigger ${table}_no_${change} before ${change} on ${table} begin select raise(abort, 'written once'); end;\n`,
    ),
  )
  .join('')}`;

export const callSubjects = [
  'codesLost',
  'codesNotReceived',
  'login',
  'howToVote',
  'kiosk',
  'sentToBureau',
  'other',
] as const;
export type CallSubject = (typeof callSubjects)[number];

export interface Call {
  readonly number: number;
  readonly account: string;
  readonly atMs: number;
  /** Null for who did not say, or is no elector. */
  readonly elector: ElectorId | null;
  readonly subject: CallSubject;
  readonly note: string;
}

export const undeliveredReasons = ['unknownAddress', 'unclaimed', 'refused', 'damaged'] as const;
export type UndeliveredReason = (typeof undeliveredReasons)[number];

export const letterOutcomes = ['sentAgain', 'handedOver', 'newCodes', 'abandoned'] as const;
export type LetterOutcome = (typeof letterOutcomes)[number];

/** A letter that came back (pli non distribué), and what was done of it since. */
export interface UndeliveredLetter {
  readonly number: number;
  readonly account: string;
  readonly atMs: number;
  readonly elector: ElectorId;
  readonly reason: UndeliveredReason;
  readonly outcome: {
    readonly outcome: LetterOutcome;
    readonly account: string;
    readonly atMs: number;
  } | null;
}

interface LetterRow extends Omit<UndeliveredLetter, 'outcome'> {
  readonly outcome: LetterOutcome | null;
  readonly outcomeAccount: string | null;
  readonly outcomeMs: number | null;
}

export function assistanceStore(database: Sqlite, now: () => number) {
  const numberOf = ({ lastInsertRowid }: { lastInsertRowid: number | bigint }) => Number(lastInsertRowid);
  return {
    /** @returns its number, from 1. */
    addCall: ({ account, elector, subject, note }: Omit<Call, 'number' | 'atMs'>): number =>
      numberOf(
        database
          .prepare('insert into calls (account, at_ms, elector, subject, note) values (?, ?, ?, ?, ?)')
          .run(account, now(), elector, subject, note),
      ),
    /** Oldest first. */
    calls: (): Call[] =>
      database
        .prepare<[], Call>(
          'select number, account, at_ms as atMs, elector, subject, note from calls order by number',
        )
        .all(),
    /** @returns its number, from 1. */
    addUndelivered: ({
      account,
      elector,
      reason,
    }: Pick<UndeliveredLetter, 'account' | 'elector' | 'reason'>) =>
      numberOf(
        database
          .prepare('insert into undelivered (account, at_ms, elector, reason) values (?, ?, ?, ?)')
          .run(account, now(), elector, reason),
      ),
    /** What was done of a letter; once. */
    addLetterOutcome: (letter: number, account: string, outcome: LetterOutcome): void => {
      database
        .prepare('insert into undelivered_outcomes values (?, ?, ?, ?)')
        .run(letter, account, now(), outcome);
    },
    /** Oldest first. */
    undelivered: (): UndeliveredLetter[] =>
      database
        .prepare<[], LetterRow>(
          `select u.number, u.account, u.at_ms as atMs, u.elector, u.reason, o.outcome, o.account as outcomeAccount,
            o.at_ms as outcomeMs from undelivered u left join undelivered_outcomes o on o.letter = u.number
            order by u.number`,
        )
        .all()
        .map(({ outcome, outcomeAccount, outcomeMs, ...letter }) => ({
          ...letter,
          outcome: outcome === null ? null : { outcome, account: outcomeAccount ?? '', atMs: outcomeMs ?? 0 },
        })),
  };
}
