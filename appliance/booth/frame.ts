/**
 * Around the booth's steps: who organises, the time left, the mode, the help, and the voice for who does not see the
 * screen. The time left is counted by the page from what the appliance said when the ballot was opened.
 */
import { collegeRank, seatName } from '../documents/election-words.ts';
import { plural } from '../../core/seats/phrases-fr.ts';
import { frenchDateTime } from '../../core/french/dates.ts';
import { timeLeft, typeset } from '../../core/french/text.ts';
import type { BallotPage } from './voter-api.ts';
import { french, make, required } from './dom.ts';
import { seatTitle } from './words.ts';

export type TimeState = 'open' | 'grace' | 'over';

/** What is said of the time left at an instant of the appliance's clock. */
export function timeWords(
  page: BallotPage,
  nowMs: number,
): { readonly state: TimeState; readonly text: string } {
  const endMs = page.closesMs + page.graceMs;
  if (nowMs < page.closesMs) return { state: 'open', text: `Il reste ${timeLeft(page.closesMs - nowMs)}` };
  if (nowMs >= endMs) return { state: 'over', text: 'Le scrutin est clos.' };
  const left = timeLeft(endMs - nowMs);
  return {
    state: 'grace',
    text: typeset(
      `Le scrutin est clos, mais vous aviez ouvert cette page à temps : il vous reste ${left} pour confirmer.`,
    ),
  };
}

/** « jeudi 8 décembre à 17 h 30 »: the year goes without saying while one votes. */
function closingWords(page: BallotPage): string {
  return frenchDateTime(page.closesMs).replace(/ \d{4}/, '');
}

/** Bar, mode and help of a page that is open. Answers what refreshes the time; the grace is told to who still votes. */
export function showFrame(page: BallotPage): (nowMs: number, isVoting: boolean) => TimeState {
  const bar = required(document, '#bar');
  const left = make('span', { class: 'left', role: 'timer' });
  const until = make('span', { class: 'until' }, `Clôture ${closingWords(page)}`);
  bar.replaceChildren(
    make(
      'div',
      {},
      make(
        'span',
        { class: 'org' },
        make('span', { class: 'mark', 'aria-hidden': 'true' }, page.organisation.mark),
        make('strong', {}, page.organisation.name),
      ),
      make('span', { class: 'time' }, until, left),
    ),
  );
  if (page.mode !== 'real') {
    const name = page.mode === 'demonstration' ? 'Démonstration' : 'Répétition';
    bar.append(make('p', { class: 'mode' }, `${name}\u00a0: les votes ne comptent pas.`));
  }
  showHelp(page);
  const grace = make('p', { class: 'banner', role: 'status', hidden: true });
  bar.append(grace);
  return (nowMs, isVoting) => {
    const { state, text } = timeWords(page, nowMs);
    left.textContent = state === 'open' ? text : 'Scrutin clos';
    grace.hidden = state !== 'grace' || !isVoting;
    if (!grace.hidden && grace.textContent !== text) grace.textContent = text;
    return state;
  };
}

function showHelp({ help }: BallotPage): void {
  const phone = make(
    'a',
    { class: 'nowrap', href: `tel:${help.phone.replaceAll(/[^0-9+]/g, '')}` },
    help.phone.replaceAll(' ', '\u00a0'),
  );
  required(document, '#foot').replaceChildren(
    make('div', {}, make('p', {}, 'Assistance\u00a0: ', phone, ` (${help.hours}, ${help.price})`)),
  );
}

/** Which contest this is, above the title of a step. */
export function whereAmI(page: BallotPage): HTMLElement {
  const seats = `, ${plural(page.seats, 'siège', 'sièges').replace(' ', '\u00a0')}`;
  const items = [
    make('li', {}, ...french(collegeRank(page.collegeOrdinal)), typeset(` — ${page.college}`)),
    make('li', {}, make('b', {}, seatTitle(page.seat)), seats),
  ];
  if (page.of > 1) items.unshift(make('li', {}, make('b', {}, `Scrutin ${page.position} sur ${page.of}`)));
  return make('ul', { class: 'where', 'aria-label': `Scrutin des ${seatName(page.seat, 2)}` }, ...items);
}

/** Says a sentence to a screen reader without moving the focus. */
export function say(text: string): void {
  required(document, '#says').textContent = text;
}
