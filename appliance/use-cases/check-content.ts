/**
 * The check of what changes during the vote, made with that of the seal (protocol.md, Seal): ballots that read back and
 * are those cast, sign-offs of people who may sign, neither ever fewer than at an earlier check. A finding names an urn or
 * a contest, never a ballot nor a person.
 */
import type { Change, Finding, FindingKind } from '../../core/sealing/comparison.ts';
import type { Context } from './context.ts';

type Parts = Pick<Context, 'election' | 'roll' | 'urn'>;

export interface CheckedContent {
  readonly findings: readonly Finding[];
  /** Ballots whose proofs are still being checked again, after the urn was restarted. */
  readonly unproven: number;
}

/** Checks, and remembers the counts for the next check. */
export async function checkContent({ election, roll, urn }: Parts): Promise<CheckedContent> {
  const [{ urns }, { contests }, { contests: registered }] = await Promise.all([
    urn.checkBallots({}),
    roll.checkSignOffs({}),
    roll.counts({}),
  ]);
  const signOffs = registered.map(({ contest, signOffs: count }) => ({ name: contest, count }));
  // What is damaged or lost is said as such: fewer is what a restarted urn can no longer know by itself.
  const ballots = urns.map(({ urn: name, ballots: sound, damaged, lost }) => ({
    name,
    count: sound + damaged + lost,
  }));
  const findings = election.transaction(() => [
    ...urns.flatMap(({ urn: name, damaged, lost, isAsCast }) => [
      ...found(damaged, 'ballot-damaged', 'altered', name),
      ...found(lost, 'ballot-lost', 'removed', name),
      ...found(isAsCast ? 0 : 1, 'ballots-not-as-cast', 'altered', name),
    ]),
    ...contests.flatMap(({ contest, stray }) => found(stray, 'sign-off-stray', 'added', contest)),
    ...fewer({ election }, 'ballots', ballots),
    ...fewer({ election }, 'signOffs', signOffs),
  ]);
  return { findings, unproven: urns.reduce((sum, each) => sum + each.unproven, 0) };
}

function found(count: number, what: FindingKind, change: Change, name: string): Finding[] {
  return count === 0 ? [] : [{ what, change, name, elector: null }];
}

function fewer(
  { election }: Pick<Context, 'election'>,
  kind: 'ballots' | 'signOffs',
  counts: readonly { readonly name: string; readonly count: number }[],
): Finding[] {
  return counts.flatMap(({ name, count }) => {
    const isFewer = count < election.mostCounted(kind, name);
    election.recordCount(kind, name, count);
    return isFewer ? found(1, kind === 'ballots' ? 'ballots-fewer' : 'sign-offs-fewer', 'removed', name) : [];
  });
}
