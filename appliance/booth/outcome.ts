/**
 * When the vote is not simply recorded: what is true, what it means, what to do. Never says « recorded » or « not
 * recorded » without knowing.
 */
import { typeset } from '../../core/french/text.ts';
import { refusalText } from './refusal-text-fr.ts';
import type { BallotPage } from './voter-api.ts';
import type { PreparedBallot } from './casting.ts';
import { button, heading, make } from './dom.ts';
import { groupedTracker } from './receipt.ts';
import type { Refusal } from './refusals.ts';

const home = () => make('a', { class: 'button quiet', href: '/accueil' }, 'Revenir à l’accueil');
const loginAgain = () => make('a', { class: 'button', href: '/' }, 'Me reconnecter');

/** The ballot page could not be opened: there is nothing to lose. */
export function notOpened(refusal: Refusal, onRetry: () => void): readonly HTMLElement[] {
  return [
    heading(titles[refusal.code] ?? 'Votre bulletin n’a pas pu être ouvert'),
    make('p', {}, refusalText(refusal)),
    make('div', { class: 'actions' }, ...waysOut(refusal, onRetry)),
  ];
}

/** The vote was refused: nothing was recorded. `onRetry` goes back to the confirmation. */
export function notRecorded(refusal: Refusal, onRetry: () => void): readonly HTMLElement[] {
  return [
    heading(titles[refusal.code] ?? 'Votre vote n’est pas enregistré'),
    make('p', { role: 'status' }, refusalText(refusal)),
    ...(refusal.code === 'contest/suspended' ? [make('p', {}, keptChoice)] : []),
    make('div', { class: 'actions' }, ...waysOut(refusal, onRetry)),
  ];
}

/** The page forgets it when its session ends: it may be left alone until the vote resumes. */
const keptChoice = typeset(
  'Votre choix reste sur cette page tant que vous êtes connecté. Quand le vote aura repris, choisissez « Réessayer » et tapez de nouveau votre code secret. Vous pouvez aussi quitter, et revenir voter plus tard.',
);

const titles: Readonly<Partial<Record<Refusal['code'], string>>> = {
  'vote/already-cast': 'Vous avez déjà voté pour ce scrutin',
  'session/unknown': 'Vous êtes déconnecté',
  'contest/suspended': 'Le vote est suspendu',
  'contest/closed': 'Le scrutin est clos',
  'page/over': 'L’heure de clôture est passée',
  'contest/not-open-yet': 'Le vote n’est pas encore ouvert',
  'page/inconsistent': 'Ce bulletin n’est pas celui du scrutin',
};

/** After these, trying again cannot help. */
const finalCodes: readonly Refusal['code'][] = [
  'vote/already-cast',
  'contest/closed',
  'page/over',
  'contest/unknown',
  'contest/not-open-yet',
  'page/inconsistent',
  'credential/unusable',
];

function waysOut({ code }: Refusal, onRetry: () => void): readonly HTMLElement[] {
  if (code === 'session/unknown') return [loginAgain()];
  if (finalCodes.includes(code)) return [home()];
  return [button('Réessayer', 'button', onRetry), home()];
}

/** Nobody answered: the ballot may be in the urn. Sending the same one again cannot count twice. */
export function unknownFate(prepared: PreparedBallot, onRetry: () => void): readonly HTMLElement[] {
  return [
    heading('Nous ne savons pas encore si votre vote est enregistré'),
    make(
      'p',
      {},
      'Votre bulletin chiffré a été envoyé, mais aucune réponse n’est revenue. Réessayez\u00a0: c’est le même bulletin qui sera renvoyé, et il ne comptera qu’une fois.',
    ),
    make(
      'p',
      {},
      'Si cela ne suffit pas, notez cette preuve de vote, puis revenez à l’accueil\u00a0: il indique si vous avez voté. Sinon, vous pourrez voter à nouveau, ou appeler l’assistance.',
    ),
    make('output', { class: 'receipt' }, groupedTracker(prepared.tracker)),
    make('div', { class: 'actions' }, button('Réessayer', 'button', onRetry), home()),
  ];
}

/** The appliance says it is recorded, with a receipt that is not the one of this ballot. */
export function receiptRefused(page: BallotPage, prepared: PreparedBallot): readonly HTMLElement[] {
  return [
    heading('L’accusé de réception n’est pas celui de votre bulletin'),
    make(
      'p',
      {},
      'Le site répond que votre vote est enregistré, mais son accusé de réception ne correspond pas au bulletin que votre appareil a chiffré. Nous ne pouvons pas vous garantir que votre vote est dans l’urne.',
    ),
    make(
      'p',
      {},
      `Notez cette preuve de vote et prévenez sans attendre le bureau de vote ou l’assistance (${page.help.phone}).`,
    ),
    make('output', { class: 'receipt' }, groupedTracker(prepared.tracker)),
    make('div', { class: 'actions' }, home()),
  ];
}
