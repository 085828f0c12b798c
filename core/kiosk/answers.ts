/**
 * What an answer of the appliance changes in a passage, as the voter's side of the page tells it: signed in or refused, a
 * ballot, the fate of a vote. What is not known of a vote is kept until it is known.
 */
import { goTo, type At, type Passage, type PassageEvent, type PassageVoter } from './passage.ts';
import type { Refused } from './problem.ts';

export type Answer = Extract<
  PassageEvent,
  {
    kind:
      | 'signed-in'
      | 'sign-in-refused'
      | 'opened'
      | 'stopped'
      | 'progress'
      | 'recorded'
      | 'not-recorded'
      | 'unknown-fate'
      | 'receipt-refused';
  }
>;

/** An answer is heard only by the screen that waits for it. */
const awaited: Readonly<Record<Answer['kind'], readonly At[]>> = {
  'signed-in': ['signing-in'],
  'sign-in-refused': ['signing-in'],
  opened: ['opening'],
  stopped: ['signing-in', 'opening'],
  progress: ['recording'],
  recorded: ['recording'],
  'not-recorded': ['recording'],
  'unknown-fate': ['recording'],
  'receipt-refused': ['recording'],
};

export function answered(passage: Passage, answer: Answer): Passage {
  if (!awaited[answer.kind].includes(passage.at)) return passage;
  switch (answer.kind) {
    case 'signed-in':
      return goTo(passage, 'contests', { voter: answer.voter, challenge: '' });
    case 'sign-in-refused':
      return signInRefused(passage, answer);
    case 'opened':
      return goTo(passage, 'choose', { ballot: answer.ballot, selected: null, struck: [] });
    case 'stopped':
      return goTo(learnt(passage, answer.refusal), 'stopped', { told: answer.refusal });
    case 'progress':
      return { ...passage, progress: answer.progress };
    case 'recorded':
      return recorded(passage, answer.tracker);
    case 'not-recorded': {
      const { refusal, about } = answer;
      if (about === 'secret') return goTo(passage, 'secret', { problem: refusal, doubt: null });
      return goTo(learnt(passage, refusal), 'not-recorded', {
        ...{ told: refusal, again: about === 'again', doubt: null },
      });
    }
    case 'unknown-fate':
    case 'receipt-refused':
      return goTo(passage, answer.kind, { tracker: answer.tracker, doubt: answer.kind });
  }
}

/** A refusal that says where the contest stands changes what is offered from then on. */
function learnt(passage: Passage, { code }: Refused): Passage {
  if (code === 'vote/already-cast') return known(passage, { voted: true });
  return code === 'contest/closed' ? known(passage, { phase: 'closed' }) : passage;
}

function known(passage: Passage, changes: Partial<PassageVoter['contests'][number]>): Passage {
  const { voter, contest } = passage;
  if (voter === null) return passage;
  const contests = voter.contests.map((each) => (each.contest === contest ? { ...each, ...changes } : each));
  return { ...passage, voter: { ...voter, contests } };
}

function signInRefused(
  passage: Passage,
  { refusal, about }: Extract<Answer, { kind: 'sign-in-refused' }>,
): Passage {
  const at = about === 'secret' ? 'login-secret' : about;
  const kept = about === 'letter' ? { identifier: null, challenge: '' } : {};
  return goTo(passage, at, { ...kept, problem: refusal, ...(about === 'identity' ? { challenge: '' } : {}) });
}

function recorded(passage: Passage, tracker: string): Passage {
  return goTo(known(passage, { voted: true }), 'receipt', {
    tracker,
    selected: null,
    struck: [],
    printer: passage.printer === 'none' ? 'none' : 'ready',
    recorded: passage.recorded + 1,
    doubt: null,
  });
}
