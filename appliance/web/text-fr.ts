/**
 * What the voter is told in French: a sentence for every refusal (the compiler keeps the list complete), and the time
 * left. Says what happened, what it means for the vote, and what to do; no word of cryptography, no code. Shared by the
 * booth, the login page and the pages without script.
 */
import { frenchTime } from '../french-dates.ts';
import { assertNever } from '../../core/result.ts';
import type { Refusal } from '../booth/refusals.ts';

const nbsp = '\u00a0';

/** One or more sentences, correctly typeset, plain text. */
export function refusalText(refusal: Refusal): string {
  return typeset(sentence(refusal));
}

function sentence(refusal: Refusal): string {
  switch (refusal.code) {
    case 'login/wrong-pair':
      return `Ces informations ne vont pas ensemble. Vérifiez-les${left(refusal.left)}.`;
    case 'login/locked':
    case 'secret/locked':
      return `Trop d’essais erronés. Par sécurité, vous pourrez réessayer à partir de ${frenchTime(refusal.untilMs)}. Rien n’a été enregistré.`;
    case 'secret/wrong':
      return `Ce code secret n’est pas le bon. Vérifiez-le${left(refusal.left)}. Rien n’a été enregistré.`;
    case 'session/unknown':
      return 'Par sécurité, nous vous avons déconnecté. Rien n’a été enregistré. Reconnectez-vous pour voter.';
    case 'contest/unknown':
      return 'Ce scrutin n’est pas l’un des vôtres. Revenez à l’accueil pour choisir un scrutin.';
    case 'contest/not-open-yet':
      return 'Le vote n’est pas encore ouvert. Revenez à l’accueil pour voir à quelle heure il ouvre.';
    case 'contest/closed':
      return 'Le scrutin est clos : il n’est plus possible de voter.';
    case 'vote/already-cast':
      return 'Vous avez déjà voté pour ce scrutin. L’accueil vous indique à quelle heure et par quel moyen. Si ce n’était pas vous, appelez l’assistance.';
    case 'vote/in-progress':
      return 'Un vote est en cours d’enregistrement à votre nom pour ce scrutin. Attendez une minute, puis revenez à l’accueil.';
    case 'vote/not-recorded':
      return 'Votre vote n’a pas pu être enregistré. Vous pouvez recommencer tout de suite.';
    case 'vote/unknown-fate':
      return 'Nous ne savons pas si votre vote est enregistré. Revenez à l’accueil : il indique si vous avez voté.';
    case 'ballot/refused':
      return 'Votre bulletin a été refusé : il n’est pas arrivé intact. Rien n’a été enregistré. Recommencez ; si cela se reproduit, appelez l’assistance.';
    case 'request/malformed':
      return 'Cette page n’a pas pu se faire comprendre du site. Rechargez-la ; si cela se reproduit, appelez l’assistance.';
    case 'request/too-many':
      return 'Trop de demandes en peu de temps. Attendez une minute, puis réessayez.';
    case 'service/unavailable':
      return 'Le site ne peut pas répondre pour le moment. Réessayez dans une minute ; si cela dure, appelez l’assistance.';
    case 'service/no-answer':
      return 'Le site n’a pas répondu. Vérifiez votre connexion au réseau, puis réessayez.';
    case 'code/wrong-length':
      return `Votre identifiant compte ${refusal.expected} caractères ; vous en avez tapé ${refusal.found}. Recopiez-le depuis votre courrier.`;
    case 'code/wrong-character':
      return `Le ${ordinal(refusal.position)} caractère ne peut pas faire partie d’un identifiant. Recopiez-le depuis votre courrier.`;
    case 'code/wrong-check':
      return 'Il y a une faute de frappe dans votre identifiant. Comparez-le à votre courrier, groupe par groupe.';
    case 'secret/wrong-shape':
      return 'Votre code secret n’est pas complet. Recopiez-le depuis votre courrier.';
    case 'challenge/malformed':
      return 'Écrivez votre date de naissance avec le jour, le mois et l’année, par exemple 07/11/1968.';
    case 'page/inconsistent':
      return 'Ce bulletin ne correspond pas au scrutin scellé. Ne votez pas, et prévenez le bureau de vote ou l’assistance.';
    case 'credential/unusable':
      return 'Votre droit de vote n’a pas pu être lu. Rien n’a été enregistré. Appelez l’assistance.';
    default:
      return assertNever(refusal);
  }
}

function left(tries: number | null): string {
  if (tries === null) return '';
  return tries < 2 ? ` ; il vous reste ${tries} essai` : ` ; il vous reste ${tries} essais`;
}

function ordinal(position: number): string {
  return position === 1 ? '1er' : `${position}e`;
}

const minuteMs = 60_000;

/** « 2 jours et 3 h », « 3 h 12 », « 12 min », « moins d’une minute ». Rounded down: never promises too much. */
export function timeLeft(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / minuteMs);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) {
    const rest = hours % 24 === 0 ? '' : ` et ${hours % 24}${nbsp}h`;
    return `${days}${nbsp}${days === 1 ? 'jour' : 'jours'}${rest}`;
  }
  if (hours > 0) {
    return `${hours}${nbsp}h${minutes % 60 === 0 ? '' : `${nbsp}${String(minutes % 60).padStart(2, '0')}`}`;
  }
  return minutes > 0 ? `${minutes}${nbsp}min` : 'moins d’une minute';
}

/** A piece of text, some of which is an ordinal's ending to be set as a superscript. */
export interface Piece {
  readonly text: string;
  readonly raised: boolean;
}

/** Cuts « 2e collège » into « 2 », raised « e », « collège ». */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?<![\p{L}\d])\d{1,3}(er|re|es|e)(?![\p{L}\d])/gu)) {
    const ending = match[1] ?? '';
    const end = match.index + match[0].length;
    found.push(
      { text: text.slice(from, end - ending.length), raised: false },
      { text: ending, raised: true },
    );
    from = end;
  }
  if (from < text.length) found.push({ text: text.slice(from), raised: false });
  return found;
}

/** No-break spaces where a French line must not be cut; for texts of the dossier shown next to ours. */
export function typeset(text: string): string {
  return text
    .replace(/ (?=[;:!?%»])/g, nbsp)
    .replace(/(?<=«) /g, nbsp)
    .replace(/(?<=\d) (?=h\b|min\b)/g, nbsp)
    .replaceAll("'", '’');
}
