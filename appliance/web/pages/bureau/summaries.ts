/** The summaries made three times a day while the vote is open, as they are mailed, newest first. */
import { frenchDateTime } from '../../../../core/french/dates.ts';
import { summaryLines, type SummaryContent } from '../../../../core/watch/summary.ts';
import { contestWordsById } from '../../../role-words.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { rolePage } from '../role/frame.ts';

export interface SummariesView {
  readonly hours: string;
  readonly emails: number;
  readonly summaries: readonly {
    readonly id: string;
    readonly title: string;
    readonly parts: readonly { readonly title: string; readonly lines: readonly string[] }[];
  }[];
}

export const renderSummaries = rolePage<SummariesView>(
  import.meta.url,
  'summaries.ejs',
  'Points de situation',
);

export function summariesView(
  context: Pick<Context, 'election'>,
  summaries: readonly SummaryContent[],
): SummariesView {
  const dossier = dossierOf(context);
  const names = { contest: (id: string) => contestWordsById(dossier, id) };
  return {
    hours: dossier.alerts.summaryHours.map((hour) => hour.replace(':', ' h ').replace(' 00', '')).join(', '),
    emails: dossier.alerts.emails.length,
    summaries: summaries.map((content) => ({
      id: `point-${content.atMs}`,
      title: `Point du ${frenchDateTime(content.atMs)}`,
      parts: partsOf(summaryLines(content, names, true)),
    })),
  };
}

/** A part is a title, its lines, then an empty line. */
function partsOf(lines: readonly string[]): SummariesView['summaries'][number]['parts'] {
  const parts: { title: string; lines: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('- ')) parts.at(-1)?.lines.push(line.slice(2));
    else if (line !== '') parts.push({ title: line, lines: [] });
  }
  return parts;
}
