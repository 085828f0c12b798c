/**
 * The contests that someone with a role follows: a bureau its own (Domitia article 12 §4), an observer those of his
 * perimeter where the dossier gives one (list delegates of GEPOR article 14), everyone else all of them.
 */
import type { CandidateList, Contest, Dossier } from './types.ts';

/** The identifier of a list in lists.csv: `cgt` of `c1-titulaires.cgt`. */
export function listCode({ id, contest }: Pick<CandidateList, 'id' | 'contest'>): string {
  return id.slice(contest.length + 1);
}

/** In the order of the dossier; none for an account that it does not have. */
export function contestsOf(
  { contests, bureaus, roles, lists }: Pick<Dossier, 'contests' | 'bureaus' | 'roles' | 'lists'>,
  account: string,
): readonly Contest[] {
  const bureau = bureaus.find(({ members }) => members.some((member) => member.account === account));
  if (bureau !== undefined) return contests.filter((contest) => contest.bureau === bureau.id);
  const holder = roles.find((each) => each.account === account);
  if (holder === undefined) return [];
  const { perimeter } = holder;
  if (perimeter === null) return contests;
  const withList = new Set(
    lists.filter((list) => perimeter.lists.includes(listCode(list))).map(({ contest }) => contest),
  );
  return contests.filter(
    ({ id, college }) =>
      perimeter.contests.includes(id) || perimeter.colleges.includes(college) || withList.has(id),
  );
}
