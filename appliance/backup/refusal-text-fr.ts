/** What is said in French when a backup is not made or not brought back. The compiler keeps the list complete. */
import { frenchDateTime } from '../../core/french/dates.ts';
import { typeset } from '../../core/french/text.ts';
import { assertNever } from '../../core/result.ts';
import { copyRefusalText } from '../../core/station/copy-refusal-text-fr.ts';
import { modeName } from '../data-folder.ts';
import { shortestPassphrase, type OpeningRefusal } from './key.ts';
import type { BackupRefusal } from './make.ts';
import type { RestoreRefusal } from './restore.ts';

type Refusal = BackupRefusal | RestoreRefusal | OpeningRefusal;

export function backupRefusalText(refusal: Refusal): string {
  return typeset(sentence(refusal));
}

function sentence(refusal: Refusal): string {
  switch (refusal.code) {
    case 'backup/trial':
      return 'Un scrutin à blanc est en cours. Le bureau l’efface d’abord sur sa page ; la sauvegarde se fait ensuite.';
    case 'backup/too-soon':
      return `Pendant le vote, une heure sépare deux sauvegardes : la prochaine est possible le ${frenchDateTime(refusal.fromMs)}. Rien n’a été écrit.`;
    case 'backup/unsound':
      return `${refusal.file} ne se relit pas entièrement : aucune sauvegarde n’a été écrite, et la précédente est intacte. Prévenez l’assistance et le bureau.`;
    case 'backup/not-written':
      return refusal.isFull
        ? 'Il n’y a plus de place là où la sauvegarde doit aller. Rien de nouveau n’y est gardé, et une sauvegarde d’avant y reste.'
        : 'La sauvegarde n’a pas pu être écrite là où elle doit aller : le disque manque, a été retiré ou n’accepte rien. Aucune nouvelle sauvegarde n’est gardée.';
    case 'backup/passphrase-needed':
      return 'Avant le scellement, la sauvegarde se ferme par une phrase secrète : donnez-la au clavier, ou par un fichier (« --passphrase-file »).';
    case 'backup/passphrase-short':
      return `La phrase secrète compte au moins ${shortestPassphrase} caractères. Prenez par exemple six mots tirés au hasard.`;
    case 'backup/no-appliance-key':
      return 'La clé du système (clock.key) manque : rétablissez-la d’abord (« isoloir appliance-key »). Rien n’a été écrit.';
    case 'backup/not-one':
      return 'Ce fichier n’est pas une sauvegarde d’Isoloir, ou son début a été modifié.';
    case 'backup/newer':
      return `Cette sauvegarde a été faite par une version plus récente d’Isoloir (format ${refusal.format}). Utilisez cette version.`;
    case 'backup/wrong-key':
      return 'Cette clé ou cette phrase secrète n’ouvre pas cette sauvegarde. Rien n’a été rétabli.';
    case 'backup/damaged':
      return 'Cette sauvegarde est incomplète ou a été modifiée. Rien n’a été rétabli.';
    case 'backup/other-mode':
      return `Cette sauvegarde est celle d’un système en mode « ${modeName(refusal.mode)} », et vous en demandez un autre. Rien n’a été rétabli.`;
    case 'backup/not-empty':
      return 'Le dossier de données à rétablir doit être nouveau ou vide : rien ne s’écrit par-dessus un système.';
    case 'backup/unknown-bureau':
      return 'Ce bureau n’est pas de cette sauvegarde.';
    case 'backup/other-key':
      return 'La copie s’ouvre, mais ce n’est pas la clé de cette élection. Rien n’a été rétabli.';
    case 'copy/unreadable':
    case 'copy/not-this-one':
    case 'copy/bad-share':
    case 'copy/not-enough':
    case 'copy/wrong-holder':
    case 'copy/does-not-open':
      return copyRefusalText(refusal);
    default:
      return assertNever(refusal);
  }
}
