/**
 * The page of the ceremony of keys: holder after holder, the sequence is drawn here, shown, copied on paper and typed
 * again from it; then the messages of the generation are exchanged, with a stop to read the certificates' codes aloud.
 * No sequence is ever sent, stored or left on the screen. Closing the page before the end means beginning again.
 */
import { printedSequence, type Sequence } from '../../core/station/sequence.ts';
import type { KeysAnswer, KeysGroup, StationHolder } from '../../core/station/api.ts';
import { keysNeeded } from '../../core/station/groups.ts';
import { make } from './dom.ts';
import {
  actions,
  bigCode,
  breathe,
  codeField,
  guardLeaving,
  patientPort,
  plainButton,
  pressed,
  random,
  say,
  screenOf,
  stationRoot,
} from './station-page.ts';
import {
  checkCopy,
  generateKeys,
  readKeys,
  restartKeys,
  type CertificateCodes,
  type KeyProgress,
} from '../../core/station/generate-keys.ts';

const root = stationRoot();
const screen = screenOf(root);
const { bureau = '', organisation = '', election = '' } = root.dataset;

async function begin(): Promise<void> {
  const keys = await readKeys(patientPort);
  if (!keys.ok) {
    screen.show(
      'Création des clés',
      actions(make('a', { class: 'button', href: '/bureau/cles' }, 'Réessayer')),
    );
    screen.complain(keys.error);
    return;
  }
  if (keys.value.complete) location.reload();
  else if (isBegun(keys.value)) await offerRestart();
  else await offerStart(keys.value);
}

function isBegun({ groups }: KeysAnswer): boolean {
  return groups.some(({ certificates }) => certificates.some((each) => each !== null));
}

/** What the sentences of the page say of the bureau's groups. */
interface Turns {
  readonly groups: readonly KeysGroup[];
  readonly holders: readonly StationHolder[];
  readonly needed: string;
}

function turnsOf({ groups }: KeysAnswer): Turns {
  return {
    groups,
    holders: groups.flatMap(({ holders }) => holders),
    needed: keysNeeded(groups.map((group) => ({ ...group, size: group.holders.length }))),
  };
}

/** A holder's name, with the group's where there are several. */
function titleOf({ name, group }: StationHolder, { groups }: Turns): string {
  return groups.length === 1 ? name : `${name}, ${groups.find(({ id }) => id === group)?.name ?? group}`;
}

async function offerStart(keys: KeysAnswer): Promise<void> {
  const turns = turnsOf(keys);
  const start = plainButton('Commencer');
  const list = make('ol', {}, ...turns.holders.map((holder) => make('li', {}, titleOf(holder, turns))));
  screen.show(
    'Création des clés',
    say(
      `Chaque titulaire reçoit une séquence tirée au hasard par cet appareil, la recopie sur sa feuille, puis la retape. Il faudra ${turns.needed} pour ouvrir les urnes.`,
    ),
    make('p', {}, 'Passeront devant l’écran, dans cet ordre\u00a0:'),
    list,
    say(
      'Prenez le temps : la création doit aller jusqu’au bout sans quitter cette page. Gardez prêtes une feuille et une enveloppe par titulaire.',
    ),
    actions(start),
  );
  await pressed(start);
  await ceremony(turns);
}

async function offerRestart(): Promise<void> {
  const restart = plainButton('Recommencer la création des clés');
  screen.show(
    'Création des clés interrompue',
    say(
      'Une création des clés a été commencée et n’est pas finie. Les séquences déjà recopiées ne servent plus : détruisez ces feuilles, puis recommencez.',
      'notice warn',
    ),
    actions(restart),
  );
  await pressed(restart);
  const done = await restartKeys(patientPort);
  if (done.ok) await begin();
  else screen.complain(done.error);
}

async function ceremony(turns: Turns): Promise<void> {
  const release = guardLeaving();
  const keys = await generateKeys(patientPort, {
    random,
    onSequence: (holder, sequence) => serveHolder(holder, sequence, turns),
    onCertificates: (codes) => readAloud(codes, turns),
    onProgress: showProgress,
  });
  release();
  if (keys.ok) showDone(keys.value.codes, turns);
  else {
    const again = make('a', { class: 'button', href: '/bureau/cles' }, 'Revenir au début');
    screen.show('Les clés ne sont pas faites', actions(again));
    screen.complain(keys.error);
  }
}

/** One holder's turn: called to the screen, the sequence shown, then typed again until it is right. */
async function serveHolder(holder: StationHolder, sequence: Sequence, turns: Turns): Promise<void> {
  const { holders } = turns;
  const place = `Titulaire ${holders.indexOf(holder) + 1} sur ${holders.length}`;
  const ready = plainButton('Afficher ma séquence');
  screen.show(
    `C’est au tour de ${titleOf(holder, turns)}`,
    say(`${place}. Installez-vous seul devant l’écran, avec votre feuille et votre enveloppe.`),
    actions(ready),
  );
  await pressed(ready);
  for (;;) {
    await showSequence(holder, sequence, turns);
    if (await typedAgain(holder, sequence)) break;
  }
  const next = plainButton('J’ai cacheté mon enveloppe');
  screen.show(
    'Votre feuille est juste',
    say(
      `${holder.name}, mettez la feuille dans l’enveloppe, cachetez-la et signez-la. Gardez-la jusqu’au dépouillement, et ne la montrez à personne.`,
    ),
    actions(next),
  );
  await pressed(next);
}

