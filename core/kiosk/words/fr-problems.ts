/**
 * What is wrong, in French: what happened, what it means for the vote, what to do. Where a kiosk has nothing of its own to
 * say, the words are those of the site (appliance/booth/refusal-text-fr.ts; a test keeps them alike).
 */
import { frenchTime } from '../../french/dates.ts';
import { isPlain, type PlainProblem, type Problem } from '../problem.ts';

export function problem(problem: Problem): string {
  if (isPlain(problem)) return plain[problem.code];
  switch (problem.code) {
    case 'letter/foreign':
      return 'Ce code n’est pas celui d’un courrier de vote. Présentez le code carré de votre courrier.';
    case 'letter/control-characters':
    case 'letter/too-long':
      return 'Ce code n’est pas celui d’un courrier de vote. Rien n’en a été retenu.';
    case 'letter/misread':
      return 'Le code a été mal lu. Présentez-le de nouveau, bien à plat, ou tapez votre identifiant.';
    case 'code/wrong-length':
      return `Votre identifiant compte ${problem.expected} caractères ; vous en avez tapé ${problem.found}. Continuez depuis votre courrier.`;
    case 'code/wrong-character':
    case 'code/wrong-check':
      return 'Il y a une faute de frappe dans votre identifiant. Comparez-le à votre courrier, groupe par groupe.';
    case 'identity/incomplete':
      return 'Ce n’est pas complet. Tapez la suite, puis validez.';
    case 'secret/incomplete':
      return 'Votre code secret n’est pas complet. Tapez la suite, puis validez.';
    case 'secret/wrong-shape':
      return 'Votre code secret n’est pas complet. Recopiez-le depuis votre courrier.';
    case 'challenge/malformed':
      return 'Écrivez votre date de naissance avec le jour, le mois et l’année, par exemple 07/11/1968.';
    case 'sound/unplugged':
      return 'Branchez un casque : le son commencera tout seul.';
    case 'sound/unavailable':
      return 'Cette borne ne peut pas parler pour le moment. Une personne de votre choix peut vous aider, ou appelez l’assistance.';
    case 'login/wrong-pair':
      return `Ces informations ne vont pas ensemble. Vérifiez-les${left(problem.left)}.`;
    case 'login/locked':
    case 'secret/locked':
      return `Trop d’essais erronés. Par sécurité, vous pourrez réessayer à partir de ${frenchTime(problem.untilMs)}. Rien n’a été enregistré.`;
    case 'secret/wrong':
      return `Ce code secret n’est pas le bon. Vérifiez-le${left(problem.left)}. Rien n’a été enregistré.`;
    case 'contest/suspended':
      return `${problem.told ?? 'Le vote est suspendu par le bureau de vote.'} Rien n’est enregistré et rien n’est perdu : vous pourrez voter quand il reprendra.`;
  }
}

const plain: Readonly<Record<PlainProblem, string>> = {
  'session/unknown':
    'Par sécurité, votre connexion a pris fin. Rien n’a été enregistré. Recommencez avec votre courrier.',
  'contest/unknown': 'Ce scrutin n’est pas l’un des vôtres.',
  'contest/not-open-yet': 'Le vote n’est pas encore ouvert.',
  'contest/closed': 'Le scrutin est clos : il n’est plus possible de voter.',
  'vote/already-cast':
    'Vous avez déjà voté pour ce scrutin, sur une borne ou sur le site. Si ce n’était pas vous, appelez l’assistance.',
  'vote/in-progress':
    'Un vote est en cours d’enregistrement à votre nom pour ce scrutin. Attendez une minute, puis réessayez.',
  'vote/not-recorded': 'Votre vote n’a pas pu être enregistré. Vous pouvez recommencer tout de suite.',
  'vote/unknown-fate':
    'Nous ne savons pas si votre vote est enregistré. Revenez à vos scrutins : la borne vous le dira.',
  'ballot/refused':
    'Votre bulletin a été refusé : il n’est pas arrivé intact. Rien n’a été enregistré. Recommencez ; si cela se reproduit, appelez l’assistance.',
  'request/malformed':
    'Cette borne n’a pas pu se faire comprendre du système de vote. Rien n’a été enregistré. Appelez l’assistance.',
  'request/too-many': 'Trop de demandes en peu de temps. Attendez une minute, puis réessayez.',
  'service/unavailable':
    'Le système de vote ne peut pas répondre pour le moment. Rien n’a été enregistré. Réessayez dans une minute ; si cela dure, appelez l’assistance.',
  'service/no-answer':
    'Le système de vote ne répond pas à cette borne. Rien n’a été enregistré. Réessayez dans une minute ; si cela dure, votez depuis un autre appareil ou appelez l’assistance.',
  'page/over': 'La clôture annoncée est passée. Rien n’a été enregistré.',
  'page/inconsistent':
    'Ce bulletin ne correspond pas au scrutin scellé. Ne votez pas, et prévenez le bureau de vote ou l’assistance.',
  'credential/unusable':
    'Votre droit de vote n’a pas pu être lu. Rien n’a été enregistré. Appelez l’assistance.',
};

function left(tries: number | null): string {
  if (tries === null) return '';
  return tries < 2 ? ` ; il vous reste ${tries} essai` : ` ; il vous reste ${tries} essais`;
}
