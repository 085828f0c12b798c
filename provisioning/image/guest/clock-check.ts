/**
 * Whether the machine's clock can be believed at a start: not before this version was made, not before the last time this
 * machine was seen running. A vote is not opened on a clock that went back. Later jumps are for `clock` to see.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { keepWhole } from './kept-file.ts';

const versionMs = Date.UTC(2026, 0, 1);
const toleranceMs = 5 * 60_000;
export const hourMs = 3_600_000;
const lastSeen = '/data/last-time';

export type ClockState =
  { readonly state: 'right' } | { readonly state: 'wrong'; readonly notBeforeMs: number };

/** @param lastMs when the machine was last seen running; null when it never was. */
export function judgeClock(nowMs: number, lastMs: number | null): ClockState {
  const notBeforeMs = Math.max(versionMs, (lastMs ?? 0) - toleranceMs);
  return nowMs < notBeforeMs ? { state: 'wrong', notBeforeMs } : { state: 'right' };
}

/** Null when the machine was never seen. What cannot be read was seen when the file was written, by the disk itself. */
export function readLastSeen(file = lastSeen): number | null {
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  return /^\d{12,14}$/.test(text) ? Number(text) : hourOf(statSync(file).mtimeMs);
}

/**
 * Rounded to the hour, so that a disk tells nothing of who was there when; whole or not at all, and written when the hour
 * changes alone.
 */
export function noteSeen(nowMs: number, file = lastSeen): void {
  const text = String(hourOf(nowMs));
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  keepWhole(file, text);
}

function hourOf(ms: number): number {
  return Math.floor(ms / hourMs) * hourMs;
}
