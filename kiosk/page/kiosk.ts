/**
 * The page of a kiosk: shows the screen of the passage, hands keys and touches to it, and does what its effects say. All
 * that is personal is in the passage and in the voter's side, both in this script's memory; the browser is thrown away
 * after each passage, and this page forgets before.
 */
import { make, required } from '../../appliance/booth/dom.ts';
import { fetchPort } from '../../appliance/booth/port.ts';
import type { Pace } from '../../appliance/booth/casting.ts';
import type { KioskBallots, KioskBoard, KioskSite } from '../../core/kiosk/api.ts';
import type { Language } from '../../core/language.ts';
import type { Limits } from '../../core/kiosk/limits.ts';
import { newPassage, type Effect, type Passage, type PassageEvent } from '../../core/kiosk/passage.ts';
import type { Screen } from '../../core/kiosk/screen.ts';
import { footOf, screenOf } from '../../core/kiosk/screens.ts';
import { usualPixelsPerMm } from '../../core/kiosk/skin.ts';
import { foreseenTexts, textsOf } from '../../core/kiosk/foreseen.ts';
import { everyCharacterName, spell } from '../../core/kiosk/pronunciation/pronunciation.ts';
import { saidOf, saidWhole, type Shown } from '../../core/kiosk/said.ts';
import type { Hearing } from '../../core/kiosk/sound.ts';
import { sentencesOf, spokenItem, spokenScreen, spokenWarning } from '../../core/kiosk/spoken.ts';
import { step } from '../../core/kiosk/step.ts';
import type { Phrase } from '../../core/kiosk/text.ts';
import { wordsOf } from '../../core/kiosk/words/catalogue.ts';
import { keepSession } from './keep-session.ts';
import { listenToKeys } from './keys.ts';
import { dress, marked, render, type Laid } from './render.ts';
import { listenToTouch } from './touch.ts';
import { openVoice } from './voice.ts';
import { ballotOf, openVoterSide, type VoterEffect } from './voter-side.ts';

/** Between two looks at whether the appliance answers. */
const lookEveryMs = 5_000;
/** A headphone pulled out is known as soon. */
const listenEveryMs = 1_000;
/** Between two questions whether a bureau opened the kiosk. */
const bureauEveryMs = 2_000;
/** The browser is killed before; where it is not, the page begins anew. */
const reloadAfterMs = 1_500;

const root = required(document, '#screen');
const spoken = required(document, '#spoken');
const port = fetchPort((...request) => fetch(...request), '.');
const isElsewhere = ({ target }: Event) => target instanceof Element && target.closest('aside') !== null;

let passage: Passage = newPassage(null);
/** From the terminal's first answer. Before, keys lead nowhere: those that strike a slow machine do not keep it from starting. */
let isReady = false;
let pixelsPerMm = usualPixelsPerMm;
/** Instead of the welcome: a code to compare, a kiosk that was withdrawn. */
let notice: Screen | null = null;
let page = 0;
let laid: Laid = { pages: [[]], page: 0 };
let shown = '';
let heard: Shown | null = null;
let foreseen = '';

const painted = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
const pace: Pace = {
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  announce: (progress) => {
    dispatch({ kind: 'progress', progress });
    return painted();
  },
};
const voterSide = openVoterSide(port, (count) => crypto.getRandomValues(new Uint8Array(count)), pace);

const voice = openVoice(new Audio(), speak, () => dispatch({ kind: 'hearing', hearing: 'unavailable' }));

async function speak(phrase: Phrase): Promise<Blob | null> {
  const body = JSON.stringify(phrase);
  const answer = await fetch('./kiosk/speech', { method: 'POST', body, cache: 'no-store' });
  return answer.status === 200 ? answer.blob() : null;
}

function dispatch(event: PassageEvent): void {
  if (!isReady || turnedByKey(event)) return;
  const before = passage;
  const done = step(passage, event, performance.now());
  passage = done.passage;
  if (done.effects.some(({ kind }) => kind === 'forget')) voice.forget();
  if (before.at !== passage.at || before.settingsOpen !== passage.settingsOpen) page = 0;
  show();
  for (const effect of done.effects) void carryOut(effect, passage.site ?? before.site);
}

