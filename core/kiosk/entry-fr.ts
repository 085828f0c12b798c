/**
 * Typing at a kiosk: what is shown and said of it, and the keys of the pad. A secret is never shown nor said, only how
 * much of it is typed.
 */
import { crockfordAlphabet, groupedCode } from '../bytes/crockford.ts';
import { identifierLength } from '../access/codes.ts';
import { plural } from '../seats/phrases-fr.ts';
import type { Passage } from './passage.ts';
import { item, type Entry, type Screen } from './screen.ts';

const place = '_';

export function codeEntry(typed: string): Entry {
  return {
    label: 'Votre identifiant',
    shown: groupedCode(typed.padEnd(identifierLength, place)),
    spoken: typed === '' ? 'Rien n’est tapé.' : `Tapé : ${Array.from(typed).join(', ')}.`,
    length: identifierLength,
    filled: typed.length,
  };
}

export function dateEntry(typed: string): Entry {
  const padded = typed.padEnd(8, place);
  return {
    label: 'Jour, mois, année',
    shown: `${padded.slice(0, 2)} / ${padded.slice(2, 4)} / ${padded.slice(4)}`,
    spoken: typed === '' ? 'Rien n’est tapé.' : `Tapé : ${Array.from(typed).join(', ')}.`,
    length: 8,
    filled: typed.length,
  };
}

export function matriculeEntry(typed: string): Entry {
  return {
    label: 'Votre matricule',
    shown: typed === '' ? place : typed,
    spoken: typed === '' ? 'Rien n’est tapé.' : `Tapé : ${Array.from(typed).join(', ')}.`,
    length: 20,
    filled: typed.length,
  };
}

export function secretEntry(filled: number, length: number): Entry {
  return {
    label: 'Votre code secret',
    shown: `${'•'.repeat(filled)}${place.repeat(Math.max(0, length - filled))}`.split('').join(' '),
    spoken: `${plural(filled, 'caractère tapé', 'caractères tapés')} sur ${length}.`,
    length,
    filled,
  };
}

const digits = '1234567890';

/** The keys of what is typed here, then erase, confirm and back. */
export function entryItems({ at, site, ballot }: Passage, confirm: string): Pick<Screen, 'list' | 'actions'> {
  const secret = at === 'secret' ? ballot?.secret : site?.secret;
  const letters =
    at === 'identity'
      ? site?.challenge === 'matricule'
        ? `${digits}ABCDEFGHIJKLMNOPQRSTUVWXYZ`
        : digits
      : at === 'letter' || secret?.alphabet === 'crockford'
        ? `${digits}${crockfordAlphabet.slice(10)}`
        : digits;
  return {
    list: Array.from(letters, (character) => item(`key:${character}`, character, 'key')),
    actions: [
      item('confirm', confirm, 'main'),
      item('erase', 'Effacer', 'quiet'),
      item('back', 'Retour', 'quiet'),
    ],
  };
}
