/**
 * Second factors of the roles: secrets of one-time codes (encrypted under `roles.key`), passkeys (public keys), the
 * challenges on their way, and the errors that both share. Nothing of it is sealed: it is replaced during the vote.
 */
import type { Sqlite } from '../sqlite.ts';

export const secondFactorsStoreSql = `
create table one_time_secrets (account text primary key references accounts (account), secret text not null,
  confirmed_ms integer, last_step integer not null) strict;
create table passkeys (id text primary key, account text not null references accounts (account), public_key blob not null,
  counter integer not null, transports text not null, name text not null, added_ms integer not null) strict;
create table passkey_challenges (token_hash text primary key references role_sessions (token_hash) on delete cascade,
  challenge text not null, made_ms integer not null) strict;
create table second_factor_errors (account text primary key references accounts (account), count integer not null,
  refused_until_ms integer not null) strict;
`;

export interface OneTimeSecret {
  readonly secret: string;
  /** Null until a first code proved that the application has it. */
  readonly confirmedMs: number | null;
  /** The step of the last code accepted: no code is accepted twice. */
  readonly lastStep: number;
}

export interface Passkey {
  /** Credential id, base 64 for addresses; of one account alone. */
  readonly id: string;
  readonly account: string;
  /** COSE. */
  readonly publicKey: Uint8Array;
  /** How often it was used, as its device says; 0 for devices that do not count. */
  readonly counter: number;
  /** How browsers reach its device, such as `usb` or `internal`. */
  readonly transports: readonly string[];
  /** Given by its owner. */
  readonly name: string;
  readonly addedMs: number;
}

/** In a row, of codes and passkeys together. */
export interface FactorErrors {
  readonly count: number;
  readonly refusedUntilMs: number;
}

type PasskeyRow = Omit<Passkey, 'transports'> & { readonly transports: string };

const passkeyColumns =
  'id, account, public_key as publicKey, counter, transports, name, added_ms as addedMs from passkeys';

function passkeyOf({ publicKey, transports, ...row }: PasskeyRow): Passkey {
  return { ...row, publicKey: new Uint8Array(publicKey), transports: transports.split(' ').filter(Boolean) };
}

export function secondFactorsStore(database: Sqlite) {
  return {
    ...passkeysOf(database),
    oneTimeSecret: (account: string): OneTimeSecret | null =>
      database
        .prepare<[string], OneTimeSecret>(
          'select secret, confirmed_ms as confirmedMs, last_step as lastStep from one_time_secrets where account = ?',
        )
        .get(account) ?? null,
    setOneTimeSecret: (account: string, { secret, confirmedMs, lastStep }: OneTimeSecret) =>
      void database
        .prepare('insert or replace into one_time_secrets values (?, ?, ?, ?)')
        .run(account, secret, confirmedMs, lastStep),
    removeOneTimeSecret: (account: string) =>
      void database.prepare('delete from one_time_secrets where account = ?').run(account),
    factorErrors: (account: string): FactorErrors =>
      database
        .prepare<[string], FactorErrors>(
          'select count, refused_until_ms as refusedUntilMs from second_factor_errors where account = ?',
        )
        .get(account) ?? { count: 0, refusedUntilMs: 0 },
    setFactorErrors: (account: string, { count, refusedUntilMs }: FactorErrors) =>
      void database
        .prepare('insert or replace into second_factor_errors values (?, ?, ?)')
        .run(account, count, refusedUntilMs),
    /** Everything: the owner enrols anew. */
    removeSecondFactors: (account: string) => {
      for (const table of ['one_time_secrets', 'passkeys', 'second_factor_errors'])
        database.prepare(`delete from ${table} where account = ?`).run(account);
    },
  };
}

function passkeysOf(database: Sqlite) {
  return {
    passkey: (id: string): Passkey | null => {
      const row = database.prepare<[string], PasskeyRow>(`select ${passkeyColumns} where id = ?`).get(id);
      return row === undefined ? null : passkeyOf(row);
    },
    passkeys: (account: string): Passkey[] =>
      database
        .prepare<[string], PasskeyRow>(`select ${passkeyColumns} where account = ? order by added_ms, id`)
        .all(account)
        .map(passkeyOf),
    addPasskey: ({ id, account, publicKey, counter, transports, name, addedMs }: Passkey) =>
      void database
        .prepare('insert into passkeys values (?, ?, ?, ?, ?, ?, ?)')
        .run(id, account, Buffer.from(publicKey), counter, transports.join(' '), name, addedMs),
    setPasskeyCounter: (id: string, counter: number) =>
      void database.prepare('update passkeys set counter = ? where id = ?').run(counter, id),
    removePasskey: (id: string) => void database.prepare('delete from passkeys where id = ?').run(id),
    /** One a session: a new one takes the place of the one before. */
    keepPasskeyChallenge: (tokenHash: string, challenge: string, madeMs: number) =>
      void database
        .prepare('insert or replace into passkey_challenges values (?, ?, ?)')
        .run(tokenHash, challenge, madeMs),
    /** Once: it is not there any more. */
    takePasskeyChallenge: (
      tokenHash: string,
    ): { readonly challenge: string; readonly madeMs: number } | null =>
      database
        .prepare<[string], { challenge: string; madeMs: number }>(
          'delete from passkey_challenges where token_hash = ? returning challenge, made_ms as madeMs',
        )
        .get(tokenHash) ?? null,
  };
}
