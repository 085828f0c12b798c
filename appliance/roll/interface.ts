/**
 * What the other processes may ask of `roll`, the *fichier des électeurs* (R2314-7): people, sessions, challenges and
 * sign-offs. It never sees a ballot, an identifier or a secret.
 */
import { z } from 'zod';
import type { CollegeId, ContestId, ElectorId, UrnId } from '../../core/dossier/types.ts';
import type { Phase } from '../../core/lifecycle/phase.ts';
import type { Itemised } from '../../core/sealing/itemised.ts';
import { probeInput, type Probed } from '../probe.ts';
import { method } from '../socket.ts';
import { vitalsMethod } from '../vitals.ts';
import { decideMethod } from '../vote-decision.ts';

const electorId = z.string().min(1).max(64);
const contestId = z.string().min(1).max(64);
const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** 128 random bits in hexadecimal: ties a pending ballot to its sign-off for the time of a cast, then erased. */
export const joinToken = z.string().regex(/^[0-9a-f]{32}$/);
const channel = z.enum(['remote', 'kiosk']);

const elector = z.strictObject({
  id: electorId,
  college: z.string(),
  civility: z.enum(['Mme', 'M.']),
  firstName: z.string(),
  lastName: z.string(),
  sex: z.enum(['F', 'M']),
  born: z.string(),
  entered: z.string(),
  eligible: z.boolean(),
  staff: z.enum(['public', 'private']).nullable(),
  address: z.array(z.string()),
  email: z.string().nullable(),
  mobile: z.string().nullable(),
});

const schedule = z.array(
  z.strictObject({
    contest: contestId,
    opensMs: z.number().int(),
    closesMs: z.number().int(),
    graceMs: z.number().int(),
  }),
);

export type LoginOutcome =
  | { readonly kind: 'welcome'; readonly token: string }
  | { readonly kind: 'refused'; readonly code: 'login/wrong-pair'; readonly left: number }
  | { readonly kind: 'refused'; readonly code: 'login/locked'; readonly untilMs: number };

export interface VoterContest {
  readonly contest: ContestId;
  readonly urn: UrnId;
  readonly phase: Phase;
  /** The closing that holds, extensions included; null before the seal. */
  readonly closesMs: number | null;
  readonly signOff: { readonly atMs: number; readonly channel: 'remote' | 'kiosk' } | null;
}

export interface Voter {
  readonly elector: ElectorId;
  readonly civility: 'Mme' | 'M.';
  readonly firstName: string;
  readonly lastName: string;
  readonly college: CollegeId;
  readonly contests: readonly VoterContest[];
}

export type SessionRefusal = { readonly code: 'session/unknown' };
export type CastRefusal =
  | SessionRefusal
  | { readonly code: 'contest/unknown' }
  | { readonly code: 'contest/not-open-yet' }
  | { readonly code: 'contest/suspended' }
  | { readonly code: 'contest/closed' }
  | { readonly code: 'vote/already-cast' }
  | { readonly code: 'join/refused' }
  | { readonly code: 'storage/full' };

export type Answer<Value, Refusal> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Refusal };

export interface ContestCount {
  readonly contest: ContestId;
  readonly registered: number;
  readonly signOffs: number;
}

export interface UrnRegistration {
  readonly urn: UrnId;
  readonly registered: number;
  readonly signOffs: number;
}

export interface SignOffLine {
  readonly lastName: string;
  readonly firstName: string;
  readonly civility: 'Mme' | 'M.';
  readonly college: CollegeId;
  readonly signedMs: number | null;
  readonly channel: 'remote' | 'kiosk' | null;
}

/** Hashes of the electors, of who votes in which urn, of each contest's calendar and of the rules of login. */
export interface MeasuredRoll {
  readonly roll: string;
  readonly assignment: string;
  readonly schedule: string;
  readonly access: string;
  /** The same, thing by thing. */
  readonly items: Pick<Itemised, 'elector' | 'assignment' | 'contest-calendar' | 'access-rules'>;
}

/** What the check of the sign-offs found, contest by contest: how many, never whose. */
export interface CheckedSignOffs {
  readonly contest: string;
  readonly signOffs: number;
  /** Sign-offs of nobody who votes in the contest, or at a time when nobody could. */
  readonly stray: number;
}

