/**
 * The manager's page: where the round stands, the dossier with its warnings, the creation of the access codes and the
 * letters for the printer, the dashboard as far as its rights go. No code is ever on a screen; in real mode the letters are encrypted to the printer's key.
 */
import { frenchDateTime, frenchPeriod } from '../../../../core/french/dates.ts';
import type { Account } from '../../../storage/election/accounts.ts';
import { stateNames } from '../../../role-words.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { isComplete } from '../../../use-cases/key-generation.ts';
import { unconfirmed } from '../../../use-cases/confirm-parameters.ts';
import { readDashboard } from '../../../use-cases/read-dashboard.ts';
import { dashboardView, type DashboardView } from '../role/dashboard.ts';
import { rolePage } from '../role/frame.ts';

export interface ManagementView {
  readonly election: string;
  readonly state: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly warnings: readonly string[];
  readonly codes: { readonly open: boolean; readonly letters: number };
  /** The key that letters are encrypted to, given at installation; null outside a real election. */
  readonly printer: string | null;
  readonly letters: readonly { readonly href: string; readonly name: string }[];
  readonly dashboard: DashboardView;
  readonly problem: string | null;
}

export const renderManagement = rolePage<ManagementView>(import.meta.url, 'home.ejs', 'Gestion');

export async function managementView(
  context: Context,
  account: Account,
  problem: string | null,
): Promise<ManagementView> {
  const { state } = momentOf(context);
  const { election } = context;
  const dossier = dossierOf(context);
  const sealed = election.sealed();
  return {
    election: dossier.title,
    state: stateNames[state],
    facts: [
      { label: 'Vote', value: frenchPeriod(dossier.calendar.opensMs, dossier.calendar.closesMs) },
      { label: 'Inscrits', value: String(dossier.roll.length) },
      { label: 'Scrutins', value: String(dossier.contests.length) },
      { label: 'Listes', value: String(dossier.lists.length) },
      ...dossier.bureaus.map((bureau) => ({
        label: bureau.name,
        value: `${unconfirmed(context, bureau.id).length === 0 ? 'paramètres confirmés' : 'paramètres à confirmer'}, ${isComplete(context, bureau) ? 'clés faites' : 'clés à faire'}`,
      })),
      ...(sealed === null
        ? []
        : [{ label: 'Scellée', value: `${frenchDateTime(sealed.atMs)}, code ${sealed.code}` }]),
    ],
    warnings: [...(election.dossier()?.warnings ?? []), ...dossier.notes],
    codes: { open: state === 'preparing', letters: dossier.roll.length },
    printer: election.dossier()?.printer ?? null,
    letters:
      state === 'preparing'
        ? []
        : election
            .documentNames('letters')
            .map((name) => ({ name, href: `/gestion/lettres/${encodeURIComponent(name)}` })),
    dashboard: dashboardView(dossier, await readDashboard(context, account)),
    problem,
  };
}
