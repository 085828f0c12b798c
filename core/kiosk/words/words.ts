/**
 * Everything that a voter's passage says, in one language: a catalogue has all of it or does not compile. Words only: what
 * is shown when is decided by the screens. Words of the ballot reach a catalogue as they are sealed and are given back
 * through `quote`. The screens of a bureau (bureau-screens.ts) and the notices of IT are not the voter's and are not here.
 */
import type { Problem } from '../problem.ts';
import type { Doubt } from '../last-words.ts';
import type { Ending, Progress } from '../passage.ts';
import type { Contrast, TextSize } from '../settings.ts';
import type { Entry } from '../screen.ts';
import type { Hearing } from '../sound.ts';
import type { Text } from '../text.ts';

export interface Words {
  /** Of the language, in itself: « Français ». */
  readonly name: string;
  /** What choosing it does. */
  readonly goOn: string;
  /** Said first where there are several languages: how to have this one. */
  readonly invitation: string;
  /** Words of the ballot, of the election or of a person, which stay in French. */
  readonly quote: (words: string) => Text;
  /** Spaces and apostrophes as this language sets them. */
  readonly typeset: (words: string) => string;
  readonly page: PageWords;
  readonly welcome: WelcomeWords;
  readonly settings: SettingsWords;
  readonly signIn: SignInWords;
  readonly contests: ContestsWords;
  readonly end: EndWords;
  readonly ballot: BallotWords;
  readonly outcome: OutcomeWords;
  readonly problem: (problem: Problem) => Text;
  readonly spoken: SpokenWords;
  readonly receipt: ReceiptWords;
}

export interface PageWords {
  /** Of the browser's document. */
  readonly title: string;
  /** Always in view: until when, and whom to call. */
  readonly foot: (closesMs: number, phone: string) => string;
  readonly turns: {
    readonly previous: string;
    readonly next: string;
    readonly place: (page: number, of: number) => string;
  };
  readonly settings: string;
  readonly back: string;
  readonly confirm: string;
  readonly leave: string;
  readonly wait: string;
  readonly warning: (seconds: number) => string;
  /** That the passage ends in less than so many minutes, and what it takes away. */
  readonly timeLeft: (minutes: number) => string;
}

export interface WelcomeWords {
  readonly outOfOrder: string;
  readonly resumes: string;
  /** `phone` is null while nothing is known of the election. */
  readonly elsewhere: (phone: string | null) => string;
  readonly opens: (opensMs: number) => string;
  readonly closed: string;
  readonly title: string;
  readonly privacy: string;
  readonly soundIsOn: string;
  readonly noSound: string;
  readonly notReal: Readonly<Record<'demonstration' | 'rehearsal', string>>;
  readonly type: string;
  readonly listen: string;
}

export interface SettingsWords {
  readonly title: string;
  readonly note: string;
  readonly textSize: string;
  readonly textSizes: Readonly<Record<TextSize, string>>;
  readonly contrast: string;
  readonly contrasts: Readonly<Record<Contrast, string>>;
  readonly sound: string;
  readonly soundOn: string;
  readonly silence: Readonly<Record<Hearing, string>>;
  readonly volume: string;
  readonly rate: string;
  readonly company: string;
  readonly companies: Readonly<Record<'alone' | 'helped', string>>;
  readonly close: string;
  readonly bureau: string;
}

export interface SignInWords {
  readonly letter: string;
  readonly letterNote: string;
  readonly birthDate: string;
  readonly matricule: string;
  readonly known: string;
  readonly birthDateNote: string;
  readonly matriculeNote: string;
  readonly secret: string;
  readonly secretNote: string;
  readonly checking: string;
  readonly entry: {
    readonly identifier: string;
    readonly date: string;
    readonly matricule: string;
    readonly secret: string;
    /** « 3 chiffres saisis sur 5 »; `of` is null where any number will do. */
    readonly filled: (unit: Entry['unit'], filled: number, of: number | null) => string;
    readonly erase: string;
    readonly hear: string;
  };
}

