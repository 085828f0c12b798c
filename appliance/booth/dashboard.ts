/**
 * The bureau's dashboard without reload: asks for the same page every ten seconds while it is looked at, and puts the
 * parts that changed in place of the old ones. It keeps no session awake (the door is passive), says of when the figures
 * are, and says in words when they stop. Read aloud: what matters (a contest that closes, an alert), never each vote.
 */
import { frenchTime } from '../../core/french/dates.ts';
import { make, required } from './dom.ts';

const everyMs = 10_000;
/** An answer that takes longer is given up. */
const answerMs = 8_000;

const bar = required(document, '#direct');
const status = required(bar, '.live');
const announcement = required(document, '#annonce');
let updatedMs = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;

function say(...words: (string | Node)[]): void {
  status.replaceChildren(...words);
  status.hidden = false;
}

function schedule(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(), everyMs);
}

async function refresh(): Promise<void> {
  if (document.hidden) return;
  let answer: Response;
  try {
    answer = await fetch(bar.dataset['source'] ?? '', {
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(answerMs),
    });
  } catch {
    lost();
    return;
  }
  if (answer.type === 'opaqueredirect') {
    ended();
    return;
  }
  if (!answer.ok) {
    lost();
    return;
  }
  show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  updatedMs = Date.now();
  say(`Mis à jour à ${clock()}, toutes les 10 secondes.`);
  schedule();
}

/** The hour that the page itself tells: in a demonstration it is not the reader's. */
function clock(): string {
  return document.querySelector<HTMLElement>('[data-hour]')?.dataset['hour'] ?? frenchTime(updatedMs);
}

/** Tries again: the appliance may be starting anew. */
function lost(): void {
  stale(
    `Le système ne répond pas. Ces chiffres sont ceux de ${clock()} ; nouvel essai toutes les 10 secondes.`,
  );
  schedule();
}

/** Tries no more. */
function ended(): void {
  stale(
    `Votre session est verrouillée ou terminée. Ces chiffres sont ceux de ${clock()} et ne bougent plus. `,
  );
  status.append(make('a', { href: '/bureau/suivi' }, 'Rouvrir le suivi'));
}

function stale(words: string): void {
  say(words);
  announce(words);
}

function announce(words: string): void {
  if (announcement.textContent !== words) announcement.textContent = words;
}

/** Replaces the parts that changed; a page of other parts is taken whole. */
function show(next: Document): void {
  const parts = partsOf(document);
  const nextParts = partsOf(next);
  if ([...parts.keys()].join() !== [...nextParts.keys()].join()) {
    location.reload();
    return;
  }
  for (const [name, part] of parts) {
    const other = nextParts.get(name);
    if (other !== undefined && part.innerHTML !== other.innerHTML) replace(part, other);
  }
  const before = announcement.dataset['summary'] ?? '';
  const summary = required(next, '#annonce').dataset['summary'] ?? '';
  announcement.dataset['summary'] = summary;
  announce(before === summary ? '' : summary);
}

function partsOf(page: Document): Map<string, HTMLElement> {
  return new Map(
    [...page.querySelectorAll<HTMLElement>('[data-live]')].map((part) => [part.dataset['live'] ?? '', part]),
  );
}

/** What is unfolded stays so, what is scrolled too, and the focus stays where it was. */
function replace(part: HTMLElement, other: HTMLElement): void {
  const focusable = (of: HTMLElement) => [...of.querySelectorAll<HTMLElement>('[tabindex], summary')];
  const place = focusable(part).findIndex((each) => each === document.activeElement);
  const scrolled = [...part.querySelectorAll('.scroll')].map(({ scrollLeft }) => scrollLeft);
  part.replaceChildren(...[...other.childNodes].map((node) => document.importNode(node, true)));
  [...part.querySelectorAll('.scroll')].forEach((each, index) => (each.scrollLeft = scrolled[index] ?? 0));
  focusable(part)[place]?.focus({ preventScroll: true });
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  if (!document.hidden) void refresh();
});
bar.querySelector('a')?.setAttribute('hidden', '');
say('Les chiffres se mettent à jour toutes les 10 secondes.');
schedule();
