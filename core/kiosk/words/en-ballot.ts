/**
 * What is said in English of a ballot and of what became of a vote. The same care as in French: every choice has the same
 * words, and « recorded » is never said without knowing. « Vote blanc » stays as it is on the ballot, with its meaning.
 */
import { BLANK_VOTE } from '../../belenios/question.ts';
import type { Phrase } from '../text.ts';
import type { BallotWords, OutcomeWords } from './words.ts';

const french = (text: string): Phrase => ({ text, language: 'fr' });

export const ballot: BallotWords = {
  choose: 'Choose one list, or the blank vote',
  chooseNote: 'You can change your mind until you confirm.',
  alone: 'The person who helps you does not need to know your choice: you can ask this person to step away.',
  blank: [french(BLANK_VOTE), ' (blank vote)'],
  noList: 'No list',
  candidates: (count) => (count === 1 ? '1 candidate' : `${count} candidates`),
  chosen: 'chosen',
  read: 'Read the names of the candidates',
  everyone: 'The candidates of each list',
  nothingChosen: 'You have not chosen anything yet.',
  continued: (list) => [french(list), ' (continued)'],
  backToChoice: 'Back to the choice',
  strike: 'Do you keep all the names?',
  strikeNote: (list) => [
    'You are voting for the list ',
    french(list),
    '. To strike out a name, choose it: that person will not get your vote. You do not have to.',
  ],
  allStruck: 'You have struck out all the names: your vote will be a blank vote.',
  kept: 'kept',
  struck: 'struck out',
  continue: 'Continue',
  continueBlank: 'Continue with a blank vote',
  restore: 'Put all the names back',
  otherList: 'Choose another list',
  review: 'Check your vote',
  votesFor: (list) => ['You are voting for the list ', french(list), '.'],
  votesBlank: 'You are casting a blank vote. No list gets your vote. You are counted as having taken part.',
  votesBlankByStrikes: (list) => [
    'You have struck out all the names of the list ',
    french(list),
    '. Your vote is a blank vote.',
  ],
  notYet: 'Nothing is recorded yet.',
  isMine: 'Yes, this is my vote',
  change: 'Change my choice',
  secret: (unit, length) => `Your secret code, to confirm (${length} ${unit}s)`,
  secretNote: 'It is on the letter you received.',
  secretHelped: 'Type it without showing it: it is yours alone.',
  cast: 'Confirm my vote for good',
};

export const outcome: OutcomeWords = {
  recording: 'Your vote is being recorded',
  progress: {
    preparing: 'The kiosk is encrypting your ballot.',
    recording: 'Your encrypted ballot is on its way to the ballot box.',
    retrying: 'The answer is late. The kiosk is sending the same ballot again: it will count only once.',
  },
  stayHere: 'Stay in front of the kiosk.',
  recorded: 'Your vote is recorded',
  recordedNotes: [
    'It is in the ballot box, encrypted. Nobody will be able to know whom you voted for.',
    'Here is your proof of vote: with it, you can find your ballot in the ballot box. It does not show your choice. Write it down if you wish.',
  ],
  printing: {
    printing: 'The kiosk is printing it.',
    printed: 'It is printed: take the paper. Your choice is not on it.',
    failed: 'The printer could not print it: write it down, or try again.',
  },
  print: 'Print the proof of vote',
  spell: 'Hear the proof of vote, one character at a time',
  next: (contest) => ['Next ballot: ', french(contest)],
  unknown: 'We do not know yet whether your vote is recorded',
  unknownNotes: (phone) => [
    'Your encrypted ballot was sent, but no answer came back.',
    'Try again: the same ballot will be sent, and it will count only once.',
    `If that is not enough, write down this proof of vote and call the help line (${phone}): the kiosk will not keep it.`,
  ],
  refused: 'The acknowledgement is not that of your ballot',
  refusedNotes: (phone) => [
    'The system answers that your vote is recorded, but its acknowledgement does not match the ballot that this kiosk encrypted. We cannot assure you that your vote is in the ballot box.',
    `Write down this proof of vote and tell the polling officers or the help line (${phone}) at once.`,
  ],
  notRecorded: 'Your vote is not recorded',
  stopped: 'We cannot go on',
  again: 'Try again',
  tooLate: 'There is not enough time left to try again here.',
  contests: 'Back to my ballots',
  restart: 'Start again',
};
