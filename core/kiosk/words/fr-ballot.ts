/**
 * What is said in French of a ballot and of what became of a vote. Every choice has the same words (Domitia article 19);
 * « enregistré » or « pas enregistré » is never said without knowing.
 */
import { BLANK_VOTE } from '../../belenios/question.ts';
import { typeset } from '../../french/text.ts';
import { plural } from '../../seats/phrases-fr.ts';
import type { BallotWords, OutcomeWords } from './words.ts';

export const ballot: BallotWords = {
  choose: 'Choisissez une liste, ou le vote blanc',
  chooseNote: 'Vous pourrez changer d’avis jusqu’à la confirmation.',
  alone: 'La personne qui vous aide n’a pas à connaître votre choix : vous pouvez lui demander de s’écarter.',
  blank: BLANK_VOTE,
  noList: 'Aucune liste',
  candidates: (count) => plural(count, 'candidat', 'candidats'),
  chosen: 'choisi',
  read: 'Lire les noms des candidats',
  everyone: 'Les candidats de chaque liste',
  nothingChosen: 'Vous n’avez encore rien choisi.',
  continued: (list) => `${list} (suite)`,
  backToChoice: 'Revenir au choix',
  strike: 'Gardez-vous tous les noms ?',
  strikeNote: (list) =>
    `Vous votez pour la liste ${list}. Pour rayer un nom, validez-le : cette personne n’aura pas votre voix. Ce n’est pas obligatoire.`,
  allStruck: 'Vous avez rayé tous les noms : votre vote sera un vote blanc.',
  kept: 'gardé',
  struck: 'nom rayé',
  continue: 'Continuer',
  continueBlank: 'Continuer avec un vote blanc',
  restore: 'Rétablir tous les noms',
  otherList: 'Changer de liste',
  review: 'Vérifiez votre vote',
  votesFor: (list) => `Vous votez pour la liste ${list}.`,
  votesBlank: 'Vous votez blanc. Aucune liste ne reçoit votre voix. Votre participation est comptée.',
  votesBlankByStrikes: (list) =>
    `Vous avez rayé tous les noms de la liste ${list} : votre vote est un vote blanc.`,
  notYet: 'Rien n’est encore enregistré.',
  isMine: 'C’est bien mon vote',
  change: 'Modifier mon choix',
  secret: (unit, length) =>
    `Votre code secret, pour confirmer (${length} ${unit === 'digit' ? 'chiffres' : 'caractères'})`,
  secretNote: 'Il figure sur le courrier que vous avez reçu.',
  secretHelped: 'Tapez-le sans le montrer : il est à vous seul.',
  cast: 'Confirmer mon vote, définitivement',
};

export const outcome: OutcomeWords = {
  recording: 'Votre vote est en cours d’enregistrement',
  progress: {
    preparing: 'La borne chiffre votre bulletin.',
    recording: 'Votre bulletin chiffré est envoyé dans l’urne.',
    retrying: 'La réponse tarde. La borne renvoie le même bulletin : il ne comptera qu’une fois.',
  },
  stayHere: 'Restez devant la borne.',
  recorded: 'Votre vote est enregistré',
  recordedNotes: [
    'Il est dans l’urne, chiffré. Personne ne pourra savoir pour qui vous avez voté.',
    'Voici votre preuve de vote : avec elle, vous pourrez retrouver votre bulletin dans l’urne. Elle ne révèle pas votre choix. Notez-la si vous le souhaitez.',
  ],
  printing: {
    printing: 'La borne l’imprime.',
    printed: 'Elle est imprimée : prenez le papier. Votre choix n’y figure pas.',
    failed: 'L’imprimante n’a pas pu l’imprimer : notez-la, ou réessayez.',
  },
  print: 'Imprimer la preuve de vote',
  spell: 'Écouter la preuve de vote, caractère par caractère',
  next: (contest) => typeset(`Scrutin suivant : ${contest}`),
  unknown: 'Nous ne savons pas encore si votre vote est enregistré',
  unknownNotes: (phone) => [
    'Votre bulletin chiffré a été envoyé, mais aucune réponse n’est revenue.',
    'Réessayez : c’est le même bulletin qui sera renvoyé, et il ne comptera qu’une fois.',
    `Si cela ne suffit pas, notez cette preuve de vote et appelez l’assistance (${phone}) : la borne ne la gardera pas.`,
  ],
  refused: 'L’accusé de réception n’est pas celui de votre bulletin',
  refusedNotes: (phone) => [
    'Le système répond que votre vote est enregistré, mais son accusé de réception ne correspond pas au bulletin que cette borne a chiffré. Nous ne pouvons pas vous garantir que votre vote est dans l’urne.',
    `Notez cette preuve de vote et prévenez sans attendre le bureau de vote ou l’assistance (${phone}).`,
  ],
  notRecorded: 'Votre vote n’est pas enregistré',
  stopped: 'Nous ne pouvons pas continuer',
  again: 'Réessayer',
  tooLate: 'Il ne reste pas assez de temps pour réessayer ici.',
  contests: 'Revenir à mes scrutins',
  restart: 'Recommencer',
};
