/**
 * The bureau's dashboard: what every role's has (role/dashboard.ts), live for the contests of its perimeter, and the way
 * to the sign-off lists, which are the bureau's alone (R2314-16). The script asks for the same page again (passive door).
 */
import type { Account } from '../../../storage/election/accounts.ts';
import { contestWords } from '../../../role-words.ts';
import { authorise, dossierOf, type Context } from '../../../use-cases/context.ts';
import { readDashboard } from '../../../use-cases/read-dashboard.ts';
import { dashboardView, type DashboardView } from '../role/dashboard.ts';
import { rolePage } from '../role/frame.ts';

export interface BureauDashboardView {
  readonly election: string;
  readonly bureau: string;
  readonly dashboard: DashboardView;
  readonly signOffLists: readonly { readonly href: string; readonly label: string }[];
}

export const renderBureauDashboard = rolePage<BureauDashboardView>(
  import.meta.url,
  'dashboard.ejs',
  'Suivi du vote',
  { scripts: ['dashboard.js', 'print.js'] },
);

export async function bureauDashboardView(context: Context, account: Account): Promise<BureauDashboardView> {
  const dossier = dossierOf(context);
  const dashboard = await readDashboard(context, account);
  return {
    election: dossier.title,
    bureau: dossier.bureaus.find(({ id }) => id === account.bureau)?.name ?? '',
    dashboard: dashboardView(dossier, dashboard),
    signOffLists: authorise(context, account, 'readSignOffs').ok
      ? dashboard.contests.map(({ contest }) => ({
          href: `/bureau/emargement/${contest.id}`,
          label: contestWords(dossier, contest),
        }))
      : [],
  };
}
