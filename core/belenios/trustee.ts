/**
 * `trustees` (specification §4.8): each item is a mandatory `Single` key, or the threshold parameters of a `Pedersen`
 * group, of which any `threshold` members suffice. The election's key is the product of the items' keys.
 * Owners are numbered from 1 over the items laid end to end.
 */
import {
  arrayOf,
  eitherOf,
  literal,
  pairOf,
  parseCanonical,
  type Codec,
  type JsonRefusal,
} from '../bytes/canonical-json.ts';
import { encodePoint, identity, knownPoint } from '../group/ed25519-noble.ts';
import { IDENTITY, type Backend, type Element } from '../group/group.ts';
import { err, ok, type Result } from '../result.ts';
import { checkThresholdParameters, type ThresholdRefusal } from './threshold-check.ts';
import { rawCoefexps, thresholdParameters, type ThresholdParameters } from './threshold-messages.ts';
import { expectPublishedKey, trusteePublicKey, type TrusteePublicKey } from './trustee-key.ts';
import { newVerification } from './verification.ts';

export type Trustee = readonly ['Single', TrusteePublicKey] | readonly ['Pedersen', ThresholdParameters];

export type Trustees = readonly Trustee[];

export type TrusteesRefusal =
  | JsonRefusal
  | { readonly code: 'trustees/none' }
  /** `item` counts from 1. */
  | { readonly code: 'trustees/bad-single-key'; readonly item: number }
  | { readonly code: 'trustees/bad-group'; readonly item: number; readonly cause: ThresholdRefusal }
  /** The product of the items' keys is not the election's public key, or is the identity. */
  | { readonly code: 'trustees/other-public-key' };

const trusteesCodec: Codec<Trustees> = arrayOf(
  eitherOf<readonly ['Single', TrusteePublicKey], readonly ['Pedersen', ThresholdParameters]>(
    pairOf(literal('Single'), trusteePublicKey),
    pairOf(literal('Pedersen'), thresholdParameters),
    (value) => Array.isArray(value) && value[0] === 'Single',
  ),
);

/** The `trustees` member of an archive. */
export function trusteesText(trustees: Trustees): string {
  return trusteesCodec.print(trustees);
}

/** Form only; see `checkTrustees`. */
export function parseTrustees(text: string): Result<Trustees, JsonRefusal> {
  return parseCanonical(trusteesCodec, text);
}

/** y = Π items' keys. The trustees were checked: throws on what is not an element. */
export function electionPublicKey(trustees: Trustees): Element {
  const product = trustees.flatMap(itemFactors).reduce((sofar, key) => sofar.add(knownPoint(key)), identity);
  return encodePoint(product);
}

/** Elements whose product is the item's key. */
function itemFactors(trustee: Trustee): readonly Element[] {
  if (trustee[0] === 'Single') return [trustee[1].public_key];
  return trustee[1].coefexps.map(({ message }) => {
    const parsed = parseCanonical(rawCoefexps, message);
    const first = parsed.ok ? parsed.value.coefexps[0] : undefined;
    if (first === undefined) throw new Error('coefficients not checked');
    return first;
  });
}

/** Members of a group of threshold 1 all have the same public key: an owner is told by its place, not its key. */
export interface Owner {
  /** From 1 over all items. */
  readonly owner: number;
  /** Position of its item, from 0. */
  readonly item: number;
  /** Place in its group, from 1; null for a `Single` key. */
  readonly index: number | null;
  readonly publicKey: Element;
}

export function owners(trustees: Trustees): readonly Owner[] {
  const flat = trustees.flatMap((trustee, item): readonly Omit<Owner, 'owner'>[] =>
    trustee[0] === 'Single'
      ? [{ item, index: null, publicKey: trustee[1].public_key }]
      : trustee[1].verification_keys.map((key, i) => ({ item, index: i + 1, publicKey: key.public_key })),
  );
  return flat.map((each, i) => ({ ...each, owner: i + 1 }));
}

/** Every proof, certificate, signature and verification key, and the election's key. */
export function checkTrustees(
  text: string,
  publicKey: Element,
  backend: Backend,
): Result<Trustees, TrusteesRefusal> {
  const parsed = parseTrustees(text);
  if (!parsed.ok) return parsed;
  const trustees = parsed.value;
  if (trustees.length === 0) return err({ code: 'trustees/none' });
  for (const [i, trustee] of trustees.entries()) {
    if (trustee[0] === 'Single') {
      const verification = newVerification();
      expectPublishedKey(verification, 'public_key', trustee[1]);
      const bad = trustee[1].signature !== undefined || !verification.settle(backend).ok;
      if (bad) return err({ code: 'trustees/bad-single-key', item: i + 1 });
    } else {
      const checked = checkThresholdParameters(trustee[1], backend);
      if (!checked.ok) return err({ code: 'trustees/bad-group', item: i + 1, cause: checked.error });
    }
  }
  if (publicKey === IDENTITY || electionPublicKey(trustees) !== publicKey) {
    return err({ code: 'trustees/other-public-key' });
  }
  return ok(trustees);
}
