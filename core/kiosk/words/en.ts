/**
 * What a voter's passage says in English, for an employee who reads French badly: short plain sentences, no word of
 * cryptography but what French says too. Words of the ballot stay in French, and are marked as such (decision 046).
 */
import { ballot, outcome } from './en-ballot.ts';
import { englishDateTime } from './en-dates.ts';
import { problem } from './en-problems.ts';
import { spoken } from './en-spoken.ts';
import type { Words } from './words.ts';

export const en: Words = {
  name: 'English',
  goOn: 'continue in English',
  invitation: 'For English, press the down key until you hear English, then press Enter.',
  quote: (words) => [{ text: words, language: 'fr' }],
  typeset: (words) =>
    words
      .replace(/(?<!\d)0\d(?: \d\d){4}(?!\d)/g, (phone) => phone.replaceAll(' ', '\u00a0'))
      .replaceAll("'", '’'),
  page: {
    title: 'Voting kiosk',
    foot: (closesMs, phone) => `Voting ends on ${englishDateTime(closesMs)}. Help: ${phone}.`,
    turns: {
      previous: 'Previous page',
      next: 'Next',
      place: (page, of) => `Page ${page} of ${of}`,
    },
    settings: 'Settings',
    back: 'Back',
    confirm: 'Enter',
    leave: 'Leave',
    wait: 'One moment',
    warning: (seconds) =>
      `Are you still there? Press any key. Otherwise everything will be erased in ${seconds} seconds.`,
    timeLeft: (minutes) =>
      `You have less than ${minutes === 1 ? 'one minute' : `${minutes} minutes`} left. What is not confirmed by then will be erased.`,
  },
  welcome: {
    outOfOrder: 'This kiosk is out of order for the moment',
    resumes: 'It will start again by itself.',
    elsewhere: (phone) =>
      `Meanwhile, you can vote on the voting website, from another device.${phone === null ? '' : ` Help: ${phone}.`}`,
    opens: (opensMs) => `Voting will open on ${englishDateTime(opensMs)}.`,
    closed: 'Voting is closed: it is no longer possible to vote.',
    title: 'Hello. Hold your letter in front of the reader',
    privacy: 'Check that nobody can see your screen. Nothing of yours will be left here.',
    soundIsOn: 'Everything is said in the headphones. You can switch the sound off in Settings.',
    noSound: 'There is no sound on this kiosk.',
    notReal: {
      demonstration: 'Demonstration: these votes do not count.',
      rehearsal: 'Rehearsal: these votes do not count.',
    },
    type: 'Type my identifier',
    listen: 'Listen, without the screen',
  },
  settings: {
    title: 'Settings',
    note: 'They go back to normal when you have finished. What you have chosen stays chosen.',
    textSize: 'Text size',
    textSizes: { small: 'small', medium: 'medium', large: 'large', largest: 'very large' },
    contrast: 'Colours',
    contrasts: { paper: 'ink on paper', light: 'black on white', dark: 'white on black' },
    sound: 'Sound',
    soundOn: 'everything is said in the headphones',
    silence: {
      ready: 'off',
      unplugged: 'plug in headphones',
      unavailable: 'not available on this kiosk',
    },
    volume: 'Loudness',
    rate: 'Speed of the voice',
    company: 'Help',
    companies: { alone: 'I vote without help', helped: 'someone is helping me' },
    close: 'Go back',
    bureau: 'Polling officers',
  },
  signIn: {
    letter: 'Hold up your letter, or type your identifier',
    letterNote: 'It is printed on the letter you received: sixteen characters, in groups of four.',
    birthDate: 'Your date of birth',
    matricule: 'Your employee number',
    known: 'Your letter is recognised.',
    birthDateNote: 'Type the day, the month and the year, for example 07 11 1968 for 7 November 1968.',
    matriculeNote: 'Type your employee number (matricule), as your employer gave it to you.',
    secret: 'Your secret code',
    secretNote: 'You will be asked for it a second time to vote.',
    checking: 'The kiosk is checking that it is really you.',
    entry: {
      identifier: 'Your identifier',
      date: 'Day, month, year',
      matricule: 'Your employee number',
      secret: 'Your secret code',
      filled: (unit, filled, of) => {
        const typed = `${filled} ${unit}${filled === 1 && of === null ? '' : 's'} typed`;
        return of === null ? typed : `${filled} of ${of} ${unit}s typed`;
      },
      erase: 'Erase',
      hear: 'Hear what I have typed',
    },
  },
  contests: {
    title: 'Choose a ballot',
    left: (contests) => (contests === 1 ? 'You have one ballot left.' : `You have ${contests} ballots left.`),
    notYou: 'If this is not your name, leave and call the help line.',
    nothing: 'You have no more votes to cast here',
    nothingNote: 'If you did not vote, or if this is not your name, call the help line.',
    late: 'There is not enough time left for another ballot',
    states: {
      voted: 'you have voted',
      suspended: 'voting is suspended',
      open: 'not voted yet',
      closed: 'voting is closed',
    },
    finish: 'I have finished',
    opening: 'The kiosk is opening your ballot paper.',
    leaving: 'Do you want to leave the kiosk?',
    stay: 'Stay',
  },
  end: {
    thanks: 'Thank you. Everything is erased',
    wiped: 'Everything is erased',
    ending: {
      finished: 'You have finished.',
      left: 'You left the kiosk.',
      idle: 'Nobody answered: for safety, the kiosk has stopped here.',
      'too-long': 'The time allowed at the kiosk is over: it has stopped here.',
    },
    recorded: (votes) => {
      if (votes === 0) return 'No vote was recorded this time.';
      return votes === 1 ? 'One vote was recorded this time.' : `${votes} votes were recorded this time.`;
    },
    doubt: (doubt, others, phone) =>
      doubt === 'unknown-fate'
        ? [
            `We do not know whether your ${others ? 'last ' : ''}vote is recorded.`,
            'Come back to a kiosk, or go to the voting website: it will tell you. It will count only once.',
          ]
        : [
            `We do not know whether your ${others ? 'last ' : ''}vote is in the ballot box.`,
            `Tell the polling officers or the help line (${phone}) at once.`,
          ],
    comeBack: (contests) =>
      contests === null
        ? 'You can come back and vote, with your letter, before voting ends.'
        : `You have ${contests === 1 ? 'one ballot' : `${contests} ballots`} left: you can come back and vote, with your letter, before voting ends.`,
    nothingLeft: 'Nothing of yours is left on this kiosk. Take your letter with you.',
    finish: 'Finish',
  },
  ballot,
  outcome,
  problem,
  spoken,
  receipt: {
    title: 'PROOF OF VOTE',
    lines: [
      'With it you can find your ballot',
      'in the electronic ballot box.',
      'It does not tell your choice.',
    ],
  },
};
