/**
 * Why the voter's side stops: what the appliance refused (voter-api.ts), what the voter mistyped, and what the page
 * itself refuses because the appliance's answer is not what it must be. French sentences: appliance/booth/refusal-text-fr.ts.
 */
import type { CodeRefusal } from '../../core/bytes/crockford.ts';
import type { SecretRefusal } from '../../core/access/codes.ts';
import type { VoterRefusal } from './voter-api.ts';

export type TypingRefusal = CodeRefusal | SecretRefusal | { readonly code: 'challenge/malformed' };

export type PageRefusal =
  /** No answer came; for a vote being cast, see `VoteOutcome`. */
  | { readonly code: 'service/no-answer' }
  /** The closing that the page knows is past; the bureau may have extended the vote since. */
  | { readonly code: 'page/over' }
  /** The choices shown are not those of the election that would be encrypted. */
  | { readonly code: 'page/inconsistent' }
  /** The released credential does not open with the keys of this identifier and secret. */
  | { readonly code: 'credential/unusable' };

export type Refusal = VoterRefusal | TypingRefusal | PageRefusal;

/** Codes that the appliance may answer; the compiler keeps the list complete. */
const appliance: Readonly<Record<VoterRefusal['code'], true>> = {
  'login/wrong-pair': true,
  'login/locked': true,
  'secret/locked': true,
  'secret/wrong': true,
  'session/unknown': true,
  'contest/unknown': true,
  'contest/not-open-yet': true,
  'contest/suspended': true,
  'contest/closed': true,
  'vote/already-cast': true,
  'vote/in-progress': true,
  'vote/not-recorded': true,
  'vote/unknown-fate': true,
  'ballot/refused': true,
  'request/malformed': true,
  'request/too-many': true,
  'service/unavailable': true,
};

/** The refusal of an answer's body; an unreadable one counts as an appliance that cannot serve. */
export function refusalOf(body: unknown): VoterRefusal {
  if (typeof body === 'object' && body !== null && 'refusal' in body) {
    const { refusal } = body;
    if (typeof refusal === 'object' && refusal !== null && 'code' in refusal) {
      if (typeof refusal.code === 'string' && Object.hasOwn(appliance, refusal.code)) {
        return refusal as VoterRefusal;
      }
    }
  }
  return { code: 'service/unavailable' };
}
