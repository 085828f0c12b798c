/**
 * The page of the ceremony of keys: holder after holder, the sequence is drawn here, shown, copied on paper and typed
 * again from it; then the messages of the generation are exchanged, with a stop to read the certificates' codes aloud;
 * last, each holder types the sequence once more, which proves that the sheet opens the key.
 * No sequence is ever sent, stored or left on the screen. Closing the page before the end means beginning again.
 */
import type { KeysAnswer } from '../../core/station/api.ts';
import { make } from './dom.ts';
import {
  actions,
  bigCode,
  breathe,
  guardLeaving,
  patientPort,
  plainButton,
  pressed,
  random,
  say,
  screenOf,
  stationRoot,
} from './station-page.ts';
import { checkHolders, serveHolder } from './station-holder.ts';
import { titleOf, turnsOf, type Turns } from './station-turns.ts';
import {
  generateKeys,
  readKeys,
  restartKeys,
  type CertificateCodes,
  type KeyProgress,
} from '../../core/station/generate-keys.ts';
import { keyProgressText } from '../../core/station/key-text-fr.ts';

const root = stationRoot();
const screen = screenOf(root);

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
  if (keys.value.proved) location.reload();
  else if (keys.value.carriers.some(({ kind }) => kind === 'token')) sendToTokenStation();
  else if (keys.value.complete) await offerChecks(keys.value);
  else if (isBegun(keys.value)) await offerRestart();
  else await offerStart(keys.value);
}

function isBegun({ groups }: KeysAnswer): boolean {
  return groups.some(({ certificates }) => certificates.some((each) => each !== null));
}

/** Key tokens are plugged into the holders' own machine, not into whoever's browser. */
function sendToTokenStation(): void {
  screen.show(
    'Création des clés',
    say(
      'Dans cette élection, les clés sont gardées dans des clés de sécurité. Elles se font au poste du bureau où ces clés se branchent, devant tout le bureau : ouvrez-y la page « Clés ».',
      'notice',
    ),
    say(
      'Cette page-ci affichera les codes à comparer à voix haute dès que les clés seront en cours de création : rechargez-la à ce moment-là.',
    ),
    actions(make('a', { class: 'button quiet', href: '/bureau/cles' }, 'Recharger cette page')),
  );
}

async function offerStart(keys: KeysAnswer): Promise<void> {
  const turns = turnsOf(keys);
  const start = plainButton('Commencer');
  const list = make('ol', {}, ...turns.holders.map((holder) => make('li', {}, titleOf(holder, turns))));
  screen.show(
    'Création des clés',
    say(
      `Chaque porteur reçoit une séquence tirée au hasard par ce poste, la recopie sur sa feuille, puis la retape ; il la retape une seconde fois quand toutes les clés sont faites. Il faudra ${turns.needed} pour ouvrir les urnes.`,
    ),
    make('p', {}, 'Passeront devant l’écran, dans cet ordre\u00a0:'),
    list,
    say(
      'Prenez le temps : la création doit aller jusqu’au bout sans quitter cette page. Gardez prêtes une feuille et une enveloppe par porteur.',
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
  await restartAll();
}

async function restartAll(): Promise<void> {
  const done = await restartKeys(patientPort);
  if (done.ok) await begin();
  else screen.complain(done.error);
}

async function ceremony(turns: Turns): Promise<void> {
  const release = guardLeaving();
  const keys = await generateKeys(patientPort, {
    random,
    onSequence: (turn) => serveHolder(screen, turn, turns),
    onCertificates: (codes) => readAloud(codes, turns),
    onProgress: showProgress,
  });
  release();
  if (keys.ok) await begin();
  else {
    const again = make('a', { class: 'button', href: '/bureau/cles' }, 'Revenir au début');
    screen.show('Les clés ne sont pas faites', actions(again));
    screen.complain(keys.error);
  }
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
    make('th', { scope: 'col' }, 'Porteur'),
    make('th', { scope: 'col' }, 'Empreinte de sa clé'),
  );
  return make(
    'div',
    { class: 'scroll' },
    make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows)),
  );
}

async function showProgress(progress: KeyProgress): Promise<void> {
  const { done, total } = progress;
  const { title, step, count } = keyProgressText(progress);
  const bar = make('progress', { max: String(total), value: String(done), 'aria-label': 'Avancement' });
  screen.show(title, say(step), bar, say(count));
  await breathe();
}

/** Each holder proves once to hold the key: the sheet opens it. A sheet that does not means beginning again. */
async function offerChecks(keys: KeysAnswer): Promise<void> {
  const turns = turnsOf(keys);
  const check = plainButton('Vérifier les feuilles, une par une');
  const restart = plainButton('Recommencer la création des clés', 'button quiet');
  screen.show(
    'Il reste à vérifier chaque feuille',
    say(
      'Les clés sont faites. Chaque porteur retape maintenant sa séquence depuis sa feuille, puis la met sous enveloppe : une feuille fausse se découvre ainsi avant le scellement, et pas au dépouillement.',
    ),
    actions(check, restart),
    say(
      'Si une feuille est fausse ou perdue, il faut recommencer : toutes les feuilles seront à détruire.',
      'hint',
    ),
  );
  if ((await pressed(check, restart)) === restart) await restartAll();
  else {
    await checkHolders(screen, keys, turns);
    await begin();
  }
}

void begin();
