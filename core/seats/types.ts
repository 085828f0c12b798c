/**
 * What seat allocation takes and gives, for one contest of a CSE (Code du travail, L2314-29 and R2314-19 to -21).
 * Everything here is plain JSON: an exact number that may not be whole is a string, `"74"` or `"111/4"`.
 * A step holds its evidence and the standings before the change (`StepEvidence`), and what it says in French
 * (`StepText`, made by step-text-fr.ts): pages and documents show steps and compute nothing again.
 */
import type { SeatType, Sex } from '../dossier/types.ts';

// ── Input ────────────────────────────────────────────────────────────────────────────────────────────────

export interface SeatCase {
  readonly regime: 'cse';
  readonly round: 1 | 2;
  /** Null when it is not known: the audience of organisations (titulaires only) is then computed all the same. */
  readonly seat: SeatType | null;
  /** Seats to be filled in this contest, at least 1. */
  readonly seats: number;
  /** Electors on the roll of the contest. */
  readonly registered: number;
  /** Blank ballots, all urns together; a ballot whose names are all struck is one of them. */
  readonly blank: number;
  readonly lists: readonly SeatList[];
  /** Sub-totals of urns counted apart (decree 2011-636, article 8), adding up to the totals; empty for a single urn. */
  readonly urns: readonly UrnCount[];
  /** Candidates of a suppléants contest already elected titulaires in the same college: see already-elected.ts. */
  readonly excluded: readonly string[];
  readonly decisions: readonly Decision[];
}

export interface SeatList {
  readonly id: string;
  readonly name: string;
  /** Valid ballots for the list, whatever the strikes. */
  readonly ballots: number;
  /** Organisations of the list and their share of its ballots (L2122-3); empty for a list of no organisation. */
  readonly split: readonly { readonly organisation: string; readonly share: string }[];
  /** In the order of presentation, at least one. */
  readonly candidates: readonly SeatCandidate[];
}

export interface SeatCandidate {
  readonly id: string;
  readonly name: string;
  readonly sex: Sex;
  /** `YYYY-MM-DD`. */
  readonly born: string;
  /** Who this is across contests (employee number), when it is known. */
  readonly person: string | null;
  /** Ballots of the list on which the name is struck, at most `ballots`. */
  readonly strikes: number;
}

export interface UrnCount {
  readonly id: string;
  readonly blank: number;
  /** Every list of the case, in its order. */
  readonly lists: readonly {
    readonly id: string;
    readonly ballots: number;
    readonly candidates: readonly { readonly id: string; readonly strikes: number }[];
  }[];
}

/** What people decided, tied to the question by its hash; `record` says who decided, when and how. */
export interface Decision {
  readonly question: string;
  readonly answer: string;
  readonly record: string;
}

// ── Output ───────────────────────────────────────────────────────────────────────────────────────────────

export type Allocation = Allocated | DecisionNeeded | DecisionRefused;

interface Counted {
  readonly validVotes: number;
  /** At round 2 no quorum is required: `needed` is then `"0"`. */
  readonly quorum: { readonly required: boolean; readonly needed: string; readonly reached: boolean };
  /** Null when no seat can be allocated at all: quorum not reached, or no list. */
  readonly quotient: string | null;
  /** In the order of the input. */
  readonly lists: readonly ListResult[];
  readonly urns: readonly UrnResult[];
  readonly audience: Audience;
  readonly steps: readonly Step[];
}

export interface Allocated extends Counted {
  readonly status: 'allocated';
  readonly vacant: number;
  readonly secondRound: { readonly needed: boolean; readonly reasons: readonly SecondRoundReason[] };
}

/** The steps stop at the question; `lists` has the seats won so far and nobody elected. */
export interface DecisionNeeded extends Counted {
  readonly status: 'decision-needed';
  readonly question: DecisionQuestion;
}

export interface DecisionRefused {
  readonly status: 'decision-refused';
  readonly refusal: DecisionRefusal;
}

export interface DecisionRefusal {
  /** No such question in this count (a stale decision), an answer outside its options, or two decisions on one question. */
  readonly code: 'seats/decision-unknown' | 'seats/decision-not-an-option' | 'seats/decision-twice';
  readonly decision: Decision;
}

export type SecondRoundReason = 'no-list' | 'quorum-not-reached' | 'vacant-seats';

