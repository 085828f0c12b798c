/**
 * Failures of the last minutes from counters that only grow: each source tells how many since it began, under a name
 * that changes when it begins anew. Kept in memory alone.
 */
export interface Tally {
  readonly source: string;
  readonly instance: string;
  readonly failures: number;
}

/** @param looks how many of the last looks count. */
export function attemptWindow(looks: number): (tallies: readonly Tally[]) => number {
  const known = new Map<string, { instance: string; failures: number }>();
  const increases: number[] = [];
  let isFirst = true;
  return (tallies) => {
    let more = 0;
    for (const { source, instance, failures } of tallies) {
      const last = known.get(source);
      // What a source counted before this process began was seen by the one before.
      if (last?.instance === instance) more += failures - last.failures;
      else if (!isFirst) more += failures;
      known.set(source, { instance, failures });
    }
    isFirst = false;
    increases.push(more);
    if (increases.length > looks) increases.shift();
    return increases.reduce((sum, each) => sum + each, 0);
  };
}
