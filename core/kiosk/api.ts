/**
 * What a kiosk asks of the appliance besides the voter's own calls, on the terminals' port and with its certificate:
 * what the election is, and the state of the voter who signed in there. It is never told who voted, where or when, nor
 * any count. Validated by the terminal before its page sees it. docs/formats.md, Kiosks.
 */
import type { BallotList } from '../ballot-list.ts';
import type { SeatType } from '../dossier/types.ts';
import type { Language } from '../language.ts';
import type { Phase } from '../lifecycle/phase.ts';

/** POST /api/kiosk/site, anonymous. */
export interface KioskSite {
  readonly organisation: string;
  /** « Élections du comité social et économique ». */
  readonly title: string;
  /** Agency and place of this kiosk. */
  readonly place: string;
  readonly mode: 'real' | 'demonstration' | 'rehearsal';
  readonly phase: Phase;
  readonly opensMs: number;
  readonly closesMs: number;
  readonly nowMs: number;
  readonly help: { readonly phone: string; readonly hours: string; readonly price: string };
  readonly challenge: 'birthDate' | 'matricule';
  readonly secretAtLogin: boolean;
  readonly secret: { readonly alphabet: 'digits' | 'crockford'; readonly length: number };
  /** That a voter may choose from; French among them. */
  readonly languages: readonly Language[];
}

/** POST /api/kiosk/voter, in the voter's session. */
export interface KioskVoter {
  /** « Mme Jeanne Martin », so that one sees to be rightly known. */
  readonly name: string;
  readonly contests: readonly KioskContest[];
}

export interface KioskContest {
  readonly contest: string;
  readonly college: string;
  readonly collegeOrdinal: number;
  readonly seat: SeatType;
  readonly phase: Phase;
  readonly voted: boolean;
}

/**
 * POST /api/kiosk/ballots, anonymous: what is on every ballot, as it is published, so that it can be spoken. None before
 * the seal. Lists are in an order of display.
 */
export interface KioskBallots {
  readonly contests: readonly KioskBallot[];
}

export interface KioskBallot {
  readonly contest: string;
  readonly college: string;
  readonly collegeOrdinal: number;
  readonly seat: SeatType;
  readonly strikes: boolean;
  readonly lists: readonly BallotList[];
}

/** POST /api/voter/login of a kiosk → 200: the session is the terminal's to keep, in memory, for one passage. */
export interface KioskSession {
  readonly token: string;
}

/** POST /api/kiosk/bureau, anonymous, when nobody votes there: a code that a member of a bureau types in its own page. */
export interface BureauCode {
  /** Six digits. */
  readonly code: string;
  readonly untilMs: number;
}

/**
 * POST /api/kiosk/board, at a kiosk that a bureau made its dashboard: words to show. Figures are those of the last mark of
 * the turnout's rhythm, never live: beside a kiosk, a counter that moves would tell who voted.
 */
export interface KioskBoard {
  readonly bureau: string;
  /** Of what moment it is, and until when it is shown here. */
  readonly lines: readonly string[];
  readonly rows: readonly {
    readonly title: string;
    readonly details: readonly string[];
    readonly state: string;
  }[];
}
