/**
 * Groups of key holders of a bureau in dossier.yaml: all its members in one group with the bureau's threshold, or groups
 * of its own (public service: president or secretary, and delegates). At least three holders, at least two of them to count
 * (arrêté of 25 April 2007; Domitia article 14). Group ids are unique over all bureaus.
 */
import { claim } from './contests.ts';
import { checkFragments } from './fragments.ts';
import { has, placeOf, scalars, sections, type Section } from './document.ts';
import { error, type Place } from './messages.ts';
import type { BureauId, BureauMember, KeyGroup, KeyGroupId, KeyRules } from './types.ts';
import { identifier, integer, label } from './values.ts';

interface Holding {
  readonly id: BureauId;
  readonly name: string;
  readonly members: readonly BureauMember[];
}

/** Keys that can be brought without any replacement: a substitute’s serves only in place of another (R211-545). */
function usable(holders: readonly string[], { members }: Holding): number {
  return holders.filter((account) =>
    members.some((member) => member.account === account && member.function !== 'substitute'),
  ).length;
}

interface HoldingRules {
  readonly bureau: Holding;
  readonly rules: KeyRules['rules'];
  /** Where each account stands. */
  readonly places: ReadonlyMap<string, Place>;
}

/** @param taken ids of the groups read so far; those of this bureau are added. */
export function groupsOf(
  section: Section,
  { bureau, rules, places }: HoldingRules,
  taken: Map<KeyGroupId, Place>,
): KeyGroup[] {
  const { messages } = section.source;
  if (!has(section, 'groups')) {
    if (rules === 'publicService')
      messages.push(error(placeOf(section, 'threshold'), 'fragments/groups', { bureau: bureau.id }));
    return [wholeBureau(section, bureau, taken)];
  }
  if (has(section, 'threshold')) {
    messages.push(error(placeOf(section, 'threshold'), 'group/two-forms', { bureau: bureau.id }));
  }
  const written = sections(section, 'groups', ['id', 'name', 'threshold', 'holders']);
  const groups = written.map((group) => groupOf(group, bureau, taken));
  checkHolders(section, bureau.id, groups);
  if (rules === 'company') checkOneEach(section, groups);
  else {
    const thresholds = written.map((group) => placeOf(group, 'threshold'));
    checkFragments(bureau, groups, { section, thresholds, members: places });
  }
  return groups;
}

function wholeBureau(section: Section, bureau: Holding, taken: Map<KeyGroupId, Place>): KeyGroup {
  const { messages } = section.source;
  const id = bureau.id as string as KeyGroupId;
  claim(section, 'id', id, taken);
  const threshold = integer(section, 'threshold', 0, 100);
  const holders = bureau.members.map(({ account }) => account);
  if (holders.length > 0 && holders.length < 3) {
    const facts = { bureau: bureau.id, holders: holders.length };
    messages.push(error(placeOf(section, 'members'), 'bureau/holders', facts));
  }
  if (
    holders.length > 0 &&
    has(section, 'threshold') &&
    (threshold < 2 || threshold > usable(holders, bureau))
  ) {
    const facts = { threshold, holders: usable(holders, bureau) };
    messages.push(error(placeOf(section, 'threshold'), 'bureau/threshold', facts));
  }
  return { id, name: bureau.name, threshold, holders };
}

function groupOf(section: Section, bureau: Holding, taken: Map<KeyGroupId, Place>): KeyGroup {
  const { messages } = section.source;
  const id = identifier(section, 'id') as KeyGroupId;
  claim(section, 'id', id, taken);
  const named = scalars(section, 'holders');
  for (const { text, place } of named) {
    if (!bureau.members.some(({ account }) => account === text)) {
      messages.push(error(place, 'group/unknown-holder', { value: text, bureau: bureau.id }));
    }
  }
  const holders = named.map(({ text }) => text);
  const threshold = integer(section, 'threshold', 0, 100);
  const most = usable(holders, bureau);
  if (holders.length > 0 && has(section, 'threshold') && (threshold < 1 || threshold > most)) {
    const facts = { group: id, threshold, holders: most };
    messages.push(error(placeOf(section, 'threshold'), 'group/threshold', facts));
  }
  return { id, name: label(section, 'name'), threshold, holders };
}

/** One key a member; in the public service R211-545 allows two (fragments.ts). */
function checkOneEach(section: Section, groups: readonly KeyGroup[]): void {
  const all = groups.flatMap(({ holders }) => holders);
  const repeated = all.find((account, index) => all.indexOf(account) !== index);
  if (repeated === undefined) return;
  const facts = { value: repeated };
  section.source.messages.push(error(placeOf(section, 'groups'), 'group/repeated-holder', facts));
}

/** Three holders, and two keys at least whatever the groups. */
function checkHolders(section: Section, bureau: BureauId, groups: readonly KeyGroup[]): void {
  const { messages } = section.source;
  const place = placeOf(section, 'groups');
  const holders = new Set(groups.flatMap((group) => group.holders)).size;
  if (holders < 3) messages.push(error(place, 'bureau/holders', { bureau, holders }));
  const threshold = groups.reduce((sum, group) => sum + group.threshold, 0);
  if (threshold < 2) messages.push(error(place, 'bureau/threshold', { threshold, holders }));
}
