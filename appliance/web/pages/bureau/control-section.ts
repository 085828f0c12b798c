/** What each item of the control of data showed, as sections of the record that the bureau signs. */
import type { Controlled } from '../../../use-cases/ceremony-record.ts';
import { checklistTitles, type ChecklistItem } from '../../../use-cases/confirm-parameters.ts';
import type { Context } from '../../../use-cases/context.ts';
import { parameterFacts } from './parameter-facts.ts';

export function controlSection({ election }: Pick<Context, 'election'>): Controlled {
  const loaded = election.dossier();
  if (loaded === null) throw new Error('an appliance is installed with a dossier');
  return (dossier, item) => {
    const { facts, tables, remarks } = parameterFacts[item as ChecklistItem](dossier, loaded);
    return {
      title: checklistTitles[item as ChecklistItem],
      facts,
      tables: tables.map(({ caption, columns: labels, rows }) => ({
        ...(caption === null ? {} : { caption }),
        columns: labels,
        // The printed typeface has no arrow.
        rows: rows.map(({ cells }) => ({ cells: cells.map((cell) => cell.replaceAll('→', 'soit')) })),
      })),
      points: remarks,
    };
  };
}
