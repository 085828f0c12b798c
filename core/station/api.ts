/**
 * What a station and the appliance exchange, as JSON, all by POST under /api/station with the session of a bureau. A
 * station draws the holders' seeds and uses them; nothing here carries one, and nothing could give one back. Shared by
 * the routes, the station's pages and the rehearsal.
 */
import type { KeyUse } from '../lifecycle/replacement.ts';
import type { Action } from '../lifecycle/round.ts';
import type { VerdictCheck } from '../sealing/verdict.ts';

/** A refusal of any of these calls, HTTP 4xx or 503: `{ "refusal": StationAnswerRefusal }`. */
export type StationAnswerRefusal =
  | { readonly code: 'session/unknown' }
  | { readonly code: 'role/not-allowed' | 'round/not-now'; readonly action: Action }
  | { readonly code: 'role/other-bureau' }
  | { readonly code: 'keys/already-complete' | 'keys/unknown-holder' }
  /** A carrier that the dossier does not ask, or whose record is not this holder's; an envelope of another. */
  | { readonly code: 'keys/other-carrier' | 'keys/bad-record' | 'keys/envelope-taken' }
  /** A token of a demonstration, in a real election. */
  | { readonly code: 'keys/virtual-token' }
  | { readonly code: 'keys/carrier-missing'; readonly group: string; readonly holder: number }
  /** Possession is proved once the key is made; a proof is for one challenge and serves once. */
  | { readonly code: 'possession/too-early' | 'possession/wrong-challenge' | 'possession/bad-proof' }
  | { readonly code: 'keys/not-this-step'; readonly step: string }
  | {
      readonly code: 'keys/bad-message';
      readonly step: string;
      readonly group: string;
      readonly holder: number;
    }
  | { readonly code: 'count/unknown-holder' | 'count/already-given' }
  /** The key of a stand-in whose replacement is not recorded; or of who is replaced. */
  | { readonly code: 'count/waits-replacement' | 'count/replaced' }
  | { readonly code: 'count/missing-urn' | 'count/bad-decryption'; readonly urn: string }
  | { readonly code: 'count/appliance-refused'; readonly urn: string; readonly check: string }
  /** Ballots and sign-offs differ, or the seal code does, and the bureau has not yet recorded its decision to go on. */
  | { readonly code: 'count/disagreement' | 'count/seal-differs' }
  /** The seal code was not recomputed since the closing seal; the count's ceremony is not opened, with who is present. */
  | { readonly code: 'count/seal-unchecked' | 'count/not-held' }
  | { readonly code: 'request/malformed' | 'request/too-many' | 'service/unavailable' };

/** A holder is named everywhere by the group and the place in it. */
export interface HolderPlace {
  readonly group: string;
  /** From 1, in the order of the group's holders. */
  readonly holder: number;
}

export interface StationHolder extends HolderPlace {
  readonly name: string;
  /** Empty until the holder's certificate is there. */
  readonly carriers: readonly HolderCarrier[];
}

export type CarrierSlot = 'main' | 'backup';

/** What a holder keeps the sequence in, in its envelope. */
export interface HolderCarrier {
  readonly slot: CarrierSlot;
  /** Number of the envelope, unique in the round. */
  readonly envelope: string;
  /** A key token's record (canonical JSON); null for paper. */
  readonly record: string | null;
}

/** POST /api/station/keys {}: where the key generation of the session's bureau stands. */
export interface KeysAnswer {
  readonly bureau: string;
  /** Names this round in key tokens and in proofs of possession. */
  readonly round: string;
  /** The appliance's host name, for key tokens. */
  readonly rpId: string;
  /** What the dossier asks of each holder. */
  readonly carriers: readonly AskedSlot[];
  readonly groups: readonly KeysGroup[];
  /** Every group has its key. */
  readonly complete: boolean;
  /** Complete, and every holder proved to hold the key: final, and the round may be sealed. */
  readonly proved: boolean;
}

export interface AskedSlot {
  readonly slot: CarrierSlot;
  readonly kind: 'paper' | 'token';
  /** Brought out once at the check of possession. */
  readonly tried: boolean;
}

