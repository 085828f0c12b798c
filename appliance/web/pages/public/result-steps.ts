/**
 * Every step of the seat allocation of one contest, one sheet each: what is done, the article, the terms, the table,
 * the conclusion (Domitia annex 2 §4.1.2). The steps are the stored ones; printing gives the same sheets.
 */
import { rich, shellOf, capital, contestLine, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';
import { tilesOf, type ContestResult } from './results.ts';

interface Words {
  readonly rich: typeof rich;
  readonly line: string;
  readonly tiles: ReturnType<typeof tilesOf>;
  readonly steps: ContestResult['allocation']['steps'];
}

const template = page<Words>(import.meta.url, 'result-steps.ejs');

export function renderResultSteps(result: ContestResult, site: Site): string {
  return template({
    rich,
    line: capital(contestLine(result)),
    tiles: tilesOf(result),
    steps: result.allocation.steps,
    shell: shellOf(site, 'Attribution des sièges'),
  });
}
