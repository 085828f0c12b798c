/** What is said in French besides what is shown. */
import { plural } from '../../seats/phrases-fr.ts';
import type { SpokenWords } from './words.ts';

export const spoken: SpokenWords = {
  introduction: [
    'Le son est en marche.',
    'Quatre touches suffisent.',
    'Bas et haut vont d’une ligne à l’autre.',
    'Valider choisit la ligne que vous venez d’entendre.',
    'Retour efface, ou revient en arrière.',
    'Sur le pavé numérique, étoile répète et barre oblique met en pause.',
    'Le volume et la vitesse se règlent à la ligne Réglages.',
  ],
  unsaid: 'Une phrase n’a pas pu être dite. Appelez l’assistance.',
  lines: (count) => `${plural(count, 'ligne', 'lignes')}.`,
  goOn: 'Avancez par la touche bas.',
  place: (at, of) => `${at} sur ${of}`,
  typing: (done, filled, of) => {
    const what = done === 'erased' ? 'Effacé' : done === 'digit' ? 'Chiffre saisi' : 'Caractère saisi';
    return `${what}, ${of === null ? filled : `${filled} sur ${of}`}.${filled === of ? ' Validez.' : ''}`;
  },
  volume: (at, of) => `Volume ${at} sur ${of}.`,
  rate: (at, of) => `Vitesse ${at} sur ${of}.`,
};
