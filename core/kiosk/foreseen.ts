/**
 * Everything that a kiosk may say of an election before it knows any voter: the same screens, walked through without
 * anyone, so that their sounds can be made ahead. What depends on a voter (a name, a proof of vote, a refusal) is not
 * here and is spoken when it comes; so is any order of lists that is drawn at each display.
 */
import type { Language } from '../language.ts';
import type { KioskSite } from './api.ts';
import { goTo, newPassage, type At, type Passage, type PassageBallot, type Progress } from './passage.ts';
import { usualSettings } from './settings.ts';
import { everyCharacterName, longestSpoken } from './pronunciation/pronunciation.ts';
import { introduction, invitations, saidWhole, spokenRate, spokenVolume } from './said.ts';
import { screenOf } from './screens.ts';
import { itemsOf } from './screen.ts';
import { rates, volumesDb } from './sound.ts';
import { sentencesOf, spokenItem, spokenTyping, spokenWarning } from './spoken.ts';
import type { Phrase } from './text.ts';
import { wordsOf } from './words/catalogue.ts';

/** @param ballots of every contest, with names and titles as they are shown. */
export function foreseenTexts(site: KioskSite, ballots: readonly PassageBallot[]): readonly Phrase[] {
  const said = site.languages.flatMap((language) => foreseenIn(language, site, ballots));
  const known = new Map(said.map((phrase) => [`${phrase.language} ${phrase.text}`, phrase]));
  return [...known.values()].filter(({ text }) => text.length <= longestSpoken);
}

function foreseenIn(
  language: Language,
  site: KioskSite,
  ballots: readonly PassageBallot[],
): readonly Phrase[] {
  const settings = { ...usualSettings, language, sound: true };
  const start: Passage = { ...newPassage(site), hearing: 'ready', settings };
  const passages = [...withoutBallot(start), ...ballots.flatMap((ballot) => withBallot(start, ballot))];
  const warning = spokenWarning({ ...start, warnedMs: 0 }) ?? '';
  return [
    ...invitations(start),
    ...introduction(language),
    { text: wordsOf(language).spoken.unsaid, language },
    ...everyCharacterName(language),
    ...volumesDb.map((volumeDb) => spokenVolume({ volumeDb, language })),
    ...rates.map((rate) => spokenRate({ rate, language })),
    ...sentencesOf(warning, language),
    ...sentencesOf(wordsOf(language).contests.late, language),
    ...passages.flatMap(textsOf),
  ];
}

/** Of one screen: itself, each of its items in focus, and what answers each character typed. */
export function textsOf(passage: Passage): readonly Phrase[] {
  const screen = screenOf(passage);
  const { entry, language } = screen;
  const counts =
    entry === null ? [] : Array.from({ length: entry.length + 1 }, (_, filled) => ({ ...entry, filled }));
  return [
    ...saidWhole({ screen, passage: { ...passage, focus: null } }),
    ...itemsOf(screen).flatMap((_, place) => spokenItem(screen, place)),
    ...counts.slice(1).map((filled) => spokenTyping(filled, 'typed', language)),
    ...counts.slice(0, -1).map((filled) => spokenTyping(filled, 'erased', language)),
  ];
}

function withoutBallot(start: Passage): Passage[] {
  const settings = { ...start, settingsOpen: true };
  const at = (...names: readonly At[]) => names.map((name) => goTo(start, name));
  const typed = [goTo(start, 'letter', { typed: '0' }), goTo(start, 'identity', { typed: '0' })];
  return [
    start,
    settings,
    ...volumesDb.map((volumeDb) => ({ ...settings, settings: { ...start.settings, volumeDb } })),
    ...rates.map((rate) => ({ ...settings, settings: { ...start.settings, rate } })),
    ...at('letter', 'identity', 'login-secret', 'signing-in', 'contests', 'opening', 'bureau'),
    ...typed,
    ...(['little', 'last'] as const).map((timeLeft) => goTo(start, 'identity', { timeLeft })),
    goTo(start, 'leaving'),
    ...lastScreens(start),
  ];
}

/** However it ended, and whatever became of one or two votes. */
function lastScreens(start: Passage): Passage[] {
  const known = [0, 1, 2].flatMap((recorded) =>
    [null, 0, 1, 2].map((remaining) => ({ recorded, remaining, doubt: null })),
  );
  const doubtful = [0, 1].flatMap((recorded) =>
    (['unknown-fate', 'receipt-refused'] as const).map((doubt) => ({ recorded, doubt })),
  );
  return (['finished', 'left', 'idle', 'too-long'] as const).flatMap((ending) =>
    [...known, ...doubtful].map((votes) => goTo(start, 'wiped', { ...votes, ending })),
  );
}

const steps: readonly Progress[] = ['preparing', 'recording', 'retrying'];

function withBallot(start: Passage, ballot: PassageBallot): Passage[] {
  const voting = { ...start, ballot };
  const perList = ballot.lists.flatMap(({ index, candidates }) =>
    [[], candidates.map((_, place) => place)].flatMap((struck) => {
      const chosen = { selected: index, struck };
      return [
        goTo(voting, 'choose', chosen),
        ...(ballot.strikes ? [goTo(voting, 'strike', chosen)] : []),
        goTo(voting, 'review', chosen),
      ];
    }),
  );
  return [
    goTo(voting, 'choose'),
    goTo(voting, 'candidates'),
    goTo(voting, 'choose', { selected: 'blank' }),
    ...perList,
    goTo(voting, 'review', { selected: 'blank' }),
    goTo(voting, 'secret'),
    ...steps.map((progress) => goTo(voting, 'recording', { progress })),
    goTo(voting, 'receipt', { tracker: '' }),
    goTo({ ...voting, printer: 'ready' }, 'receipt', { tracker: '' }),
    goTo(voting, 'unknown-fate', { tracker: '' }),
    goTo(voting, 'receipt-refused', { tracker: '' }),
  ];
}