export interface KeysGroup {
  readonly id: string;
  readonly name: string;
  readonly threshold: number;
  readonly holders: readonly StationHolder[];
  /** By holder, in order; null while missing. */
  readonly certificates: readonly (string | null)[];
  readonly polynomials: readonly (string | null)[];
  /** What each holder must check, once all polynomials are there. */
  readonly vinputs: readonly string[] | null;
  readonly voutputs: readonly (string | null)[];
  /** By holder: whether possession was proved since the key was made, with every carrier that is tried. */
  readonly proved: readonly boolean[];
  /** By holder: the carriers with which it was. */
  readonly provedWith: readonly (readonly CarrierSlot[])[];
}

/** POST /api/station/keys/message → 204. The last `voutput` of a group completes its generation. */
export interface KeyMessageRequest extends HolderPlace {
  readonly step: 'certificate' | 'polynomial' | 'voutput';
  readonly message: string;
}

/**
 * POST /api/station/keys/carrier → 204: what a holder keeps the key in, after the certificate and before the polynomial.
 */
export interface CarrierRequest extends HolderPlace, HolderCarrier {}

/** A holder's carrier to be tried. */
export interface CarrierPlace extends HolderPlace {
  readonly slot: CarrierSlot;
}

/** POST /api/station/keys/challenge CarrierPlace: a fresh one for a holder's carrier, once the key is made; the one before is void. */
export interface ChallengeAnswer {
  readonly challenge: string;
}

/** POST /api/station/keys/possession → 204: the challenge signed by the holder's own key (core/station/possession.ts). */
export interface PossessionRequest extends CarrierPlace {
  readonly challenge: string;
  readonly proof: string;
}

/** POST /api/station/keys/restart {} → 204: forgets a generation that is not complete, or not proved by all. */

/** POST /api/station/count {}: what there is to count, and who has given a share. */
export interface CountAnswer {
  readonly bureau: string;
  readonly groups: readonly CountGroup[];
  readonly urns: readonly {
    readonly urn: string;
    readonly title: string;
    readonly ballots: number;
  }[];
  /**
   * What a demonstration or a rehearsal adds to the clock of every machine; null in a real election, where a station
   * believes its own clock alone.
   */
  readonly clockOffsetMs: number | null;
  /** Contests of the round that closed later than sealed: a station waits for the latest, and never for less. */
  readonly extensions: readonly { readonly title: string; readonly closesMs: number }[];
  readonly opened: boolean;
}

/** The urns open when every group has as many shares as its threshold. */
export interface CountGroup {
  readonly id: string;
  readonly name: string;
  readonly threshold: number;
  readonly holders: readonly CountHolder[];
}

/** With the carriers: a station asks each holder for the key token or the sheet. */
export interface CountHolder extends StationHolder {
  readonly given: boolean;
  /** A stand-in’s key waits until the bureau records whom it replaces; that one’s serves no more. */
  readonly use: KeyUse;
  /** The holder's own encrypted share, kept since the key generation; opens with the holder's seed alone. */
  readonly privateKeyMessage: string;
}

/**
 * POST /api/station/seal-decision → 204, for an enrolled station alone: the bureau goes on with its count though the verdict of
 * this station on the seal differs, or could not be had.
 */
export interface SealDecisionRequest {
  /** What differs; null when there is no verdict. */
  readonly differing: readonly VerdictCheck[] | null;
  /** 10 to 500 characters (seal-decision.ts). */
  readonly reason: string;
}

/** POST /api/station/archive: one frozen archive of the bureau. */
export interface ArchiveRequest {
  readonly urn: string;
}
export interface ArchiveAnswer {
  /** Base64. */
  readonly archive: string;
}

/** POST /api/station/decryptions: one holder's partial decryptions, one an urn of the bureau, as canonical JSON. */
export interface DecryptionsRequest extends HolderPlace {
  readonly decryptions: readonly { readonly urn: string; readonly message: string }[];
}
export interface DecryptionsAnswer {
  /** Who has given a share so far. */
  readonly given: readonly HolderPlace[];
  /** Enough of them in every group: the urns are opened and the seats allocated. */
  readonly opened: boolean;
}
