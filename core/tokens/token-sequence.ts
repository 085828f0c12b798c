/**
 * A holder's sequence inside a key token: the token and the sheet of paper are two carriers of the same secret. What
 * a token gives back must be a sequence whose seed has the verification key of the record.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { pkiKeys } from '../belenios/pki.ts';
import { err, ok, type Result } from '../result.ts';
import { parseSequence, seedOfSequence, type Sequence } from '../station/sequence.ts';
import { enrol, unwrap, type Enrolment } from './key-token.ts';
import type { KeyTokenRecord } from './key-token-record.ts';
import type { TokenMeans } from './open-token.ts';
import type { TokenRefusal } from './refusals.ts';

/** The verification key that a record of this sequence names. */
export function verificationOf(sequence: Sequence): string {
  return pkiKeys(seedOfSequence(sequence)).verification;
}

export async function enrolSequence(
  means: TokenMeans,
  sequence: Sequence,
  enrolment: Omit<Enrolment, 'secret' | 'holder'> & {
    readonly holder: Omit<Enrolment['holder'], 'verification'>;
  },
): Promise<Result<KeyTokenRecord, TokenRefusal>> {
  const secret = utf8ToBytes(sequence);
  const holder = { ...enrolment.holder, verification: verificationOf(sequence) };
  const record = await enrol(means, { ...enrolment, holder, secret });
  secret.fill(0);
  return record;
}

export async function unwrapSequence(
  means: TokenMeans,
  request: { readonly token: string; readonly pin: string; readonly isConfirmed: boolean },
  record: KeyTokenRecord,
): Promise<Result<Sequence, TokenRefusal>> {
  const secret = await unwrap(means, request, record);
  if (!secret.ok) return secret;
  const sequence = parseSequence(String.fromCharCode(...secret.value));
  secret.value.fill(0);
  const isHolders = sequence.ok && verificationOf(sequence.value) === record.holder.verification;
  return isHolders ? ok(sequence.value) : err({ code: 'token/record-does-not-open' });
}
