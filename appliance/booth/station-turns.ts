/** Who passes in front of the page of keys, and how each is named: with the group's name where there are several. */
import type { KeysAnswer, KeysGroup, StationHolder } from '../../core/station/api.ts';
import { keysNeeded } from '../../core/station/groups.ts';

export interface Turns {
  readonly groups: readonly KeysGroup[];
  readonly holders: readonly StationHolder[];
  /** « 2 clés sur 3 ». */
  readonly needed: string;
}

export function turnsOf({ groups }: KeysAnswer): Turns {
  return {
    groups,
    holders: groups.flatMap(({ holders }) => holders),
    needed: keysNeeded(groups.map((group) => ({ ...group, size: group.holders.length }))),
  };
}

export function titleOf({ name, group }: StationHolder, { groups }: Turns): string {
  return groups.length === 1 ? name : `${name}, ${groups.find(({ id }) => id === group)?.name ?? group}`;
}
