/** What is wrong, in English: what happened, what it means for the vote, what to do. */
import { isPlain, type PlainProblem, type Problem } from '../problem.ts';
import type { Text } from '../text.ts';
import { englishTime } from './en-dates.ts';

export function problem(problem: Problem): Text {
  if (isPlain(problem)) return plain[problem.code];
  switch (problem.code) {
    case 'letter/foreign':
      return 'This code is not that of a voting letter. Hold up the square code of your letter.';
    case 'letter/control-characters':
    case 'letter/too-long':
      return 'This code is not that of a voting letter. Nothing of it was kept.';
    case 'letter/misread':
      return 'The code was read badly. Hold it up again, quite flat, or type your identifier.';
    case 'code/wrong-length':
      return `Your identifier has ${problem.expected} characters; you have typed ${problem.found}. Go on from your letter.`;
    case 'code/wrong-character':
    case 'code/wrong-check':
      return 'There is a typing mistake in your identifier. Compare it with your letter, group by group.';
    case 'identity/incomplete':
      return 'This is not complete. Type the rest, then press Enter.';
    case 'secret/incomplete':
      return 'Your secret code is not complete. Type the rest, then press Enter.';
    case 'secret/wrong-shape':
      return 'Your secret code is not complete. Copy it again from your letter.';
    case 'challenge/malformed':
      return 'Type your date of birth with the day, the month and the year, for example 07/11/1968.';
    case 'sound/unplugged':
      return 'Plug in headphones: the sound will start by itself.';
    case 'sound/unavailable':
      return 'This kiosk cannot speak for the moment. A person of your choice can help you, or call the help line.';
    case 'login/wrong-pair':
      return `These do not go together. Check them${left(problem.left)}.`;
    case 'login/locked':
    case 'secret/locked':
      return `Too many wrong tries. For safety, you can try again from ${englishTime(problem.untilMs)}. Nothing was recorded.`;
    case 'secret/wrong':
      return `This secret code is not the right one. Check it${left(problem.left)}. Nothing was recorded.`;
    case 'contest/suspended':
      return [
        'The polling officers have suspended the vote. ',
        ...(problem.told === null ? [] : [{ text: problem.told, language: 'fr' } as const, ' ']),
        'Nothing is recorded and nothing is lost: you can vote when it resumes.',
      ];
  }
}

const plain: Readonly<Record<PlainProblem, string>> = {
  'session/unknown':
    'For safety, you have been signed out. Nothing was recorded. Start again with your letter.',
  'contest/unknown': 'This ballot is not one of yours.',
  'contest/not-open-yet': 'Voting is not open yet.',
  'contest/closed': 'Voting is closed: it is no longer possible to vote.',
  'vote/already-cast':
    'You have already voted on this ballot, at a kiosk or on the website. If that was not you, call the help line.',
  'vote/in-progress': 'A vote is being recorded in your name on this ballot. Wait a minute, then try again.',
  'vote/not-recorded': 'Your vote could not be recorded. You can start again at once.',
  'vote/unknown-fate':
    'We do not know whether your vote is recorded. Go back to your ballots: the kiosk will tell you.',
  'ballot/refused':
    'Your ballot was refused: it did not arrive whole. Nothing was recorded. Start again; if it happens again, call the help line.',
  'request/malformed':
    'The voting system did not understand this kiosk. Nothing was recorded. Call the help line.',
  'request/too-many': 'Too many requests in a short time. Wait a minute, then try again.',
  'service/unavailable':
    'The voting system cannot answer for the moment. Nothing was recorded. Try again in a minute; if it lasts, call the help line.',
  'service/no-answer':
    'The voting system does not answer this kiosk. Nothing was recorded. Try again in a minute; if it lasts, vote from another device or call the help line.',
  'page/over': 'The closing time that was announced is past. Nothing was recorded.',
  'page/inconsistent':
    'This ballot is not that of the sealed election. Do not vote, and tell the polling officers or the help line.',
  'credential/unusable': 'Your right to vote could not be read. Nothing was recorded. Call the help line.',
};

function left(tries: number | null): string {
  if (tries === null) return '';
  return tries === 1 ? '; you have 1 try left' : `; you have ${tries} tries left`;
}
