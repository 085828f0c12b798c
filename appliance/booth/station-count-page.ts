/**
 * The page of the count: the printed closing code is typed, every ballot of the bureau's urns is verified here, and only
 * then each holder types a sequence, whose share of the decryption is made in this page. Enough shares open the urns.
 * No sequence is sent or kept. All the logic is in station-count.ts; here is what people see.
 */
import { parseClosingCode } from '../../core/station/closing-code.ts';
import type { CountAnswer, DecryptionsAnswer, HolderPlace } from '../../core/station/api.ts';
import { areEnough, givenIn, samePlace, sharesGiven } from '../../core/station/groups.ts';
import { typeset } from '../../core/french/text.ts';
import { french, make } from './dom.ts';
import { replacementRemarks, tokenRemarks } from './station-count-remarks.ts';
import {
  countedHere,
  giveShare,
  placesGiven,
  readCount,
  verifyUrns,
  type CountProgress,
  type VerifiedCount,
} from '../../core/station/count.ts';
import {
  checksDone,
  checksTitle,
  clockText,
  countTitles,
  extensionTexts,
  progressText,
  urnColumns,
} from '../../core/station/count-text-fr.ts';
import {
  actions,
  breathe,
  codeField,
  guardLeaving,
  patientPort,
  random,
  say,
  screenOf,
  stationRoot,
} from './station-page.ts';

const screen = screenOf(stationRoot());
const closingCodeLength = 27;

async function begin(): Promise<void> {
  const count = await readCount(patientPort);
  if (!count.ok) {
    screen.show(
      countTitles.begin,
      actions(make('a', { class: 'button', href: '/bureau' }, 'Revenir aux étapes')),
    );
    screen.complain(count.error);
  } else if (count.value.opened) location.assign('/bureau/resultats');
  else askCode(count.value);
}

function askCode(count: CountAnswer): void {
  const { field, input, note } = codeField(
    'Code de clôture',
    'Recopiez-le depuis la feuille imprimée et signée, pas depuis un écran',
  );
  input.addEventListener('input', () => tell(note, input.value));
  const verify = make('button', { type: 'submit', class: 'button' }, 'Vérifier les urnes');
  const form = make('form', { class: 'sheet', autocomplete: 'off' }, field, verify);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    screen.calm();
    const code = parseClosingCode(input.value);
    field.classList.toggle('error', !code.ok);
    if (code.ok) void verifyAll(count, code.value);
    else screen.complain({ code: 'sealed/unreadable-code' });
  });
  screen.show(
    countTitles.begin,
    say(
      'Ce poste va recevoir les urnes, vérifier chaque bulletin, puis recevoir les séquences des porteurs. Il n’ouvrira que les urnes dont le code est celui de la feuille signée.',
    ),
    urnsTable(
      urnColumns.announced,
      count.urns.map(({ title, ballots }) => ({ name: title, ballots })),
    ),
    clockLine(count),
    ...extensionTexts(count).map((text) => say(text, 'notice warn')),
    form,
  );
}

/** Where one is in the code, and the first character that cannot be in it. */
function tell(note: HTMLElement, typed: string): void {
  const code = parseClosingCode(typed);
  const count = typed.replaceAll(/[\s-]/g, '').length;
  if (!code.ok && code.error.code === 'code/wrong-character') {
    const rank = code.error.position === 1 ? '1er' : `${code.error.position}e`;
    note.replaceChildren(...french(typeset(`Le ${rank} caractère ne peut pas être dans ce code.`)));
  } else if (count < closingCodeLength) note.textContent = `${count} caractères sur ${closingCodeLength}`;
  else {
    note.replaceChildren(
      ...french(
        typeset(
          code.ok ? 'Le code est complet.' : 'Il y a une faute de frappe : comparez groupe par groupe.',
        ),
      ),
    );
  }
}

/** Of the urns: what is announced, or what was counted here. */
function urnsTable(
  columns: readonly [string, string],
  urns: readonly { readonly name: string; readonly ballots: number }[],
): HTMLElement {
  const [urn, number] = columns;
  const head = make(
    'tr',
    {},
    make('th', { scope: 'col' }, urn),
    make('th', { scope: 'col', class: 'n' }, number),
  );
  const rows = urns.map(({ name, ballots }) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row' }, ...french(typeset(name))),
      make('td', { class: 'n' }, String(ballots)),
    ),
  );
  const table = make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows));
  return make('div', { class: 'sheet scroll' }, table);
}

function clockLine(count: CountAnswer): HTMLElement {
  const { text, isMoved } = clockText(count, Date.now());
  return isMoved ? say(text, 'notice warn') : say(text);
}

