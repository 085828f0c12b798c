/**
 * Who is in the room when a ceremony opens, as its record says: members ticked, other roles ticked, names typed, and how
 * many electors when the session is open to them (R211-548, R211-573). Sealing and count want the president and two more
 * of the bureau (R211-552, R211-573): a bureau may go on without them, but writes why.
 */
import type { Bureau } from '../dossier/types.ts';
import type { Ceremony } from './sequence.ts';

export interface Presence {
  /** Accounts of the bureau's members. */
  readonly members: readonly string[];
  /** Accounts of other roles: representatives of the lists, direction, manager… */
  readonly roles: readonly string[];
  /** Names typed by hand, one a person. */
  readonly guests: readonly string[];
  /** Electors who came to look on. */
  readonly electors: number;
  /** Why the bureau goes on without those whom the ceremony wants; null when they are all there. */
  readonly reason: string | null;
}

/** What is wanting: the president, and how many more of the bureau. */
export interface Wanting {
  readonly president: boolean;
  readonly assessors: number;
}

/**
 * Null when everyone whom the ceremony wants is there. Before a drawing by lot, any member stands for the president; where
 * there are delegates, only they count beside him, each once with the substitute, and the secretary may stand for him
 * (R211-538, R211-552, R211-573).
 */
export function wantingAt(
  { assessors }: Pick<Ceremony, 'assessors'>,
  { members }: Pick<Bureau, 'members'>,
  present: readonly string[],
): Wanting | null {
  if (assessors === null) return null;
  const here = members.filter(({ account }) => present.includes(account));
  const delegates = members.filter((member) => member.function === 'delegate');
  const presides = ({ function: own }: (typeof members)[number]) =>
    own === 'president' || (own === 'secretary' && delegates.length > 0);
  const president = members.some(presides) && !here.some(presides);
  const isHere = (wanted: string) =>
    here.some(({ account, replaces }) => account === wanted || replaces === wanted);
  const others =
    delegates.length > 0
      ? delegates.filter(({ account }) => isHere(account)).length
      : here.length - (here.some(presides) || !members.some(presides) ? 1 : 0);
  const most = delegates.length > 0 ? delegates.length : members.length - 1;
  const missing = Math.max(0, Math.min(assessors, most) - others);
  return president || missing > 0 ? { president, assessors: missing } : null;
}
