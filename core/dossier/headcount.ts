/**
 * How many titulaires the law gives a CSE for a headcount (R2314-1), as many suppléants (L2314-1). An agreement may say
 * otherwise (L2314-1, L2314-7), so that a difference is only shown.
 */

/** From this headcount on, this many titulaires. */
const steps: readonly (readonly [headcount: number, seats: number])[] = [
  [11, 1],
  [25, 2],
  [50, 4],
  [75, 5],
  [100, 6],
  [125, 7],
  [150, 8],
  [175, 9],
  [200, 10],
  [250, 11],
  [400, 12],
  [500, 13],
  [600, 14],
  [800, 15],
  [900, 16],
  [1000, 17],
  [1250, 18],
  [1500, 20],
  [1750, 21],
  [2000, 22],
  [2250, 23],
  [2500, 24],
  [3000, 25],
  [3500, 26],
  [4250, 27],
  [4750, 28],
  [5000, 29],
  [5750, 30],
  [6000, 31],
  [7000, 32],
  [8250, 33],
  [9000, 34],
  [10_000, 35],
];

/** Null under eleven: no CSE is owed. */
export function seatsForHeadcount(headcount: number): number | null {
  return steps.findLast(([from]) => headcount >= from)?.[1] ?? null;
}
