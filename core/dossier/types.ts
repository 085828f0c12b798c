/**
 * The election as the pre-election agreement writes it (dossier de vote: Domitia annex 2 §1.4, annex 3 phase 1),
 * after reading and validation. Everything here is sealed. Money, codes, keys, votes and sign-offs are not here.
 * Dates are ISO `YYYY-MM-DD`; instants are milliseconds since the epoch, named `…Ms`.
 */

import type { Language } from '../language.ts';
import type { Role } from '../lifecycle/round.ts';
import type { Rights } from '../lifecycle/rights.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Employee number (matricule): unique in the roll, the key of an elector everywhere. */
export type ElectorId = Branded<'ElectorId'>;
export type CollegeId = Branded<'CollegeId'>;
/** Scrutin: one college × one seat type × one round, for example `c1-titulaires`. */
export type ContestId = Branded<'ContestId'>;
/** One Belenios election; a contest id, or `<contest>.public` / `<contest>.private` for an OPH. */
export type UrnId = Branded<'UrnId'>;
export type ListId = Branded<'ListId'>;
export type CandidateId = Branded<'CandidateId'>;
export type BureauId = Branded<'BureauId'>;
/** Of a group of key holders; unique over all bureaus. */
export type KeyGroupId = Branded<'KeyGroupId'>;
/** `YYYY-MM-DD`, a real date. */
export type IsoDate = Branded<'IsoDate'>;

export type Sex = 'F' | 'M';
export type Civility = 'Mme' | 'M.';
export type SeatType = 'titulaire' | 'suppleant';
/** Status that sends an elector to the public or the private urn of an OPH (decree 2011-636, article 8). */
export type StaffStatus = 'public' | 'private';

export interface Dossier {
  readonly title: string;
  readonly organisation: Organisation;
  readonly help: { readonly phone: string; readonly hours: string; readonly price: string };
  readonly regime: 'cse';
  readonly round: 1 | 2;
  /** The calendar of this dossier's round. */
  readonly calendar: Calendar;
  /** In the dossier of a first round, the dates agreed for a second one; else null. */
  readonly secondRound: Calendar | null;
  readonly ballot: BallotRules;
  readonly access: AccessRules;
  readonly keys: KeyRules;
  readonly secrecy: { readonly minimumUrn: number };
  /**
   * Whether electors follow the turnout of their contests while they vote (for the roles, see `rights`), and how often all
   * but the bureau get new figures: 10 to 1440 minutes, in tens.
   */
  readonly turnout: { readonly electors: boolean; readonly everyMinutes: number };
  /** Who the watch writes to, and the hours of its summaries, as `HH:MM` of Paris. */
  readonly alerts: {
    readonly emails: readonly string[];
    /** E.164: « +33612345678 ». */
    readonly phones: readonly string[];
    readonly summaryHours: readonly string[];
  };
  /** What each role may see and do; never more than the law (core/lifecycle/rights.ts). */
  readonly rights: Rights;
  readonly login: LoginRules;
  /** Whether a bureau needs the organising authority's authorisation to suspend, resume or extend (R211-541 2° b). */
  readonly decisions: { readonly authorisation: 'none' | 'required' };
  /** Languages that a voter may choose from at a kiosk, French first. */
  readonly kiosk: { readonly languages: readonly Language[] };
  /** How often the appliance checks its seal by itself, while the vote is prepared and open. */
  readonly seal: { readonly checkEveryMinutes: number };
  /** The software that the expert examined, as 64 hexadecimal digits or a code of 24 characters, and his report. */
  readonly expertise: { readonly software: string; readonly report: string } | null;
  readonly colleges: readonly College[];
  readonly contests: readonly Contest[];
  readonly bureaus: readonly Bureau[];
  readonly roles: readonly RoleHolder[];
  readonly lists: readonly CandidateList[];
  readonly roll: readonly Elector[];
  /** Facts the reader should know, written in the dossier itself (for example: « répartition par statut inventée »). */
  readonly notes: readonly string[];
}

export interface Organisation {
  readonly name: string;
  /** Two or three letters shown where there is no logo. */
  readonly mark: string;
  readonly address: readonly string[];
  readonly siret: string;
  readonly idcc: string | null;
  readonly headcount: number;
  readonly previousElection: IsoDate | null;
}

export interface Calendar {
  readonly opensMs: number;
  readonly closesMs: number;
  /** Time left to finish a vote begun before closing (Domitia article 19: 5 minutes). */
  readonly graceMs: number;
}

export interface BallotRules {
  readonly strikes: boolean;
  /** Alphabetical (Domitia article 19), or drawn anew for each display (GEPOR article 14). */
  readonly listOrder: 'alphabetical' | 'random';
}

