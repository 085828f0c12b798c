/**
 * At the count, a holder who is absent or prevented is replaced by the stand-in whom the dossier names, whose key then
 * serves instead (R211-538, R211-545, R211-573). Recorded before the key is brought out, by who and when, for the ceremony
 * record and the minutes; ended if the holder comes after all; refused once either key was used.
 */
import type { Bureau, BureauId, BureauMember } from '../../core/dossier/types.ts';
import { principalOf, standInOf, type ReplacementReason } from '../../core/lifecycle/replacement.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { fullName } from '../documents/election-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { holdersGiven, isOpened } from './count.ts';
import { bureauOf, memberOf } from './key-holders.ts';
import { replacementSentence, standing } from './replacements.ts';

type Parts = Pick<Context, 'election' | 'data'>;

export type HolderReplacementRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  /** The urns are open, or one of the two keys was used. */
  | { readonly code: 'replacement/opened' | 'replacement/key-used' }
  /** Nobody may stand in for this member; or the same was recorded already; or there is nothing to end. */
  | { readonly code: 'replacement/nobody' | 'replacement/already' | 'replacement/none' };

/** Who may be replaced in a bureau: members whose stand-in holds a key, each with who stands in. */
export function replaceable(
  context: Pick<Context, 'election'>,
  bureau: Bureau,
): { readonly principal: BureauMember; readonly standIn: BureauMember }[] {
  const { rules } = dossierOf(context).keys;
  const holders = new Set(bureau.groups.flatMap((group) => group.holders));
  return bureau.members.flatMap((standIn) => {
    const principal = principalOf(bureau, rules, standIn);
    return principal === null || !holders.has(standIn.account)
      ? []
      : [{ principal: memberOf(bureau, principal), standIn }];
  });
}

/** Whether the key of a member was used at this count. */
export function isKeyUsed(context: Pick<Context, 'election'>, bureau: Bureau, account: string): boolean {
  return holdersGiven(context, dossierOf(context), bureau).some(
    ({ group, holder }) => bureau.groups.find(({ id }) => id === group)?.holders[holder - 1] === account,
  );
}

/** A bureau of the actor, closed and not opened yet. */
function bureauAtCount(context: Parts, actor: Account): Result<Bureau, HolderReplacementRefusal> {
  const allowed = authorise(context, actor, 'count');
  if (!allowed.ok) return allowed;
  if (actor.bureau === null) return err({ code: 'role/other-bureau' });
  return isOpened(context, dossierOf(context), actor.bureau)
    ? err({ code: 'replacement/opened' })
    : ok(bureauOf(context, actor.bureau));
}

export function replaceHolder(
  context: Parts,
  actor: Account,
  { replaced, reason }: { readonly replaced: string; readonly reason: ReplacementReason },
): Result<null, HolderReplacementRefusal> {
  const { election } = context;
  return election.transaction(() => {
    const found = bureauAtCount(context, actor);
    if (!found.ok) return found;
    const bureau = found.value;
    const by = standInOf(bureau, dossierOf(context).keys.rules, replaced);
    if (by === null || !replaceable(context, bureau).some(({ standIn }) => standIn.account === by))
      return err({ code: 'replacement/nobody' });
    if (standing(context, bureau.id).some((each) => each.replaced === replaced))
      return err({ code: 'replacement/already' });
    if (isKeyUsed(context, bureau, replaced)) return err({ code: 'replacement/key-used' });
    const facts = { account: actor.account, bureau: bureau.id, replaced, by, reason };
    election.journal.append({ kind: 'key-holder-replaced', facts });
    const content = replacementSentence(bureau, { replaced, by, reason });
    noteInCeremony(context, bureau.id, actor, content);
    return ok(null);
  });
}

/** The holder came after all: the own key serves again, if the stand-in’s has not. */
export function endReplacement(
  context: Parts,
  actor: Account,
  replaced: string,
): Result<null, HolderReplacementRefusal> {
  const { election } = context;
  return election.transaction(() => {
    const found = bureauAtCount(context, actor);
    if (!found.ok) return found;
    const bureau = found.value;
    const current = standing(context, bureau.id).find((each) => each.replaced === replaced);
    if (current === undefined) return err({ code: 'replacement/none' });
    if (isKeyUsed(context, bureau, current.by)) return err({ code: 'replacement/key-used' });
    const facts = { account: actor.account, bureau: bureau.id, replaced, by: current.by };
    election.journal.append({ kind: 'key-holder-back', facts });
    const content = `${fullName(memberOf(bureau, replaced))} est là : le remplacement prend fin.`;
    noteInCeremony(context, bureau.id, actor, content);
    return ok(null);
  });
}

/** In the record of the count under way, when it was opened. */
function noteInCeremony({ election }: Parts, bureau: BureauId, { account }: Account, content: string): void {
  const last = election.occurrences(bureau).findLast(({ ceremony }) => ceremony === 'count');
  if (last === undefined) return;
  const { ceremony, number } = last;
  election.addCeremonyRemark(bureau, {
    ceremony,
    number,
    step: 'counted',
    kind: 'decision',
    content,
    account,
  });
}
