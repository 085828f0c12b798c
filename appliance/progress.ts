/** How far a long piece of work is, as a process tells it and as a page shows it: a bar, and the time left at the pace so far. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Milliseconds; null when there is no pace yet, or nothing left. */
  readonly leftMs: number | null;
}

/** @param spentMs on what was done here, which may be a part of `done`. */
export function progressOf(
  { done, total }: Pick<Progress, 'done' | 'total'>,
  { spentMs, doneHere }: { readonly spentMs: number; readonly doneHere: number },
): Progress {
  const isPaced = doneHere > 0 && done < total;
  return { done, total, leftMs: isPaced ? Math.round((spentMs / doneHere) * (total - done)) : null };
}
