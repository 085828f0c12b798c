/**
 * One vote in the booth, from the opened ballot page to its outcome. The choice lives in this script's memory only: not
 * in the address, the history or any storage. From the opening of the ballot page to the confirmation no request is
 * sent, so that the traffic tells nothing.
 */
import { parseIdentifier, parseSecret } from '../../core/access/codes.ts';
import { sessionIdleMs } from '../../core/access/session.ts';
import { refusalText } from './refusal-text-fr.ts';
import { timeLeft, typeset } from '../../core/french/text.ts';
import type { BallotPage } from './voter-api.ts';
import { sendBallot, type Pace, type PreparedBallot, type VoteOutcome } from './casting.ts';
import type { Choice } from './choice.ts';
import { chooseStep, fitNames, type Selected } from './choose.ts';
import { heading, make, required } from './dom.ts';
import { say, showFrame, whereAmI } from './frame.ts';
import { forgetIdentifier, knownIdentifier, rememberIdentifier } from './known-identifier.ts';
import { notRecorded, receiptRefused, unknownFate } from './outcome.ts';
import { fetchPort } from './port.ts';
import { receiptStep } from './receipt.ts';
import type { Refusal } from './refusals.ts';
import { reviewStep, type About } from './review.ts';
import { strikeStep } from './strike.ts';
import { castVote, prepareTables } from './voter.ts';

export const port = fetchPort((...request) => fetch(...request), '');
const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));

type Step = 'choose' | 'strike' | 'review';
type Typed = { readonly identifier: string | null; readonly secret: string };
type Complaint = { readonly text: string; readonly about: About };

interface Voting {
  readonly page: BallotPage;
  readonly openedAt: number;
  selected: Selected | null;
  struck: readonly number[];
  /** Whether the voter may still move between steps: false while a vote is sent, and once its outcome is shown. */
  isSteady: boolean;
  /** Whether the choice is kept while the vote is suspended: only as long as a session lasts. */
  isHeld: boolean;
  /** Brings what is said of the time up to date. */
  tick: () => void;
}

/** Shows a step: title of the page, focus on its heading, from the top. */
function show(content: readonly HTMLElement[], page: BallotPage | null): void {
  const main = required(document, 'main');
  main.replaceChildren(...(page === null ? [] : [whereAmI(page)]), ...content);
  const title = required(main, 'h1');
  document.title = `${title.innerText} — ${page?.organisation.name ?? 'Isoloir'}`;
  scrollTo(0, 0);
  title.focus();
  fitNames(main);
}

/** Shows why it ends here. */
export function stop(content: readonly HTMLElement[], refusal: Refusal, page: BallotPage | null): void {
  if (refusal.code === 'session/unknown') forgetIdentifier();
  show(content, page);
}

export function beginVote(page: BallotPage): void {
  const voting: Voting = {
    page,
    openedAt: performance.now(),
    selected: null,
    struck: [],
    isSteady: true,
    isHeld: false,
    tick: () => undefined,
  };
  addEventListener('popstate', (event) => {
    if (voting.isSteady) showStep(voting, stepOf(event.state));
  });
  addEventListener('resize', () => fitNames(document));
  watchTime(voting);
  history.replaceState({ step: 'choose' }, '');
  showStep(voting, 'choose');
  requestAnimationFrame(() => setTimeout(() => prepareTables(page), 0));
}

// ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────

function go(voting: Voting, step: Step): void {
  history.pushState({ step }, '');
  showStep(voting, step);
}

/** The step of a history entry; an entry of another page has none. */
function stepOf(state: unknown): Step {
  const step = typeof state === 'object' && state !== null && 'step' in state ? state.step : null;
  return step === 'strike' || step === 'review' ? step : 'choose';
}

function showStep(voting: Voting, step: Step): void {
  const { page, selected } = voting;
  const list = page.lists.find(({ index }) => index === selected);
  if (selected === null || step === 'choose') {
    const onSelect = (next: Selected) => {
      if (next !== voting.selected) voting.struck = [];
      voting.selected = next;
    };
    const onContinue = () => go(voting, page.strikes && voting.selected !== 'blank' ? 'strike' : 'review');
    show(chooseStep({ page, selected, onSelect, onContinue }), page);
  } else if (step === 'strike' && list !== undefined) {
    const onStrike = (places: readonly number[]) => (voting.struck = places);
    const onContinue = () => go(voting, 'review');
    const onBack = () => go(voting, 'choose');
    show(strikeStep({ list, struck: voting.struck, onStrike, onContinue, onBack, say }), page);
  } else showReview(voting, null);
}

function choiceOf({ selected, struck }: Voting): Choice {
  return typeof selected === 'number' ? { kind: 'list', list: selected, struck } : { kind: 'blank' };
}

function showReview(voting: Voting, complaint: Complaint | null): void {
  const { page } = voting;
  const review = reviewStep({
    page,
    choice: choiceOf(voting),
    identifierKnown: knownIdentifier() !== null,
    onChange: () => go(voting, 'choose'),
    onConfirm: (typed) => {
      const mistake = mistakeIn(page, typed);
      if (mistake === null) void confirm(voting, typed);
      else review.complain(mistake.text, mistake.about);
    },
  });
  show(review.content, page);
  if (complaint !== null) review.complain(complaint.text, complaint.about);
}

