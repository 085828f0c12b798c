/**
 * Accounts of the roles, their sessions and their errors in a row. Passwords and tokens are here as hashes alone. None of
 * it but who has an account is sealed.
 */
import type { BureauId } from '../../../core/dossier/types.ts';
import type { Role } from '../../../core/lifecycle/round.ts';
import type { Sqlite } from '../sqlite.ts';

export const accountsStoreSql = `
create table accounts (account text primary key, role text not null, bureau text, first_name text not null,
  last_name text not null, password_hash text not null) strict;
create table role_sessions (token_hash text primary key, account text not null references accounts (account),
  created_ms integer not null, seen_ms integer not null, stage text not null, meeting_until_ms integer) strict;
create table replacement_requests (account text primary key references accounts (account), asked_by text not null,
  asked_ms integer not null) strict;
create table role_failures (account text primary key, count integer not null) strict;
`;

export interface Account {
  readonly account: string;
  readonly role: Role;
  readonly bureau: BureauId | null;
  readonly firstName: string;
  readonly lastName: string;
}

/**
 * `password`: the password was right, the second factor is awaited; `open`; `locked`: by its owner or because idle.
 */
export type SessionStage = 'password' | 'open' | 'locked';

export interface RoleSession {
  readonly account: string;
  readonly createdMs: number;
  readonly seenMs: number;
  readonly stage: SessionStage;
  /** While a meeting lasts, the session neither locks nor ends when idle. */
  readonly meetingUntilMs: number | null;
}

export interface ReplacementRequest {
  readonly account: string;
  readonly askedBy: string;
  readonly askedMs: number;
}

export function accountsStore(database: Sqlite, now: () => number) {
  return {
    addAccount: (account: Account, passwordHash: string) =>
      void database
        .prepare('insert into accounts values (?, ?, ?, ?, ?, ?)')
        .run(
          account.account,
          account.role,
          account.bureau,
          account.firstName,
          account.lastName,
          passwordHash,
        ),
    account: (name: string): (Account & { readonly passwordHash: string }) | null =>
      database
        .prepare<[string], Account & { passwordHash: string }>(
          'select account, role, bureau, first_name as firstName, last_name as lastName, password_hash as passwordHash from accounts where account = ?',
        )
        .get(name) ?? null,
    accounts: (): Account[] =>
      database
        .prepare<[], Account>(
          'select account, role, bureau, first_name as firstName, last_name as lastName from accounts order by account',
        )
        .all(),
    setPassword: (account: string, passwordHash: string) =>
      void database
        .prepare('update accounts set password_hash = ? where account = ?')
        .run(passwordHash, account),
    openRoleSession: (tokenHash: string, account: string, stage: SessionStage) =>
      void database
        .prepare('insert into role_sessions values (?, ?, ?, ?, ?, null)')
        .run(tokenHash, account, now(), now(), stage),
    roleSession: (tokenHash: string): RoleSession | null =>
      database
        .prepare<[string], RoleSession>(
          'select account, created_ms as createdMs, seen_ms as seenMs, stage, meeting_until_ms as meetingUntilMs from role_sessions where token_hash = ?',
        )
        .get(tokenHash) ?? null,
    setSessionStage: (tokenHash: string, stage: SessionStage) =>
      void database.prepare('update role_sessions set stage = ? where token_hash = ?').run(stage, tokenHash),
    setMeeting: (tokenHash: string, untilMs: number | null) =>
      void database
        .prepare('update role_sessions set meeting_until_ms = ? where token_hash = ?')
        .run(untilMs, tokenHash),
    touchRoleSession: (tokenHash: string) =>
      void database
        .prepare('update role_sessions set seen_ms = ? where token_hash = ?')
        .run(now(), tokenHash),
    closeRoleSession: (tokenHash: string) =>
      void database.prepare('delete from role_sessions where token_hash = ?').run(tokenHash),
    closeSessionsOf: (account: string) =>
      void database.prepare('delete from role_sessions where account = ?').run(account),
    replacementRequest: (account: string): ReplacementRequest | null =>
      database
        .prepare<[string], ReplacementRequest>(
          'select account, asked_by as askedBy, asked_ms as askedMs from replacement_requests where account = ?',
        )
        .get(account) ?? null,
    askReplacement: (account: string, askedBy: string) =>
      void database
        .prepare('insert or replace into replacement_requests values (?, ?, ?)')
        .run(account, askedBy, now()),
    endReplacement: (account: string) =>
      void database.prepare('delete from replacement_requests where account = ?').run(account),
    /** Errors of login in a row. */
    roleFailures: (account: string): number =>
      database
        .prepare<[string], { count: number }>('select count from role_failures where account = ?')
        .get(account)?.count ?? 0,
    setRoleFailures: (account: string, count: number) =>
      void database
        .prepare(
          'insert into role_failures values (?, ?) on conflict (account) do update set count = excluded.count',
        )
        .run(account, count),
  };
}
