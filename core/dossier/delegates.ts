/**
 * The delegates of the lists in the bureaus of the public service (R211-537 2° and 3°): each is named by a list that
 * stands in a contest of the bureau, and each list names one. A list without a delegate is a warning: it may name none.
 */
import type { Messages } from './fields.ts';
import type { Lists } from './lists.ts';
import { error, warning, type Place } from './messages.ts';
import { listCode } from './perimeter.ts';
import type { Settings } from './settings.ts';
import type { Bureau } from './types.ts';

export function checkDelegates({ dossier, places }: Settings, { lists }: Lists, messages: Messages): void {
  // Without a list nothing stands anywhere: said elsewhere.
  if (lists.length === 0) return;
  for (const bureau of dossier.bureaus) {
    const contests = dossier.contests.filter((contest) => contest.bureau === bureau.id).map(({ id }) => id);
    const standing = new Set(lists.filter(({ contest }) => contests.includes(contest)).map(listCode));
    checkBureau(bureau, standing, places, messages);
  }
}

function checkBureau(
  { id, members }: Bureau,
  standing: ReadonlySet<string>,
  { members: accounts, bureaus }: Settings['places'],
  messages: Messages,
): void {
  const named = new Set<string>();
  for (const { account, list } of members) {
    const place = accounts.get(account);
    if (list === null || place === undefined) continue;
    const refuse = (where: Place, rule: 'fragments/unknown-list' | 'fragments/list-twice') =>
      messages.push(error(where, rule, { bureau: id, value: list }));
    if (!standing.has(list)) refuse(place, 'fragments/unknown-list');
    else if (named.has(list)) refuse(place, 'fragments/list-twice');
    named.add(list);
  }
  const place = bureaus.get(id);
  for (const list of standing) {
    if (!named.has(list) && place !== undefined)
      messages.push(warning(place, 'fragments/list-without-delegate', { bureau: id, value: list }));
  }
}
