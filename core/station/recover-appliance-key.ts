/**
 * Opening the printed copy of the appliance's key (key-copy.ts): each holder's station makes c^x with a proof that x is
 * the share behind the holder's verification key; a threshold of every group gives the groups' y^r, which opens it. A
 * station makes a share only for a copy that proves to be one.
 */
import {
  literal,
  objectOf,
  parseCanonical,
  smallInteger,
  stringMatching,
  type Codec,
} from '../bytes/canonical-json.ts';
import type { PkiSeed } from '../belenios/pki.ts';
import { proof, type Proof } from '../belenios/proof.ts';
import { lagrange } from '../belenios/result.ts';
import type { ThresholdParameters } from '../belenios/threshold-messages.ts';
import { sharePrivateKey, type Means } from '../belenios/threshold.ts';
import { electionPublicKey } from '../belenios/trustee.ts';
import { newVerification } from '../belenios/verification.ts';
import { blindedPower, encodePoint, gPower, identity, knownPoint, power } from '../group/ed25519-noble.ts';
import { element, hashToScalar, mod, randomScalar, type Backend, type Element } from '../group/group.ts';

import { err, ok, type Result } from '../result.ts';
import type { HolderPlace } from './api.ts';
import {
  contextOf,
  isCopyGenuine,
  openSealed,
  type CopyRefusal,
  type CopyTerms,
  type KeyCopy,
} from './key-copy.ts';

/** A group of the bureau as its key generation published it. */
export interface RecoveringGroup {
  readonly id: string;
  readonly parameters: ThresholdParameters;
}

/** The joint key of a group. */
export function groupKeyOf(parameters: ThresholdParameters): Element {
  return electionPublicKey([['Pedersen', parameters]]);
}

interface CopyShare extends HolderPlace {
  readonly type: 'isoloir-appliance-key-share';
  readonly factor: Element;
  readonly proof: Proof;
}

const shareCodec: Codec<CopyShare> = objectOf<CopyShare>({
  type: literal('isoloir-appliance-key-share'),
  group: stringMatching<string>(/^[0-9a-z][0-9a-z-]{0,63}$/),
  holder: smallInteger,
  factor: element,
  proof,
});

function prefixOf(terms: CopyTerms, c: Element, key: Element, factor: Element): string {
  return `${contextOf(terms)}|share|${key}|${c}|${factor}|`;
}

/** What one holder's station gives: canonical JSON, which opens nothing alone. */
export function shareOfCopy(
  copy: KeyCopy,
  terms: CopyTerms,
  holder: HolderPlace & { readonly seed: PkiSeed; readonly privateKeyMessage: string },
  means: Means,
): Result<string, CopyRefusal> {
  if (!isCopyGenuine(copy, terms, means.backend)) return err({ code: 'copy/not-this-one' });
  const share = sharePrivateKey(holder.seed, holder.privateKeyMessage, means);
  if (!share.ok) return err({ code: 'copy/wrong-holder' });
  const { c } = copy;
  const { random } = means;
  const key = encodePoint(gPower(share.value));
  const factor = encodePoint(blindedPower(knownPoint(c), share.value, random));
  const w = randomScalar(random);
  const [a, b] = [encodePoint(gPower(w)), encodePoint(blindedPower(knownPoint(c), w, random))];
  const challenge = hashToScalar(`${prefixOf(terms, c, key, factor)}${a},${b}`);
  return ok(
    shareCodec.print({
      type: 'isoloir-appliance-key-share',
      group: holder.group,
      holder: holder.holder,
      factor,
      proof: { challenge, response: mod(w - share.value * challenge) },
    }),
  );
}

function isShareGenuine(
  { c }: KeyCopy,
  terms: CopyTerms,
  key: Element,
  { factor, proof: { challenge, response } }: CopyShare,
  backend: Backend,
): boolean {
  const verification = newVerification();
  const a = verification.commit({
    g: response,
    y: 0n,
    terms: [{ point: verification.point(key), exponent: challenge }],
  });
  const b = verification.commit({
    g: 0n,
    y: 0n,
    terms: [
      { point: verification.point(c), exponent: response },
      { point: verification.point(factor), exponent: challenge },
    ],
  });
  verification.expect('share', [prefixOf(terms, c, key, factor), a, ',', b], challenge);
  return verification.settle(backend).ok;
}

/** The copied bytes, from a threshold of shares of every group. A bad share is named. */
export function openKeyCopy(
  copy: KeyCopy,
  { terms, groups }: { readonly terms: CopyTerms; readonly groups: readonly RecoveringGroup[] },
  texts: readonly string[],
  backend: Backend,
): Result<Uint8Array, CopyRefusal> {
  if (!isCopyGenuine(copy, terms, backend)) return err({ code: 'copy/not-this-one' });
  const shares: CopyShare[] = [];
  for (const text of texts) {
    const share = parseCanonical(shareCodec, text);
    if (!share.ok) return err({ code: 'copy/bad-share', group: '', holder: 0 });
    const { group, holder } = share.value;
    const key = keyOf(groups, share.value);
    if (key === null || !isShareGenuine(copy, terms, key, share.value, backend))
      return err({ code: 'copy/bad-share', group, holder });
    shares.push(share.value);
  }
  const masks = [];
  for (const { id, parameters } of groups) {
    const own = distinct(shares.filter(({ group }) => group === id)).slice(0, parameters.threshold);
    if (own.length < parameters.threshold) return err({ code: 'copy/not-enough', group: id });
    const indexes = own.map(({ holder }) => holder);
    masks.push(
      own.reduce(
        (sum, { holder, factor }) => sum.add(power(knownPoint(factor), lagrange(indexes, holder))),
        identity,
      ),
    );
  }
  return openSealed(copy, terms, masks);
}

function keyOf(groups: readonly RecoveringGroup[], { group, holder }: HolderPlace): Element | null {
  const found = groups.find(({ id }) => id === group);
  return found?.parameters.verification_keys[holder - 1]?.public_key ?? null;
}

function distinct(shares: readonly CopyShare[]): CopyShare[] {
  return [...new Map(shares.map((share) => [share.holder, share])).values()];
}