async function verifyAll(count: CountAnswer, closingCode: string): Promise<void> {
  const bar = make('progress', { max: '1', value: '0', 'aria-label': 'Avancement de la vérification' });
  const line = say('Réception des urnes');
  line.setAttribute('aria-live', 'polite');
  screen.show(countTitles.verifying, bar, line);
  await breathe();
  const verified = await verifyUrns(patientPort, count, {
    closingCode,
    nowMs: Date.now(),
    onProgress: progressOn(bar, line),
  });
  if (verified.ok) askSequence(verified.value, placesGiven(count));
  else {
    askCode(count);
    screen.complain(verified.error);
  }
}

/** Shows progress and time left, at most five times a second, and lets the browser paint. */
function progressOn(bar: HTMLProgressElement, line: HTMLElement) {
  let [startedMs, shownMs] = [Date.now(), 0];
  return async (progress: CountProgress): Promise<void> => {
    if (progress.stage === 'fetching') startedMs = Date.now();
    const now = Date.now();
    if (now - shownMs < 200) return;
    shownMs = now;
    bar.value = progress.fraction;
    const text = progressText(progress, now - startedMs);
    line.replaceChildren(...french(typeset(text)));
    await breathe();
  };
}

function askSequence(verified: VerifiedCount, given: readonly HolderPlace[]): void {
  const { groups } = verified.count;
  const sizes = groups.map((group) => ({ ...group, size: group.holders.length }));
  const waited = waitingHolders(verified.count, given);
  const { field, input } = codeField(
    'Séquence secrète',
    '27 caractères, tapés depuis la feuille sortie de l’enveloppe ou lus par un lecteur de code QR ; personne d’autre ne regarde l’écran',
  );
  const choice = make(
    'select',
    { id: 'holder', required: true },
    make('option', { value: '' }, 'Choisissez votre nom'),
    ...waited.map((holder) => make('option', { value: valueOf(holder) }, holder.title)),
  );
  const open = make('button', { type: 'submit', class: 'button' }, 'Donner ma part');
  const who = make('div', { class: 'field' }, make('label', { for: 'holder' }, 'Porteur'), choice);
  const form = make('form', { class: 'sheet', autocomplete: 'off' }, who, field, open);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (open.ariaDisabled === 'true') return;
    screen.calm();
    const holder = waited.find((each) => valueOf(each) === choice.value);
    if (holder === undefined) return;
    open.ariaDisabled = 'true';
    void share(verified, holder, input.value).then((answer) => {
      open.ariaDisabled = null;
      if (answer === null) return;
      input.value = '';
      if (!answer.opened) askSequence(verified, answer.given);
    });
  });
  screen.show(
    countTitles.verified,
    say(
      'Le contenu reçu est bien celui de la feuille signée, chaque bulletin est valable et la somme est juste.',
      'notice',
    ),
    say(
      'Ce poste a compté lui-même les bulletins. Avant de taper une séquence, comparez chaque nombre aux émargements que le bureau a suivis jusqu’à la clôture. S’il est autre, arrêtez ici et notez-le au procès-verbal.',
    ),
    urnsTable(urnColumns.counted, countedHere(verified)),
    say(`Parts données : ${sharesGiven(sizes, given)}.`, 'lead'),
    ...tokenRemarks(verified.count),
    ...replacementRemarks(verified.count),
    form,
    checksList(verified),
  );
}

const valueOf = ({ group, holder }: HolderPlace) => `${group}/${holder}`;

/** Holders whose share may still serve, with their group's name where there are several. */
function waitingHolders({ groups }: CountAnswer, given: readonly HolderPlace[]) {
  return groups
    .filter((group) => givenIn(group, given) < group.threshold)
    .flatMap(({ name: groupName, holders }) =>
      holders
        .filter((holder) => holder.use === 'free' && !given.some((place) => samePlace(place, holder)))
        .map((holder) => ({
          ...holder,
          title: groups.length === 1 ? holder.name : `${holder.name} (${groupName})`,
        })),
    );
}

/** Null when the share was refused, which the page then says. */
async function share(
  verified: VerifiedCount,
  { group, holder }: HolderPlace,
  sequence: string,
): Promise<DecryptionsAnswer | null> {
  const release = guardLeaving();
  await breathe();
  const answer = await giveShare(patientPort, verified, { group, holder, sequence, random });
  release();
  if (!answer.ok) {
    screen.complain(answer.error);
    return null;
  }
  if (answer.value.opened || areEnough(verified.count.groups, answer.value.given))
    location.assign('/bureau/resultats');
  return answer.value;
}

/** Every check of every urn, for who wants to read them. */
function checksList(verified: VerifiedCount): HTMLElement {
  const urns = checksDone(verified).map(({ title, lines }) =>
    make(
      'li',
      {},
      make('b', {}, ...french(typeset(title))),
      make('ul', {}, ...lines.map((line) => make('li', {}, ...french(typeset(line))))),
    ),
  );
  return make('details', { class: 'checks' }, make('summary', {}, checksTitle), make('ul', {}, ...urns));
}

void begin();
