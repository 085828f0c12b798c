/** Which contests the voter at a kiosk may still vote in: here, now, or by coming back. As heard at sign-in, and since. */
import type { Passage } from './passage.ts';

/** Contests that this voter may still open here: none when the passage is nearly over. */
export function openContests(passage: Passage): readonly string[] {
  return passage.timeLeft === 'enough' ? unvotedContests(passage) : [];
}

/** Contests open to this voter now, who has not voted in them. */
export function unvotedContests({ voter }: Passage): readonly string[] {
  return (voter?.contests ?? [])
    .filter(({ voted, phase }) => !voted && (phase === 'open' || phase === 'grace'))
    .map(({ contest }) => contest);
}

/** Contests that one may come back for, as last heard; null when nobody is known, and perhaps some. */
export function remainingOf({ site, voter }: Pick<Passage, 'site' | 'voter'>): number | null {
  if (site === null || site.phase === 'grace' || site.phase === 'closed') return 0;
  if (voter === null) return null;
  const isOver = (phase: string) => phase === 'grace' || phase === 'closed';
  return voter.contests.filter(({ voted, phase }) => !voted && !isOver(phase)).length;
}
