/** How to vote, step by step, in the words of the pages themselves; the rules that the dossier chooses are said as chosen. */
import { frenchPeriod } from '../../../../core/french/dates.ts';
import { sessionIdleMs } from '../../../../core/access/session.ts';
import type { AccessRules } from '../../../../core/dossier/types.ts';
import { rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';

export interface HowToVoteView {
  readonly opensMs: number;
  readonly closesMs: number;
  readonly graceMs: number;
  readonly strikes: boolean;
  readonly access: Pick<AccessRules, 'challenge' | 'secretAtLogin' | 'secret' | 'attempts'>;
  /** Whether the notice to print is there: from when the codes are made. */
  readonly notice: boolean;
  /** Suspensions, resumptions and extensions so far. */
  readonly decisions: readonly string[];
}

interface Words {
  readonly rich: typeof rich;
  readonly period: string;
  readonly graceMinutes: number;
  readonly idleMinutes: number;
  readonly secretWords: string;
}

const template = page<HowToVoteView & Words>(import.meta.url, 'how-to-vote.ejs');

export function renderHowToVote(view: HowToVoteView, site: Site): string {
  const { alphabet, length } = view.access.secret;
  return template({
    ...view,
    rich,
    period: frenchPeriod(view.opensMs, view.closesMs),
    graceMinutes: Math.round(view.graceMs / 60_000),
    idleMinutes: sessionIdleMs / 60_000,
    secretWords: alphabet === 'digits' ? `${length} chiffres` : `${length} lettres et chiffres`,
    shell: shellOf(site, 'Comment voter', { width: 'narrow' }),
  });
}
