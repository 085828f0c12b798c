/** What the page of the count says of keys that it cannot take, or not yet: key tokens, and keys of who stands in. */
import type { CountAnswer } from '../../core/station/api.ts';
import { say } from './station-page.ts';

/** Where keys are in key tokens, this page takes only what is on paper. */
export function tokenRemarks({ groups }: CountAnswer): HTMLElement[] {
  const carriers = groups.flatMap(({ holders }) => holders.flatMap((holder) => holder.carriers));
  if (carriers.every(({ record }) => record === null)) return [];
  return [
    say(
      carriers.some(({ record }) => record === null)
        ? 'Les clés de sécurité se branchent au poste du bureau. Cette page-ci reçoit les séquences de secours, sur papier : ouvrez-en les enveloppes devant tous, et notez-le au procès-verbal.'
        : 'Les clés de ce bureau sont toutes dans des clés de sécurité : elles se branchent au poste du bureau, pas ici.',
      'notice warn',
    ),
  ];
}

/** Keys that serve only in replacement: how they come into the list. */
export function replacementRemarks({ groups }: CountAnswer): HTMLElement[] {
  const waiting = groups.flatMap(({ holders }) => holders).filter(({ use }) => use === 'waits');
  if (waiting.length === 0) return [];
  const names = waiting.map(({ name }) => name).join(', ');
  return [
    say(
      `En remplacement seulement : ${names}. Un membre du bureau écrit d’abord le remplacement sur la page « Remplacements », puis cette page se recharge.`,
      'notice',
    ),
  ];
}
