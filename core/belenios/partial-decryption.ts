/**
 * Partial decryptions (specification §4.21): factors α^x of the tally's ciphertexts with, for each, a proof that the
 * same x is behind the trustee's public key: A = g^w, B = α^w, challenge = SHA256(`decrypt|φ|X|A,B`).
 * Here a secret meets elements chosen by others: every α is verified before, and x is never itself an exponent.
 */
import { objectOf, parseCanonical, tupleOf, type Codec, type JsonRefusal } from '../bytes/canonical-json.ts';
import { blindedPower, encodePoint, gPower, isMember, knownPoint } from '../group/ed25519-noble.ts';
import {
  element,
  hashToScalar,
  mod,
  randomScalar,
  type Backend,
  type Element,
  type Scalar,
} from '../group/group.ts';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
import type { Election } from './election.ts';
import { proof, type Proof } from './proof.ts';
import { arrange, arrangedAs, flatten, type Arranged } from './question.ts';
import type { EncryptedTally } from './tally.ts';
import { newVerification } from './verification.ts';

interface PartialDecryption {
  readonly decryption_factors: readonly Arranged<Element>[];
  readonly decryption_proofs: readonly Arranged<Proof>[];
}

export type PartialDecryptionRefusal =
  | JsonRefusal
  | { readonly code: 'partial-decryption/bad-element' }
  | { readonly code: 'partial-decryption/bad-proof' };

function partialDecryptionCodec(election: Election): Codec<PartialDecryption> {
  return objectOf<PartialDecryption>({
    decryption_factors: tupleOf(election.questions.map((asked) => arrangedAs(asked, element))),
    decryption_proofs: tupleOf(election.questions.map((asked) => arrangedAs(asked, proof))),
  });
}

function prefix(election: Election, publicKey: Element): string {
  return `decrypt|${election.fingerprint}|${publicKey}|`;
}

/**
 * A trustee's partial decryption, canonical JSON. The caller has verified the archive that the tally comes from;
 * throws if a ciphertext is not in the group all the same.
 */
export function partialDecryption(
  election: Election,
  tally: EncryptedTally,
  privateKey: Scalar,
  random: Random,
): string {
  const publicKey = encodePoint(gPower(privateKey));
  const shares = tally.ciphertexts.map(({ alpha }) => {
    if (!isMember(alpha)) throw new Error('the tally is not in the group');
    const base = knownPoint(alpha);
    const w = randomScalar(random);
    const a = encodePoint(gPower(w));
    const b = encodePoint(blindedPower(base, w, random));
    const challenge = hashToScalar(`${prefix(election, publicKey)}${a},${b}`);
    const factor = encodePoint(blindedPower(base, privateKey, random));
    return { factor, proof: { challenge, response: mod(w - privateKey * challenge) } };
  });
  return partialDecryptionCodec(election).print({
    decryption_factors: arrange(
      election.questions,
      shares.map((share) => share.factor),
    ),
    decryption_proofs: arrange(
      election.questions,
      shares.map((share) => share.proof),
    ),
  });
}

/** Verifies the partial decryption of the owner of a public key; answers its factors, question after question. */
export function checkPartialDecryption(
  election: Election,
  tally: EncryptedTally,
  publicKey: Element,
  text: string,
  backend: Backend,
): Result<readonly Element[], PartialDecryptionRefusal> {
  const parsed = parseCanonical(partialDecryptionCodec(election), text);
  if (!parsed.ok) return parsed;
  const factors = flatten(parsed.value.decryption_factors);
  const proofs = flatten(parsed.value.decryption_proofs);
  const verification = newVerification();
  const key = verification.point(publicKey);
  tally.ciphertexts.forEach(({ alpha }, i) => {
    const [factor, given] = [factors[i], proofs[i]];
    if (factor === undefined || given === undefined) throw new Error('lengths follow the questions');
    const { challenge, response } = given;
    const a = verification.commit({ g: response, y: 0n, terms: [{ point: key, exponent: challenge }] });
    const b = verification.commit({
      g: 0n,
      y: 0n,
      terms: [
        { point: verification.point(alpha), exponent: response },
        { point: verification.point(factor), exponent: challenge },
      ],
    });
    verification.expect(`decryption_proofs[${i}]`, [prefix(election, publicKey), a, ',', b], challenge);
  });
  const outcome = verification.settle(backend);
  if (outcome.ok) return ok(factors);
  return err({
    code:
      outcome.reason === 'bad-element' ? 'partial-decryption/bad-element' : 'partial-decryption/bad-proof',
  });
}
