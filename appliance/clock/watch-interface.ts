/**
 * What may be asked of the watch that `clock` keeps: its alerts, its summaries, its signed checkpoints; what other
 * processes report to it. It holds contests and counts, no elector.
 */
import { z } from 'zod';
import type { ContestId } from '../../core/dossier/types.ts';
import { reportedKinds, type AlertFacts, type AlertKind } from '../../core/watch/alert.ts';
import type { SummaryContent } from '../../core/watch/summary.ts';
import type { Answer } from '../roll/interface.ts';
import { method } from '../socket.ts';
import type { OutboxStates } from './outbox.ts';

export interface Alert {
  readonly id: number;
  readonly kind: AlertKind;
  readonly subject: string;
  readonly facts: AlertFacts;
  readonly raisedMs: number;
  /** When it was last found, and how often. */
  readonly seenMs: number;
  readonly times: number;
  /** Null while it lasts. */
  readonly endedMs: number | null;
  readonly acknowledged: { readonly atMs: number; readonly account: string; readonly note: string } | null;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const head = z.strictObject({ sequence: z.number().int().nonnegative(), hash });
const contestId = z
  .string()
  .min(1)
  .max(64)
  .transform((id) => id as ContestId);

/** The journal of `web`, which has no socket of its own: where it ends, and the hash of the entry last asked for. */
const webJournal = z.strictObject({ head, hashAt: hash.nullable(), at: z.number().int().nonnegative() });

/** What the watch must know of the election to speak of it; once sealed, only the same again is accepted. */
export const watchSettings = z.strictObject({
  organisation: z.string(),
  title: z.string(),
  site: z.string(),
  opensMs: z.number().int(),
  closesMs: z.number().int(),
  contests: z.array(z.strictObject({ contest: contestId, name: z.string() })),
  electors: z.number().int().nonnegative(),
  emails: z.array(z.string()),
  phones: z.array(z.string()),
  /** Minutes since midnight, by the clocks of Paris. */
  summaryMinutes: z.array(z.number().int().min(0).max(1439)),
  /** Whether mails may carry counts of sign-offs: they go through the organisation's own gateway. */
  figuresInMails: z.boolean(),
});

export type WatchSettings = z.infer<typeof watchSettings>;

export interface CheckpointAnswer {
  readonly text: string;
  readonly code: string;
  readonly atMs: number;
}

export interface WatchState {
  readonly webProcesses: number;
  readonly outbox: OutboxStates;
}

export const watchInterface = {
  watch: method<Answer<null, { code: 'round/sealed' }>>()(watchSettings),
  /** A sign of life of one `web`, with its failed logins since it began and the kiosks; answers the entry to give the hash of next. */
  beat: method<{ at: number }>()(
    z.strictObject({
      instance: z.string().max(32),
      journal: webJournal,
      roleFailures: z.number().int().nonnegative(),
      oneTimeFailures: z.number().int().nonnegative(),
      kiosks: z.array(z.strictObject({ name: z.string(), seenMs: z.number().int() })),
    }),
  ),
  /** Newest first. */
  alerts: method<{ alerts: Alert[] }>()(z.strictObject({ unacknowledged: z.boolean() })),
  /** Raises what no look sees; again, it is counted. */
  raise: method<{ alert: number }>()(
    z.strictObject({
      kind: z.enum(reportedKinds),
      subject: z.string().max(80),
      facts: z.record(z.string().max(40), z.union([z.number().int(), z.string().max(80)])),
    }),
  ),
  /** What was raised is over; the alert stays in sight until it is acknowledged. */
  lower: method<null>()(z.strictObject({ kind: z.enum(reportedKinds), subject: z.string().max(80) })),
  /** The verdict of a check of the seal: raises or ends its alert, and is told in the summaries. */
  sealChecked: method<null>()(z.strictObject({ same: z.boolean() })),
  acknowledge: method<Answer<null, { code: 'alert/unknown' | 'alert/already-acknowledged' }>>()(
    z.strictObject({
      alert: z.number().int().positive(),
      account: z.string().max(64),
      note: z.string().max(2000),
    }),
  ),
  /** Signs where every journal ends now, after checking that none lost what the last checkpoint counted. */
  checkpoint: method<CheckpointAnswer>()(
    z.strictObject({ reason: z.enum(['sealing', 'demand', 'ceremony']), journal: z.strictObject({ head }) }),
  ),
  /** How many `web` live, and whether mails leave. */
  state: method<WatchState>()(z.strictObject({})),
  lastCheckpoint: method<CheckpointAnswer | null>()(z.strictObject({})),
  /** Newest first. */
  summaries: method<{ summaries: SummaryContent[] }>()(
    z.strictObject({ limit: z.number().int().min(1).max(200) }),
  ),
};
