/** What the console says of the disk of backups, in French; empty when there is nothing to say. */
import { saveLabel, type SaveState } from './save-disk.ts';

export function saveWords(save: SaveState): string {
  switch (save.state) {
    case 'none':
      return '';
    case 'several':
      return `SAUVEGARDE. Deux disques ${saveLabel} sont branchés : n’en laissez qu’un.`;
    case 'phrase':
      return phraseWords(save);
    case 'working':
      return `SAUVEGARDE EN COURS sur le disque ${saveLabel}. Ne le retirez pas ; le vote continue.`;
    case 'done':
      return `SAUVEGARDE FAITE. ${save.said}\nLes fichiers ont été relus sur le disque, qui est démonté : retirez-le.`;
    case 'not-done':
      return failureWords(save);
  }
}

function phraseWords({ step, wrong }: Extract<SaveState, { readonly state: 'phrase' }>): string {
  if (step === 'offered')
    return 'SAUVEGARDE. À ce moment de l’élection, elle se ferme par une phrase, qui ne s’affiche qu’une fois. Seul devant cet écran, une feuille prête, appuyez sur Entrée ; sinon, retirez le disque.';
  return wrong === 0
    ? 'SAUVEGARDE. Écrivez cette phrase telle quelle, en capitales et avec ses espaces, puis tapez-la ici et appuyez sur Entrée. Sans elle, personne n’ouvre la sauvegarde.'
    : `SAUVEGARDE. Ce n’est pas la phrase affichée (essai ${wrong}). Relisez votre feuille, puis tapez la phrase de nouveau.`;
}

function failureWords({ why, said }: Extract<SaveState, { readonly state: 'not-done' }>): string {
  switch (why) {
    case 'refused':
      return `SAUVEGARDE NON FAITE. ${said}\nLe disque est démonté : retirez-le.`;
    case 'altered':
      return 'SAUVEGARDE NON FAITE. Le disque ne rend pas ce qui vient d’y être écrit : n’employez plus ce disque, prenez-en un autre.';
    case 'taken-out':
      return `SAUVEGARDE NON FAITE. Le disque ${saveLabel} a été retiré avant la fin : ce qu’il portait avant y est peut-être encore, rien de nouveau n’y est sûr. Rebranchez-le.`;
    case 'unusable':
      return `SAUVEGARDE NON FAITE. Le disque ${saveLabel} ne s’emploie pas : plein, abîmé, ou protégé contre l’écriture. Retirez-le, prenez-en un autre. (${said})`;
  }
}
