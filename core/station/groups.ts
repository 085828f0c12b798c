/**
 * Where a bureau's groups of holders stand at the count: which still wait for shares, and what is said of it in French. A
 * group is named only where there are several.
 */
import type { HolderPlace } from './api.ts';

/** A group as a text says it. */
export interface GroupSize {
  readonly id: string;
  readonly name: string;
  readonly threshold: number;
  readonly size: number;
}

export function samePlace(one: HolderPlace, other: HolderPlace): boolean {
  return one.group === other.group && one.holder === other.holder;
}

/** Shares given in one group, never more than its threshold asks. */
export function givenIn(
  { id, threshold }: Pick<GroupSize, 'id' | 'threshold'>,
  given: readonly HolderPlace[],
): number {
  return Math.min(threshold, given.filter(({ group }) => group === id).length);
}

/** Whether every group has as many shares as its threshold. */
export function areEnough(
  groups: readonly Pick<GroupSize, 'id' | 'threshold'>[],
  given: readonly HolderPlace[],
): boolean {
  return groups.every((group) => givenIn(group, given) === group.threshold);
}

/** Every holder's place among the trustees of an urn, laid end to end: the appliance's own key if any, then the groups. */
export function ownersOf(
  groups: readonly { readonly id: string; readonly holders: readonly unknown[] }[],
  applianceKey: boolean,
): (HolderPlace & { readonly owner: number })[] {
  const first = applianceKey ? 2 : 1;
  return groups
    .flatMap(({ id, holders }) => holders.map((_, index) => ({ group: id, holder: index + 1 })))
    .map((place, index) => ({ ...place, owner: first + index }));
}

/** « 2 clés sur 3 », or « 1 clé sur 2 (Présidence) et 2 clés sur 4 (Délégués) ». */
export function keysNeeded(groups: readonly GroupSize[]): string {
  return listed(
    groups.map(
      ({ name, threshold, size }) =>
        `${threshold} ${threshold === 1 ? 'clé' : 'clés'} sur ${size}${groups.length === 1 ? '' : ` (${name})`}`,
    ),
  );
}

/** « 1 sur 2 », or « Présidence : 1 sur 1 ; Délégués : 0 sur 2 ». */
export function sharesGiven(groups: readonly GroupSize[], given: readonly HolderPlace[]): string {
  const each = (group: GroupSize) => `${givenIn(group, given)} sur ${group.threshold}`;
  return groups
    .map((group) => (groups.length === 1 ? each(group) : `${group.name} : ${each(group)}`))
    .join(' ; ');
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length <= 1 ? last : `${parts.slice(0, -1).join(', ')} et ${last}`;
}
