/**
 * One holder in front of the page of keys: the sequence shown, copied on a sheet and typed again from it; and, once all
 * keys are made, typed a last time to prove that the sheet opens the key. Nothing of a sequence stays on the screen.
 */
import { qrMatrix, quietZone } from '../../core/bytes/qr-matrix.ts';
import type { CarrierSlot, KeysAnswer, StationHolder } from '../../core/station/api.ts';
import { checkCopy, type HolderCarriers, type HolderTurn } from '../../core/station/generate-keys.ts';
import { leftToProve, provePossession } from '../../core/station/possession.ts';
import { printedSequence, type Sequence } from '../../core/station/sequence.ts';
import { make } from './dom.ts';
import {
  actions,
  bigCode,
  codeField,
  patientPort,
  plainButton,
  pressed,
  random,
  say,
  stationRoot,
  type Screen,
} from './station-page.ts';
import { titleOf, type Turns } from './station-turns.ts';

/** One holder's turn: called to the screen, the sequence shown, then typed again until it is right. */
export async function serveHolder(
  screen: Screen,
  { holder, sequence, asked }: HolderTurn,
  turns: Turns,
): Promise<HolderCarriers> {
  const { holders } = turns;
  const place = `Porteur ${holders.indexOf(holder) + 1} sur ${holders.length}`;
  const ready = plainButton('Afficher ma séquence');
  screen.show(
    `C’est au tour de ${titleOf(holder, turns)}`,
    say(`${place}. Installez-vous seul devant l’écran, avec votre feuille et votre enveloppe.`),
    actions(ready),
  );
  await pressed(ready);
  for (const { envelope } of asked) {
    for (;;) {
      await showSequence(screen, holder, sequence, turns);
      if (await typedAgain(screen, holder, sequence)) break;
    }
    const next = plainButton('J’ai noté le numéro, au suivant');
    screen.show(
      'Votre feuille est juste',
      say(
        `${holder.name}, écrivez le numéro ci-dessous sur votre enveloppe. Pliez la feuille et gardez-la en main, sans cacheter encore : vous la retaperez une fois quand toutes les clés seront faites.`,
      ),
      bigCode(envelope),
      actions(next),
    );
    await pressed(next);
  }
  return asked.map(({ slot, envelope }) => ({ slot, envelope, record: null }));
}

async function showSequence(
  screen: Screen,
  holder: StationHolder,
  sequence: Sequence,
  turns: Turns,
): Promise<void> {
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
      'N’imprimez que sur une imprimante posée dans cette salle et branchée à ce poste : une imprimante partagée garde ce qu’elle imprime.',
      'hint',
    ),
    printSheet(holder, sequence, turns),
  );
  await pressed(copied);
}

/** What a print of this step gives, in place of the screen. */
function printSheet(holder: StationHolder, sequence: Sequence, turns: Turns): HTMLElement {
  const { bureau = '', organisation = '', election = '' } = stationRoot().dataset;
  return make(
    'section',
    { class: 'print-sheet', 'aria-hidden': 'true' },
    make('p', {}, `${organisation} — ${election}`),
    make('p', { class: 'print-title' }, 'Votre séquence secrète'),
    make('p', {}, `${titleOf(holder, turns)} — ${bureau}`),
    bigCode(printedSequence(sequence)),
    qrSymbol(sequence),
    say(
      `Cette séquence est votre clé. Il faut ${turns.needed} pour ouvrir les urnes du bureau : seule, elle n’ouvre rien ; avec d’autres, elle ouvre tout. Gardez-la sous enveloppe cachetée jusqu’au dépouillement. Ne la donnez ni à la direction, ni au prestataire, ni à l’assistance.`,
    ),
  );
}

/** Whether the holder typed the sequence right; false to see it again. */
async function typedAgain(screen: Screen, holder: StationHolder, sequence: Sequence): Promise<boolean> {
  const { field, input } = codeField(
    'Retapez la séquence depuis votre feuille',
    '27 caractères ; les espaces et les minuscules ne comptent pas. Un lecteur de code QR convient aussi',
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

/** The sequence as a QR code, for a reader that types what it reads. */
function qrSymbol(sequence: Sequence): SVGElement {
  const matrix = qrMatrix(sequence);
  const side = matrix.length + 2 * quietZone;
  const dark = matrix.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + quietZone} ${y + quietZone}h1v1h-1z`] : [])),
  );
  const space = 'http://www.w3.org/2000/svg';
  const symbol = document.createElementNS(space, 'svg');
  symbol.setAttribute('viewBox', `0 0 ${side} ${side}`);
  symbol.setAttribute('class', 'qr');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', dark.join(''));
  symbol.append(path);
  return symbol;
}

/** Every holder who has not yet, one after the other, with each sheet that is tried. */
export async function checkHolders(screen: Screen, keys: KeysAnswer, turns: Turns): Promise<void> {
  for (const { holder, slot } of leftToProve(keys)) await checkHolder(screen, keys, { holder, slot, turns });
}

async function checkHolder(
  screen: Screen,
  keys: KeysAnswer,
  {
    holder,
    slot,
    turns,
  }: { readonly holder: StationHolder; readonly slot: CarrierSlot; readonly turns: Turns },
): Promise<void> {
  const { field, input } = codeField(
    slot === 'main'
      ? 'Votre séquence, depuis votre feuille'
      : 'Votre séquence, depuis votre feuille de secours',
    '27 caractères, tapés ou lus par un lecteur de code QR ; personne d’autre ne regarde l’écran',
  );
  const check = make('button', { type: 'submit', class: 'button' }, 'Vérifier ma feuille');
  const form = make('form', { class: 'sheet', autocomplete: 'off' }, field, check);
  screen.show(`C’est au tour de ${titleOf(holder, turns)}`, form);
  input.focus();
  await new Promise<void>((resolve) => {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      screen.calm();
      const possession = { ...holder, slot, sequence: input.value, random };
      void provePossession(patientPort, keys, possession).then((proved) => {
        field.classList.toggle('error', !proved.ok);
        if (!proved.ok) {
          screen.complain(proved.error);
          return;
        }
        input.value = '';
        resolve();
      });
    });
  });
  await sealedEnvelope(screen, holder);
}

async function sealedEnvelope(screen: Screen, { name, carriers }: StationHolder): Promise<void> {
  const next = plainButton('J’ai cacheté mon enveloppe');
  screen.show(
    'Votre feuille ouvre bien votre clé',
    say(
      `${name}, mettez la feuille dans l’enveloppe qui porte ce numéro, cachetez-la et signez-la. Gardez-la jusqu’au dépouillement, et ne la montrez à personne.`,
    ),
    ...carriers.map(({ envelope }) => bigCode(envelope)),
    actions(next),
  );
  await pressed(next);
}
