// The choice of language at a kiosk: offered where the dossier does, at any time, reset with each voter; words of the ballot
// stay French, on the screen and in the headphone.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadDossier } from '../../../appliance/dossier-folder.ts';
import { shownLists } from '../../../appliance/use-cases/open-ballot-page.ts';
import { offeredLanguages } from '../../../appliance/web/routes/kiosk-api.ts';
import { drawIdentifier } from '../../../core/access/codes.ts';
import { foreseenTexts } from '../../../core/kiosk/foreseen.ts';
import { saidOf, type Shown } from '../../../core/kiosk/said.ts';
import { spokenItem, spokenScreen } from '../../../core/kiosk/spoken.ts';
import { phrasesOf, plainText, type Phrase } from '../../../core/kiosk/text.ts';
import { wordsOf } from '../../../core/kiosk/words/catalogue.ts';
import { languages } from '../../../core/language.ts';
import { mostKept } from '../../../kiosk/agent/speech.ts';
import { ballotOf } from '../../../kiosk/page/voter-side.ts';
import { ballot, Player, site } from '../../support/passage-player.ts';
import { random } from '../../support/voter-fixtures.ts';

const identifier = drawIdentifier(random);
const offered = { ...site, languages: ['fr', 'en'] as const };
const english = () => new Player(offered).press('language:en');
const choosing = (player: Player) =>
  player.signedIn(identifier).press('contest:c2-titulaires').send({ kind: 'opened', ballot });
const said = (phrases: readonly Phrase[]) => phrases.map(({ text, language }) => `${language}: ${text}`);

test('the welcome offers each other language by its own name, in its own language; alone, French offers none', () => {
  const player = new Player(offered);
  expect(player.items).toEqual(['type', 'language:en', 'settings']);
  const [, item] = player.screen.actions;
  expect(phrasesOf(item?.label ?? '', 'fr')).toEqual([{ text: 'English', language: 'en' }]);
  expect(new Player(site).items).toEqual(['type', 'settings']);
  expect(new Player(site).press('settings').items).not.toContain('language:en');
  expect(new Player(site).press('language:en').passage.settings.language).toBe('fr');
});

test('a real election and a rehearsal offer what the dossier says, a demonstration every language', () => {
  const french = { kiosk: { languages: ['fr'] } } as const;
  expect(offeredLanguages('real', french)).toEqual(['fr']);
  expect(offeredLanguages('rehearsal', french)).toEqual(['fr']);
  expect(offeredLanguages('demonstration', french)).toEqual(languages);
});

test('by touch or by keys, the whole screen changes, and changes back', () => {
  const player = new Player(offered).send({ kind: 'down' }).send({ kind: 'down' }).send({ kind: 'enter' });
  expect(player.screen).toMatchObject({
    language: 'en',
    title: 'Hello. Hold your letter in front of the reader',
  });
  expect(player.passage.focus).toBeNull();
  player.press('language:fr');
  expect(player.screen.title).toBe('Bonjour. Présentez votre courrier devant le lecteur');
  expect(player.passage.focus).toBeNull();
});

test('before the vote opens, when it is closed and out of order, the choice is there too', () => {
  for (const phase of ['beforeOpening', 'closed'] as const) {
    expect(new Player({ ...offered, phase }).press('language:en').screen.language).toBe('en');
  }
  const lost = new Player(offered).send({ kind: 'site', site: null }).press('language:en');
  expect(lost.screen.title).toBe('This kiosk is out of order for the moment');
});

test('in the settings, at any time; a problem on the screen changes with it, and no choice is lost', () => {
  const player = choosing(new Player(offered)).press('list:1').press('name:0');
  player.press('settings');
  expect(said(spokenItem(player.screen, 0))).toEqual(['en: English, continue in English.', 'fr: 1 sur 5.']);
  player.press('language:en').send({ kind: 'back' });
  expect(player.passage).toMatchObject({ at: 'strike', selected: 1, struck: [0] });
  expect(player.screen.title).toBe('Do you keep all the names?');
  player.press('continue').press('continue').type('123').send({ kind: 'enter' });
  expect(player.problem).toBe('Your secret code is not complete. Type the rest, then press Enter.');
  player.type('45').send({ kind: 'enter' });
  player.send({ kind: 'not-recorded', refusal: { code: 'secret/wrong', left: 1 }, about: 'secret' });
  expect(player.problem).toBe(
    'This secret code is not the right one. Check it; you have 1 try left. Nothing was recorded.',
  );
  expect(player.taken().at(-1)).toMatchObject({ kind: 'cast', choice: { list: 1, struck: [0] } });
});

test('why a passage stops is told in the language of the moment; the bureau’s own sentence stays French', () => {
  const player = english().signedIn(identifier).press('contest:c2-titulaires');
  const told = 'Le bureau de vote a suspendu le vote à 10 h.';
  player.send({ kind: 'stopped', refusal: { code: 'contest/suspended', told } });
  const [why = ''] = player.screen.lines;
  expect(phrasesOf(why, 'en').map(({ language }) => language)).toEqual(['en', 'fr', 'en', 'en']);
  expect(plainText(why)).toContain('nothing is lost');
  player.press('settings').press('language:fr').send({ kind: 'back' });
  expect(player.lines).toContain('vous pourrez voter quand il reprendra');
});

test('the words of the ballot are the sealed ones, marked as French; only ours are translated', () => {
  const player = choosing(english());
  expect(player.screen.context).toEqual([{ text: '2e collège, titulaires', language: 'fr' }]);
  expect(player.screen.list.map(({ label }) => label)).toEqual([
    [{ text: 'CFDT', language: 'fr' }],
    [{ text: 'CGT', language: 'fr' }],
    [{ text: 'Vote blanc', language: 'fr' }, ' (blank vote)'],
  ]);
  player.press('list:0').press('continue');
  expect(player.lines).toBe('You are voting for the list CGT. Nothing is recorded yet.');
});

