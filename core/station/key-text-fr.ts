/** What the making of the keys says in French wherever it is made, at the token station or on the page of a browser. */
import type { KeyProgress } from './generate-keys.ts';

const stepNames: Readonly<Record<KeyProgress['step'], string>> = {
  certificate: 'Étape 1 sur 3 : les clés des porteurs',
  polynomial: 'Étape 2 sur 3 : le partage',
  voutput: 'Étape 3 sur 3 : la vérification du partage',
};

export function keyProgressText({ step, done, total }: KeyProgress) {
  return {
    title: 'Les clés se font',
    step: stepNames[step],
    count: `${done} porteurs sur ${total}.`,
  } as const;
}
