/** Accounts of the roles, their sessions and their errors in a row. Passwords and tokens are here as hashes alone. */
import type { BureauId } from '../../../core/dossier/types.ts';
import type { Role } from '../../../core/lifecycle/round.ts';
import type { Sqlite } from '../sqlite.ts';

export const accountsStoreSql = `
create table accounts (account text primary key, role text not null, bureau text, first_name text not null,
  last_name text not null, password_hash text not null) strict;
create table role_sessions (token_hash text primary key, account text not null references accounts (account),
  created_ms integer not null, seen_ms integer not null) strict;
create table role_failures (account text primary key, count integer not null) strict;
`;

export interface Account {
  readonly account: string;
  readonly role: Role;
  readonly bureau: BureauId | null;
  readonly firstName: string;
  readonly lastName: string;
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
    openRoleSession: (tokenHash: string, account: string) =>
      void database
        .prepare('insert into role_sessions values (?, ?, ?, ?)')
        .run(tokenHash, account, now(), now()),
    roleSession: (tokenHash: string) =>
      database
        .prepare<[string], { account: string; createdMs: number; seenMs: number }>(
          'select account, created_ms as createdMs, seen_ms as seenMs from role_sessions where token_hash = ?',
        )
        .get(tokenHash) ?? null,
    touchRoleSession: (tokenHash: string) =>
      void database
        .prepare('update role_sessions set seen_ms = ? where token_hash = ?')
        .run(now(), tokenHash),
    closeRoleSession: (tokenHash: string) =>
      void database.prepare('delete from role_sessions where token_hash = ?').run(tokenHash),
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