export interface ListResult {
  readonly id: string;
  readonly name: string;
  readonly ballots: number;
  /** Voix de la liste: exact average of its candidates' votes. */
  readonly votes: string;
  readonly seatsByQuotient: number;
  readonly seatsByAverage: number;
  readonly seats: number;
  /** Candidate ids, in the order of election. */
  readonly elected: readonly string[];
  readonly candidates: readonly CandidateResult[];
}

export interface CandidateResult {
  readonly id: string;
  readonly name: string;
  readonly strikes: number;
  /** Ballots of the list less all strikes, even under 10 %. */
  readonly votes: number;
  readonly elected: boolean;
}

export interface UrnResult {
  readonly id: string;
  readonly blank: number;
  readonly validVotes: number;
  readonly lists: readonly {
    readonly id: string;
    readonly ballots: number;
    readonly candidates: readonly { readonly id: string; readonly strikes: number; readonly votes: number }[];
  }[];
}

/** Measured at round 1 only, with or without quorum; empty at round 2. Shares are over the valid votes. */
export interface Audience {
  /** Ballots, strikes ignored (L2122-1); empty for suppléants. */
  readonly organisations: readonly OrganisationAudience[];
  /** Votes, strikes deducted (L2143-3). */
  readonly candidates: readonly CandidateAudience[];
}

export interface OrganisationAudience {
  readonly organisation: string;
  readonly votes: string;
  readonly share: string;
  readonly reaches10: boolean;
}

export interface CandidateAudience {
  readonly id: string;
  readonly list: string;
  readonly name: string;
  readonly votes: number;
  readonly share: string;
  readonly reaches10: boolean;
}

/**
 * A tie that no text decides: lists with the same average and the same votes, whose next candidates were born on
 * the same day. `hash` is the SHA-256 of the rest in canonical form: a decision for another count does not fit.
 */
export interface DecisionQuestion {
  readonly hash: string;
  readonly kind: 'bureau-decision' | 'drawing-of-lots';
  /** List ids, one of which is the answer. */
  readonly options: readonly string[];
  /** Which seat is at stake, from 1. */
  readonly seat: number;
  readonly average: string;
  readonly candidates: readonly TiedCandidate[];
  readonly standings: readonly Standing[];
  /** The question in French. */
  readonly text: string;
}

export interface TiedCandidate {
  readonly list: string;
  readonly candidate: string;
  readonly name: string;
  readonly born: string;
}

// ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────

export type Article =
  | 'D2011-636-8'
  | 'L2122-1'
  | 'L2143-3'
  | 'L2314-29'
  | 'R2314-19'
  | 'R2314-20'
  | 'R2314-21'
  | 'Soc. 82-60.336'
  | 'Soc. 11-18.912';

export type Step = StepEvidence & StepText;

/** A list as it stood before the change of a step. */
export interface Standing {
  readonly list: string;
  readonly name: string;
  readonly ballots: number;
  readonly votes: string;
  readonly seatsByQuotient: number;
  readonly seatsByAverage: number;
  /** Candidates who can still take a seat. */
  readonly candidatesLeft: number;
}

interface StepBase<Kind extends string> {
  readonly kind: Kind;
  /**
   * From 0 (the quorum; round 2 begins at 1) as the agreement numbers them (Domitia annex 2 §4.1.2); null for a
   * step that is not one of the calculation's: the addition of urns before it, the audience after it.
   */
  readonly number: number | null;
  readonly article: Article;
  readonly before: readonly Standing[];
}

export type StepEvidence =
  | UrnsAddedStep
  | QuorumStep
  | NoListStep
  | QuotientStep
  | ListVotesStep
  | AlreadyElectedStep
  | SeatsByQuotientStep
  | SeatByHighestAverageStep
  | ListExhaustedStep
  | VacantSeatsStep
  | ElectedStep
  | OrganisationAudienceStep
  | CandidateAudienceStep;

export interface UrnsAddedStep extends StepBase<'urns-added'> {
  readonly urns: readonly UrnResult[];
  readonly blank: number;
  readonly validVotes: number;
}

export interface QuorumStep extends StepBase<'quorum'> {
  readonly registered: number;
  readonly blank: number;
  readonly validVotes: number;
  readonly needed: string;
  readonly reached: boolean;
}

