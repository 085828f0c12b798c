/**
 * The dossier as it will be sealed, for the roles that may read it and confirm nothing (expert, manager, recette): the
 * same facts as the bureau's control (parameter-facts.ts). No elector is named: rolls and lists have their own pages.
 */
import { checklist, checklistTitles, type ChecklistItem } from '../../../use-cases/confirm-parameters.ts';
import type { Context } from '../../../use-cases/context.ts';
import { parameterFacts } from '../bureau/parameter-facts.ts';
import type { ParameterFacts } from '../bureau/parameters.ts';
import { rolePage } from './frame.ts';

export interface ReadParametersView {
  readonly sections: readonly (ParameterFacts & { readonly item: ChecklistItem; readonly title: string })[];
  readonly files: readonly { readonly label: string; readonly value: string }[];
}

export const renderReadParameters = rolePage<ReadParametersView>(
  import.meta.url,
  'parameters.ejs',
  'Paramètres de l’élection',
);

export function readParametersView(context: Context): ReadParametersView {
  const loaded = context.election.dossier();
  if (loaded === null) throw new Error('an appliance is installed with a dossier');
  return {
    sections: checklist.map((item) => ({
      item,
      title: checklistTitles[item],
      ...parameterFacts[item](loaded.dossier, loaded),
    })),
    files: Object.entries(loaded.files).map(([label, value]) => ({ label, value })),
  };
}
