/**
 * Small discrete logarithms (specification §4.22): the m ≤ bound with g^m = E, by baby steps and giant steps.
 * Baby steps are kept by their spelling; about √bound of them, and never fewer than 1024.
 */
import { encodePoint, gPower, generator, identity, knownPoint } from '../group/ed25519-noble.ts';
import type { Element } from '../group/group.ts';

/** Answers a function from an element of the group to its logarithm, or null if it exceeds the bound. */
export function boundedLog(bound: number): (value: Element) => number | null {
  const steps = Math.min(bound + 1, Math.max(1024, Math.ceil(Math.sqrt(bound + 1))));
  const table = new Map<Element, number>();
  for (let m = 0, power = identity; m < steps; m++, power = power.add(generator)) {
    table.set(encodePoint(power), m);
  }
  const giant = gPower(BigInt(steps)).negate();
  return (value) => {
    let current = knownPoint(value);
    for (let offset = 0; offset <= bound; offset += steps) {
      const m = table.get(encodePoint(current));
      if (m !== undefined) return offset + m <= bound ? offset + m : null;
      current = current.add(giant);
    }
    return null;
  };
}
