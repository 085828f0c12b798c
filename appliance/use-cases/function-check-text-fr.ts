/** What each check of the function test says in French, on the page and on the record: what was tried, what was found. */
import { groupedCode } from '../../core/bytes/crockford.ts';
import { fullCode } from '../../core/sealing/seal.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import type { Dossier } from '../../core/dossier/types.ts';
import { contestWordsById, some } from '../role-words.ts';
import type { FunctionCheck } from '../storage/election/function-tests.ts';
import type { FunctionCheckName } from './test-functions.ts';

const processes: Readonly<Record<string, string>> = {
  web: 'Pages',
  roll: 'Fichier des électeurs',
  urn: 'Urne électronique',
  codes: 'Codes d’accès',
  clock: 'Horloge et clé du système',
};

export interface CheckText {
  readonly tried: string;
  readonly found: string;
}

export function functionCheckText(dossier: Dossier, { check, about, ok, found }: FunctionCheck): CheckText {
  const number = (name: string) => Number(found[name] ?? 0);
  const texts: Readonly<Record<FunctionCheckName, () => CheckText>> = {
    process: () => ({
      tried: `${processes[about ?? ''] ?? about ?? ''} : répond, écrit et relit`,
      found: ok ? 'ligne d’essai relue, puis effacée' : 'ne répond pas, ou n’écrit pas',
    }),
    signature: () => ({
      tried: `${about === 'urn' ? 'Clé des accusés de réception' : 'Clé de l’horloge'} : signe et se vérifie`,
      found: ok ? 'signature exacte' : 'signature fausse',
    }),
    clock: () => ({
      tried: 'Heure, la même partout',
      found: `${frenchDateTimeToTheSecond(number('atMs'))}, écart ${number('skewMs')} ms`,
    }),
    disk: () => ({ tried: 'Place sur le disque', found: gigabytes(number('freeBytes')) }),
    certificate: () => ({
      tried: 'Certificat du site',
      found: `valable jusqu’au ${frenchDateTime(number('untilMs'))}`,
    }),
    image: () => ({ tried: 'Image du système, relue en entier sur son disque', found: imageText(ok, found) }),
    document: () => ({ tried: 'Édition d’un document', found: `PDF de ${number('bytes')} octets` }),
    count: () => ({
      tried: `Dépouillement d’essai : ${contestWordsById(dossier, about ?? '')}`,
      found: ok
        ? `${some(number('ballots'), 'bulletin', 'bulletins', 'aucun bulletin')} chiffrés, vérifiés, comptés ; un bulletin altéré refusé`
        : 'les sommes ne sont pas les votes d’essai',
    }),
    empty: () => ({
      tried: 'Urnes et émargements vides',
      found: `${number('ballots')} bulletin, ${number('signOffs')} émargement`,
    }),
    standby: () => ({ tried: 'Système de secours', found: 'aucun : l’élection sera scellée sans lui' }),
  };
  const text = texts[check as FunctionCheckName]();
  return typeof found['error'] === 'string' ? { ...text, found: `échec (${found['error']})` } : text;
}

function imageText(ok: boolean, found: FunctionCheck['found']): string {
  if (found['present'] !== true)
    return 'aucune : rien ne vérifie le système de cette machine, hors les fichiers d’Isoloir';
  if (!ok) return 'non relue : redémarrez la machine, puis refaites l’essai';
  const megabytes = (Number(found['bytes']) / 1e6).toFixed(0);
  const code = groupedCode(fullCode(String(found['fingerprint'])));
  return `${megabytes} Mo relus et vérifiés le ${frenchDateTimeToTheSecond(Number(found['atMs']))} ; empreinte ${code}`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1).replace('.', ',')} Go libres`;
}
