/** The link that prints the sign-off lists once: who it is addressed to, where each stands, the button of the addressee. */
import type { BureauId } from '../../../../core/dossier/types.ts';
import { frenchTime } from '../../../../core/french/dates.ts';
import { fullName } from '../../../documents/election-words.ts';
import type { Account } from '../../../storage/election/accounts.ts';
import type { Context } from '../../../use-cases/context.ts';
import { bureauOf } from '../../../use-cases/key-holders.ts';
import { signOffLinks, type SignOffLink } from '../../../use-cases/sign-off-link.ts';
import { rolePage } from '../role/frame.ts';

export interface SignOffLinkView {
  readonly members: readonly { readonly account: string; readonly name: string }[];
  readonly links: readonly { readonly to: string; readonly state: string; readonly action: string | null }[];
  readonly problem: string | null;
}

export const renderSignOffLink = rolePage<SignOffLinkView>(
  import.meta.url,
  'sign-off-link.ejs',
  'Imprimer les listes d’émargement',
);

export function signOffLinkView(
  context: Context,
  id: BureauId,
  reader: Account,
  problem: string | null,
): SignOffLinkView {
  const members = bureauOf(context, id).members.map((member) => ({
    account: member.account,
    name: fullName(member),
  }));
  const now = context.data.now();
  return {
    members,
    links: signOffLinks(context, id).map((link) => ({
      to: members.find(({ account }) => account === link.to)?.name ?? link.to,
      state: stateWords(link, now),
      action:
        link.to === reader.account && link.usedMs === null && now <= link.untilMs
          ? `/bureau/emargements/${link.id}`
          : null,
    })),
    problem,
  };
}

function stateWords({ usedMs, untilMs }: SignOffLink, nowMs: number): string {
  if (usedMs !== null) return `servi à ${frenchTime(usedMs)}`;
  return nowMs > untilMs ? 'échu sans avoir servi' : `à ouvrir avant ${frenchTime(untilMs)}`;
}
