/** What a station that is not yet known says in French of what stopped it; the compiler keeps the list complete. */
import { typeset } from '../../core/french/text.ts';
import type { EnrolRefusal } from '../terminal/enrol.ts';

const sentences: Readonly<Record<EnrolRefusal['code'], string>> = {
  'appliance/no-answer':
    'L’appareil de vote ne répond pas à cette adresse. Vérifiez l’adresse donnée au démarrage (le port des terminaux suit celui du site), le réseau, et qu’il tourne.',
  'appliance/not-one':
    'Ce qui répond à cette adresse n’est pas le port des terminaux d’un appareil de vote. Vérifiez l’adresse donnée au démarrage.',
  'appliance/other-authority':
    'Ce qui répond à cette adresse n’a pas l’autorité qui a été donnée à ce poste. Prévenez l’informaticien.',
  'request/malformed':
    'L’appareil de vote n’a pas compris la demande. Le nom du poste ne peut compter que des lettres, des chiffres, des espaces et des points, quarante au plus.',
  'request/too-many': 'Trop de demandes en peu de temps. Attendez une minute, puis refaites la demande.',
  'service/unavailable':
    'L’appareil de vote ne peut pas répondre pour le moment. Refaites la demande dans une minute.',
  'enrolment/full':
    'Trop de demandes attendent déjà une réponse. L’informaticien doit d’abord y répondre sur sa page « Terminaux ».',
  'terminal/unknown': 'L’appareil de vote a refusé la demande. Vérifiez l’adresse donnée au démarrage.',
  'terminal/other-kind': 'L’appareil de vote attend un autre type de terminal.',
  'enrolment/refused': 'La demande a été refusée sur la page « Terminaux ».',
  'enrolment/bad-certificate':
    'Le certificat reçu n’est pas celui que ce poste attendait : quelqu’un s’est peut-être glissé entre lui et l’appareil de vote. Prévenez l’informaticien avant de recommencer.',
  'enrolment/stopped': 'La demande a été abandonnée.',
};

export function enrolRefusalText({ code }: EnrolRefusal): string {
  return typeset(sentences[code]);
}
