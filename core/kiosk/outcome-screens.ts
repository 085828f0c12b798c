/**
 * What became of a vote: recorded, not recorded, not known yet, or a receipt that is not this ballot's. Each says its own
 * and nothing of another.
 */
import { openContests, unvotedContests } from './contests.ts';
import { comeBack } from './last-words.ts';
import type { Passage } from './passage.ts';
import { item, type Screen } from './screen.ts';
import { canRetry } from './time-left.ts';
import { wordsOf } from './words/catalogue.ts';

type Drawn = Partial<Screen> & Pick<Screen, 'title'>;

type Outcome = 'receipt' | 'not-recorded' | 'unknown-fate' | 'receipt-refused' | 'stopped';

const groups = (tracker: string | null) => (tracker ?? '').replace(/(.{4})(?=.)/g, '$1 ');

export function outcomeScreen(passage: Passage, at: Outcome): Drawn {
  const { site, tracker, told, again, voter, ballot, recorded, settings } = passage;
  const words = wordsOf(settings.language);
  const say = words.outcome;
  const context = ballot === null ? null : words.quote(ballot.title);
  const phone = site?.help.phone ?? '';
  const why = told === null ? '' : words.problem(told);
  const leave = item('leave', words.page.leave, 'quiet');
  const contests = item('contests', say.contests, canRetry(passage) ? 'quiet' : 'main');
  switch (at) {
    case 'receipt':
      return { context, ...receiptScreen(passage) };
    case 'unknown-fate':
      return {
        context,
        title: say.unknown,
        lines: say.unknownNotes(phone),
        code: groups(tracker),
        actions: [item('again', say.again, 'main'), leave],
      };
    case 'receipt-refused':
      return {
        context,
        title: say.refused,
        lines: say.refusedNotes(phone),
        code: groups(tracker),
        actions: [leave],
      };
    case 'not-recorded':
      return {
        context,
        title: say.notRecorded,
        lines: [why, ...(again && !canRetry(passage) ? [say.tooLate, ...comeBack(passage)] : [])],
        actions: [...(canRetry(passage) ? [item('again', say.again, 'main')] : []), contests, leave],
      };
    case 'stopped':
      return {
        context,
        title: say.stopped,
        lines: [why, words.end.recorded(recorded)],
        actions: [
          ...(voter !== null ? [contests] : canRetry(passage) ? [item('back', say.restart, 'main')] : []),
          leave,
        ],
      };
  }
}

function receiptScreen(passage: Passage): Drawn {
  const { tracker, voter, printer, settings } = passage;
  const { outcome: say, contests, page } = wordsOf(settings.language);
  const next = voter?.contests.find(({ contest }) => openContests(passage)[0] === contest);
  const isLate = next === undefined && unvotedContests(passage).length > 0;
  return {
    title: say.recorded,
    lines: [
      ...say.recordedNotes,
      ...(isLate ? [[`${contests.late}.`, ...comeBack(passage)].join(' ')] : []),
      ...(printer === 'none' || printer === 'ready' ? [] : [say.printing[printer]]),
    ],
    code: groups(tracker),
    actions: [
      next === undefined
        ? item('finish', contests.finish, 'main')
        : item(`contest:${next.contest}`, say.next(next.title), 'main'),
      ...(printer === 'ready' || printer === 'failed' ? [item('print', say.print, 'quiet')] : []),
      ...(next === undefined ? [] : [item('leave', page.leave, 'quiet')]),
    ],
  };
}
