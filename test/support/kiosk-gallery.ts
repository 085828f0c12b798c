/**
 * Runs in a browser: the screens of a passage, with names as long as they come, each drawn by the kiosk's own page, and
 * what is wrong with how it is laid out. Bundled and opened by open-gallery.ts.
 */
import { drawIdentifier } from '../../core/access/codes.ts';
import type { KioskSite } from '../../core/kiosk/api.ts';
import { usualLimits } from '../../core/kiosk/limits.ts';
import type { PassageBallot, PassageVoter } from '../../core/kiosk/passage.ts';
import type { Settings } from '../../core/kiosk/settings.ts';
import { plainProblems, type Problem } from '../../core/kiosk/problem.ts';
import { footOf, screenOf } from '../../core/kiosk/screens.ts';
import { skinOf } from '../../core/kiosk/skin.ts';
import { spokenWarning } from '../../core/kiosk/spoken.ts';
import { wordsOf } from '../../core/kiosk/words/catalogue.ts';
import { render } from '../../kiosk/page/render.ts';
import { Player, site as usualSite } from './passage-player.ts';

/** 1920 pixels on the 531 mm of a screen of 24 inches. */
const pixelsPerMm = 3.6;
const site: KioskSite = {
  ...usualSite,
  organisation: 'Office public de l’habitat Domitia Languedoc-Roussillon',
  title: 'Élections des membres de la délégation du personnel au comité social et économique',
  place: 'agence de Castelnaudary, salle du personnel (2e étage)',
  languages: ['fr', 'en'],
};
const title = '2e collège (agents de maîtrise, techniciens et cadres), titulaires';
const contest = 'c2-titulaires';
const voter: PassageVoter = {
  name: 'Mme Marie-Antoinette de La Rochefoucauld-Montmorency',
  contests: ['titulaires', 'suppleants'].map((seat, place) => ({
    contest: `c2-${seat}`,
    title,
    phase: 'open',
    voted: place > 0,
  })),
};
const names = Array.from({ length: 33 }, (_, n) =>
  n % 4 === 0 ? `Jean-Christophe Vandenbroucke-Delahaye ${n}` : `Nadège Roux ${n}`,
);
const list = (index: number, name: string, facts: string[], count: number) => ({
  ...{ index, name, facts, candidates: names.slice(0, count) },
});
const ballot: PassageBallot = {
  ...{ contest, title, strikes: true, secret: { alphabet: 'crockford', length: 12 } },
  lists: [
    list(1, 'Fédération Interco CFDT', ['Affiliation : CFDT'], 11),
    list(
      0,
      'Confédération française de l’encadrement – Confédération générale des cadres (CFE-CGC) et Union nationale des syndicats autonomes (UNSA)',
      ['Affiliation : CFE-CGC', 'Répartition des suffrages : CFE-CGC 60 %, UNSA 40 %'],
      4,
    ),
    list(2, 'CGT', [], 33),
    ...[3, 4].map((index) => list(index, 'Liste « Ensemble »', [], 33)),
  ],
};
const identifier = drawIdentifier((count) => crypto.getRandomValues(new Uint8Array(count)));
const tracker = 'q9Vb2LxYtR4mN8sKc1WdZ0pHf6jUe3GaT7oXi5BrQ+w';

const identified = () => new Player(site).send({ kind: 'reading', text: identifier }).type('0711');
const signedIn = () => identified().type('1968').send({ kind: 'enter' }).send({ kind: 'signed-in', voter });
const opened = () => signedIn().press(`contest:${contest}`).send({ kind: 'opened', ballot });
const confirming = (index = 2) => opened().press(`list:${index}`).press('continue').press('continue');
const recording = () => confirming().type('ABCDEFGHJKMN').send({ kind: 'enter' });
const lockedUntil = { code: 'login/locked', untilMs: usualSite.nowMs } as const;
const everyProblem: readonly Problem[] = [...plainProblems.map((code) => ({ code })), lockedUntil];
const { problem: inFrench } = wordsOf('fr');
const [longest = lockedUntil] = everyProblem.toSorted((a, b) => inFrench(b).length - inFrench(a).length);
const refused = (player: Player) =>
  Object.assign(player, { passage: { ...player.passage, problem: longest } });

/** So long before the end of the passage. */
function nearTheEnd(player: Player, leftMs = usualLimits.noticeMs): Player {
  const beganMs = player.nowMs + leftMs - usualLimits.passageMs;
  return Object.assign(player, { passage: { ...player.passage, beganMs } }).tick(0);
}
const heard = () => new Player(site).send({ kind: 'hearing', hearing: 'ready' }).send({ kind: 'down' });
const oneLeft = () => {
  const contests = voter.contests.map((each) => ({ ...each, voted: false }));
  const player = recording();
  return Object.assign(player, { passage: { ...player.passage, voter: { ...voter, contests } } });
};
const unsent = { kind: 'not-recorded', refusal: { code: 'service/no-answer' }, about: 'again' } as const;