export interface AccessRules {
  readonly challenge: 'birthDate' | 'matricule';
  /** The secret is also asked at login (GEPOR article 14), not only at each vote (Domitia article 19). */
  readonly secretAtLogin: boolean;
  readonly secret: {
    readonly alphabet: 'digits' | 'crockford';
    readonly length: number;
    /** `sameLetter` is a derogation to the two channels, shown at sealing. */
    readonly channel: 'secondLetter' | 'sameLetter';
  };
  /** Errors in a row before a temporary refusal, and its length. */
  readonly attempts: { readonly max: number; readonly lockMinutes: number };
}

export interface LoginRules {
  /** When the roles give a one-time code beside their password: in a real election, or in a demonstration too. */
  readonly oneTimeCode: 'real' | 'always';
}

export interface KeyRules {
  /** Of the public service: who holds fragments and how the urns open is fragments.ts (R211-545, R211-573). */
  readonly rules: 'company' | 'publicService';
  /** A decryption key of the appliance's own, beside those of the holders. */
  readonly applianceKey: boolean;
  /** What each holder keeps the key in, and a second one in case the first fails. */
  readonly carrier: KeyCarrier;
  readonly backup: KeyCarrier | null;
  /** What each holder opens once at the check of possession: the main carrier alone, or the backup too. */
  readonly prove: 'main' | 'every';
}

/** A sequence copied on paper, or a key token. */
export type KeyCarrier = 'paper' | 'token';

export interface College {
  readonly id: CollegeId;
  readonly name: string;
  readonly ordinal: number;
}

export interface Contest {
  readonly id: ContestId;
  readonly college: CollegeId;
  readonly seat: SeatType;
  readonly seats: number;
  readonly bureau: BureauId;
  /** One urn, or two when the staff status of an OPH is counted apart. */
  readonly urns: readonly Urn[];
}

export interface Urn {
  readonly id: UrnId;
  readonly staff: StaffStatus | null;
}

/** Who makes up a bureau: those named, those whom their age calls, or those named with functions drawn by lot. */
export type BureauComposition = 'named' | 'age' | 'lot';

export interface Bureau {
  readonly id: BureauId;
  readonly name: string;
  readonly composition: BureauComposition;
  readonly members: readonly BureauMember[];
  /** At least one. The urns open when every group has reached its threshold. */
  readonly groups: readonly KeyGroup[];
}

/** Holders who make one threshold key together; each holds one share of it. */
export interface KeyGroup {
  readonly id: KeyGroupId;
  readonly name: string;
  readonly threshold: number;
  /** Accounts of members, in the order of the shares; a member may be there twice (R211-545: two shares at most). */
  readonly holders: readonly string[];
}

/** What a member is in a bureau: named by R211-537, or Domitia article 12 for the assessors. */
export const memberFunctions = ['president', 'secretary', 'assessor', 'delegate', 'substitute'] as const;
export type MemberFunction = (typeof memberFunctions)[number];

export interface BureauMember {
  /** Account name of the member, for example `bureau-1-president`. */
  readonly account: string;
  readonly function: MemberFunction;
  /** Of a substitute: the account of who is replaced. Else null. */
  readonly replaces: string | null;
  /** Of a delegate: the list, as in lists.csv (`cgt`). Else null. */
  readonly list: string | null;
  readonly civility: Civility;
  readonly firstName: string;
  readonly lastName: string;
  readonly elector: ElectorId | null;
}

/** Everyone with a role page who is not in a bureau. */
export interface RoleHolder {
  readonly account: string;
  readonly role: Exclude<Role, 'bureau'>;
  readonly firstName: string;
  readonly lastName: string;
  /** What an observer follows; null for every contest, and for the other roles. */
  readonly perimeter: Perimeter | null;
}

/** Contests named, those of some colleges, and those where some lists stand: together. */
export interface Perimeter {
  readonly contests: readonly ContestId[];
  readonly colleges: readonly CollegeId[];
  /** Identifiers of lists as in lists.csv, whatever the contest (`cgt`). */
  readonly lists: readonly string[];
}

export interface CandidateList {
  readonly id: ListId;
  readonly contest: ContestId;
  readonly name: string;
  readonly affiliation: string | null;
  /** Organisations of the list and their share of its votes (L2122-3), as exact fractions `n/d` that add up to 1. */
  readonly split: readonly { readonly organisation: string; readonly share: string }[];
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly id: CandidateId;
  readonly elector: ElectorId | null;
  readonly civility: Civility;
  readonly firstName: string;
  readonly lastName: string;
  readonly sex: Sex;
  readonly born: IsoDate;
}

export interface Elector {
  readonly id: ElectorId;
  readonly college: CollegeId;
  readonly civility: Civility;
  readonly firstName: string;
  readonly lastName: string;
  readonly sex: Sex;
  readonly born: IsoDate;
  readonly entered: IsoDate;
  readonly eligible: boolean;
  readonly staff: StaffStatus | null;
  readonly address: readonly string[];
  readonly email: string | null;
  readonly mobile: string | null;
}
