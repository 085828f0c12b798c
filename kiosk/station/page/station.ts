/**
 * What runs in the station's two pages: they follow the scene that stands, and the operator's answers are sent without
 * leaving the page. A scene being typed in is not touched until it changes.
 */
const main = document.querySelector('main');
if (main === null) throw new Error('the page has no content');
const { base = '', page = '' } = main.dataset;

let shown = numberOf(main);
let latest = 0;
const root = main;
const smallestPercent = 55;

if (page === 'projection') {
  fit();
  window.addEventListener('resize', fit);
  void document.fonts.ready.then(fit);
}

const live = new EventSource(`${base}/live`);
live.addEventListener('scene', (event: MessageEvent<string>) => void follow(Number(event.data)));
live.addEventListener('panel', () => void refreshPanel());
live.addEventListener('error', () => {
  root.classList.add('lost');
});
live.addEventListener('open', () => root.classList.remove('lost'));

function numberOf(within: ParentNode): number {
  return Number(within.querySelector<HTMLElement>('[data-scene]')?.dataset['scene'] ?? 0);
}

/** One question at a time: what comes meanwhile is asked for afterwards. */
async function follow(number: number): Promise<void> {
  const isAsking = latest > shown;
  latest = Math.max(latest, number);
  if (isAsking || latest <= shown) return;
  while (latest > shown) {
    const answer = await fetch(`${base}/`);
    replaceScene(await answer.text());
  }
}

function replaceScene(html: string): void {
  const next = new DOMParser().parseFromString(html, 'text/html');
  const [old, scene] = [root.querySelector('[data-scene]'), next.querySelector('[data-scene]')];
  if (old === null || scene === null) return;
  const isSameTitle = old.querySelector('h1')?.textContent === scene.querySelector('h1')?.textContent;
  shown = numberOf(next);
  old.replaceWith(scene);
  // Its name and the sort of election are known once the appliance answered.
  const [bar, newBar] = [document.querySelector('header'), next.querySelector('header')];
  if (bar !== null && newBar !== null && bar.innerHTML !== newBar.innerHTML) bar.replaceWith(newBar);
  if (page !== 'poste') {
    fit();
    return;
  }
  const field = scene.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea');
  if (field !== null) field.focus();
  else if (!isSameTitle) scene.querySelector<HTMLElement>('h1')?.focus();
}

/** The room cannot scroll: what is too long for the screen is written smaller, down to what a last row can still read. */
function fit(): void {
  const { style } = document.body;
  for (let percent = 100; percent >= smallestPercent; percent -= 5) {
    style.setProperty('--fit', String(percent / 100));
    if (document.documentElement.scrollHeight <= window.innerHeight) return;
  }
}

async function refreshPanel(): Promise<void> {
  const panel = document.querySelector('#panel');
  if (panel === null) return;
  const answer = await fetch(`${base}/panel`);
  const focused = document.activeElement?.id;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  panel.replaceChildren(...next.body.childNodes);
  if (focused !== undefined && focused !== '') document.getElementById(focused)?.focus();
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  const { submitter } = event;
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter))
    if (typeof value === 'string') values.append(name, value);
  // A PIN does not stay in the page once it is sent.
  for (const field of form.querySelectorAll<HTMLInputElement>('input[type=password]')) field.value = '';
  const inScene = form.closest('[data-scene]') !== null;
  if (inScene) for (const button of form.querySelectorAll('button')) button.ariaDisabled = 'true';
  // A button may be called « action »: the attribute is asked for, not the property.
  void fetch(form.getAttribute('action') ?? '', { method: 'POST', body: values, redirect: 'manual' });
});