test('nothing of the voter’s language stays at the next welcome, however the passage ended', () => {
  const left = english().signedIn(identifier).press('leave').press('leave');
  expect(left.screen.title).toBe('Everything is erased');
  const idle = english().signedIn(identifier).tick(120_000).tick(30_000);
  for (const player of [left, idle]) {
    player.press('restart');
    expect(player.passage).toMatchObject({ at: 'welcome', settings: { language: 'fr' } });
    expect(player.screen).toMatchObject({ language: 'fr' });
  }
  expect(english().tick(120_000).passage.settings.language).toBe('fr');
});

test('the screens of a bureau stay French', () => {
  const player = english().press('settings').press('bureau');
  expect(player.screen).toMatchObject({ language: 'fr', title: 'Ouvrir cette borne au bureau de vote' });
});

test('a printed receipt is in the language of who asked', () => {
  const player = english().send({ kind: 'printer', printer: 'ready' }).signedIn(identifier).cast();
  player.send({ kind: 'recorded', tracker: 'abcd' }).taken();
  expect(player.press('print').taken()).toEqual([{ kind: 'print', tracker: 'abcd', language: 'en' }]);
  const { title, lines } = wordsOf('en').receipt;
  expect([title, ...lines].join(' ')).toMatch(/^[\x20-\x7e]*$/);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(32);
});

// ── By ear ───────────────────────────────────────────────────────────────────────────────────────────────

test('each voice says its own language: how to have English first, then the item; chosen, how to use the sound', () => {
  const player = new Player(offered).send({ kind: 'hearing', hearing: 'ready' });
  let heard: Shown | null = null;
  const hear = () => {
    const now = { screen: player.screen, passage: player.passage };
    const phrases = saidOf(heard, now) ?? [];
    heard = now;
    return phrases;
  };
  hear();
  player.send({ kind: 'hear-again' });
  const first = hear();
  expect(first[0]).toEqual({ text: wordsOf('en').invitation, language: 'en' });
  expect(first.slice(1).every(({ language }) => language === 'fr')).toBe(true);
  player.send({ kind: 'up' }).send({ kind: 'up' });
  expect(said(hear())).toEqual(['en: English.']);
  player.send({ kind: 'enter' });
  const after = hear();
  expect(after[0]).toEqual({ text: 'The sound is on.', language: 'en' });
  expect(said(after)).toContain('fr: Domitia Habitat — agence de Carcassonne.');
  expect(said(after)).toContain('en: Move on with the down key.');
});

test('a sentence that holds words of two languages is cut where they meet', () => {
  const player = choosing(english());
  expect(said(spokenItem(player.screen, 0))).toEqual(['fr: CFDT.', 'en: 2 candidates, 1 of 3.']);
  expect(said(spokenItem(player.screen, 2))).toEqual([
    'fr: Vote blanc.',
    'en: (blank vote), No list, 3 of 3.',
  ]);
  player.press('list:0');
  expect(said(spokenItem(player.screen, 0))).toEqual(['fr: Sylvie Roumegoux.', 'en: kept, 1 of 1.']);
  player.press('continue');
  expect(said(spokenScreen(player.screen))).toEqual([
    'fr: 2e collège, titulaires.',
    'en: Check your vote.',
    'en: You are voting for the list.',
    'fr: CGT.',
    'en: Nothing is recorded yet.',
    'en: 1 line.',
    'en: Move on with the down key.',
  ]);
});

test('what may be said is made ahead in the languages offered, and in no other', () => {
  const of = (languages: typeof site.languages) => foreseenTexts({ ...site, languages }, [ballot]);
  expect(of(['fr']).every(({ language }) => language === 'fr')).toBe(true);
  const both = said(of(['fr', 'en']));
  expect(both).toContain('en: Do you keep all the names?');
  expect(both).toContain('fr: Sylvie Roumegoux.');
  expect(new Set(both).size).toBe(both.length);
});

test('the whole of the GEPOR election fits in what a terminal keeps, in every language', async () => {
  const folder = new URL('../../../provisioning/dossiers/gepor/', import.meta.url);
  const read = await loadDossier(fileURLToPath(folder), Date.UTC(2019, 8, 1));
  if (!read.ok) throw new Error(read.error[0]?.text);
  const { dossier } = read.value;
  const { strikes } = dossier.ballot;
  const ballots = dossier.contests.map(({ id, college, seat }) => {
    const heading = {
      contest: id,
      college: dossier.colleges.find((each) => each.id === college)?.name ?? '',
      collegeOrdinal: 1,
      seat,
    };
    return ballotOf({ ...heading, strikes, lists: shownLists(dossier, id) }, site.secret);
  });
  const texts = foreseenTexts({ ...site, languages }, ballots);
  expect(texts.length).toBeLessThan(mostKept);
});

// ── The catalogues ───────────────────────────────────────────────────────────────────────────────────────

function strings(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => strings(part, path === '' ? key : `${path}.${key}`));
}

test('no entry of the English catalogue was left in French', () => {
  const fr = new Map(strings(wordsOf('fr'), ''));
  const same = strings(wordsOf('en'), '').filter(([path, text]) => fr.get(path) === text);
  expect(same).toEqual([]);
});

test('English has its own punctuation: no French quotation marks, no space before a colon, no straight apostrophe', () => {
  for (const [path, text] of strings(wordsOf('en'), '')) {
    expect([path, text]).toEqual([path, text.replaceAll(/[«»']| [;:!?]/g, '')]);
  }
});
