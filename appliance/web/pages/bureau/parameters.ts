/**
 * The control of the parameters before sealing (Domitia annex 2 §3.1.1): each item of the checklist shown with its real
 * data (parameter-facts.ts) and confirmed one by one by the bureau; who and when is shown. After sealing it can be read.
 */
import type { BureauId } from '../../../../core/dossier/types.ts';
import { frenchDateTime } from '../../../../core/french/dates.ts';
import { checklist, checklistTitles, type ChecklistItem } from '../../../use-cases/confirm-parameters.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { rolePage } from '../role/frame.ts';
import { remarkLines, type RemarkLine } from '../role/remarks.ts';
import type { Table } from '../role/table.ts';
import { parameterFacts } from './parameter-facts.ts';

/** What an item shows: facts, tables, and remarks that deserve a look. */
export interface ParameterFacts {
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly tables: readonly Table[];
  readonly remarks: readonly string[];
}

export interface ParametersView {
  readonly open: boolean;
  readonly left: number;
  readonly sections: readonly (ParameterFacts & {
    readonly item: ChecklistItem;
    readonly title: string;
    readonly confirmed: string | null;
  })[];
  /** What the recette remarked before the seal. */
  readonly recette: readonly RemarkLine[];
  readonly problem: string | null;
}

export const renderParameters = rolePage<ParametersView>(
  import.meta.url,
  'parameters.ejs',
  'Contrôle des paramètres',
);

export function parametersView(context: Context, id: BureauId, problem: string | null): ParametersView {
  const { state } = momentOf(context);
  const confirmations = new Map(context.election.confirmations(id).map((each) => [each.item, each]));
  const loaded = context.election.dossier();
  if (loaded === null) throw new Error('an appliance is installed with a dossier');
  const dossier = dossierOf(context);
  const sections = checklist.map((item) => {
    const found = confirmations.get(item);
    return {
      item,
      title: checklistTitles[item],
      ...parameterFacts[item](dossier, loaded),
      confirmed:
        found === undefined ? null : `${nameOf(context, found.account)}, le ${frenchDateTime(found.atMs)}`,
    };
  });
  return {
    open: state === 'preparing' || state === 'codesIssued',
    left: sections.filter(({ confirmed }) => confirmed === null).length,
    sections,
    recette: remarkLines(context),
    problem,
  };
}

function nameOf({ election }: Context, account: string): string {
  const found = election.account(account);
  return found === null ? account : `${found.firstName} ${found.lastName}`;
}
