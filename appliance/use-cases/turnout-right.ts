/**
 * Who follows the participation: the table of core/lifecycle/round.ts says who ever may, the agreement says whether
 * observers and the direction do in this election (Domitia article 17, GEPOR annex 3).
 */
import type { Dossier } from '../../core/dossier/types.ts';
import { permissions, type Role } from '../../core/lifecycle/round.ts';

export function mayFollowTurnout({ turnout }: Pick<Dossier, 'turnout'>, role: Role): boolean {
  if (!permissions.readTurnout.roles.includes(role)) return false;
  if (role === 'observer') return turnout.observers;
  return role === 'direction' ? turnout.direction : true;
}
