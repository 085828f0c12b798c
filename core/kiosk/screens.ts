/**
 * The screen of each state of a passage, in the voter's language: which words stand where (the words are the catalogue's,
 * words/words.ts; the screens of one ballot are in ballot-screens.ts). A pure function of the passage, so that screen,
 * sound and tests say the same.
 */
import type { Language } from '../language.ts';
import { assertNever } from '../result.ts';
import type { KioskSite } from './api.ts';
import { boardScreen, bureauScreen } from './bureau-screens.ts';
import {
  candidatesScreen,
  chooseScreen,
  reviewScreen,
  secretScreen,
  strikeScreen,
} from './ballot-screens.ts';
import { openContests, unvotedContests } from './contests.ts';
import { comeBack, lastWords } from './last-words.ts';
import { outcomeScreen } from './outcome-screens.ts';
import { isServing, type Passage } from './passage.ts';
import { item, type Item, type Screen } from './screen.ts';
import { identityScreen, letterScreen, loginSecretScreen, placeOf, soundLine } from './sign-in-screens.ts';
import { languagePrefix, otherLanguages } from './change-settings.ts';
import { rates, volumesDb } from './sound.ts';
import { phrasesOf, piecesOf, type Text } from './text.ts';
import { minutesLeft } from './time-left.ts';
import { wordsOf } from './words/catalogue.ts';

type Drawn = Partial<Screen> & Pick<Screen, 'title'>;

export function screenOf(passage: Passage): Screen {
  const language = languageOf(passage);
  const { page, outcome, problem } = wordsOf(language);
  const drawn = passage.settingsOpen ? settingsScreen(passage) : drawnOf(passage);
  const actions = [
    ...(drawn.actions ?? []),
    ...(passage.tracker !== null && passage.settings.sound ? [item('spell', outcome.spell, 'quiet')] : []),
    ...(hasSettings(passage) ? [item('settings', page.settings, 'quiet')] : []),
  ];
  return {
    language,
    context: drawn.context ?? null,
    title: typeset(drawn.title, language),
    problem: noticed(passage, passage.problem === null ? null : typeset(problem(passage.problem), language)),
    lines: (drawn.lines ?? []).map((line) => typeset(line, language)),
    entry: drawn.entry ?? null,
    code: drawn.code ?? null,
    list: drawn.list ?? [],
    actions,
  };
}

/** What is wrong, then that the time is nearly over: both stay in view, and are said as they come. */
function noticed(passage: Passage, problem: Text | null): Text | null {
  const minutes = minutesLeft(passage);
  if (minutes === null) return problem;
  const { page } = wordsOf(passage.settings.language);
  const notice = typeset(page.timeLeft(minutes), passage.settings.language);
  return problem === null ? notice : [...piecesOf(problem), ' ', ...piecesOf(notice)];
}

/** The voter's; a bureau's screens are in French alone. */
function languageOf({ at, settings, settingsOpen }: Passage): Language {
  return (at === 'bureau' || at === 'board') && !settingsOpen ? 'fr' : settings.language;
}

function typeset(text: Text, language: Language): Text {
  if (typeof text === 'string') return wordsOf(language).typeset(text);
  return phrasesOf(text, language).map(({ text: words, language: of }) => ({
    text: wordsOf(of).typeset(words),
    language: of,
  }));
}

/** Always in view, but where nobody votes: until when, and whom to call. */
export function footOf({ closesMs, help }: Pick<KioskSite, 'closesMs' | 'help'>, language: Language): string {
  const { page, typeset } = wordsOf(language);
  return typeset(page.foot(closesMs, help.phone));
}

function hasSettings({ at, settingsOpen }: Passage): boolean {
  return (
    !settingsOpen &&
    at !== 'wiped' &&
    at !== 'bureau' &&
    at !== 'signing-in' &&
    at !== 'opening' &&
    at !== 'recording'
  );
}

function drawnOf(passage: Passage): Drawn {
  const say = wordsOf(passage.settings.language);
  switch (passage.at) {
    case 'welcome':
      return welcomeScreen(passage);
    case 'letter':
      return letterScreen(passage);
    case 'identity':
      return identityScreen(passage);
    case 'login-secret':
      return loginSecretScreen(passage);
    case 'signing-in':
      return { title: say.page.wait, lines: [say.signIn.checking] };
    case 'contests':
      return contestsScreen(passage);
    case 'leaving':
      return leavingScreen(passage);
    case 'opening':
      return { title: say.page.wait, lines: [say.contests.opening] };
    case 'choose':
      return chooseScreen(passage);
    case 'candidates':
      return candidatesScreen(passage);
    case 'strike':
      return strikeScreen(passage);
    case 'review':
      return reviewScreen(passage);
    case 'secret':
      return secretScreen(passage);
    case 'recording':
      return {
        context: passage.ballot === null ? null : say.quote(passage.ballot.title),
        title: say.outcome.recording,
        lines: [say.outcome.progress[passage.progress], say.outcome.stayHere],
      };
    case 'receipt':
    case 'not-recorded':
    case 'unknown-fate':
    case 'receipt-refused':
    case 'stopped':
      return outcomeScreen(passage, passage.at);
    case 'wiped':
      return wipedScreen(passage);
    case 'bureau':
      return bureauScreen(passage);
    case 'board':
      return boardScreen(passage);
    default:
      return assertNever(passage.at);
  }
}

