/**
 * On every page of a role: while it is used, says so to the server, at most once a minute, so that a long form does not
 * lock; left alone for ten minutes it hides what it shows and locks the session. The server locks by its own clock too:
 * this only hides what is on the screen. During a meeting the page says that it does not lock.
 */
const lockAfterMs = 10 * 60_000;
const presenceEveryMs = 60_000;

const nav = document.querySelector<HTMLElement>('nav[data-locks]');
let usedMs = Date.now();
let toldMs = Date.now();

function lock(): void {
  document.body.hidden = true;
  document.querySelector<HTMLFormElement>('form[action="/roles/verrou"]')?.submit();
}

function use(): void {
  usedMs = Date.now();
  if (usedMs - toldMs < presenceEveryMs) return;
  toldMs = usedMs;
  void fetch('/roles/presence', { method: 'POST' }).then(({ status }) => {
    if (status === 401) location.assign('/roles/verrou');
  });
}

if (nav !== null) {
  for (const kind of ['pointerdown', 'keydown', 'wheel']) addEventListener(kind, use, { passive: true });
  setInterval(() => {
    if (Date.now() - usedMs >= lockAfterMs) lock();
  }, 1_000);
}
