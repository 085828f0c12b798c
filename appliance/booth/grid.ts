/**
 * How many columns show `count` choices in equal areas: as square as possible, the last row as full as possible
 * (2 × 2 before 3 + 1). Wide screens only; the sheet brings it down to fewer on narrow ones.
 */
export function columnsFor(count: number): 2 | 3 | 4 | 5 {
  if (count <= 4) return count === 3 ? 3 : 2;
  const candidates = count <= 9 ? ([3, 4] as const) : ([4, 5] as const);
  const empty = (columns: number) => Math.ceil(count / columns) * columns - count;
  const [narrow, wide] = candidates;
  return empty(wide) < empty(narrow) ? wide : narrow;
}
