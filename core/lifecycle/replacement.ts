/**
 * Who may stand in for whom at the count, and what that makes of their keys. A substitute’s key serves only when he
 * replaces his principal (R211-545); in the public service the secretary’s serves in the president’s place (R211-538,
 * R211-573). One of the two keys serves, never both. What is recorded comes from the journal; nothing is recorded here.
 */
import type { Bureau, BureauMember, KeyRules } from '../dossier/types.ts';

/** The law’s two words for why (R211-538); nothing more is asked, since the reason may be a person’s health. */
export const replacementReasons = ['absence', 'impediment'] as const;
export type ReplacementReason = (typeof replacementReasons)[number];

/** Recorded and not ended. */
export interface Replacement {
  /** Accounts of members. */
  readonly replaced: string;
  readonly by: string;
}

export type KeyUse =
  | 'free'
  /** Serves only once its holder’s replacement of the principal is recorded. */
  | 'waits'
  /** Somebody stands in for its holder. */
  | 'replaced';

type Holding = Pick<Bureau, 'members'>;

/** Whose place a member may take; null for who replaces nobody. */
export function principalOf(
  { members }: Holding,
  rules: KeyRules['rules'],
  { function: own, replaces }: Pick<BureauMember, 'function' | 'replaces'>,
): string | null {
  if (own === 'substitute') return replaces;
  if (own !== 'secretary' || rules !== 'publicService') return null;
  return members.find((member) => member.function === 'president')?.account ?? null;
}

/** The stand-in of a member; null where nobody is. */
export function standInOf(bureau: Holding, rules: KeyRules['rules'], account: string): string | null {
  return bureau.members.find((member) => principalOf(bureau, rules, member) === account)?.account ?? null;
}

/** What the key of a member is worth now. */
export function keyUse(
  bureau: Holding,
  rules: KeyRules['rules'],
  account: string,
  replacements: readonly Replacement[],
): KeyUse {
  if (replacements.some(({ replaced }) => replaced === account)) return 'replaced';
  const member = bureau.members.find((each) => each.account === account);
  if (member === undefined || principalOf(bureau, rules, member) === null) return 'free';
  return replacements.some(({ by }) => by === account) ? 'free' : 'waits';
}
