/**
 * Starts and restarts, journaled by themselves (R211-571): every process has an instance of its own at each start, and
 * the last ones seen are kept. All of them new is the appliance that started; one of them new, a process; none of them,
 * at the first look of a `clock`, this process alone.
 */
import type { Journal } from '../storage/journal.ts';
import type { WatchStore } from './watch-store.ts';

type Instances = Readonly<Record<string, string>>;

/** At each look: instances of the processes that answer → names of the processes that began anew. */
export function restartsOf(
  store: Pick<WatchStore, 'instances' | 'setInstances'>,
  journal: Journal,
): (seen: Instances) => readonly string[] {
  let isFirst = true;
  return (seen) => {
    const before = store.instances();
    const names = Object.keys(seen);
    const began = names.filter((name) => before[name] !== seen[name]);
    const isWhole = isFirst && names.length > 0 && began.length === names.length;
    const restarted = isWhole ? [] : [...(isFirst && names.length > 0 ? ['clock'] : []), ...began];
    if (names.length > 0) isFirst = false;
    if (began.length > 0) store.setInstances({ ...before, ...seen });
    if (isWhole) journal.append({ kind: 'appliance-started', facts: {} });
    for (const name of restarted) journal.append({ kind: 'process-restarted', facts: { which: name } });
    return restarted;
  };
}
