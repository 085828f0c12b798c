/**
 * What the watch sees at one look, as plain counts: no elector, no ballot, no time finer than half an hour of sign-offs.
 * `clock` gathers it; the rules of this folder read it. What a part could not tell is null, and no rule speaks of it.
 */
import type { ContestId } from '../dossier/types.ts';

export interface Observation {
  readonly atMs: number;
  /** When the vote closes; null before the seal. */
  readonly closesMs: number | null;
  /** Null outside the vote. */
  readonly counters: readonly ContestCounters[] | null;
  /** Null outside the vote. */
  readonly filling: Filling | null;
  readonly attempts: Attempts;
  /** Null outside the vote, and while no page is served. */
  readonly kiosks: Kiosks | null;
  readonly processes: readonly ProcessState[];
  readonly disk: { readonly freeBytes: number } | null;
  /** When the server's certificate ends. */
  readonly certificateEndsMs: number | null;
  /** Mails that could not be sent so far, tried at least once. */
  readonly unsentMails: number;
}

/** One contest, read in this order: ballots, then sign-offs and votes in flight together, then ballots again. */
export interface ContestCounters {
  readonly contest: ContestId;
  readonly registered: number;
  readonly ballotsBefore: number;
  readonly signOffs: number;
  /** Sign-offs whose ballot may not be confirmed yet. */
  readonly inFlight: number;
  readonly ballotsAfter: number;
  /** Records of its urns that cannot be read. */
  readonly damaged: number;
  /** The most ever seen. */
  readonly highest: { readonly signOffs: number; readonly ballots: number };
}

/** `work`: people are at their desks; `day`: around that, Monday to Friday; `night`: nights and week-ends. */
export type TimeOfWeek = 'work' | 'day' | 'night';

/** Complete intervals of half an hour since the opening, oldest first. */
export interface Filling {
  readonly fromMs: number;
  /** When each interval is. */
  readonly times: readonly TimeOfWeek[];
  readonly contests: readonly {
    readonly contest: ContestId;
    readonly registered: number;
    readonly signOffs: readonly number[];
    /** Intervals in which it was suspended or closed, be it for a minute: they tell nothing of its rate. */
    readonly barred: readonly boolean[];
  }[];
}

/** Failures of the last minutes, all doors together. */
export interface Attempts {
  readonly windowMs: number;
  readonly electors: number;
  /** Wrong identifiers, challenges and secrets. */
  readonly voters: number;
  /** Wrong passwords of roles. */
  readonly roles: number;
  readonly oneTimeCodes: number;
  /** Electors refused for a time after errors, now. */
  readonly blocked: number;
}

export interface Kiosks {
  readonly opensMs: number;
  readonly closesMs: number;
  readonly known: readonly KioskSeen[];
}

/** A kiosk that IT accepted. */
export interface KioskSeen {
  /** What people call it, and where it stands. */
  readonly name: string;
  /** To within five minutes; when it asked to be known, if it never came. */
  readonly seenMs: number;
}

export interface ProcessState {
  readonly process: string;
  readonly answers: boolean;
  /** How often it began anew in the last quarter of an hour. */
  readonly restarts: number;
  /** How far its clock is from this one's, in milliseconds; null when it does not answer. */
  readonly clockLeadMs: number | null;
}
