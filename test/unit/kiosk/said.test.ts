import { expect, test } from 'vitest';
import { drawIdentifier } from '../../../core/access/codes.ts';
import { foreseenTexts } from '../../../core/kiosk/foreseen.ts';
import type { PassageEvent } from '../../../core/kiosk/passage.ts';
import { everyCharacterName } from '../../../core/kiosk/pronunciation/pronunciation.ts';
import { saidOf, type Shown } from '../../../core/kiosk/said.ts';
import { gainOf, rates, volumesDb } from '../../../core/kiosk/sound.ts';
import { sentencesOf } from '../../../core/kiosk/spoken.ts';
import { wordsOf } from '../../../core/kiosk/words/catalogue.ts';
import { ballot, Player, site } from '../../support/passage-player.ts';
import { random } from '../../support/voter-fixtures.ts';

const identifier = drawIdentifier(random);

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

/** A player who hears: what each event makes the terminal say. */
class Listener extends Player {
  heard: Shown | null = null;

  constructor() {
    super();
    super.send({ kind: 'hearing', hearing: 'ready' });
    this.said();
  }

  said(): readonly string[] | null {
    const now = { screen: this.screen, passage: this.passage };
    const said = saidOf(this.heard, now);
    this.heard = now;
    return said?.map(({ text }) => plain(text)) ?? null;
  }

  hear(event: PassageEvent): readonly string[] | null {
    this.send(event);
    return this.said();
  }
}

test('nothing is said before the voter asks, and then first how to go on', () => {
  const listener = new Listener();
  expect(listener.hear({ kind: 'press', item: 'settings' })).toBeNull();
  expect(listener.hear({ kind: 'press', item: 'close' })).toBeNull();
  const said = listener.hear({ kind: 'hear-again' }) ?? [];
  const { introduction } = wordsOf('fr').spoken;
  expect(said.slice(0, introduction.length)).toEqual(introduction);
  expect(said.join(' ')).toContain('Présentez votre courrier devant le lecteur');
});

test('a headphone plugged in starts the sound; pulled out, it stops at once; there from the start, it does not', () => {
  const player = new Player().send({ kind: 'hearing', hearing: 'unplugged' });
  player.send({ kind: 'hearing', hearing: 'ready' });
  expect(player.passage).toMatchObject({ settings: { sound: true } });
  expect(player.passage.beganMs).not.toBeNull();
  player.send({ kind: 'hearing', hearing: 'unplugged' });
  expect(player.passage).toMatchObject({ settings: { sound: false } });
  expect(player.problem).toContain('Branchez un casque');
  expect(new Player().send({ kind: 'hearing', hearing: 'ready' }).passage.settings.sound).toBe(false);
});

test.each(['down', 'up', 'enter', 'back', 'louder', 'hush'] as const)(
  'in a headphone left there, the first key (%s) starts the sound and does nothing else; the next acts',
  (kind) => {
    const listener = new Listener();
    const said = listener.hear({ kind }) ?? [];
    expect(said[0]).toBe('Le son est en marche.');
    expect(said.join(' ')).toContain('Présentez votre courrier devant le lecteur');
    expect(listener.passage).toMatchObject({ at: 'welcome', focus: null, settings: { sound: true } });
    // Who sees the screen learns it there.
    expect(plain(listener.lines)).toContain('Tout est dit dans le casque.');
    expect(listener.hear({ kind: 'down' })).toEqual(['Je tape mon identifiant.']);
  },
);

test('a digit of the pad starts the sound too, and is typed; a letter, a touch or a reading starts none', () => {
  const listener = new Listener();
  expect(listener.hear({ kind: 'type', character: '5' })?.join(' ')).toContain('1 caractère saisi sur 16');
  expect(listener.passage).toMatchObject({ at: 'letter', typed: '5', settings: { sound: true } });
  const silent = (event: PassageEvent) => {
    const player = new Listener();
    expect(player.hear(event)).toBeNull();
    expect(player.passage.settings.sound).toBe(false);
    return player;
  };
  silent({ kind: 'type', character: 'A' });
  silent({ kind: 'reading', text: identifier });
  // Once somebody sees and goes on, the keys are those of any keyboard.
  expect(silent({ kind: 'press', item: 'type' }).hear({ kind: 'down' })).toBeNull();
});