/** Times of sign-offs are told on this grid alone, whatever is asked: finer would tell who was at a kiosk. */
export const turnoutGridMs = 600_000;
const onTurnoutGrid = z
  .number()
  .int()
  .nonnegative()
  .refine((ms) => ms % turnoutGridMs === 0);

export interface ContestTurnout {
  readonly contest: ContestId;
  readonly registered: number;
  /** Sign-offs in each interval, in order. */
  readonly signOffs: readonly number[];
}

/** What the watch counts: one transaction, so that sign-offs and votes in flight are of one moment. */
export interface RollTally {
  readonly contests: readonly (ContestCount & {
    /** Sign-offs whose join is not erased yet. */
    readonly inFlight: number;
  })[];
  /** Wrong challenges since the process began. */
  readonly failures: number;
  /** Electors refused for a time, now. */
  readonly blocked: number;
}

export const rollInterface = {
  /** Replaces the whole roll; refused once sealed. */
  load: method<Answer<null, { code: 'round/sealed' }>>()(
    z.strictObject({
      electors: z.array(elector),
      assignments: z.array(z.strictObject({ elector: electorId, contest: contestId, urn: z.string() })),
      challenge: z.enum(['birthDate', 'matricule']),
      attempts: z.strictObject({ max: z.number().int().min(1), lockMinutes: z.number().int().min(1) }),
    }),
  ),
  /** Freezes the roll and gives it the calendar; the same calendar again changes nothing. */
  seal: method<Answer<null, { code: 'round/sealed' }>>()(z.strictObject({ schedule })),
  login: method<LoginOutcome>()(
    z.strictObject({ elector: electorId, challenge: z.string().max(64), channel }),
  ),
  logout: method<null>()(z.strictObject({ token })),
  voter: method<Answer<Voter, SessionRefusal>>()(z.strictObject({ token })),
  /** Records that the ballot page of a contest was opened: what the grace of Domitia article 19 rests on. */
  openBallotPage: method<Answer<{ urn: UrnId }, CastRefusal>>()(
    z.strictObject({ token, contest: contestId }),
  ),
  /** The point of decision of a cast: one sign-off an elector a contest. */
  signOff: method<Answer<null, CastRefusal>>()(
    z.strictObject({ token, contest: contestId, join: joinToken }),
  ),
  /** For `urn` alone: whether a join signed; if not, it is refused for ever. */
  settle: method<{ outcome: 'signed' | 'refused' }>()(z.strictObject({ join: joinToken })),
  /** Joins whose sign-off is written and whose trace is not yet erased. */
  openJoins: method<{ joins: string[] }>()(z.strictObject({})),
  forget: method<null>()(z.strictObject({ joins: z.array(joinToken) })),
  /** Checks that every sign-off is one of an elector of the contest, at a time that can be. */
  checkSignOffs: method<{ contests: CheckedSignOffs[] }>()(z.strictObject({})),
  counts: method<{ contests: ContestCount[]; urns: UrnRegistration[] }>()(z.strictObject({})),
  /** How many sign-offs in each interval from `fromMs` on; all on a grid of ten minutes, so that no two questions tell more. */
  turnout: method<{ contests: ContestTurnout[] }>()(
    z.strictObject({
      fromMs: onTurnoutGrid,
      bucketMs: onTurnoutGrid.refine((ms) => ms > 0),
      buckets: z.number().int().min(1).max(5_000),
    }),
  ),
  /** Sign-offs of one contest, by name: for the bureau alone (R2314-16). */
  signOffList: method<{ lines: SignOffLine[] }>()(z.strictObject({ contest: contestId })),
  /** A decision of a bureau on one contest, checked here before it holds. */
  decide: decideMethod,
  /** After closing and grace: no sign-off ever again. */
  close: method<Answer<{ contests: ContestCount[] }, { code: 'contest/not-closed' }>>()(z.strictObject({})),
  /** Canonical hashes of what is sealed, recomputed from the tables. */
  measure: method<MeasuredRoll>()(z.strictObject({})),
  /** For the function test: a row written and read back, then undone; the hour. */
  probe: method<Probed>()(probeInput),
  journal: method<{ lines: string[] }>()(z.strictObject({})),
  tally: method<RollTally>()(z.strictObject({})),
  vitals: vitalsMethod,
};
