/**
 * After the vote: the receipt, to print or keep. It tells that a ballot was accepted and how to find it again, never
 * what was chosen nor when. The file is made in the page and sent nowhere.
 */
import type { Receipt } from '../../core/sealing/receipt.ts';
import { seatName } from '../documents/election-words.ts';
import type { BallotPage } from './voter-api.ts';
import { button, french, heading, make } from './dom.ts';
import { contestTitle } from './words.ts';

/** The tracker in groups of four, for reading and typing; spaces are ignored when it is looked for. */
export function groupedTracker(tracker: string): string {
  return tracker.replace(/(.{4})(?=.)/g, '$1 ');
}

/** The receipt as a text to keep. */
export function receiptText(page: BallotPage, receipt: Receipt): string {
  return [
    'ACCUSÉ DE RÉCEPTION DE VOTE',
    '',
    page.organisation.name,
    contestTitle(page),
    ...(page.mode === 'real' ? [] : ['', 'Démonstration ou répétition\u00a0: ce vote ne compte pas.']),
    '',
    'Votre vote est enregistré dans l’urne, chiffré.',
    '',
    'Preuve de vote',
    groupedTracker(receipt.tracker),
    '',
    'Code de scellement',
    receipt.sealCode,
    '',
    'Signature de l’accusé de réception',
    receipt.signature,
    '',
    'La preuve de vote permet de retrouver votre bulletin dans l’urne, à la page «\u00a0Retrouver mon bulletin\u00a0»',
    'du site de vote. Elle ne révèle pas votre choix.',
    '',
  ].join('\r\n');
}

export function receiptStep(page: BallotPage, receipt: Receipt): readonly HTMLElement[] {
  const proof = make(
    'section',
    { class: 'sheet' },
    make('h2', {}, 'Votre preuve de vote'),
    make(
      'p',
      {},
      'Avec ce code, calculé par votre appareil, vous pourrez retrouver votre bulletin dans l’urne. Il ne révèle pas votre choix.',
    ),
    make('output', { class: 'receipt' }, groupedTracker(receipt.tracker)),
    make(
      'div',
      { class: 'on-paper' },
      make('p', {}, ...french(contestTitle(page))),
      make('p', {}, `Code de scellement\u00a0: ${receipt.sealCode}`),
      make('p', { class: 'hash' }, `Signature\u00a0: ${receipt.signature}`),
    ),
    make(
      'div',
      { class: 'actions' },
      button('Imprimer', 'button quiet', () => print()),
      button('Enregistrer', 'button quiet', () => save(page, receipt)),
    ),
  );
  return [
    heading('Votre vote est enregistré'),
    make(
      'p',
      {},
      'Il est dans l’urne, chiffré. Personne ne pourra savoir pour qui vous avez voté, ni l’employeur, ni le bureau de vote, ni l’assistance.',
    ),
    proof,
    make('div', { class: 'actions' }, ...whatNext(page)),
  ];
}

function whatNext({ next }: BallotPage): readonly HTMLElement[] {
  if (next === null) return [make('a', { class: 'button', href: '/accueil' }, 'Revenir à l’accueil')];
  return [
    make(
      'a',
      { class: 'button', href: `#${next.contest}` },
      `Passer au scrutin suivant\u00a0: ${seatName(next.seat, 2)}`,
    ),
    make('a', { class: 'button quiet', href: '/accueil' }, 'Revenir à l’accueil'),
  ];
}

function save(page: BallotPage, receipt: Receipt): void {
  const file = new Blob([receiptText(page, receipt)], { type: 'text/plain;charset=utf-8' });
  const address = URL.createObjectURL(file);
  make('a', { href: address, download: `preuve-de-vote-${page.contest}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
