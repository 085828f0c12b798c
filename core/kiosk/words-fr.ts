/** The sentences of a kiosk that are not a whole screen: what is wrong with what was typed or read, and the settings. */
import type { CodeRefusal } from '../bytes/crockford.ts';
import { frenchDateTime } from '../french/dates.ts';
import { typeset } from '../french/text.ts';
import type { KioskSite } from './api.ts';
import type { LetterRefusal } from './letter-code.ts';
import type { At, Contrast, Ending, Progress, TextSize } from './passage.ts';

export function letterRefusalText({ code }: LetterRefusal): string {
  const sentences: Readonly<Record<LetterRefusal['code'], string>> = {
    'letter/foreign':
      'Ce code n’est pas celui d’un courrier de vote. Présentez le code carré de votre courrier.',
    'letter/control-characters': 'Ce code n’est pas celui d’un courrier de vote. Rien n’en a été retenu.',
    'letter/too-long': 'Ce code n’est pas celui d’un courrier de vote. Rien n’en a été retenu.',
    'letter/misread':
      'Le code a été mal lu. Présentez-le de nouveau, bien à plat, ou tapez votre identifiant.',
  };
  return typeset(sentences[code]);
}

export function codeRefusalText(refusal: CodeRefusal): string {
  switch (refusal.code) {
    case 'code/wrong-length':
      return typeset(
        `Votre identifiant compte ${refusal.expected} caractères ; vous en avez tapé ${refusal.found}. Continuez depuis votre courrier.`,
      );
    case 'code/wrong-character':
    case 'code/wrong-check':
      return 'Il y a une faute de frappe dans votre identifiant. Comparez-le à votre courrier, groupe par groupe.';
  }
}

/** Always in view: until when, and whom to call. */
export function footText({ closesMs, help }: Pick<KioskSite, 'closesMs' | 'help'>): string {
  return typeset(`Clôture le ${frenchDateTime(closesMs)}. Assistance : ${help.phone}.`);
}

/** What was typed is not whole. */
export function incompleteText(at: At): string {
  if (at === 'identity') return 'Ce n’est pas complet. Tapez la suite, puis validez.';
  return 'Votre code secret n’est pas complet. Tapez la suite, puis validez.';
}

export const textSizeNames: Readonly<Record<TextSize, string>> = {
  small: 'petit',
  medium: 'moyen',
  large: 'grand',
  largest: 'très grand',
};

export const contrastNames: Readonly<Record<Contrast, string>> = {
  paper: 'encre sur papier',
  light: 'noir sur blanc',
  dark: 'blanc sur noir',
};

export const progressText: Readonly<Record<Progress, string>> = {
  preparing: 'La borne chiffre votre bulletin.',
  recording: 'Votre bulletin chiffré est envoyé dans l’urne.',
  retrying: typeset('La réponse tarde. La borne renvoie le même bulletin : il ne comptera qu’une fois.'),
};

/** Why a passage ended, before what became of the votes. */
export const endingText: Readonly<Record<Ending, string>> = {
  finished: 'Votre passage est terminé.',
  left: 'Vous avez quitté la borne.',
  idle: 'Personne n’a répondu : par sécurité, la borne a mis fin au passage.',
  'too-long': 'La durée prévue pour un passage est écoulée : la borne y a mis fin.',
};

/** What the passage left in the urn. */
export function recordedText(recorded: number): string {
  if (recorded === 0) return 'Aucun vote n’a été enregistré pendant ce passage. Vous pourrez revenir voter.';
  return recorded === 1
    ? 'Un vote a été enregistré pendant ce passage.'
    : `${recorded} votes ont été enregistrés pendant ce passage.`;
}
