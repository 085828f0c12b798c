/** Where the manager declares a technical intervention before making it (R211-571), and the ones declared before. */
import { frenchDateTime } from '../../../../core/french/dates.ts';
import type { Context } from '../../../use-cases/context.ts';
import { journalFacts, textOf } from '../../../use-cases/journal-facts.ts';
import { rolePage } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

export interface InterventionView {
  readonly reason: string;
  readonly problem: string | null;
  readonly table: Table | null;
}

export const renderIntervention = rolePage<InterventionView>(
  import.meta.url,
  'intervention.ejs',
  'Interventions',
);

export function interventionView(
  context: Pick<Context, 'election'>,
  reason: string,
  problem: string | null,
): InterventionView {
  const rows = journalFacts(context, 'intervention')
    .toReversed()
    .map((fact) => ({
      cells: [frenchDateTime(fact.atMs), textOf(fact, 'account'), textOf(fact, 'reason')],
    }));
  return {
    reason,
    problem,
    table:
      rows.length === 0
        ? null
        : { caption: 'Interventions déclarées', columns: columns('Date', 'Par', 'Motif'), rows },
  };
}
