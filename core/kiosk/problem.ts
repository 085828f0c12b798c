/**
 * What is wrong on the screen of a kiosk, and why a passage stops there, as facts: put in words when they are shown, so
 * that a change of language changes them too. `Refused` is what the terminal's booth answers (appliance/booth/refusals.ts;
 * the compiler keeps the two alike).
 */
import type { SecretRefusal } from '../access/codes.ts';
import type { CodeRefusal } from '../bytes/crockford.ts';
import type { LetterRefusal } from './letter-code.ts';

export type Refused =
  | { readonly code: 'login/wrong-pair'; readonly left: number | null }
  | { readonly code: 'login/locked' | 'secret/locked'; readonly untilMs: number }
  | { readonly code: 'secret/wrong'; readonly left: number }
  /** `told` is the bureau's own sentence, in French. */
  | { readonly code: 'contest/suspended'; readonly told: string | null }
  | { readonly code: PlainProblem }
  | { readonly code: 'challenge/malformed' }
  | CodeRefusal
  | SecretRefusal;

/** Of which there is no more to say than that. */
export const plainProblems = [
  'session/unknown',
  'contest/unknown',
  'contest/not-open-yet',
  'contest/closed',
  'vote/already-cast',
  'vote/in-progress',
  'vote/not-recorded',
  'vote/unknown-fate',
  'ballot/refused',
  'request/malformed',
  'request/too-many',
  'service/unavailable',
  'service/no-answer',
  'page/over',
  'page/inconsistent',
  'credential/unusable',
] as const;
export type PlainProblem = (typeof plainProblems)[number];

export type Problem =
  | Refused
  | LetterRefusal
  | { readonly code: 'identity/incomplete' | 'secret/incomplete' }
  | { readonly code: 'sound/unplugged' | 'sound/unavailable' };

export function isPlain(problem: Problem): problem is { readonly code: PlainProblem } {
  return plainProblems.some((code) => code === problem.code);
}
