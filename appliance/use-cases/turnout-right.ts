/**
 * Who follows the participation: whoever the dossier gives the right of `turnout`, as far as the law lets it
 * (core/lifecycle/rights.ts; Domitia article 17, GEPOR annex 3).
 */
import type { Dossier } from '../../core/dossier/types.ts';
import { mayEverDo, type Role } from '../../core/lifecycle/round.ts';

export function mayFollowTurnout({ rights }: Pick<Dossier, 'rights'>, role: Role): boolean {
  return mayEverDo(role, 'readTurnout', rights);
}
