/**
 * Each derogation in one French sentence: what the bureau reads and accepts at sealing is what the seal sheet prints.
 */
import type { Dossier } from '../../core/dossier/types.ts';
import { some, urnTitle } from '../role-words.ts';
import type { Derogation } from './accept-derogations.ts';

export function derogationText(dossier: Dossier, derogation: Derogation): string {
  switch (derogation.kind) {
    case 'mode':
      return derogation.mode === 'demonstration'
        ? 'Démonstration : les votes ne comptent pas, et l’heure peut être avancée.'
        : 'Répétition : les votes ne comptent pas, et l’heure peut être avancée.';
    case 'same-letter':
      return 'L’identifiant et le code secret sont dans le même courrier : qui ouvre le courrier peut voter à la place de l’électeur, s’il connaît aussi sa réponse à la question.';
    case 'no-standby':
      return 'Scellé sans système de secours : si le système est perdu pendant le vote, seule une sauvegarde permettrait de reprendre ; à défaut, le tour est nul.';
    case 'small-urn':
      return `${urnTitle(dossier, derogation.urn)} : ${some(derogation.electors, 'électeur', 'électeurs', '')} seulement (le seuil est de ${derogation.minimum}). Le résultat de cette urne peut révéler comment chacun a voté ; il ira au bureau et au procès-verbal, pas sur le site.`;
  }
}