export interface NoListStep extends StepBase<'no-list'> {
  readonly seats: number;
  readonly round: 1 | 2;
}

export interface QuotientStep extends StepBase<'quotient'> {
  readonly validVotes: number;
  readonly seats: number;
  readonly quotient: string;
}

export interface ListVotesStep extends StepBase<'list-votes'> {
  readonly lists: readonly {
    readonly list: string;
    readonly ballots: number;
    readonly candidates: readonly {
      readonly candidate: string;
      readonly name: string;
      readonly strikes: number;
      readonly votes: number;
    }[];
    readonly total: number;
    readonly votes: string;
  }[];
}

export interface AlreadyElectedStep extends StepBase<'already-elected'> {
  readonly candidates: readonly {
    readonly list: string;
    readonly candidate: string;
    readonly name: string;
  }[];
}

export interface SeatsByQuotientStep extends StepBase<'seats-by-quotient'> {
  readonly quotient: string;
  readonly lists: readonly {
    readonly list: string;
    /** Voix ÷ quotient; null when the quotient is zero. */
    readonly ratio: string | null;
    /** Its whole part, before the cap. */
    readonly whole: number;
    /** What the list gets: no more than it has candidates left. */
    readonly seats: number;
  }[];
  readonly left: number;
}

export interface SeatByHighestAverageStep extends StepBase<'seat-by-highest-average'> {
  /** Which seat, from 1, counting those at the quotient. */
  readonly seat: number;
  /** Every list; the average of one that cannot take a seat any more is null. */
  readonly averages: readonly { readonly list: string; readonly average: string | null }[];
  readonly winner: string;
  readonly tie: Tie | null;
  readonly left: number;
}

/** How lists with the same average were told apart. */
export interface Tie {
  readonly lists: readonly string[];
  readonly settledBy: TieRule;
  /** The lists still tied when the rule was applied. */
  readonly remaining: readonly string[];
  /** The next candidate of each list compared by age; empty when age was not reached. */
  readonly candidates: readonly TiedCandidate[];
  readonly decision: Decision | null;
}

/** `enough-seats`: as many seats left as lists still tied, so that their order changes nothing. */
export type TieRule = 'enough-seats' | 'votes' | 'age' | 'decision';

export interface ListExhaustedStep extends StepBase<'list-exhausted'> {
  readonly lists: readonly string[];
  readonly left: number;
  /** Whether another list can still take a seat. */
  readonly others: boolean;
}

export interface VacantSeatsStep extends StepBase<'vacant-seats'> {
  readonly vacant: number;
  readonly round: 1 | 2;
}

export interface ElectedStep extends StepBase<'elected'> {
  readonly lists: readonly {
    readonly list: string;
    readonly seats: number;
    /** In the order of election: most retained votes first, then the order of presentation. */
    readonly candidates: readonly ElectedRow[];
  }[];
}

export interface ElectedRow {
  readonly candidate: string;
  readonly name: string;
  readonly sex: Sex;
  readonly strikes: number;
  /** At least 10 % of the ballots of the list. */
  readonly strikesCounted: boolean;
  readonly retainedVotes: number;
  readonly alreadyElected: boolean;
  readonly elected: boolean;
}

export interface OrganisationAudienceStep extends StepBase<'organisation-audience'> {
  readonly validVotes: number;
  readonly organisations: readonly OrganisationAudience[];
}

export interface CandidateAudienceStep extends StepBase<'candidate-audience'> {
  readonly validVotes: number;
  readonly candidates: readonly CandidateAudience[];
}

// ── What a step says in French ───────────────────────────────────────────────────────────────────────────

export interface StepText {
  readonly title: string;
  /** The rule, in one or two sentences. */
  readonly text: string;
  /** The article in words, for example « Code du travail, article R. 2314-19 ». */
  readonly source: string;
  readonly terms: readonly { readonly term: string; readonly definition: string }[];
  readonly table: StepTable;
  readonly conclusion: string;
}

export interface StepTable {
  readonly columns: readonly { readonly label: string; readonly numeric: boolean }[];
  /** As many cells as columns. `won` marks the row that the step gives something to. */
  readonly rows: readonly { readonly cells: readonly string[]; readonly won?: boolean }[];
}
