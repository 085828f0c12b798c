import { expect, test } from 'vitest';
import { drawIdentifier } from '../../../core/access/codes.ts';
import { usualLimits } from '../../../core/kiosk/limits.ts';
import { usualSettings } from '../../../core/kiosk/settings.ts';
import { spokenItem, spokenScreen, spokenWarning } from '../../../core/kiosk/spoken.ts';
import { ballot, Player, site, voter } from '../../support/passage-player.ts';
import { random } from '../../support/voter-fixtures.ts';

const identifier = drawIdentifier(random);
const at = ({ passage }: Player) => passage.at;

test('a letter, a birth date, a list, its names, the secret, the receipt, and the next voter', () => {
  const player = new Player().send({ kind: 'reading', text: identifier });
  expect(at(player)).toBe('identity');
  player.type('07111968').send({ kind: 'enter' });
  expect(player.taken()).toEqual([{ kind: 'sign-in', identifier, challenge: '07111968', secret: null }]);
  player.send({ kind: 'signed-in', voter }).press('contest:c2-titulaires');
  expect(player.taken()).toEqual([{ kind: 'open', contest: 'c2-titulaires' }]);
  player.send({ kind: 'opened', ballot }).press('list:1').press('name:0').press('continue');
  expect(player.screen.list.map(({ label, state }) => [label, state])).toEqual([
    ['Claire Aubanel', 'nom rayé'],
    ['Marc Teyssier', 'gardé'],
  ]);
  player.press('continue').type('13579').send({ kind: 'enter' });
  expect(player.taken()).toEqual([
    {
      kind: 'cast',
      contest: 'c2-titulaires',
      identifier,
      secret: '13579',
      choice: { kind: 'list', list: 1, struck: [0] },
    },
  ]);
  player.send({ kind: 'recorded', tracker: 'abcdefgh' });
  expect(player.screen).toMatchObject({ title: 'Votre vote est enregistré', code: 'abcd efgh' });
  expect(player.items).toContain('contest:c2-suppleants');
  player.press('leave');
  expect(player.taken()).toEqual([{ kind: 'forget' }]);
  expect(player.screen.lines).toContain('Un vote a été enregistré pendant ce passage.');
  player.tick(usualLimits.farewellMs);
  expect(player.taken()).toEqual([{ kind: 'forget' }, { kind: 'restart' }]);
  expect(at(player)).toBe('welcome');
});

test('nothing is in focus and nothing chosen when a ballot opens, and enter then does nothing', () => {
  const player = new Player()
    .signedIn(identifier)
    .press('contest:c2-titulaires')
    .send({ kind: 'opened', ballot });
  expect(player.passage).toMatchObject({ focus: null, selected: null });
  expect(at(player.send({ kind: 'enter' }))).toBe('choose');
});

test('the order shown never changes the index that is cast', () => {
  const player = new Player()
    .signedIn(identifier)
    .press('contest:c2-titulaires')
    .send({ kind: 'opened', ballot });
  player.send({ kind: 'down' }).send({ kind: 'enter' });
  expect(player.passage.selected).toBe(1);
});

test('another list keeps nothing struck, the same one does', () => {
  const player = new Player()
    .signedIn(identifier)
    .press('contest:c2-titulaires')
    .send({ kind: 'opened', ballot });
  player.press('list:1').press('name:1').press('back').press('list:1');
  expect(player.passage.struck).toEqual([1]);
  player.press('back').press('list:0');
  expect(player.passage.struck).toEqual([]);
});

test('all names struck is said to be a blank vote, with a way back', () => {
  const player = new Player()
    .signedIn(identifier)
    .press('contest:c2-titulaires')
    .send({ kind: 'opened', ballot });
  player.press('list:0').press('name:0');
  expect(player.screen.lines[0]).toContain('votre vote sera un vote blanc');
  player.press('continue');
  expect(player.screen.lines[0]).toContain('votre vote est un vote blanc');
  player.press('back').press('restore');
  expect(player.passage.struck).toEqual([]);
});

test('a wrong secret comes back to the secret, which is typed anew', () => {
  const player = new Player().signedIn(identifier).cast('00000');
  player.send({ kind: 'not-recorded', refusal: { code: 'secret/wrong', left: 2 }, about: 'secret' });
  expect(player.passage).toMatchObject({ at: 'secret', typed: '', problem: { code: 'secret/wrong' } });
  expect(player.problem).toBe(
    'Ce code secret n’est pas le bon. Vérifiez-le\u00a0; il vous reste 2 essais. Rien n’a été enregistré.',
  );
  player.type('13579').send({ kind: 'enter' });
  expect(player.taken().at(-1)).toMatchObject({ kind: 'cast', secret: '13579' });
});

