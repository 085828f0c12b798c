/**
 * What the booth and the login page exchange with the appliance, as JSON. The page derives everything from identifier
 * and secret itself (core/access/codes.ts) and never sends either. Shared by the routes, the booth and the rehearsal.
 */
import type { BallotList } from '../../core/ballot-list.ts';
import type { Receipt } from '../../core/sealing/receipt.ts';
import type { Phase } from '../../core/lifecycle/phase.ts';

/** A refusal of any of these calls, HTTP 4xx or 503: `{ "refusal": VoterRefusal }`. */
export type VoterRefusal =
  | { readonly code: 'login/wrong-pair'; readonly left: number | null }
  | { readonly code: 'login/locked' | 'secret/locked'; readonly untilMs: number }
  | { readonly code: 'secret/wrong'; readonly left: number }
  | { readonly code: 'session/unknown' }
  /** Since when and why, in a sentence; null when that is not known yet. */
  | { readonly code: 'contest/suspended'; readonly told: string | null }
  | { readonly code: 'contest/unknown' | 'contest/not-open-yet' | 'contest/closed' }
  | { readonly code: 'vote/already-cast' | 'vote/in-progress' | 'vote/not-recorded' | 'vote/unknown-fate' }
  | { readonly code: 'ballot/refused'; readonly reason: string }
  | { readonly code: 'request/malformed' | 'request/too-many' | 'service/unavailable' };

/** POST /api/voter/login → 204 and the session cookie. `challenge` is an ISO birth date or the matricule. */
export interface LoginRequest {
  readonly lookup: string;
  readonly challenge: string;
  /** Only where the dossier asks the secret at login. */
  readonly proof: string | null;
}

/** POST /api/voter/ballot-page: opens the ballot page of a contest; the only call before the vote is confirmed. */
export interface BallotPageRequest {
  readonly contest: string;
}

export interface BallotPage {
  readonly contest: string;
  readonly urn: string;
  /** « 1er collège — Ouvriers et employés », plain text without markup. */
  readonly college: string;
  readonly collegeOrdinal: number;
  readonly seat: 'titulaire' | 'suppleant';
  readonly seats: number;
  /** Place of this contest among the voter's, from 1, and their number. */
  readonly position: number;
  readonly of: number;
  /** The voter's next contest still to vote, null when this is the last. */
  readonly next: { readonly contest: string; readonly seat: 'titulaire' | 'suppleant' } | null;
  readonly organisation: { readonly name: string; readonly mark: string };
  readonly help: { readonly phone: string; readonly hours: string; readonly price: string };
  readonly mode: 'real' | 'demonstration' | 'rehearsal';
  readonly phase: Phase;
  readonly closesMs: number;
  readonly graceMs: number;
  readonly nowMs: number;
  readonly strikes: boolean;
  readonly secret: { readonly alphabet: 'digits' | 'crockford'; readonly length: number };
  /** Exact text of the Belenios election of the voter's urn. */
  readonly election: string;
  /** In the order of display; the blank vote is the index after the last. */
  readonly lists: readonly BallotList[];
  readonly blankIndex: number;
  /** Hexadecimal public key of the receipts, as sealed. */
  readonly receiptKey: string;
  readonly sealCode: string;
}

/** POST /api/voter/credential: the wrapped credential (base64) against the proof derived from the secret. */
export interface CredentialRequest {
  readonly proof: string;
}
export interface CredentialAnswer {
  readonly wrapped: string;
}

/** POST /api/voter/cast. The tracker is the page's own computation; a server that finds another refuses. */
export interface CastRequest {
  readonly contest: string;
  readonly ballot: string;
  readonly tracker: string;
}
export interface CastAnswer {
  readonly receipt: Receipt;
}

/** POST /api/voter/logout → 204. */

/** POST /api/voter/find: whether an exact tracker is in the urn of a contest. */
export interface FindRequest {
  readonly contest: string;
  readonly tracker: string;
}
export interface FindAnswer {
  readonly found: boolean;
}
