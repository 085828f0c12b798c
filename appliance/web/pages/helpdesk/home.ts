/**
 * The help desk's page: the calendar, the dashboard as far as its rights go, how to help, and plainly what this version does not
 * do. It shows nobody's vote, sign-off or code.
 */
import { frenchDateTime } from '../../../../core/french/dates.ts';
import type { Account } from '../../../storage/election/accounts.ts';
import { authorise, dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { readDashboard } from '../../../use-cases/read-dashboard.ts';
import { dashboardView, type DashboardView } from '../role/dashboard.ts';
import { roundCalendar } from '../../../use-cases/vote-calendar.ts';
import { rolePage } from '../role/frame.ts';
import { timeLeft } from '../../../../core/french/text.ts';

export interface HelpdeskView {
  readonly situation: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly election: string;
  readonly dashboard: DashboardView;
  readonly challenge: 'birthDate' | 'matricule';
  readonly lockMinutes: number;
  readonly tries: number;
  /** Whether the dossier gives the help desk its journal. */
  readonly mayNote: boolean;
}

export const renderHelpdesk = rolePage<HelpdeskView>(import.meta.url, 'home.ejs', 'Assistance');

export async function helpdeskView(context: Context, account: Account): Promise<HelpdeskView> {
  const dossier = dossierOf(context);
  const { title, calendar, access, help } = dossier;
  return {
    situation: situation(context),
    facts: [
      { label: 'Ouverture', value: frenchDateTime(calendar.opensMs) },
      { label: 'Clôture', value: frenchDateTime(calendar.closesMs) },
      { label: 'Délai pour finir un vote commencé', value: `${calendar.graceMs / 60_000} minutes` },
      { label: 'Numéro affiché aux électeurs', value: `${help.phone} (${help.hours}, ${help.price})` },
    ],
    election: title,
    dashboard: dashboardView(dossier, await readDashboard(context, account)),
    challenge: access.challenge,
    lockMinutes: access.attempts.lockMinutes,
    tries: access.attempts.max,
    mayNote: authorise(context, account, 'recordAssistance').ok,
  };
}

function situation(context: Context): string {
  const calendar = roundCalendar(context, dossierOf(context));
  const { phase, state } = momentOf(context);
  const now = context.data.now();
  if (state === 'preparing' || state === 'codesIssued') return 'L’élection est en préparation.';
  switch (phase) {
    case 'beforeOpening':
      return `Le vote ouvre dans ${timeLeft(calendar.opensMs - now)}.`;
    case 'open':
      return `Le vote est ouvert ; il reste ${timeLeft(calendar.nextClosesMs - now)}.`;
    case 'suspended':
      return 'Le vote est suspendu. Dites aux électeurs que rien n’est perdu et qu’ils pourront voter quand il reprendra.';
    case 'grace':
      return 'Le vote est clos. Qui avait ouvert son bulletin avant la clôture peut encore finir.';
    case 'closed':
      return 'Le vote est clos.';
  }
}
