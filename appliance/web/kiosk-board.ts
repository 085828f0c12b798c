/**
 * The dashboard of a polling place, as words for the screen of a kiosk that a bureau opened there: contests, turnout,
 * seal, alerts, services, by the rights of the member who opened it. At the rhythm of the turnout, though the bureau sees
 * it live elsewhere: who stands near would read in a moving counter who just voted.
 */
import { frenchDateTime, frenchTime } from '../../core/french/dates.ts';
import { typeset } from '../../core/french/text.ts';
import type { KioskBoard } from '../../core/kiosk/api.ts';
import { contestWords, rate } from '../role-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import { dossierOf, type Context } from '../use-cases/context.ts';
import { readDashboard, type ContestNow, type Dashboard } from '../use-cases/read-dashboard.ts';
import { isWell } from '../use-cases/service-states.ts';
import {
  alertLine,
  rhythmWords,
  sealLines,
  serviceLine,
  situationWords,
} from './pages/role/dashboard-words.ts';

/** @param untilMs until when the kiosk is the bureau's. */
export async function kioskBoard(context: Context, account: Account, untilMs: number): Promise<KioskBoard> {
  const dossier = dossierOf(context);
  const dashboard = await readDashboard(context, account, 'rhythm');
  const rhythm = rhythmWords(dashboard);
  const contests = dashboard.contests.map((each) => ({
    title: typeset(contestWords(dossier, each.contest)),
    details: [typeset(situationWords(each, dashboard.atMs)), ...countWords(each)],
    state: turnoutWords(each),
  }));
  return {
    bureau: dossier.bureaus.find(({ id }) => id === account.bureau)?.name ?? '',
    lines: [
      `Édité le ${frenchDateTime(dashboard.atMs)}. Affiché ici jusqu’à ${frenchTime(untilMs)} au plus tard.`,
      ...(rhythm === null ? [] : [rhythm]),
      ...(contests.length === 0 ? ['L’élection n’est pas encore scellée.'] : []),
    ].map(typeset),
    rows: [...contests, ...stateRows(context, dashboard)],
  };
}

function countWords({ turnout, ballots }: ContestNow): string[] {
  const signOffs = turnout?.signOffs ?? null;
  if (turnout === null || signOffs === null) return [];
  return [
    `${signOffs} émargements sur ${turnout.registered} inscrits`,
    ...(ballots === null ? [] : [`${ballots} bulletins dans l’urne`]),
  ];
}

function turnoutWords({ turnout }: ContestNow): string {
  const signOffs = turnout?.signOffs ?? null;
  if (turnout === null || signOffs === null) return '—';
  return typeset(rate(signOffs, turnout.registered));
}

/** What goes wrong by name; the rest in one line. */
function stateRows(context: Context, { seal, openAlerts, services, atMs }: Dashboard): KioskBoard['rows'] {
  const wrong = services.filter((state) => !isWell(state));
  const lines = [
    ...(seal === null ? [] : sealLines(dossierOf(context), seal, atMs).slice(-1)),
    ...(openAlerts === null ? [] : [alertLine(openAlerts)]),
    ...wrong.map((state) => serviceLine(state, atMs)),
    ...(wrong.length === 0 ? [{ label: 'Services', text: 'tous fonctionnent', isWell: true }] : []),
  ];
  return lines.map((line) => ({
    title: typeset(line.label),
    details: [typeset(line.text)],
    state: line.isWell ? 'rien à signaler' : 'à regarder',
  }));
}