test('an unknown fate is said, and the same ballot sent again as often as asked', () => {
  const player = new Player().signedIn(identifier).cast().send({ kind: 'unknown-fate', tracker: 'abcd' });
  expect(player.screen.title).toBe('Nous ne savons pas encore si votre vote est enregistré');
  player.taken();
  player.press('again').send({ kind: 'unknown-fate', tracker: 'abcd' }).press('again');
  expect(player.taken()).toEqual([{ kind: 'send-again' }, { kind: 'send-again' }]);
  expect(at(player.send({ kind: 'recorded', tracker: 'abcd' }))).toBe('receipt');
});

test('a vote being recorded is never interrupted, and its outcome stays past the limit of the passage', () => {
  const player = new Player().signedIn(identifier).cast();
  player
    .tick(usualLimits.passageMs * 2)
    .press('back')
    .press('leave')
    .send({ kind: 'back' });
  expect(at(player)).toBe('recording');
  player.send({ kind: 'recorded', tracker: 'abcd' }).tick(1_000);
  expect(at(player)).toBe('receipt');
  // No ballot is opened to be taken away.
  player.press('contest:c2-suppleants').tick(1_000);
  expect(at(player)).toBe('receipt');
});

test('left alone: warned after two minutes, wiped thirty seconds later; a key ends the warning and does no more', () => {
  const player = new Player()
    .signedIn(identifier)
    .press('contest:c2-titulaires')
    .send({ kind: 'opened', ballot });
  player.tick(usualLimits.idleMs - 1);
  expect(spokenWarning(player.passage)).toBeNull();
  player.tick(1);
  expect(spokenWarning(player.passage)).toContain('30 secondes');
  player.press('blank');
  expect(player.passage).toMatchObject({ at: 'choose', selected: null, warnedMs: null });
  player.tick(usualLimits.idleMs).tick(usualLimits.reactMs);
  expect(player.passage).toMatchObject({ at: 'wiped', ending: 'idle' });
});

test('settings come back to usual with the next voter, and change nothing of a choice', () => {
  const player = new Player()
    .send({ kind: 'hearing', hearing: 'ready' })
    .signedIn(identifier)
    .press('contest:c2-titulaires')
    .send({ kind: 'opened', ballot });
  player
    .press('list:1')
    .press('name:0')
    .press('settings')
    .press('text-size')
    .press('contrast')
    .press('sound');
  player.press('company').send({ kind: 'back' });
  expect(player.passage).toMatchObject({
    at: 'strike',
    struck: [0],
    settings: { textSize: 'large', contrast: 'light', sound: true, company: 'helped' },
  });
  player.press('back');
  expect(player.lines).toContain('s’écarter');
  player.tick(usualLimits.passageMs).press('restart');
  expect(player.passage.settings).toEqual(usualSettings);
});

test('settings left on the welcome come back to usual too', () => {
  const player = new Player().press('settings').press('sound').send({ kind: 'back' });
  player.tick(usualLimits.idleMs);
  expect(player.passage).toMatchObject({ at: 'welcome', beganMs: null, settings: usualSettings });
});

test('a reading acts on the welcome and on the letter, and nowhere else', () => {
  const other = drawIdentifier(random);
  const player = new Player().send({ kind: 'reading', text: 'https://exemple.invalid/' });
  expect(player.passage).toMatchObject({ at: 'letter', identifier: null });
  expect(player.problem).toContain('n’est pas celui d’un courrier');
  player.signedIn(identifier);
  for (const item of ['contest:c2-titulaires']) player.press(item).send({ kind: 'reading', text: other });
  player.send({ kind: 'opened', ballot }).send({ kind: 'reading', text: other });
  expect(player.passage).toMatchObject({ at: 'choose', identifier, selected: null });
});

test('an identifier typed wrong is said in words, and typed on from where it was', () => {
  const player = new Player().type(identifier.slice(0, 5)).send({ kind: 'enter' });
  expect(player.problem).toContain('16 caractères');
  player.type(identifier.slice(5)).send({ kind: 'enter' });
  expect(player.passage).toMatchObject({ at: 'identity', identifier });
});