// ── Welcome ──────────────────────────────────────────────────────────────────────────────────────────────

function welcomeScreen(passage: Passage): Drawn {
  const { site, reachable, hearing } = passage;
  const words = wordsOf(passage.settings.language);
  const say = words.welcome;
  const context = placeOf(passage);
  if (site === null || !reachable) {
    const lines = [say.resumes, say.elsewhere(site === null ? null : site.help.phone)];
    return { context, title: say.outOfOrder, lines, actions: languageItems(passage, 'quiet') };
  }
  if (!isServing(passage)) {
    const line = site.phase === 'beforeOpening' ? say.opens(site.opensMs) : say.closed;
    return {
      context,
      title: words.quote(site.title),
      lines: [line],
      actions: languageItems(passage, 'quiet'),
    };
  }
  return {
    context,
    title: say.title,
    lines: [
      say.privacy,
      ...soundLine(passage),
      ...(hearing === 'unavailable' ? [say.noSound] : []),
      ...(site.mode === 'real' ? [] : [say.notReal[site.mode]]),
    ],
    actions: [
      item('type', say.type, 'quiet'),
      ...(hearing === 'unavailable' ? [] : [item('listen', say.listen, 'quiet')]),
      ...languageItems(passage, 'quiet'),
    ],
  };
}

/** Each by its own name, in its own language; in « Réglages », with what choosing it does. */
function languageItems(passage: Passage, look: 'quiet' | 'choice'): readonly Item[] {
  return otherLanguages(passage).map((language) => {
    const { name, goOn } = wordsOf(language);
    const details = look === 'choice' ? [[{ text: goOn, language }]] : [];
    return item(`${languagePrefix}${language}`, [{ text: name, language }], look, { details });
  });
}

function settingsScreen(passage: Passage): Drawn {
  const { at, settings, hearing } = passage;
  const { settings: say, spoken } = wordsOf(settings.language);
  const one = (id: string, label: string, value: string): Item => item(id, label, 'choice', { state: value });
  const among = <Value>(values: readonly Value[], value: Value) =>
    spoken.place(values.indexOf(value) + 1, values.length);
  return {
    title: say.title,
    lines: [say.note],
    list: [
      ...languageItems(passage, 'choice'),
      one('text-size', say.textSize, say.textSizes[settings.textSize]),
      one('contrast', say.contrast, say.contrasts[settings.contrast]),
      one('sound', say.sound, settings.sound ? say.soundOn : say.silence[hearing]),
      ...(settings.sound
        ? [
            one('volume', say.volume, among(volumesDb, settings.volumeDb)),
            one('rate', say.rate, among(rates, settings.rate)),
          ]
        : []),
      one('company', say.company, say.companies[settings.company]),
    ],
    actions: [
      item('close', say.close, 'main'),
      // Nobody's passage has begun.
      ...(at === 'welcome' ? [item('bureau', say.bureau, 'quiet')] : []),
    ],
  };
}

// ── Contests ────────────────────────────────────────────────────────────────────────────────────────────

function contestsScreen(passage: Passage): Drawn {
  const { voter, settings } = passage;
  const { contests: say, page, quote } = wordsOf(settings.language);
  const open = openContests(passage);
  const unvoted = unvotedContests(passage);
  const list = (voter?.contests ?? []).map(({ contest, title, voted, phase }) => {
    const state = voted
      ? 'voted'
      : phase === 'suspended'
        ? 'suspended'
        : unvoted.includes(contest)
          ? 'open'
          : 'closed';
    return item(`contest:${contest}`, quote(title), 'choice', { state: say.states[state] });
  });
  const isDone = open.length === 0;
  const isLate = isDone && unvoted.length > 0;
  return {
    context: voter === null ? null : quote(voter.name),
    title: isLate ? say.late : isDone ? say.nothing : say.title,
    lines: isLate ? comeBack(passage) : isDone ? [say.nothingNote] : [say.left(open.length), say.notYou],
    list,
    actions: [isDone ? item('finish', say.finish, 'main') : item('leave', page.leave, 'quiet')],
  };
}

function leavingScreen(passage: Passage): Drawn {
  const { contests: say, page } = wordsOf(passage.settings.language);
  return {
    title: say.leaving,
    lines: lastWords(passage),
    actions: [item('contests', say.stay, 'main'), item('leave', page.leave, 'quiet')],
  };
}

// ── The end ──────────────────────────────────────────────────────────────────────────────────────────────

function wipedScreen(passage: Passage): Drawn {
  const { ending, site, settings } = passage;
  const { end: say, quote } = wordsOf(settings.language);
  return {
    context: site === null ? null : quote(site.organisation),
    title: ending === 'finished' ? say.thanks : say.wiped,
    lines: [
      ...(ending === null || ending === 'finished' ? [] : [say.ending[ending]]),
      ...lastWords(passage),
      say.nothingLeft,
    ],
    actions: [item('restart', say.finish, 'main')],
  };
}
