/**
 * Sessions of electors in roll.db: login against the challenge with errors in a row limited, who a token is, and the
 * opening of a ballot page. A token is kept as its hash.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  afterFailure,
  isLocked,
  noFailure,
  type AttemptRules,
  type Failures,
} from '../../core/access/session.ts';
import type { CollegeId, UrnId } from '../../core/dossier/types.ts';
import { err, ok } from '../../core/result.ts';
import type { Journal } from '../storage/journal.ts';
import type { Sqlite } from '../storage/sqlite.ts';
import type { VoteDecisions } from '../storage/vote-decisions.ts';
import type { Answer, CastRefusal, LoginOutcome, SessionRefusal, Voter } from './interface.ts';
import { castableContest, contestsOf, hashToken, sessionOf, settingsOf, stateOf } from './rows.ts';
import type { RollStore } from './store.ts';

/** How finely a session is known to be used: not every question is worth a durable write. */
const seenEveryMs = 60_000;

/** Compares two short texts without telling, by the time taken, where they differ. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

export function sessions(
  database: Sqlite,
  now: () => number,
  journal: Journal,
  decisions: VoteDecisions,
): Pick<RollStore, 'login' | 'logout' | 'voter' | 'openBallotPage'> {
  const readFailures = database.prepare<[string], { count: number; locked_until_ms: number }>(
    'select count, locked_until_ms from failures where elector = ?',
  );
  const writeFailures = database.prepare(
    'insert into failures values (?, ?, ?) on conflict (elector) do update set count = excluded.count, locked_until_ms = excluded.locked_until_ms',
  );
  const failuresOf = (elector: string): Failures => {
    const row = readFailures.get(elector);
    return row === undefined ? noFailure : { count: row.count, lockedUntilMs: row.locked_until_ms };
  };
  const fail = (elector: string, rules: AttemptRules): LoginOutcome => {
    const next = afterFailure(failuresOf(elector), rules, now());
    writeFailures.run(elector, next.count, next.lockedUntilMs);
    if (next.left > 0) return { kind: 'refused', code: 'login/wrong-pair', left: next.left };
    journal.append({ kind: 'login-locked', facts: { elector, untilMs: next.lockedUntilMs } });
    return { kind: 'refused', code: 'login/locked', untilMs: next.lockedUntilMs };
  };
  const login = database.transaction((elector: string, challenge: string, channel: string): LoginOutcome => {
    const settings = settingsOf(database);
    const row = database
      .prepare<[string], { id: string; born: string }>('select id, born from electors where id = ?')
      .get(elector);
    if (settings === null || row === undefined) return { kind: 'refused', code: 'login/wrong-pair', left: 0 };
    const failures = failuresOf(elector);
    if (isLocked(failures, now()))
      return { kind: 'refused', code: 'login/locked', untilMs: failures.lockedUntilMs };
    const expected = settings.challenge === 'birthDate' ? row.born : row.id;
    if (!sameText(challenge, expected))
      return fail(elector, { max: settings.max_attempts, lockMinutes: settings.lock_minutes });
    writeFailures.run(elector, 0, 0);
    const token = randomBytes(32).toString('base64url');
    database
      .prepare('insert into sessions values (?, ?, ?, ?, ?)')
      .run(hashToken(token), elector, channel, now(), now());
    return { kind: 'welcome', token };
  });
  const voter = database.transaction((token: string): Answer<Voter, SessionRefusal> => {
    const session = sessionOf(database, token, now());
    if (session === null) return err({ code: 'session/unknown' });
    if (now() - session.seen_ms >= seenEveryMs)
      database.prepare('update sessions set seen_ms = ? where token_hash = ?').run(now(), hashToken(token));
    const person = database
      .prepare<
        [string],
        { civility: 'Mme' | 'M.'; first_name: string; last_name: string; college: CollegeId }
      >('select civility, first_name, last_name, college from electors where id = ?')
      .get(session.elector);
    if (person === undefined) return err({ code: 'session/unknown' });
    return ok({
      elector: session.elector,
      civility: person.civility,
      firstName: person.first_name,
      lastName: person.last_name,
      college: person.college,
      contests: contestsOf(database, session.elector).map((row) => ({
        contest: row.contest,
        urn: row.urn,
        ...stateOf(row, decisions, now()),
        signOff:
          row.signed_ms === null || row.channel === null
            ? null
            : { atMs: row.signed_ms, channel: row.channel },
      })),
    });
  });
  const openBallotPage = database.transaction(
    (token: string, contest: string): Answer<{ urn: UrnId }, CastRefusal> => {
      const castable = castableContest(database, decisions, token, contest, now());
      if (!castable.ok) return castable;
      database
        .prepare('insert into ballot_pages values (?, ?, ?) on conflict (elector, contest) do nothing')
        .run(castable.value.session.elector, contest, now());
      // The booth counts its idle time from here.
      database.prepare('update sessions set seen_ms = ? where token_hash = ?').run(now(), hashToken(token));
      return ok({ urn: castable.value.row.urn });
    },
  );
  return {
    login: (elector, challenge, channel) => login.immediate(elector, challenge, channel),
    logout: (token) =>
      void database.prepare('delete from sessions where token_hash = ?').run(hashToken(token)),
    voter: (token) => voter.immediate(token),
    openBallotPage: (token, contest) => openBallotPage.immediate(token, contest),
  };
}
