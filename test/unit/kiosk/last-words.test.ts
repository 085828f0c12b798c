// What is said of the votes of a passage when it is left, the time that it has, and what the next voter finds of it.
import { expect, test } from 'vitest';
import { drawIdentifier } from '../../../core/access/codes.ts';
import { foreseenTexts } from '../../../core/kiosk/foreseen.ts';
import { usualLimits } from '../../../core/kiosk/limits.ts';
import { saidOf } from '../../../core/kiosk/said.ts';
import { usualSettings } from '../../../core/kiosk/settings.ts';
import { spokenScreen } from '../../../core/kiosk/spoken.ts';
import { ballot, Player, site, voter } from '../../support/passage-player.ts';
import { random } from '../../support/voter-fixtures.ts';

const identifier = drawIdentifier(random);
const offered = { ...site, languages: ['fr', 'en'] as const };
const tracker = 'abcd';
const sent = () => new Player(offered).signedIn(identifier).cast();
const signedIn = () => new Player(offered).signedIn(identifier);
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const told = (player: Player) => plain(player.lines);

const none = 'Aucun vote n’a été enregistré';
const doubt = 'Nous ne savons pas si votre vote est enregistré.';

// ── What became of the votes ─────────────────────────────────────────────────────────────────────────────

test.each(['left', 'alone'] as const)(
  '%s after an unknown fate, the last screen says that it is not known, in each language and aloud',
  (how) => {
    const player = sent().send({ kind: 'unknown-fate', tracker });
    if (how === 'left') player.press('leave');
    else player.tick(usualLimits.idleMs).tick(usualLimits.reactMs);
    expect(player.passage).toMatchObject({ at: 'wiped', recorded: 0, doubt: 'unknown-fate' });
    expect(told(player)).toContain(`${doubt} Revenez à une borne, ou allez sur le site de vote`);
    expect(told(player)).toContain('Il ne comptera qu’une fois.');
    expect(told(player)).not.toContain('Aucun vote');
    expect(spokenScreen(player.screen).map(({ text }) => text)).toContain(doubt);
    Object.assign(player, {
      passage: { ...player.passage, settings: { ...player.passage.settings, language: 'en' } },
    });
    expect(told(player)).toContain('We do not know whether your vote is recorded.');
    expect(told(player)).not.toContain('No vote');
    // Longer to read.
    expect(player.tick(usualLimits.farewellMs).passage.at).toBe('wiped');
    expect(player.tick(usualLimits.farewellMs).passage.at).toBe('welcome');
  },
);

test('after a receipt that is not this ballot’s, the last screen says so, and whom to tell', () => {
  const player = sent().send({ kind: 'receipt-refused', tracker }).press('leave');
  expect(told(player)).toContain('Nous ne savons pas si votre vote est dans l’urne. Prévenez sans attendre');
  expect(told(player)).toContain('01 99 00 00 00');
  expect(told(player)).not.toContain('Aucun vote');
});

test('a vote recorded before the doubtful one is told beside it', () => {
  const player = sent().send({ kind: 'recorded', tracker }).press('contest:c2-suppleants');
  player
    .send({ kind: 'opened', ballot })
    .press('blank')
    .press('continue')
    .type('13579')
    .send({ kind: 'enter' });
  player.send({ kind: 'unknown-fate', tracker }).press('leave');
  expect(told(player)).toContain(
    'Un vote a été enregistré pendant ce passage. Nous ne savons pas si votre dernier vote est enregistré.',
  );
});

test('once the fate is known, it alone is told', () => {
  const recorded = sent()
    .send({ kind: 'unknown-fate', tracker })
    .press('again')
    .send({ kind: 'recorded', tracker });
  expect(told(recorded.press('leave'))).toContain('Un vote a été enregistré');
  expect(told(recorded)).not.toContain('Nous ne savons pas');
  const refusal = { code: 'vote/not-recorded' } as const;
  const refused = sent().send({ kind: 'unknown-fate', tracker }).press('again');
  refused.send({ kind: 'not-recorded', refusal, about: 'again' }).press('leave');
  expect(told(refused)).toContain(
    `${none} pendant ce passage. Il vous reste 2 scrutins : vous pourrez revenir voter`,
  );
});

test.each(['opening', 'recording'] as const)(
  'a contest found already voted while %s is not offered again, and nobody is asked back for it',
  (when) => {
    const refusal = { code: 'vote/already-cast' } as const;
    const only = { ...voter, contests: voter.contests.slice(0, 1) };
    const player = signedIn();
    Object.assign(player, { passage: { ...player.passage, voter: only } });
    if (when === 'opening') player.press('contest:c2-titulaires').send({ kind: 'stopped', refusal });
    else player.cast().send({ kind: 'not-recorded', refusal, about: 'final' });
    player.press('contests');
    expect(player.screen.list[0]?.state).toBe('vous avez voté');
    expect(player.screen.title).toBe('Vous n’avez plus de vote à faire ici');
    player.press('finish');
    expect(told(player)).toContain(none);
    expect(told(player)).not.toContain('revenir');
  },
);

