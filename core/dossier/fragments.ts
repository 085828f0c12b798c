/**
 * Who holds the fragments of the key in a bureau of the public service, and how many open the urns: R211-545 (attribution),
 * R211-547 (no technical agent), R211-573 (the president, or the secretary in his place, and two delegates), kept by two
 * groups of holders. Checked where the dossier says `keys.rules: publicService`; a company's dossier never comes here. A
 * substitute's fragment serves only in replacement (core/lifecycle/replacement.ts), so it counts for no threshold.
 */
import { placeOf, type Section } from './document.ts';
import type { Messages } from './fields.ts';
import { error, type Place } from './messages.ts';
import { fold } from './table.ts';
import type { Bureau, BureauMember, KeyGroup, RoleHolder } from './types.ts';

type Holding = Pick<Bureau, 'id' | 'members'>;

/** What fragments a member may hold as: none for an assessor, or who replaces somebody else than a delegate. */
type Part = 'presidency' | 'delegates' | null;

function partOf(member: BureauMember, members: readonly BureauMember[]): Part {
  if (member.function === 'president' || member.function === 'secretary') return 'presidency';
  if (member.function === 'delegate') return 'delegates';
  const replaced = members.find(({ account }) => account === member.replaces);
  return replaced?.function === 'delegate' ? 'delegates' : null;
}

/** Where what is checked stands: the bureau, the threshold of each group, the account of each member. */
interface Places {
  readonly section: Section;
  readonly thresholds: readonly Place[];
  readonly members: ReadonlyMap<string, Place>;
}

export function checkFragments(bureau: Holding, groups: readonly KeyGroup[], places: Places): void {
  const { messages } = places.section.source;
  const place = placeOf(places.section, 'groups');
  const counts = fragmentsByMember(groups);
  checkShare(place, bureau, counts, messages);
  checkHeads(place, bureau, counts, messages);
  for (const member of bureau.members)
    checkMember(places.members.get(member.account) ?? place, bureau, member, counts, messages);
  const parts = groups.map((group) => partOfGroup(group, bureau));
  if (parts.length !== 2 || !parts.includes('presidency') || !parts.includes('delegates')) {
    messages.push(error(place, 'fragments/groups', { bureau: bureau.id }));
    return;
  }
  for (const [index, group] of groups.entries()) {
    const where = places.thresholds[index] ?? place;
    if (parts[index] === 'presidency') checkPresidency(where, bureau, group, messages);
    else checkDelegatesGroup(where, bureau, group, messages);
  }
}

function fragmentsByMember(groups: readonly Pick<KeyGroup, 'holders'>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const account of groups.flatMap(({ holders }) => holders))
    counts.set(account, (counts.get(account) ?? 0) + 1);
  return counts;
}

/** Null for a group that mixes both, or that holds a stranger. */
function partOfGroup({ holders }: KeyGroup, { members }: Holding): Part {
  const parts = new Set(
    holders.map((account) => {
      const member = members.find((each) => each.account === account);
      return member === undefined ? null : partOf(member, members);
    }),
  );
  const [only] = parts;
  return parts.size === 1 ? (only ?? null) : null;
}

/** Two thirds of all fragments at least are the delegates’ and their substitutes’. */
function checkShare(
  place: Place,
  { members }: Holding,
  counts: ReadonlyMap<string, number>,
  messages: Messages,
): void {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const delegates = members
    .filter((member) => partOf(member, members) === 'delegates')
    .reduce((sum, { account }) => sum + (counts.get(account) ?? 0), 0);
  if (3 * delegates < 2 * all) messages.push(error(place, 'fragments/two-thirds', { delegates, all }));
}

/** The president, and one secretary, hold at least one each. */
function checkHeads(
  place: Place,
  { id, members }: Holding,
  counts: ReadonlyMap<string, number>,
  messages: Messages,
): void {
  const holds = ({ account }: BureauMember) => (counts.get(account) ?? 0) > 0;
  const presidents = members.filter((member) => member.function === 'president');
  const secretaries = members.filter((member) => member.function === 'secretary');
  if (!presidents.every(holds)) messages.push(error(place, 'fragments/president', { bureau: id }));
  if (secretaries.length !== 1 || !secretaries.every(holds))
    messages.push(error(place, 'fragments/secretary', { bureau: id }));
}

function checkMember(
  place: Place,
  { members }: Holding,
  member: BureauMember,
  counts: ReadonlyMap<string, number>,
  messages: Messages,
): void {
  const { account, function: own } = member;
  const fragments = counts.get(account) ?? 0;
  if (fragments > 2) messages.push(error(place, 'fragments/two-at-most', { value: account, fragments }));
  if (fragments > 0 && partOf(member, members) === null)
    messages.push(error(place, 'fragments/holder', { value: account, own }));
  if (own === 'delegate') {
    const substitute = members.find(({ replaces }) => replaces === account);
    const other = counts.get(substitute?.account ?? '') ?? 0;
    if (fragments > 0 && other !== fragments)
      messages.push(error(place, 'fragments/substitute', { value: account, own: fragments, other }));
  }
  const replaced = members.find((each) => each.account === member.replaces)?.function;
  if (replaced === 'president' || replaced === 'assessor')
    messages.push(error(place, 'fragments/president-substitute', { value: account }));
}

/** The president opens alone, and so does the secretary in his place. */
function checkPresidency(place: Place, { members }: Holding, group: KeyGroup, messages: Messages): void {
  const counts = fragmentsByMember([group]);
  const allowed = Math.min(
    ...members
      .filter((member) => partOf(member, members) === 'presidency')
      .map(({ account }) => counts.get(account) ?? 0),
  );
  const { id, threshold } = group;
  // A president or a secretary without fragment is said already.
  if (allowed > 0 && threshold > allowed)
    messages.push(error(place, 'fragments/presidency-threshold', { group: id, threshold, allowed }));
}

/** More than any one delegate holds, and no more than all delegates do without a substitute. */
function checkDelegatesGroup(place: Place, { members }: Holding, group: KeyGroup, messages: Messages): void {
  const counts = fragmentsByMember([group]);
  const delegates = members
    .filter((member) => member.function === 'delegate')
    .flatMap(({ account }) => counts.get(account) ?? []);
  const { id, threshold } = group;
  if (delegates.length < 2) {
    messages.push(error(place, 'fragments/one-delegate', { group: id }));
    return;
  }
  const [least, most] = [Math.max(...delegates) + 1, delegates.reduce((sum, count) => sum + count, 0)];
  if (threshold < least || threshold > most)
    messages.push(error(place, 'fragments/delegates-threshold', { group: id, threshold, least, most }));
}

/** No holder is also who runs the system (R211-547): told by name, since accounts are never shared. */
export function checkAgents(
  bureaus: readonly Bureau[],
  roles: readonly RoleHolder[],
  places: ReadonlyMap<string, Place>,
  messages: Messages,
): void {
  const nameOf = (person: { readonly firstName: string; readonly lastName: string }) =>
    `${person.firstName} ${person.lastName}`;
  const agents = roles.filter(({ role }) => role === 'management');
  for (const { members, groups } of bureaus) {
    const holders = new Set(groups.flatMap((group) => group.holders));
    for (const member of members.filter(({ account }) => holders.has(account))) {
      const agent = agents.find((each) => fold(nameOf(each)) === fold(nameOf(member)));
      const place = places.get(member.account);
      if (agent !== undefined && place !== undefined)
        messages.push(error(place, 'fragments/agent', { name: nameOf(member), account: agent.account }));
    }
  }
}
