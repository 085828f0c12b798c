/**
 * Keeps the session of a voter who reads or types slowly. At the appliance a session ends after a quarter of an hour
 * without a call (core/access/session.ts), and a voter who compares lists makes none. Nothing here keeps a passage: left
 * alone, it is wiped by core/kiosk/step.ts long before, and its session with it.
 */
import type { Passage } from '../../core/kiosk/passage.ts';
import type { Port } from '../../core/port.ts';

/** Whatever the voter does, so that these calls tell nothing. */
const keepEveryMs = 4 * 60_000;

export function keepSession(passage: () => Pick<Passage, 'voter'>, port: Port): void {
  setInterval(() => {
    if (passage().voter !== null) void port('/api/kiosk/voter', {}).catch(() => null);
  }, keepEveryMs);
}
