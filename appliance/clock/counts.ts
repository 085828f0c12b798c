/** What the closing seal says of each contest and of each bureau, from what `roll` and `urn` froze. */
import type { BureauId } from '../../core/dossier/types.ts';
import type { ClosingSeal } from '../../core/sealing/closing-seal.ts';
import { closingCode } from '../../core/station/closing-code.ts';
import type { ContestCount } from '../roll/interface.ts';
import type { ClosedUrn } from '../urn/interface.ts';

/** None for a bureau without urn: nobody stood in its contests, so that it has nothing to open. */
export function codeOfBureau(
  bureau: string,
  urns: readonly string[],
  frozen: readonly ClosedUrn[],
): ClosingSeal['bureaus'][number][] {
  const own = frozen.filter(({ urn }) => urns.includes(urn));
  if (own.length === 0) return [];
  return [
    {
      bureau: bureau as BureauId,
      code: closingCode(own.map(({ urn, archive }) => ({ urn, hash: archive }))),
    },
  ];
}

export function compare(count: ContestCount, urns: readonly ClosedUrn[]): ClosingSeal['contests'][number] {
  const ballots = urns
    .filter(({ contest }) => contest === count.contest)
    .reduce((sum, each) => sum + each.ballots, 0);
  return { ...count, ballots };
}