test('switched off, the sound is not started again by a key until the next voter; without a headphone neither', () => {
  const listener = new Listener();
  listener.send({ kind: 'down' }).press('settings').press('sound').press('close').send({ kind: 'down' });
  expect(listener.passage).toMatchObject({ at: 'welcome', focus: 0, settings: { sound: false } });
  listener.tick(120_000).send({ kind: 'down' });
  expect(listener.passage.settings.sound).toBe(true);
  const unplugged = new Player().send({ kind: 'hearing', hearing: 'unplugged' }).send({ kind: 'down' });
  expect(unplugged.passage).toMatchObject({ focus: 0, problem: null, settings: { sound: false } });
});

test('without a headphone, or a voice, the screen says why there is no sound', () => {
  const unplugged = new Player().send({ kind: 'hearing', hearing: 'unplugged' }).press('listen');
  expect(unplugged.passage).toMatchObject({ at: 'welcome', settings: { sound: false } });
  expect(unplugged.problem).toContain('Branchez un casque');
  const mute = new Player();
  expect(mute.items).not.toContain('listen');
  expect(mute.lines).toContain('Le son est indisponible');
  mute.press('settings').press('sound');
  expect(mute.passage.settings.sound).toBe(false);
  expect(mute.problem).toContain('ne peut pas parler');
});

test('what is typed is told by its count, and by its characters only when asked; a secret never', () => {
  const listener = new Listener();
  listener.send({ kind: 'hear-again' }).send({ kind: 'reading', text: identifier });
  listener.said();
  const typed = Array.from('07111968', (character) => listener.hear({ kind: 'type', character }));
  expect(typed[0]).toEqual(['Chiffre saisi, 1 sur 8.']);
  expect(typed[7]).toEqual(['Chiffre saisi, 8 sur 8. Validez.']);
  expect(listener.hear({ kind: 'back' })).toEqual(['Effacé, 7 sur 8.']);
  listener.taken();
  listener.press('spell');
  expect(listener.taken()).toEqual([{ kind: 'spell', code: '0711196', caseCounts: false }]);
  listener.send({ kind: 'type', character: '8' });
  const casting = listener.send({ kind: 'enter' }).send({
    kind: 'signed-in',
    voter: {
      name: 'M. Paul',
      contests: [{ contest: 'c2-titulaires', title: '2e collège', phase: 'open', voted: false }],
    },
  });
  casting.press('contest:c2-titulaires').send({ kind: 'opened', ballot }).press('blank').press('continue');
  listener.said();
  expect(listener.hear({ kind: 'type', character: '1' })).toEqual(['Chiffre saisi, 1 sur 5.']);
  expect(listener.items).not.toContain('spell');
});

test('an item is said at its focus, and again when it changes; a line that is new is said with it', () => {
  const listener = new Listener();
  listener.send({ kind: 'hear-again' }).signedIn(identifier).press('contest:c2-titulaires');
  listener.send({ kind: 'opened', ballot });
  expect(listener.said()?.slice(-2)).toEqual(['3 lignes.', 'Avancez par la touche bas.']);
  expect(listener.hear({ kind: 'down' })).toEqual(['CFDT, 2 candidats, 1 sur 3.']);
  listener.hear({ kind: 'enter' });
  expect(listener.hear({ kind: 'down' })).toEqual(['Claire Aubanel, gardé, 1 sur 2.']);
  expect(listener.hear({ kind: 'enter' })).toEqual(['Claire Aubanel, nom rayé, 1 sur 2.']);
  listener.hear({ kind: 'down' });
  expect(listener.hear({ kind: 'enter' })).toEqual([
    'Vous avez rayé tous les noms : votre vote sera un vote blanc.',
    'Marc Teyssier, nom rayé, 2 sur 2.',
  ]);
});