/** What the voter must type again before anything is asked of the appliance. */
function mistakeIn(page: BallotPage, typed: Typed): Complaint | null {
  const identifier = typed.identifier === null ? null : parseIdentifier(typed.identifier);
  if (identifier !== null && !identifier.ok) {
    return { text: refusalText(identifier.error), about: 'identifier' };
  }
  const secret = parseSecret(typed.secret, page.secret);
  return secret.ok ? null : { text: refusalText(secret.error), about: 'secret' };
}

// ── Casting ──────────────────────────────────────────────────────────────────────────────────────────────

async function confirm(voting: Voting, typed: Typed): Promise<void> {
  const { page } = voting;
  const identifier = typed.identifier ?? knownIdentifier() ?? '';
  voting.isSteady = false;
  voting.tick();
  const vote = { page, identifier, secret: typed.secret, choice: choiceOf(voting) };
  settle(voting, await castVote(vote, port, random, visiblePace(page)), identifier);
}

async function sendAgain(voting: Voting, prepared: PreparedBallot, identifier: string): Promise<void> {
  const { page } = voting;
  settle(voting, await sendBallot(page, prepared, port, visiblePace(page), true), identifier);
}

function settle(voting: Voting, outcome: VoteOutcome, identifier: string): void {
  const { page } = voting;
  switch (outcome.kind) {
    case 'recorded':
      if (page.next === null) forgetIdentifier();
      else rememberIdentifier(identifier);
      forgetChoice(voting);
      show(receiptStep(page, outcome.receipt), page);
      break;
    case 'unknown-fate': {
      const onRetry = () => void sendAgain(voting, outcome.prepared, identifier);
      show(unknownFate(outcome.prepared, onRetry), page);
      break;
    }
    case 'receipt-refused':
      show(receiptRefused(page, outcome.prepared), page);
      break;
    case 'not-recorded': {
      const { refusal } = outcome;
      voting.isHeld = refusal.code === 'contest/suspended';
      const backToReview = (complaint: Complaint | null) => {
        voting.isSteady = true;
        voting.isHeld = false;
        voting.tick();
        showReview(voting, complaint);
      };
      if (refusal.code === 'secret/wrong' || refusal.code === 'secret/locked') {
        backToReview({ text: refusalText(refusal), about: 'secret' });
      } else
        stop(
          notRecorded(refusal, () => backToReview(null)),
          refusal,
          page,
        );
    }
  }
}

function forgetChoice(voting: Voting): void {
  voting.selected = null;
  voting.struck = [];
}

const progress: Readonly<Record<'preparing' | 'recording' | 'retrying', string>> = {
  preparing: 'Votre appareil chiffre votre bulletin.',
  recording: 'Votre bulletin chiffré est envoyé dans l’urne.',
  retrying: 'La réponse tarde. Nous renvoyons le même bulletin\u00a0: il ne comptera qu’une fois.',
};

/** One line says what is being done; the browser paints it before the computation takes the thread. */
function visiblePace(page: BallotPage): Pace {
  const line = make('p', { role: 'status' });
  const title = heading('Votre vote est en cours d’enregistrement');
  show([title, line, make('p', {}, 'Ne fermez pas cette page.')], page);
  return {
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    announce: (step) => {
      line.textContent = progress[step];
      return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    },
  };
}

// ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────

const refreshMs = 10_000;
const idleWarningMs = 2 * 60_000;

/** Keeps the time left on the screen, and ends a page left alone as long as a session lasts or past the grace. */
function watchTime(voting: Voting): void {
  const refreshTime = showFrame(voting.page);
  const warning = make('p', { class: 'banner', role: 'status', hidden: true });
  required(document, '#bar').append(warning);
  voting.tick = () => {
    const elapsed = performance.now() - voting.openedAt;
    const state = refreshTime(voting.page.nowMs + elapsed, voting.isSteady);
    const idleLeft = sessionIdleMs - elapsed;
    warning.hidden = !voting.isSteady || idleLeft > idleWarningMs || idleLeft <= 0;
    if (!warning.hidden) {
      warning.textContent = typeset(
        `Par sécurité, cette page se fermera dans ${timeLeft(idleLeft)} si vous n’avez pas confirmé votre vote.`,
      );
    }
    if (voting.isSteady && state === 'over') giveUp(voting, { code: 'page/over' });
    else if ((voting.isSteady || voting.isHeld) && idleLeft <= 0) giveUp(voting, { code: 'session/unknown' });
  };
  setInterval(voting.tick, refreshMs);
  voting.tick();
}

function giveUp(voting: Voting, refusal: Refusal): void {
  voting.isSteady = false;
  voting.isHeld = false;
  forgetChoice(voting);
  stop(
    notRecorded(refusal, () => location.reload()),
    refusal,
    voting.page,
  );
}