/** Without a touch, what is only to be read is turned by « bas » and « valider » too. */
function turnedByKey(event: PassageEvent): boolean {
  const isTurn = event.kind === 'down' || event.kind === 'enter';
  // Who listens hears the lines of every page.
  if (!isTurn || passage.settings.sound || passage.focus !== null || passage.warnedMs !== null) return false;
  const hasItems = (laid.pages[laid.page] ?? []).length > 0;
  if (hasItems || laid.page >= laid.pages.length - 1) return false;
  turnTo(laid.page + 1);
  return true;
}

function turnTo(to: number): void {
  page = to;
  const [first] = laid.pages[to] ?? [];
  // Its first item, where it has any: keys and touches then go on from the same place.
  dispatch({ kind: 'focus', place: passage.focus !== null && first !== undefined ? first : null });
}

function show(): void {
  const screen = passage.at === 'welcome' && notice !== null ? notice : screenOf(passage);
  const { focus, settings, site } = passage;
  const { language } = screen;
  const warning = spokenWarning(passage);
  const next = JSON.stringify([screen, focus, page, warning, settings, pixelsPerMm, innerWidth, innerHeight]);
  if (next === shown) return;
  shown = next;
  dress(pixelsPerMm, settings);
  const isAsked = passage.at !== 'wiped' && passage.at !== 'board' && site !== null;
  root.dataset['at'] = passage.settingsOpen ? 'settings' : passage.at;
  laid = render(root, { screen, focus, page, warning, foot: isAsked ? footOf(site, language) : null });
  page = laid.page;
  document.documentElement.lang = language;
  document.title = wordsOf(language).page.title;
  announce(warning === null ? inFocus(screen, focus) : sentencesOf(warning, language), language);
  sayChange({ screen, passage });
}

function inFocus(screen: Screen, focus: number | null): readonly Phrase[] {
  const item = spokenItem(screen, focus);
  return item.length > 0 ? item : spokenScreen(screen);
}

/** For a screen reader. */
function announce(said: readonly Phrase[], language: Language): void {
  const sentences = said.flatMap((phrase, place) => [
    ...(place === 0 ? [] : [' ']),
    ...marked([phrase], language),
  ]);
  const element = make('p', {}, ...sentences);
  if (spoken.innerHTML !== element.innerHTML) spoken.replaceChildren(...element.childNodes);
}

function sayChange(now: Shown): void {
  const { settings } = now.passage;
  const said = saidOf(heard, now);
  heard = now;
  voice.tune(settings);
  if (!settings.sound) voice.stop();
  if (said === null) return;
  voice.say(said);
  // All the characters of a code alike: nothing tells which ones it has.
  voice.expect([
    ...textsOf(passage),
    ...(now.screen.code === null ? [] : everyCharacterName(now.screen.language)),
  ]);
}

async function askVoterSide(effect: VoterEffect, site: KioskSite | null): Promise<void> {
  if (site === null) throw new Error('nobody signs in before the election is known');
  await painted();
  dispatch(await voterSide.carryOut(effect, site));
}

async function carryOut(effect: Effect, site: KioskSite | null): Promise<void> {
  switch (effect.kind) {
    case 'cast':
    case 'send-again':
      // From the encryption to what the voter is told, the terminal stops nothing.
      await port('/kiosk/recording', {}).catch(() => null);
      await askVoterSide(effect, site).finally(() => port('/kiosk/recorded', {}).catch(() => null));
      break;
    case 'sign-in':
    case 'open':
      await askVoterSide(effect, site);
      break;
    case 'spell':
      voice.say(spell(effect.code, effect.caseCounts, passage.settings.language));
      break;
    case 'hear-again':
      if (heard !== null) voice.say(saidWhole(heard));
      break;
    case 'hush':
      voice.hush();
      break;
    case 'forget':
      voterSide.forget();
      await port('/kiosk/forget', {}).catch(() => null);
      break;
    case 'ask-bureau':
      await askBureau();
      break;
    case 'print': {
      const { tracker, language } = effect;
      const answer = await port('/kiosk/print', { tracker, language }).catch(() => null);
      const { isPrinted } = (answer?.status === 200 ? answer.body : { isPrinted: false }) as {
        isPrinted: boolean;
      };
      dispatch({ kind: 'printer', printer: isPrinted ? 'printed' : 'failed' });
      break;
    }
    case 'leave-bureau':
      await port('/kiosk/bureau-close', {}).catch(() => null);
      break;
    case 'restart':
      await port('/kiosk/end', {}).catch(() => null);
      setTimeout(() => location.reload(), reloadAfterMs);
  }
}

