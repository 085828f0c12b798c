/**
 * The parts of the seal as pages and paper show them: what each is, its short code to read aloud, its whole fingerprint. A
 * part that is not there is said.
 */
import { partCode } from '../../core/sealing/seal.ts';
import type { Context } from './context.ts';

export interface PartWords {
  readonly label: string;
  /** `1A2B 3C4D`; null for a part that is not there. */
  readonly code: string | null;
  /** SHA-256 in hexadecimal, or what there is to say instead. */
  readonly value: string;
}

export function sealParts({ election }: Pick<Context, 'election'>): readonly PartWords[] {
  const sealed = election.sealed();
  if (sealed === null) throw new Error('a sealed round has a seal');
  const { parts, manifest } = sealed;
  const { image, boot } = election.sealedItems().software;
  const part = (label: string, value: string): PartWords => ({ label, code: partCode(value), value });
  const absent = (label: string, value: string): PartWords => ({ label, code: null, value });
  return [
    part('Logiciel du système principal', parts.software),
    image === null
      ? absent('Image vérifiée du système', 'aucune, le système ne démarre pas sur une image vérifiée')
      : part('dont image vérifiée du système', image),
    boot === null
      ? absent('Puce de sécurité (TPM)', 'aucune, rien ne prouve quel système la machine a démarré')
      : part('dont puce de sécurité (TPM) de la machine', boot.key),
    parts.standby === null
      ? absent('Système de secours', 'aucun, scellé sans secours')
      : part('Système de secours', parts.standby),
    part('Données : dossier, listes électorales, candidatures, calendrier, urnes, rôles', parts.data),
    part('dont page de vote (isoloir), imprimée dans la notice', manifest.booth),
  ];
}