export interface ContestsWords {
  readonly title: string;
  readonly left: (contests: number) => string;
  readonly notYou: string;
  readonly nothing: string;
  readonly nothingNote: string;
  /** Too late in a passage to open another ballot. */
  readonly late: string;
  readonly states: Readonly<Record<'voted' | 'suspended' | 'open' | 'closed', string>>;
  readonly finish: string;
  readonly opening: string;
  readonly leaving: string;
  readonly stay: string;
}

export interface EndWords {
  readonly thanks: string;
  readonly wiped: string;
  /** Why a passage ended, before what became of the votes. */
  readonly ending: Readonly<Record<Ending, string>>;
  /** What the passage left in the urn; said only when that is known. */
  readonly recorded: (votes: number) => string;
  /** Of the last ballot sent, after what is known of `others`. */
  readonly doubt: (doubt: Doubt, others: boolean, phone: string) => readonly string[];
  /** For so many contests; null when it is not known which. */
  readonly comeBack: (contests: number | null) => string;
  readonly nothingLeft: string;
  readonly finish: string;
}

export interface BallotWords {
  readonly choose: string;
  readonly chooseNote: string;
  /** For who is helped: the choice is still the voter's alone. */
  readonly alone: string;
  /** The ballot's own term, and what it means. */
  readonly blank: Text;
  readonly noList: string;
  readonly candidates: (count: number) => string;
  readonly chosen: string;
  readonly read: string;
  readonly everyone: string;
  readonly nothingChosen: string;
  readonly continued: (list: string) => Text;
  readonly backToChoice: string;
  readonly strike: string;
  readonly strikeNote: (list: string) => Text;
  readonly allStruck: string;
  readonly kept: string;
  readonly struck: string;
  readonly continue: string;
  readonly continueBlank: string;
  readonly restore: string;
  readonly otherList: string;
  readonly review: string;
  readonly votesFor: (list: string) => Text;
  readonly votesBlank: string;
  readonly votesBlankByStrikes: (list: string) => Text;
  readonly notYet: string;
  readonly isMine: string;
  readonly change: string;
  readonly secret: (unit: Entry['unit'], length: number) => string;
  readonly secretNote: string;
  readonly secretHelped: string;
  readonly cast: string;
}

export interface OutcomeWords {
  readonly recording: string;
  readonly progress: Readonly<Record<Progress, string>>;
  readonly stayHere: string;
  readonly recorded: string;
  readonly recordedNotes: readonly string[];
  readonly printing: Readonly<Record<'printing' | 'printed' | 'failed', string>>;
  readonly print: string;
  readonly spell: string;
  readonly next: (contest: string) => Text;
  readonly unknown: string;
  readonly unknownNotes: (phone: string) => readonly string[];
  readonly refused: string;
  readonly refusedNotes: (phone: string) => readonly string[];
  readonly notRecorded: string;
  readonly stopped: string;
  readonly again: string;
  readonly tooLate: string;
  readonly contests: string;
  readonly restart: string;
}

export interface SpokenWords {
  /** How to use the sound, when it begins. */
  readonly introduction: readonly string[];
  /** In the place of a sentence that could not be made, so that nothing is left out in silence. */
  readonly unsaid: string;
  readonly lines: (count: number) => string;
  readonly goOn: string;
  readonly place: (at: number, of: number) => string;
  /** After a character typed or erased: that it was, and how many there are (`of` null where any will do). */
  readonly typing: (done: Entry['unit'] | 'erased', filled: number, of: number | null) => string;
  readonly volume: (at: number, of: number) => string;
  readonly rate: (at: number, of: number) => string;
}

/** On paper, in ASCII. */
export interface ReceiptWords {
  readonly title: string;
  readonly lines: readonly string[];
}