test('who may come back is told so, and nobody else: nothing left, or a vote that is closing', () => {
  expect(told(signedIn().press('leave'))).toContain('Il vous reste 2 scrutins : vous pourrez revenir voter');
  const unknown = new Player(site).press('type').tick(120_000).tick(30_000);
  expect(told(unknown)).toContain(
    `${none} pendant ce passage. Vous pourrez revenir voter, avec votre courrier`,
  );
  const closing = signedIn().send({ kind: 'site', site: { ...site, phase: 'grace' } });
  expect(told(closing.press('leave'))).not.toContain('revenir');
  expect(told(closing.press('leave'))).not.toContain('revenir');
  const closed = signedIn().press('contest:c2-titulaires');
  closed.send({ kind: 'stopped', refusal: { code: 'contest/closed' } });
  expect(told(closed.press('leave'))).toContain('Il vous reste un scrutin');
});

// ── The time that is left ────────────────────────────────────────────────────────────────────────────────

/** Keys every minute, so that nobody is taken to be gone, until so long before the end. */
function until(player: Player, leftMs: number): Player {
  const { limits } = player.passage;
  const atMs = (player.passage.beganMs ?? 0) + limits.passageMs - leftMs;
  while (player.nowMs < atMs) {
    player.send({ kind: 'tick' }, Math.min(60_000, atMs - player.nowMs));
    Object.assign(player, { passage: { ...player.passage, activeMs: player.nowMs } });
  }
  return player;
}

const { noticeMs, lastNoticeMs } = usualLimits;
const notice = 'Il vous reste moins de 5 minutes.';

test('the end of a passage is announced twice, on the screen and aloud, and steals nothing of what is typed', () => {
  const player = signedIn().send({ kind: 'hearing', hearing: 'ready' }).send({ kind: 'hear-again' });
  player
    .press('contest:c2-titulaires')
    .send({ kind: 'opened', ballot })
    .press('blank')
    .press('continue')
    .type('135');
  until(player, noticeMs + 1);
  expect(player.problem).toBeNull();
  const before = { screen: player.screen, passage: player.passage };
  until(player, noticeMs);
  expect(plain(player.problem ?? '')).toContain(`${notice} Ce qui n’est pas confirmé d’ici là sera effacé.`);
  const after = { screen: player.screen, passage: player.passage };
  expect(saidOf(before, after)?.map(({ text }) => plain(text))[0]).toBe(notice);
  player.type('79');
  expect(player.passage).toMatchObject({ at: 'secret', typed: '13579' });
  until(player, lastNoticeMs);
  expect(player.problem).toContain('moins d’une minute');
  const cast = player.send({ kind: 'enter' }).taken().at(-1);
  expect(cast).toMatchObject({ kind: 'cast', secret: '13579' });
  // On its way, it is not cut short.
  expect(player.tick(noticeMs).send({ kind: 'recorded', tracker }).passage.at).toBe('receipt');
});

test('what is wrong is told with the end of the time, neither in the place of the other', () => {
  const player = until(
    sent().send({ kind: 'not-recorded', refusal: { code: 'secret/wrong', left: 1 }, about: 'secret' }),
    noticeMs,
  );
  player.type('1').send({ kind: 'enter' });
  expect(plain(player.problem ?? '')).toContain(`puis validez. ${notice}`);
});

test('near the end no other ballot is opened: the receipt and the contests say so, and that one may come back', () => {
  const late = 'Il ne reste pas assez de temps pour un autre bulletin';
  const receipt = until(sent().send({ kind: 'recorded', tracker }), noticeMs + 2_000);
  expect(receipt.items).toContain('contest:c2-suppleants');
  receipt.send({ kind: 'down' });
  until(receipt, noticeMs);
  expect(receipt.items).not.toContain('contest:c2-suppleants');
  // What took its place is not done by a key that was meant for it.
  expect(receipt.passage.focus).toBeNull();
  expect(told(receipt)).toContain(`${late}. Il vous reste un scrutin`);
  until(receipt, -60_000);
  expect(receipt.passage.at).toBe('receipt');
  const contests = until(signedIn(), noticeMs).press('contest:c2-titulaires');
  expect(contests.passage.at).toBe('contests');
  expect(contests.screen.title).toBe(late);
  expect(told(contests)).toContain('Il vous reste 2 scrutins');
  expect(until(contests, -60_000).passage.at).toBe('contests');
  expect(contests.press('finish').passage).toMatchObject({ at: 'wiped', ending: 'finished' });
});

