/**
 * A station's calls to the appliance, and everything that a station may refuse or be refused. French sentences:
 * refusal-text-fr.ts.
 */
import type { DecryptRefusal, SealedRefusal } from './decryption.ts';
import type { SequenceRefusal } from './sequence.ts';
import type { StationKeyRefusal } from './key-generation.ts';
import { err, ok, type Result } from '../result.ts';
import type { StationAnswerRefusal } from './api.ts';
import type { Port } from '../port.ts';

/** What the station itself refuses, because the appliance's answer is not what it must be. */
export type StationOwnRefusal =
  /** No answer came; what was sent may have been received. */
  | { readonly code: 'service/no-answer' }
  /** A generation was begun before, elsewhere or in a page since closed: it must be begun again. */
  | { readonly code: 'keys/begun' }
  /** The certificates that came back are not those that were sent. */
  | { readonly code: 'keys/altered' }
  /** What was typed again is not what was drawn. */
  | { readonly code: 'sequence/differs'; readonly group: number }
  /** The archives have another calendar than one another, or none that can be read. */
  | { readonly code: 'sealed/no-calendar' }
  /** An urn that verifies does not hold as many ballots as the appliance announces. */
  | {
      readonly code: 'sealed/other-count';
      readonly title: string;
      readonly announced: number;
      readonly found: number;
    }
  | { readonly code: 'count/wrong-holder' }
  /** A decision without its reason, or one too long. */
  | { readonly code: 'decision/no-reason' }
  /** The sequence is not the one of this holder's certificate. */
  | { readonly code: 'possession/wrong-holder' };

export type StationRefusal =
  | StationAnswerRefusal
  | StationOwnRefusal
  | StationKeyRefusal
  | SealedRefusal
  | DecryptRefusal
  | SequenceRefusal;

/** Codes that the appliance may answer; the compiler keeps the list complete. */
const answered: Readonly<Record<StationAnswerRefusal['code'], true>> = {
  'session/unknown': true,
  'role/not-allowed': true,
  'round/not-now': true,
  'role/other-bureau': true,
  'keys/already-complete': true,
  'keys/unknown-holder': true,
  'keys/not-this-step': true,
  'keys/bad-message': true,
  'keys/other-carrier': true,
  'keys/bad-record': true,
  'keys/virtual-token': true,
  'keys/envelope-taken': true,
  'keys/carrier-missing': true,
  'possession/too-early': true,
  'possession/wrong-challenge': true,
  'possession/bad-proof': true,
  'count/unknown-holder': true,
  'count/already-given': true,
  'count/waits-replacement': true,
  'count/replaced': true,
  'count/missing-urn': true,
  'count/bad-decryption': true,
  'count/appliance-refused': true,
  'count/disagreement': true,
  'count/seal-differs': true,
  'count/seal-unchecked': true,
  'count/not-held': true,
  'request/malformed': true,
  'request/too-many': true,
  'service/unavailable': true,
};

/** One call; an answer that cannot be read counts as an appliance that cannot serve. */
export async function ask<Answer>(
  port: Port,
  path: string,
  body: object,
): Promise<Result<Answer, StationAnswerRefusal | { readonly code: 'service/no-answer' }>> {
  try {
    const answer = await port(`/api/station/${path}`, body);
    return answer.status < 300 ? ok(answer.body as Answer) : err(refusalOf(answer.body));
  } catch {
    return err({ code: 'service/no-answer' });
  }
}

/** A call that changes nothing: a lost answer is asked for once more. */
export async function read<Answer>(port: Port, path: string, body: object): ReturnType<typeof ask<Answer>> {
  const answer = await ask<Answer>(port, path, body);
  return !answer.ok && answer.error.code === 'service/no-answer' ? ask<Answer>(port, path, body) : answer;
}

function refusalOf(body: unknown): StationAnswerRefusal {
  if (typeof body === 'object' && body !== null && 'refusal' in body) {
    const { refusal } = body;
    if (typeof refusal === 'object' && refusal !== null && 'code' in refusal) {
      if (typeof refusal.code === 'string' && Object.hasOwn(answered, refusal.code)) {
        return refusal as StationAnswerRefusal;
      }
    }
  }
  return { code: 'service/unavailable' };
}