test('the proof of vote is said only when it is asked for, with its capitals', () => {
  const listener = new Listener();
  listener.send({ kind: 'hear-again' }).signedIn(identifier).cast();
  listener.said();
  const said = listener.hear({ kind: 'recorded', tracker: 'aB3+' });
  expect(said?.join(' ')).not.toContain('aB3');
  listener.taken();
  listener.press('spell');
  expect(listener.taken()).toEqual([{ kind: 'spell', code: 'aB3+', caseCounts: true }]);
});

test('volume and rate: their range and steps, said as they change, back to usual with the next voter', () => {
  const db = volumesDb.map((volume) => 20 * Math.log10(gainOf(volume)));
  expect((db.at(-1) ?? 0) - (db[0] ?? 0)).toBeGreaterThanOrEqual(18);
  expect(db.some((level) => Math.abs(level - (db[0] ?? 0) - 12) < 1e-9)).toBe(true);
  db.slice(1).forEach((level, place) => expect(level - (db[place] ?? 0)).toBeLessThanOrEqual(10));
  expect([rates[0], rates.at(-1)]).toEqual([0.75, 2.5]);
  const listener = new Listener();
  listener.hear({ kind: 'hear-again' });
  expect(listener.hear({ kind: 'louder' })).toEqual(['Volume 4 sur 5.']);
  listener.hear({ kind: 'louder' });
  expect(listener.hear({ kind: 'louder' })).toBeNull();
  expect(listener.hear({ kind: 'slower' })).toEqual(['Vitesse 1 sur 6.']);
  listener.press('settings').press('volume');
  expect(listener.passage.settings.volumeDb).toBe(-24);
  listener.send({ kind: 'back' }).tick(121_000);
  expect(listener.passage.settings).toMatchObject({ sound: false, volumeDb: -12, rate: 1 });
});

test('the warning is said, and the screen again once a key was pressed', () => {
  const listener = new Listener();
  listener.send({ kind: 'hear-again' }).signedIn(identifier);
  listener.said();
  listener.tick(120_000);
  expect(listener.said()).toEqual([
    'Êtes-vous toujours là ?',
    'Appuyez sur une touche.',
    'Sinon, tout sera effacé dans 30 secondes.',
  ]);
  listener.tick(1_000);
  expect(listener.said()).toBeNull();
  expect(listener.hear({ kind: 'down' })?.join(' ')).toContain('Choisissez un scrutin');
});

test('a text is cut into sentences, never after an abbreviation', () => {
  const cut = (text: string) => sentencesOf(text, 'fr').map((phrase) => phrase.text);
  expect(cut('M. Paul Dupont')).toEqual(['M. Paul Dupont.']);
  expect(cut('Pour M. Paul. Et Mme Ève ? Oui ! 2 lignes')).toEqual([
    'Pour M. Paul.',
    'Et Mme Ève ?',
    'Oui !',
    '2 lignes.',
  ]);
});

test('all that a passage says is foreseen, but what depends on the voter', () => {
  const foreseen = new Set(foreseenTexts(site, [ballot]).map(({ text }) => plain(text)));
  everyCharacterName('fr').forEach(({ text }) => expect(foreseen).toContain(text));
  const listener = new Listener();
  const heard: string[] = [];
  const hear = (event: PassageEvent) => heard.push(...(listener.hear(event) ?? []));
  hear({ kind: 'hear-again' });
  hear({ kind: 'reading', text: identifier });
  for (const character of '07111968') hear({ kind: 'type', character });
  hear({ kind: 'enter' });
  listener.signedIn(identifier).press('contest:c2-titulaires');
  hear({ kind: 'opened', ballot });
  hear({ kind: 'down' });
  hear({ kind: 'enter' });
  hear({ kind: 'down' });
  hear({ kind: 'enter' });
  hear({ kind: 'press', item: 'continue' });
  hear({ kind: 'down' });
  hear({ kind: 'press', item: 'continue' });
  for (const character of '13579') hear({ kind: 'type', character });
  hear({ kind: 'enter' });
  hear({ kind: 'recorded', tracker: 'aB3+' });
  hear({ kind: 'down' });
  expect(heard.filter((text) => !foreseen.has(text))).toEqual(['Scrutin suivant : 2e collège, suppléants.']);
  expect([...foreseen].join()).not.toMatch(new RegExp(`Martin|${identifier}|aB3`));
});
