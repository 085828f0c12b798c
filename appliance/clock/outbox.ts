/**
 * The outbox: mails and short messages of the watch, kept in clock.db until the organisation's gateways take them. Tried
 * again with a growing pause, never dropped; how many wait is itself an alert. What is sent is kept too, as a record.
 */
import type { Mail } from '../../core/watch/mail-fr.ts';
import type { Sqlite } from '../storage/sqlite.ts';

export const outboxSql = `
create table outbox (id integer primary key, way text not null, created_ms integer not null, recipients text not null, subject text not null,
  body text not null, tries integer not null default 0, next_ms integer not null, failed_ms integer, sent_ms integer) strict;
`;

/** By which a word goes: the mail's gateway, or that of the telephones. */
export type Way = 'mail' | 'sms';
/** Null where none is configured: words wait, and the pages say so. */
export type Gateways = Readonly<Record<Way, Gateway | null>>;

export const noGateways: Gateways = { mail: null, sms: null };

export interface Letter extends Mail {
  readonly id: number;
  readonly recipients: readonly string[];
  readonly tries: number;
}

export interface Gateway {
  /** Without user or password; with the mark of its own authority. */
  readonly address: string;
  /** Sends one letter, or throws. */
  readonly send: (letter: Letter) => Promise<void>;
}

export interface Outbox {
  readonly put: (way: Way, recipients: readonly string[], mail: Mail) => void;
  /** Tries what is due, one after the other, short messages first. Never throws. */
  readonly deliver: () => Promise<void>;
  /** How many were tried, or had no gateway, and could not leave. */
  readonly unsent: () => number;
  readonly state: () => OutboxStates;
}

/** For the dashboard: no recipient, no text. */
export interface OutboxState {
  readonly hasGateway: boolean;
  /** Not sent yet. */
  readonly waiting: number;
  /** Of those, the ones that were tried. */
  readonly unsent: number;
  /** The last try that failed, of any letter; null when none did. */
  readonly lastFailureMs: number | null;
}

export type OutboxStates = Readonly<Record<Way, OutboxState>>;

const firstPauseMs = 15_000;
const longestPauseMs = 15 * 60_000;

export function openOutbox(database: Sqlite, now: () => number, gateways: Gateways): Outbox {
  const insert = database.prepare(
    'insert into outbox (way, created_ms, recipients, subject, body, next_ms) values (?, ?, ?, ?, ?, ?)',
  );
  const due = database.prepare<
    [number],
    { id: number; way: Way; recipients: string; subject: string; body: string; tries: number }
  >('select * from outbox where sent_ms is null and next_ms <= ? order by way desc, id limit 20');
  const waiting = database.prepare<[], { n: number }>(
    'select count(*) as n from outbox where sent_ms is null and tries > 0',
  );
  const markSent = database.prepare('update outbox set sent_ms = ? where id = ?');
  const postpone = database.prepare(
    'update outbox set tries = tries + 1, failed_ms = ?, next_ms = ? where id = ?',
  );
  const states = database.prepare<[Way], Omit<OutboxState, 'hasGateway'>>(
    'select count(*) filter (where sent_ms is null) as waiting, count(*) filter (where sent_ms is null and tries > 0) as unsent, max(failed_ms) as lastFailureMs from outbox where way = ?',
  );
  const stateOf = (way: Way): OutboxState => ({
    hasGateway: gateways[way] !== null,
    ...(states.get(way) ?? { waiting: 0, unsent: 0, lastFailureMs: null }),
  });
  return {
    put: (way, recipients, { subject, body }) => {
      if (recipients.length > 0) insert.run(way, now(), JSON.stringify(recipients), subject, body, now());
    },
    deliver: async () => {
      for (const row of due.all(now())) {
        const letter = { ...row, recipients: JSON.parse(row.recipients) as string[] };
        if (await isTaken(gateways[row.way], letter)) markSent.run(now(), row.id);
        else
          postpone.run(
            now(),
            now() + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(row.tries, 10)),
            row.id,
          );
      }
    },
    unsent: () => waiting.get()?.n ?? 0,
    state: () => ({ mail: stateOf('mail'), sms: stateOf('sms') }),
  };
}

/** Whatever the reason, the letter stays in the outbox; the alert tells people. */
async function isTaken(gateway: Gateway | null, letter: Letter): Promise<boolean> {
  if (gateway === null) return false;
  try {
    await gateway.send(letter);
    return true;
  } catch {
    return false;
  }
}
