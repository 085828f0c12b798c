/**
 * Where each kiosk stands, for who watches the vote: the agency, whether it was heard of, whether a bureau has it, its
 * power. To within five minutes, and never how many voted there: who stands near would know who did.
 */
import type { KioskHardware } from '../../core/terminal/enrolment.ts';
import type { Context } from './context.ts';

/** A sign of life comes every thirty seconds, and is known to within five minutes. */
const silentAfterMs = 15 * 60_000;
const lowBatteryPercent = 20;

export interface KioskState {
  readonly label: string;
  readonly place: string;
  readonly standing: 'serving' | 'bureau' | 'silent' | 'never-seen';
  readonly seenMs: number | null;
  /** Runs on a battery that will soon be empty. */
  readonly isRunningDown: boolean;
  readonly version: string | null;
}

export function kioskStates({ election, data }: Pick<Context, 'election' | 'data'>): KioskState[] {
  return election
    .terminals()
    .filter(({ kind, state }) => kind === 'kiosk' && state === 'accepted')
    .map(({ id, label, place, seenMs, version, hardware }) => ({
      label,
      place,
      standing: standingOf(seenMs, data.now(), election.entrustedStation(id) !== null),
      seenMs,
      isRunningDown: isRunningDown(hardwareOf(hardware)),
      version,
    }));
}

export function isKioskWell({ standing, isRunningDown }: KioskState): boolean {
  return (standing === 'serving' || standing === 'bureau') && !isRunningDown;
}

/** What a kiosk said of its machine; null before it did. */
export function hardwareOf(stored: string | null): KioskHardware | null {
  return stored === null ? null : (JSON.parse(stored) as KioskHardware);
}

function standingOf(seenMs: number | null, nowMs: number, isEntrusted: boolean): KioskState['standing'] {
  if (seenMs === null) return 'never-seen';
  if (nowMs - seenMs > silentAfterMs) return 'silent';
  return isEntrusted ? 'bureau' : 'serving';
}

function isRunningDown(hardware: KioskHardware | null): boolean {
  if (hardware === null) return false;
  const { isOnMains, batteryPercent } = hardware.power;
  return !isOnMains && batteryPercent !== null && batteryPercent < lowBatteryPercent;
}