test('back erases what is typed, then goes back; from the contests it asks first', () => {
  const player = new Player().press('type').type('1').send({ kind: 'back' });
  expect(player.passage).toMatchObject({ at: 'letter', typed: '' });
  expect(at(player.send({ kind: 'back' }))).toBe('welcome');
  player.signedIn(identifier).send({ kind: 'back' });
  expect(at(player)).toBe('leaving');
  expect(at(player.send({ kind: 'back' }))).toBe('contests');
  player.press('leave').press('leave');
  expect(player.passage).toMatchObject({ at: 'wiped', ending: 'left' });
});

test('where the dossier asks it, the secret is asked at login too', () => {
  const player = new Player({ ...site, secretAtLogin: true, challenge: 'matricule' });
  player.send({ kind: 'reading', text: identifier }).type('E00042').send({ kind: 'enter' });
  expect(at(player)).toBe('login-secret');
  player.type('13579').send({ kind: 'enter' });
  expect(player.taken()).toEqual([{ kind: 'sign-in', identifier, challenge: 'E00042', secret: '13579' }]);
  player.send({ kind: 'sign-in-refused', refusal: { code: 'secret/wrong', left: 2 }, about: 'secret' });
  expect(player.passage).toMatchObject({ at: 'login-secret', problem: { code: 'secret/wrong' } });
});

test('out of order it says so, serves nobody, and resumes by itself; a passage under way goes on', () => {
  const player = new Player(null);
  expect(player.screen.title).toBe('Cette borne est momentanément hors service');
  player.send({ kind: 'reading', text: identifier }).type('0').press('type');
  expect(at(player)).toBe('welcome');
  player.send({ kind: 'site', site }).signedIn(identifier).send({ kind: 'site', site: null });
  expect(at(player)).toBe('contests');
  expect(new Player().send({ kind: 'site', site: null }).lines).toContain(
    '01\u00a099\u00a000\u00a000\u00a000',
  );
});

test.each(['beforeOpening', 'closed'] as const)('when the vote is %s, nobody begins', (phase) => {
  const player = new Player({ ...site, phase }).send({ kind: 'reading', text: identifier }).type('0');
  expect(at(player)).toBe('welcome');
  expect(player.items).toEqual(['settings']);
});

test('an answer that comes late is not heard by another screen', () => {
  const player = new Player().signedIn(identifier);
  player.send({ kind: 'opened', ballot }).send({ kind: 'recorded', tracker: 'abcd' });
  expect(player.passage).toMatchObject({ at: 'contests', ballot: null, recorded: 0 });
});

test('a secret is neither shown nor said', () => {
  const player = new Player()
    .signedIn(identifier)
    .press('contest:c2-titulaires')
    .send({ kind: 'opened', ballot });
  player.press('blank').press('continue').type('97531');
  const told = JSON.stringify([player.screen.entry, spokenScreen(player.screen)]);
  expect(told).not.toMatch(/97531|9, 7|9 7/);
  expect(told).toContain('5 chiffres saisis sur 5');
});

test('by what is said alone, with four keys and digits, one votes blank', () => {
  const player = new Player().send({ kind: 'hearing', hearing: 'ready' });
  const said = () => {
    const item = spokenItem(player.screen, player.passage.focus);
    return (item.length > 0 ? item : spokenScreen(player.screen)).map(({ text }) => text).join(' ');
  };
  const find = (words: string) => {
    for (let tries = 0; tries < 60 && !said().startsWith(words); tries += 1) player.send({ kind: 'down' });
    player.send({ kind: 'enter' });
  };
  find('Écouter, sans écran');
  expect(said()).toContain('Présentez votre courrier');
  player.send({ kind: 'reading', text: identifier });
  expect(said()).toContain('Votre date de naissance');
  player.type('07111968').send({ kind: 'enter' }).send({ kind: 'signed-in', voter });
  expect(said()).toContain('Mme Jeanne Martin');
  find('2e collège, titulaires');
  player.send({ kind: 'opened', ballot });
  find('Vote blanc');
  expect(said()).toContain('Vous votez blanc.');
  find('C’est bien mon vote');
  expect(said()).toContain('code secret');
  player.type('13579').send({ kind: 'enter' }).send({ kind: 'recorded', tracker: 'abcd' });
  expect(said()).toContain('Votre vote est enregistré');
  expect(player.effects.at(-1)).toMatchObject({ kind: 'cast', choice: { kind: 'blank' } });
});
