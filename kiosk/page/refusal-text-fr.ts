/**
 * What a voter is told at a kiosk of a refusal: the sentences of the site, but for those that speak of the site itself, of
 * a page to reload or of a network to check.
 */
import { typeset } from '../../core/french/text.ts';
import type { Refusal } from '../../appliance/booth/refusals.ts';
import { refusalText } from '../../appliance/booth/refusal-text-fr.ts';

const own: Readonly<Partial<Record<Refusal['code'], string>>> = {
  'service/no-answer':
    'Le système de vote ne répond pas à cette borne. Rien n’a été enregistré. Réessayez dans une minute ; si cela dure, votez depuis un autre appareil ou appelez l’assistance.',
  'service/unavailable':
    'Le système de vote ne peut pas répondre pour le moment. Rien n’a été enregistré. Réessayez dans une minute ; si cela dure, appelez l’assistance.',
  'request/malformed':
    'Cette borne n’a pas pu se faire comprendre du système de vote. Rien n’a été enregistré. Appelez l’assistance.',
  'session/unknown':
    'Par sécurité, votre connexion a pris fin. Rien n’a été enregistré. Recommencez avec votre courrier.',
  'contest/unknown': 'Ce scrutin n’est pas l’un des vôtres.',
  'contest/not-open-yet': 'Le vote n’est pas encore ouvert.',
  'vote/already-cast':
    'Vous avez déjà voté pour ce scrutin, sur une borne ou sur le site. Si ce n’était pas vous, appelez l’assistance.',
  'vote/in-progress':
    'Un vote est en cours d’enregistrement à votre nom pour ce scrutin. Attendez une minute, puis réessayez.',
  'vote/unknown-fate':
    'Nous ne savons pas si votre vote est enregistré. Revenez à vos scrutins : la borne vous le dira.',
  'page/over': 'La clôture annoncée est passée. Rien n’a été enregistré.',
};

export function kioskRefusalText(refusal: Refusal): string {
  const text = own[refusal.code];
  return text === undefined ? refusalText(refusal) : typeset(text);
}
