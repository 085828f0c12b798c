/**
 * Sign-offs in roll.db: the point of decision of a cast, the joins that tie it to a pending ballot until they are
 * erased, and the end of it all at closing.
 */
import { phaseAt } from '../../core/lifecycle/phase.ts';
import { err, ok } from '../../core/result.ts';
import type { Reach } from '../crash-points.ts';
import { isDiskFull, type Sqlite } from '../storage/sqlite.ts';
import type { VoteDecisions } from '../storage/vote-decisions.ts';
import type { Answer, CastRefusal, ContestCount } from './interface.ts';
import { castableContest, countsOf, scheduleOf, settingsOf } from './rows.ts';
import type { RollStore } from './store.ts';

export function signing(
  database: Sqlite,
  now: () => number,
  reach: Reach,
  decisions: VoteDecisions,
): Pick<RollStore, 'signOff' | 'settle' | 'openJoins' | 'forget' | 'decide' | 'close'> {
  const isRefused = database.prepare('select 1 from refused_joins where join_token = ?');
  const signOff = database.transaction(
    (token: string, contest: string, join: string): Answer<null, CastRefusal> => {
      if (isRefused.get(join) !== undefined) return err({ code: 'join/refused' });
      const castable = castableContest(database, decisions, token, contest, now());
      if (!castable.ok) return castable;
      const { session } = castable.value;
      database
        .prepare('insert into sign_offs values (?, ?, ?, ?, ?)')
        .run(session.elector, contest, now(), session.channel, join);
      return ok(null);
    },
  );
  const settle = database.transaction((join: string): 'signed' | 'refused' => {
    if (database.prepare('select 1 from sign_offs where join_token = ?').get(join) !== undefined)
      return 'signed';
    // Once closed nothing signs any more: a refusal needs no trace.
    if (settingsOf(database)?.closed !== 1)
      database.prepare('insert into refused_joins values (?) on conflict do nothing').run(join);
    return 'refused';
  });
  const forget = database.transaction((joins: readonly string[]) => {
    const erase = database.prepare('update sign_offs set join_token = null where join_token = ?');
    for (const join of joins) erase.run(join);
  });
  const close = database.transaction(
    (): Answer<{ contests: ContestCount[] }, { code: 'contest/not-closed' }> => {
      const isOpen = scheduleOf(database).some(
        ({ contest, ...calendar }) => phaseAt(calendar, now(), decisions.on(contest)) !== 'closed',
      );
      if (settingsOf(database)?.sealed !== 1 || isOpen) return err({ code: 'contest/not-closed' });
      database.exec('update settings set closed = 1 where id = 1; delete from refused_joins');
      return ok({ contests: countsOf(database) });
    },
  );
  return {
    signOff: (token, contest, join) => {
      reach('roll/sign-off/before');
      const done = refuseWhenFull(() => signOff.immediate(token, contest, join));
      reach('roll/sign-off/after');
      return done;
    },
    settle: (join) => {
      reach('roll/refuse/before');
      const outcome = settle.immediate(join);
      reach('roll/refuse/after');
      return outcome;
    },
    openJoins: () =>
      database
        .prepare<[], { join_token: string }>('select join_token from sign_offs where join_token is not null')
        .all()
        .map((row) => row.join_token),
    forget: (joins) => {
      reach('roll/forget/before');
      forget.immediate(joins);
      reach('roll/forget/after');
    },
    decide: (decision) => {
      reach('roll/decide/before');
      const sealed = scheduleOf(database).find(({ contest }) => contest === decision.contest) ?? null;
      const done = decisions.receive(decision, sealed, settingsOf(database)?.closed === 1);
      reach('roll/decide/after');
      return done;
    },
    close: () => close.immediate(),
  };
}

/** A full disk undoes the transaction: nothing is written, and the voter is told so. */
function refuseWhenFull(write: () => Answer<null, CastRefusal>): Answer<null, CastRefusal> {
  try {
    return write();
  } catch (error) {
    if (isDiskFull(error)) return err({ code: 'storage/full' });
    throw error;
  }
}