const screens: Readonly<Record<string, () => Player>> = {
  welcome: () => new Player(site).send({ kind: 'hearing', hearing: 'ready' }),
  'welcome heard': heard,
  'out of order': () => new Player(site).send({ kind: 'site', site: null }),
  closed: () => new Player({ ...site, phase: 'closed' }),
  settings: () => new Player(site).send({ kind: 'hearing', hearing: 'ready' }).press('settings'),
  letter: () => new Player(site).send({ kind: 'reading', text: 'https://exemple.invalid/' }),
  'letter heard': () => heard().press('type').type('7'),
  identity: identified,
  'identity near the end': () => nearTheEnd(identified()),
  'letter refused': () => refused(new Player(site).press('type')),
  'identity refused': () => refused(new Player(site).send({ kind: 'reading', text: identifier })),
  'choice refused': () => refused(opened()),
  'secret refused': () => refused(confirming()),
  'secret refused near the end': () => refused(nearTheEnd(confirming())),
  contests: signedIn,
  'contests near the end': () => nearTheEnd(signedIn()),
  leaving: () => signedIn().press('leave'),
  choose: opened,
  'choose near the end': () => nearTheEnd(opened()),
  'choose again': () => opened().press('list:0').press('back'),
  candidates: () => opened().press('candidates'),
  'strike near the end': () => nearTheEnd(opened().press('list:2')),
  strike: () => opened().press('list:2').press('name:0'),
  review: () => opened().press('list:2').press('name:0').press('continue'),
  secret: () => confirming().type('ABC'),
  recording,
  receipt: () => recording().send({ kind: 'printer', printer: 'ready' }).send({ kind: 'recorded', tracker }),
  'receipt near the end': () => nearTheEnd(oneLeft().send({ kind: 'recorded', tracker })),
  'not recorded': () => recording().send(unsent),
  'not recorded, last minute': () => nearTheEnd(recording().send(unsent), 0),
  'unknown fate': () => recording().send({ kind: 'unknown-fate', tracker }),
  'receipt refused': () => recording().send({ kind: 'receipt-refused', tracker }),
  'wiped, fate unknown': () => recording().send({ kind: 'unknown-fate', tracker }).press('leave'),
  'wiped, receipt refused': () => recording().send({ kind: 'receipt-refused', tracker }).press('leave'),
  'idle warning': () => opened().tick(120_000),
  wiped: () => opened().tick(120_000).tick(30_000),
  bureau: () =>
    new Player(site).press('settings').press('bureau').send({ kind: 'bureau-code', code: '123 456' }),
  board: () =>
    new Player(site).send({
      kind: 'board',
      board: {
        bureau: 'Bureau de vote centralisateur',
        lines: ['Édité le jeudi 8 décembre 2022 à 10 h. Affiché ici jusqu’à 22 h au plus tard.'],
        rows: Array.from({ length: 6 }, () => ({
          ...{ title, state: 'rien à signaler' },
          details: ['ouvert jusqu’au jeudi 8 décembre 2022 à 17 h 30', '12 émargements sur 40 inscrits'],
        })),
      },
    }),
};

const root = document.querySelector<HTMLElement>('#screen') ?? document.body;

function draw(player: Player, chosen: Partial<Settings>, page: number): number {
  const settings = { ...player.passage.settings, ...chosen };
  const passage = { ...player.passage, settings };
  const { at, settingsOpen, focus } = passage;
  for (const [name, value] of Object.entries(skinOf(pixelsPerMm, settings)))
    document.documentElement.style.setProperty(name, value);
  root.dataset['at'] = settingsOpen ? 'settings' : at;
  const foot = at === 'wiped' || at === 'board' ? null : footOf(site, settings.language);
  const warning = spokenWarning(passage);
  return render(root, { screen: screenOf(passage), focus, page, warning, foot }).pages.length;
}

/** Overflows, cut texts, targets under 12.7 mm or nearer than 2.54 mm (reference on kiosks, §5.1). */
function faultsNow(): string[] {
  const all = Array.from(root.querySelectorAll<HTMLElement>('*')).filter(
    (each) => each.offsetWidth > 0 && getComputedStyle(each).visibility !== 'hidden',
  );
  const name = ({ className, textContent }: Element) => `${className} « ${textContent.slice(0, 30)} »`;
  const bounds = root.getBoundingClientRect();
  const isOutside = (each: HTMLElement) => {
    const { left, right, top, bottom } = each.getBoundingClientRect();
    const { left: l, right: r, top: t, bottom: b } = bounds;
    return left < l - 1 || right > r + 1 || top < t - 1 || bottom > b + 1;
  };
  const isCut = (each: HTMLElement) =>
    each.clientWidth > 0 &&
    (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1);
  const targets = all.filter((each) => each.matches('button.item'));
  const boxes = targets.map((each) => each.getBoundingClientRect());
  const apart = (a: DOMRect, b: DOMRect) =>
    Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
  const small = targets.filter(
    (_, n) => Math.min(boxes[n]?.width ?? 0, boxes[n]?.height ?? 0) < 12.7 * pixelsPerMm,
  );
  const near = targets.filter((_, n) =>
    boxes.slice(0, n).some((other) => apart(other, boxes[n] ?? other) < 2.54 * pixelsPerMm),
  );
  return [
    ...all.filter((each) => !each.closest('.warning') && isOutside(each)).map((e) => `outside: ${name(e)}`),
    ...all.filter((each) => each.matches('.flow, .item, .list') && isCut(each)).map((e) => `cut: ${name(e)}`),
    ...small.map((each) => `small: ${name(each)}`),
    ...near.map((each) => `near: ${name(each)}`),
  ];
}

/** Of a bureau: French in any language. */
const always = ['bureau', 'board'];

/** Every page of every screen with these settings: what is wrong, by the name of the screen. */
function faults(settings: Partial<Settings>): string[] {
  const { language = 'fr' } = settings;
  return Object.entries(screens).flatMap(([name, play]) => {
    if (language !== 'fr' && always.includes(name)) return [];
    const player = play();
    const pages = draw(player, settings, 0);
    return Array.from({ length: pages }, (_, page) => {
      // With nothing in focus: a page that has it would be shown instead.
      draw(Object.assign(player, { passage: { ...player.passage, focus: null } }), settings, page);
      return faultsNow().map((fault) => `${language} ${name}, page ${page + 1}: ${fault}`);
    }).flat();
  });
}

Object.assign(globalThis, { faults });
