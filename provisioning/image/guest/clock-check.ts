/**
 * Whether the machine's clock can be believed at a start: not before this version was made, not before the last time this
 * machine was seen running. A vote is not opened on a clock that went back. Later jumps are for `clock` to see.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const versionMs = Date.UTC(2026, 0, 1);
const toleranceMs = 5 * 60_000;
const lastSeen = '/data/last-time';

export type ClockState =
  { readonly state: 'right' } | { readonly state: 'wrong'; readonly notBeforeMs: number };

/** @param lastMs when the machine was last seen running; null when it never was. */
export function judgeClock(nowMs: number, lastMs: number | null): ClockState {
  const notBeforeMs = Math.max(versionMs, (lastMs ?? 0) - toleranceMs);
  return nowMs < notBeforeMs ? { state: 'wrong', notBeforeMs } : { state: 'right' };
}

export function readLastSeen(): number | null {
  const read = existsSync(lastSeen) ? Number(readFileSync(lastSeen, 'utf8')) : 0;
  return Number.isSafeInteger(read) && read > 0 ? read : null;
}

/** Rounded to the hour, so that a disk tells nothing of who was there when. */
export function noteSeen(nowMs: number): void {
  writeFileSync(lastSeen, String(Math.floor(nowMs / 3_600_000) * 3_600_000), { mode: 0o600 });
}
