/**
 * The port through which key tokens are reached: FIDO HID reports of 64 bytes, one device at a time. Implemented by
 * `kiosk/station/hid.ts` on real USB devices and by `virtual.ts` on software ones. Nothing here knows what a report
 * means. Time comes in as a `Timer`, since core has no clock.
 */
import type { Result } from '../result.ts';

/** Monotonic milliseconds, and a way to let them pass. */
export interface Timer {
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

export type TransportRefusal =
  /** Pulled out, before or during an exchange. */
  | { readonly code: 'token/unplugged' }
  /** The system does not let this process use the device: a matter for IT, not for the holder. */
  | { readonly code: 'token/no-permission' };

/** One that is plugged in now. `id` names it until it is pulled out, and says nothing of whose it is. */
export interface TokenDescriptor {
  readonly id: string;
  /** As the maker writes it; may be empty. */
  readonly product: string;
}

/** An open device. Reports are exactly 64 bytes, without report number. */
export interface TokenDevice extends TokenDescriptor {
  readonly send: (report: Uint8Array) => Promise<Result<undefined, TransportRefusal>>;
  /** The next report, or null when none came in time. */
  readonly receive: (timeoutMs: number) => Promise<Result<Uint8Array | null, TransportRefusal>>;
  readonly close: () => Promise<void>;
}

export interface TokenPort {
  readonly list: () => Promise<readonly TokenDescriptor[]>;
  /** Several may be open at once. An id that is no longer listed is `token/unplugged`. */
  readonly open: (id: string) => Promise<Result<TokenDevice, TransportRefusal>>;
  /** Calls back after a token was plugged in or pulled out, until the answered function is called. */
  readonly onChange: (listener: () => void) => () => void;
}

export const reportBytes = 64;
