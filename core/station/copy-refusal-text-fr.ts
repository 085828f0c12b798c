/**
 * What is said in French when the printed copy of the appliance's key, or a holder's share of it, is refused. Shared by the
 * commands and the station; the compiler keeps the list complete.
 */
import { typeset } from '../french/text.ts';
import { assertNever } from '../result.ts';
import { stationRefusalText } from './refusal-text-fr.ts';
import type { ShareRefusal, ShareRequestRefusal } from './share-request.ts';

export function copyRefusalText(refusal: ShareRefusal | ShareRequestRefusal): string {
  return typeset(sentence(refusal));
}

function sentence(refusal: ShareRefusal | ShareRequestRefusal): string {
  switch (refusal.code) {
    case 'copy/not-a-request':
      return 'Ce n’est pas une demande de part, ou elle a été modifiée. Refaites-la sur l’appareil de vote avec « isoloir appliance-key request ».';
    case 'copy/unknown-holder':
      return 'Ce porteur n’est pas dans la demande. Vérifiez le groupe et le numéro.';
    case 'copy/unreadable':
      return refusal.line === null
        ? 'La copie compte douze lignes. Tapez-les toutes, une par ligne, ou lisez le code QR.'
        : `La ligne ${refusal.line} de la copie est mal tapée. Comparez-la à la feuille.`;
    case 'copy/not-this-one':
      return 'Cette copie n’est pas celle de ce bureau et de cette élection, ou elle a été modifiée. Rien n’a été calculé avec elle.';
    case 'copy/bad-share':
      return `La part du porteur ${refusal.holder} (${refusal.group}) n’est pas valable.`;
    case 'copy/not-enough':
      return `Il manque des parts du groupe « ${refusal.group} ».`;
    case 'copy/wrong-holder':
      return 'Cette séquence n’est pas celle de ce porteur. Vérifiez le nom choisi et l’enveloppe ouverte.';
    case 'copy/does-not-open':
      return 'Les parts sont justes, mais la copie ne s’ouvre pas : elle a été modifiée.';
    case 'sequence/wrong-length':
    case 'sequence/wrong-character':
    case 'sequence/bad-check':
      return stationRefusalText(refusal);
    default:
      return assertNever(refusal);
  }
}
