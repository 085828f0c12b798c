/**
 * What the voter is told in French: a sentence for every refusal (the compiler keeps the list complete). Says what happened,
 * what it means for the vote, and what to do; no word of cryptography, no code. Shared by the booth, the login page and the
 * kiosk's own page.
 */
import { frenchTime } from '../../core/french/dates.ts';
import { typeset } from '../../core/french/text.ts';
import { assertNever } from '../../core/result.ts';
import type { Refusal } from './refusals.ts';

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
    case 'contest/suspended':
      return `${refusal.told ?? 'Le vote est suspendu par le bureau de vote.'} Rien n’est enregistré et rien n’est perdu : vous pourrez voter quand il reprendra.`;
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
    case 'page/over':
      return 'La clôture annoncée quand cette page s’est ouverte est passée. Rien n’a été enregistré. L’accueil vous dit si le bureau de vote a prolongé le vote.';
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