/** The code, then whether a member typed it, as long as its screen is there: the terminal then changes the browser. */
async function askBureau(): Promise<void> {
  while (passage.at === 'bureau') {
    if (passage.bureauCode === null) {
      const answer = await port('/kiosk/bureau', {}).catch(() => null);
      const { code } = (answer?.status === 200 ? answer.body : { code: null }) as { code: string | null };
      if (code !== null) dispatch({ kind: 'bureau-code', code: `${code.slice(0, 3)} ${code.slice(3)}` });
    } else await port('/kiosk/bureau-open', {}).catch(() => null);
    await pace.wait(bureauEveryMs);
  }
}

// ── What the terminal says ───────────────────────────────────────────────────────────────────────────────

interface PageState {
  readonly site: KioskSite | null;
  readonly notice: Screen | null;
  readonly board: KioskBoard | null;
  readonly hasPrinter: boolean;
  readonly limits: Limits;
  readonly pixelsPerMm: number;
}

async function look(): Promise<void> {
  const answer = await port('/kiosk/state', {}).catch(() => null);
  const state = answer?.status === 200 ? (answer.body as PageState) : null;
  isReady = true;
  if (state !== null) {
    ({ pixelsPerMm, notice } = state);
    if (passage.beganMs === null) passage = { ...passage, limits: state.limits };
  }
  if (state?.site != null) void foresee(state.site);
  dispatch({ kind: 'site', site: state?.site ?? null });
  if (state !== null) {
    dispatch({ kind: 'board', board: state.board });
    dispatch({ kind: 'printer', printer: state.hasPrinter ? 'ready' : 'none' });
  }
  setTimeout(() => void look(), lookEveryMs);
}

/** What will be said of this election, made ahead by the terminal, as long as nobody is known here. */
async function foresee(site: KioskSite): Promise<void> {
  const subject = JSON.stringify({ ...site, nowMs: 0 });
  if (subject === foreseen || passage.beganMs !== null) return;
  const answer = await port('/kiosk/ballots', {}).catch(() => null);
  if (answer?.status !== 200) return;
  const { contests } = answer.body as KioskBallots;
  const texts = foreseenTexts(
    site,
    contests.map((contest) => ballotOf(contest, site.secret)),
  );
  await port('/kiosk/speech-ahead', { texts }).catch(() => null);
  // Before the seal there is more to come.
  if (contests.length > 0) foreseen = subject;
}

async function listen(): Promise<void> {
  const answer = await port('/kiosk/sound', {}).catch(() => null);
  const { hearing } =
    answer?.status === 200 ? (answer.body as { hearing: Hearing }) : { hearing: 'unavailable' as const };
  if (hearing !== passage.hearing) dispatch({ kind: 'hearing', hearing });
  setTimeout(() => void listen(), listenEveryMs);
}

function pressed(target: HTMLElement): void {
  const { id, page: to } = target.dataset;
  if (id !== undefined) dispatch({ kind: 'press', item: id });
  else if (to !== undefined && !target.hasAttribute('disabled')) turnTo(Number(to));
}

listenToKeys(dispatch, isElsewhere);
listenToTouch(pressed, isElsewhere);
// The letter scanner on the screen of a simulation.
addEventListener('isoloir:reading', (event) => {
  if (event instanceof CustomEvent && typeof event.detail === 'string') {
    dispatch({ kind: 'reading', text: event.detail });
  }
});
addEventListener('resize', show);
// A page brought back from the browser's memory would be another voter's.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
// Sent elsewhere, or behind a tab that a key opened before the screen was full: the terminal begins another browser.
const leave = () => navigator.sendBeacon('./kiosk/left');
addEventListener('pagehide', leave);
addEventListener('visibilitychange', () => document.hidden && leave());
setInterval(() => dispatch({ kind: 'tick' }), 1_000);
keepSession(() => passage, port);
dress(pixelsPerMm, passage.settings);
root.replaceChildren(make('h1', { tabindex: '-1' }, 'Un instant'));
void document.fonts.ready.then(look).then(listen);