test('in the last minute what did not go through is not tried again, and past the end nothing is wiped at once', () => {
  const refusal = { code: 'service/no-answer' } as const;
  const player = sent().send({ kind: 'not-recorded', refusal, about: 'again' });
  expect(until(player, noticeMs).items).toContain('again');
  expect(until(player, lastNoticeMs).items).not.toContain('again');
  expect(told(player)).toContain(
    'Il ne reste pas assez de temps pour réessayer ici. Il vous reste 2 scrutins',
  );
  until(player, -60_000).press('contests').tick(1_000);
  expect(player.passage.at).toBe('contests');
  const stopped = new Player(site).send({ kind: 'reading', text: identifier }).type('07111968');
  stopped.send({ kind: 'enter' }).send({ kind: 'stopped', refusal });
  expect(until(stopped, lastNoticeMs).items).not.toContain('back');
  expect(stopped.send({ kind: 'back' }).passage.at).toBe('stopped');
});

test('at the end what is not confirmed is erased; the time runs from the letter, not from who touched the welcome', () => {
  const player = new Player(site);
  for (let minute = 0; minute < 29; minute += 1) player.send({ kind: 'down' }, 60_000);
  player.signedIn(identifier).press('contest:c2-titulaires').send({ kind: 'opened', ballot });
  expect(until(player, 1).passage.at).toBe('choose');
  expect(player.tick(1).passage).toMatchObject({ at: 'wiped', ending: 'too-long' });
  expect(told(player)).toContain('vous pourrez revenir voter, avec votre courrier');
});

test('all that is said of the end is foreseen', () => {
  const foreseen = new Set(foreseenTexts(offered, [ballot]).map(({ text }) => plain(text)));
  const doubtful = sent().send({ kind: 'receipt-refused', tracker }).press('leave');
  const late = until(signedIn(), noticeMs);
  const choosing = until(
    signedIn().press('contest:c2-titulaires').send({ kind: 'opened', ballot }),
    noticeMs,
  );
  const said = [doubtful, late, choosing].flatMap(({ screen }) => spokenScreen(screen));
  const unforeseen = said.map(({ text }) => plain(text)).filter((text) => !foreseen.has(text));
  expect(unforeseen.filter((text) => !text.includes('Martin') && !/^\d lignes/.test(text))).toEqual([]);
});

// ── The welcome again ────────────────────────────────────────────────────────────────────────────────────

const begunAnew = { at: 'welcome', settings: usualSettings, beganMs: null, identifier: null };
const ended = [{ kind: 'forget' }, { kind: 'restart' }];

test('a login accepted, then lost: back at the welcome, the session is forgotten', () => {
  const player = new Player(site).send({ kind: 'reading', text: identifier }).type('07111968');
  player.send({ kind: 'enter' }).send({ kind: 'stopped', refusal: { code: 'service/no-answer' } });
  player.press('back').taken();
  expect(player.passage.at).toBe('letter');
  expect(player.send({ kind: 'back' }).taken()).toEqual(ended);
  expect(player.passage).toMatchObject(begunAnew);
});

test('however the welcome comes back, it is as the first voter finds it', () => {
  const chosen = () => new Player(offered).press('language:en').press('settings').press('text-size');
  const kept = chosen().send({ kind: 'back' });
  expect(kept.passage).toMatchObject({ at: 'welcome', settings: { language: 'en', textSize: 'large' } });
  expect(kept.press('type').passage.settings).toMatchObject({ language: 'en', textSize: 'large' });
  const bureau = () => chosen().press('bureau');
  for (const player of [
    chosen().tick(usualLimits.idleMs),
    kept.send({ kind: 'back' }),
    bureau().press('back'),
    bureau().tick(usualLimits.idleMs),
    new Player(site).press('type').type('7').send({ kind: 'back' }).send({ kind: 'back' }),
  ]) {
    expect(player.passage).toMatchObject(begunAnew);
    expect(player.taken().at(-1)).toEqual({ kind: 'forget' });
  }
});

test('a browser that knew somebody is thrown away, whatever way leads to the welcome', () => {
  const unsure = () => new Player(site).send({ kind: 'reading', text: identifier });
  for (const player of [
    unsure().send({ kind: 'back' }).send({ kind: 'back' }),
    unsure().tick(usualLimits.idleMs).tick(usualLimits.reactMs).press('restart'),
    signedIn().press('leave').press('leave').tick(usualLimits.farewellMs),
  ]) {
    expect(player.passage).toMatchObject(begunAnew);
    expect(player.taken().slice(-2)).toEqual(ended);
  }
});
