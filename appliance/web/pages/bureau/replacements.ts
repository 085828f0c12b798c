/**
 * Who may be replaced at the count, by whom, and what is recorded: one form a holder. The key of who stands in serves
 * only from there on, and the other's no more. The reason is one of the law's two words; details go to the remarks.
 */
import type { BureauId, BureauMember } from '../../../../core/dossier/types.ts';
import { frenchTime } from '../../../../core/french/dates.ts';
import type { ReplacementReason } from '../../../../core/lifecycle/replacement.ts';
import { fullName, functionName } from '../../../documents/election-words.ts';
import type { Context } from '../../../use-cases/context.ts';
import { bureauOf } from '../../../use-cases/key-holders.ts';
import { isKeyUsed, replaceable } from '../../../use-cases/replace-holder.ts';
import { replacementSentence, standing } from '../../../use-cases/replacements.ts';
import { rolePage } from '../role/frame.ts';

export interface ReplacementsView {
  readonly bureau: string;
  readonly pairs: readonly {
    /** Account of who may be replaced. */
    readonly replaced: string;
    /** « Mme Jeanne Martin, déléguée de liste ». */
    readonly principal: string;
    readonly standIn: string;
    readonly reasons: readonly { readonly value: ReplacementReason; readonly label: string }[];
    /** The recorded replacement, with its time; null where there is none. */
    readonly recorded: string | null;
    /** One of the two keys was used: nothing changes any more. */
    readonly used: string | null;
  }[];
  readonly problem: string | null;
}

export const renderReplacements = rolePage<ReplacementsView>(
  import.meta.url,
  'replacements.ejs',
  'Remplacements',
);

export function replacementsView(
  context: Pick<Context, 'election'>,
  id: BureauId,
  problem: string | null,
): ReplacementsView {
  const bureau = bureauOf(context, id);
  const current = standing(context, id);
  return {
    bureau: bureau.name,
    pairs: replaceable(context, bureau).map(({ principal, standIn }) => {
      const recorded = current.find(({ replaced }) => replaced === principal.account);
      const used = [principal, standIn].find(({ account }) => isKeyUsed(context, bureau, account));
      return {
        replaced: principal.account,
        principal: named(principal),
        standIn: named(standIn),
        reasons: [
          { value: 'absence', label: feminine(principal) ? 'Absente' : 'Absent' },
          { value: 'impediment', label: feminine(principal) ? 'Empêchée' : 'Empêché' },
        ],
        recorded:
          recorded === undefined
            ? null
            : `${replacementSentence(bureau, recorded)} Noté à ${frenchTime(recorded.atMs)}.`,
        used: used === undefined ? null : `La clé de ${fullName(used)} a servi.`,
      };
    }),
    problem,
  };
}

const feminine = ({ civility }: BureauMember) => civility === 'Mme';

function named(member: BureauMember): string {
  return `${fullName(member)}, ${functionName(member).toLowerCase()}`;
}