async function showSequence(holder: StationHolder, sequence: Sequence, turns: Turns): Promise<void> {
  const copied = plainButton('J’ai recopié');
  const toPrint = plainButton('Imprimer ma feuille', 'button quiet');
  const printed = printedSequence(sequence);
  toPrint.addEventListener('click', () => print());
  screen.show(
    `${holder.name}, votre séquence`,
    say(
      'Recopiez-la sur votre feuille, groupe par groupe, en capitales. Le zéro est barré ; il n’y a ni I, ni L, ni O, ni U.',
    ),
    bigCode(printed),
    actions(copied, toPrint),
    say(
      'N’imprimez que sur une imprimante posée dans cette salle et branchée à cet appareil : une imprimante partagée garde ce qu’elle imprime.',
      'hint',
    ),
    printSheet(holder, printed, turns),
  );
  await pressed(copied);
}

/** What a print of this step gives, in place of the screen. */
function printSheet(holder: StationHolder, printed: string, turns: Turns): HTMLElement {
  return make(
    'section',
    { class: 'print-sheet', 'aria-hidden': 'true' },
    make('p', {}, `${organisation} — ${election}`),
    make('p', { class: 'print-title' }, 'Votre séquence secrète'),
    make('p', {}, `${titleOf(holder, turns)} — ${bureau}`),
    bigCode(printed),
    say(
      `Cette séquence est votre clé. Il faut ${turns.needed} pour ouvrir les urnes du bureau : seule, elle n’ouvre rien ; avec d’autres, elle ouvre tout. Gardez-la sous enveloppe cachetée jusqu’au dépouillement. Ne la donnez ni à la direction, ni au prestataire, ni à l’assistance.`,
    ),
  );
}

/** Whether the holder typed the sequence right; false to see it again. */
async function typedAgain(holder: StationHolder, sequence: Sequence): Promise<boolean> {
  const { field, input } = codeField(
    'Retapez la séquence depuis votre feuille',
    '27 caractères ; les espaces et les minuscules ne comptent pas',
  );
  const check = make('button', { type: 'submit', class: 'button' }, 'Vérifier');
  const again = plainButton('Revoir la séquence', 'button quiet');
  const form = make('form', { class: 'sheet', autocomplete: 'off' }, field, check);
  screen.show(`${holder.name}, vérifiez votre feuille`, form, actions(again));
  input.focus();
  return new Promise((resolve) => {
    again.addEventListener('click', () => resolve(false), { once: true });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const copy = checkCopy(input.value, sequence);
      field.classList.toggle('error', !copy.ok);
      if (copy.ok) {
        input.value = '';
        resolve(true);
      } else screen.complain(copy.error);
    });
  });
}

async function readAloud(codes: CertificateCodes, turns: Turns): Promise<void> {
  const same = plainButton('Les codes sont les mêmes');
  screen.show(
    'Lisez ces codes à voix haute',
    say(
      'Un autre membre du bureau ouvre la page « Création des clés » sur son propre appareil : elle affiche les mêmes codes. S’ils diffèrent, arrêtez : quelqu’un s’est glissé entre vous et le système.',
    ),
    bigCode(codes.whole),
    codesTable(codes, turns),
    actions(same),
  );
  await pressed(same);
}

function codesTable({ holders }: CertificateCodes, turns: Turns): HTMLElement {
  const rows = holders.map(({ holder, code }) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row' }, titleOf(holder, turns)),
      make('td', { class: 'code-cell', translate: 'no' }, code),
    ),
  );
  const head = make(
    'tr',
    {},
    make('th', { scope: 'col' }, 'Titulaire'),
    make('th', { scope: 'col' }, 'Empreinte de sa clé'),
  );
  return make(
    'div',
    { class: 'scroll' },
    make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows)),
  );
}

const stepNames: Readonly<Record<KeyProgress['step'], string>> = {
  certificate: 'Étape 1 sur 3 : les clés des titulaires',
  polynomial: 'Étape 2 sur 3 : le partage',
  voutput: 'Étape 3 sur 3 : la vérification du partage',
};

async function showProgress({ step, done, total }: KeyProgress): Promise<void> {
  const bar = make('progress', { max: String(total), value: String(done), 'aria-label': 'Avancement' });
  screen.show('Les clés se font', say(stepNames[step]), bar, say(`${done} titulaires sur ${total}.`));
  await breathe();
}

function showDone(codes: CertificateCodes, turns: Turns): void {
  const back = make('a', { class: 'button', href: '/bureau' }, 'Revenir aux étapes');
  screen.show(
    'Les clés sont faites',
    say('Elles protègent les urnes de ce bureau. Chaque titulaire repart avec son enveloppe.'),
    say('Empreinte de l’ensemble, à noter sur la feuille de scellement :'),
    bigCode(codes.whole),
    codesTable(codes, turns),
    actions(back),
  );
}

void begin();
