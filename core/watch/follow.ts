/**
 * From what each look finds to alerts that are raised and end: a finding must last the looks of its kind, an alert ends
 * after five looks without it, so that a process that starts again or a value that wavers makes no storm.
 */
import { attemptFindings } from './attempts.ts';
import { alertKey, alertKinds, type Finding } from './alert.ts';
import { counterFindings } from './counters.ts';
import { fillingFindings } from './filling.ts';
import { kioskFindings } from './kiosks.ts';
import { machineFindings } from './machine.ts';
import type { Observation } from './observation.ts';

const quietLooks = 5;

/** By key of an alert: looks in a row with it, or without it since it was last there. */
export type Streaks = ReadonlyMap<string, { readonly present: number; readonly absent: number }>;

export interface Followed {
  readonly streaks: Streaks;
  /** Open alerts that this look found again, and new ones. */
  readonly present: readonly Finding[];
  /** Keys of the open alerts that ended. */
  readonly ended: readonly string[];
}

/** All that one look finds. */
export function findingsOf(observation: Observation): Finding[] {
  return [
    ...counterFindings(observation.counters),
    ...fillingFindings(observation.filling),
    ...attemptFindings(observation.attempts),
    ...machineFindings(observation),
    ...kioskFindings(observation),
  ];
}

/** @param open keys of the alerts that a look raised and that have not ended. */
export function follow(before: Streaks, open: ReadonlySet<string>, findings: readonly Finding[]): Followed {
  const found = new Map(findings.map((finding) => [alertKey(finding), finding]));
  const streaks = new Map<string, { present: number; absent: number }>();
  for (const key of new Set([...before.keys(), ...open, ...found.keys()])) {
    const last = before.get(key) ?? { present: 0, absent: 0 };
    if (found.has(key)) streaks.set(key, { present: last.present + 1, absent: 0 });
    else if (open.has(key)) streaks.set(key, { present: 0, absent: last.absent + 1 });
  }
  const present = [...found].filter(
    ([key, { kind }]) => open.has(key) || (streaks.get(key)?.present ?? 0) >= alertKinds[kind].looks,
  );
  const ended = [...open].filter((key) => (streaks.get(key)?.absent ?? 0) >= quietLooks);
  for (const key of ended) streaks.delete(key);
  return { streaks, present: present.map(([, finding]) => finding), ended };
}
