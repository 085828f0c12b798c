/**
 * Draws of a rehearsal from its seed: people and votes, never anything cryptographic. SHA-256 of the seed and a counter,
 * so that the same seed gives the same election on any machine.
 */
import { sha256Bytes } from '../../core/bytes/digest.ts';

export interface Draw {
  /** A whole number from 0 to `below` − 1. */
  readonly below: (below: number) => number;
  /** True `percent` times in a hundred. */
  readonly chance: (percent: number) => boolean;
  readonly shuffled: <Item>(items: readonly Item[]) => Item[];
}

export function drawFrom(seed: string): Draw {
  let counter = 0;
  const below = (limit: number): number => {
    counter += 1;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = sha256Bytes(`${seed}|${counter}`);
    return (((((a * 256 + b) * 256 + c) * 256 + d) * 256 + e) * 256 + f) % limit;
  };
  return {
    below,
    chance: (percent) => below(100) < percent,
    shuffled: <Item>(items: readonly Item[]): Item[] =>
      items
        .map((item) => ({ item, rank: below(2 ** 40) }))
        .sort((left, right) => left.rank - right.rank)
        .map(({ item }) => item),
  };
}
