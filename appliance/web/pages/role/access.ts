/**
 * Replacing a lost password or second factor (use-cases/replace-access.ts): whose access can be replaced, what has been
 * asked, and, once, the new password. For the bureau, two members; for the manager, everyone else.
 */
import { frenchDateTime } from '../../../../core/french/dates.ts';
import { groupedCode } from '../../../../core/bytes/crockford.ts';
import type { Account } from '../../../storage/election/accounts.ts';
import { roleNames } from '../../../role-words.ts';
import { asksForCode } from '../../../use-cases/login-role.ts';
import { replaceableBy } from '../../../use-cases/replace-access.ts';
import { isEnrolled } from '../../../use-cases/second-factor.ts';
import type { Context } from '../../../use-cases/context.ts';
import { rolePage } from './frame.ts';

export interface AccessView {
  readonly action: string;
  readonly back: string;
  readonly isBureau: boolean;
  readonly people: readonly {
    readonly account: string;
    readonly name: string;
    readonly role: string;
    /** Null where no second factor is asked for. */
    readonly isEnrolled: boolean | null;
    /** Who asked first, and when. */
    readonly asked: string | null;
    /** Null when another member must answer. */
    readonly label: string | null;
  }[];
  readonly shown: { readonly name: string; readonly account: string; readonly password: string } | null;
  readonly problem: string | null;
}

export const renderAccess = rolePage<AccessView>(import.meta.url, 'access.ejs', 'Remplacer un accès');

export function accessView(
  context: Context,
  actor: Account,
  shown: { readonly account: string; readonly password: string } | null,
  problem: string | null,
): AccessView {
  const isBureau = actor.role === 'bureau';
  const nameOf = (account: string) => {
    const found = context.election.account(account);
    return found === null ? account : `${found.firstName} ${found.lastName}`;
  };
  return {
    action: isBureau ? '/bureau/acces' : '/gestion/acces',
    back: isBureau ? '/bureau' : '/gestion',
    isBureau,
    people: replaceableBy(context, actor).map((each) => {
      const request = context.election.replacementRequest(each.account);
      const isOwn = isBureau && request?.askedBy === actor.account;
      return {
        account: each.account,
        name: nameOf(each.account),
        role: roleNames[each.role],
        isEnrolled: asksForCode(context) ? isEnrolled(context, each) : null,
        asked: request === null ? null : `${nameOf(request.askedBy)}, le ${frenchDateTime(request.askedMs)}`,
        label: labelOf(isBureau, request !== null, isOwn),
      };
    }),
    shown:
      shown === null
        ? null
        : { ...shown, name: nameOf(shown.account), password: groupedCode(shown.password, '-') },
    problem,
  };
}

function labelOf(isBureau: boolean, isAsked: boolean, isOwn: boolean): string | null {
  if (isOwn) return null;
  return isBureau && !isAsked ? 'Demander le remplacement' : 'Remplacer l’accès';
}
