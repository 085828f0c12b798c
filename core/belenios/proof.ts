/**
 * `proof` (specification §4.3): a Fiat–Shamir pair (challenge, response), and the simplest one, of knowledge of x
 * with X = g^x: A = g^w, challenge = H(prefix A), response = w − x·challenge mod q.
 */
import { objectOf, type Codec } from '../bytes/canonical-json.ts';
import { encodePoint, gPower } from '../group/ed25519-noble.ts';
import { hashToScalar, mod, randomScalar, scalar, type Scalar } from '../group/group.ts';
import type { Random } from '../random.ts';

export interface Proof {
  readonly challenge: Scalar;
  readonly response: Scalar;
}

export const proof: Codec<Proof> = objectOf<Proof>({ challenge: scalar, response: scalar });

export function proveKnowledge(x: Scalar, prefix: string, random: Random): Proof {
  const w = randomScalar(random);
  const challenge = hashToScalar(prefix + encodePoint(gPower(w)));
  return { challenge, response: mod(w - x * challenge) };
}
