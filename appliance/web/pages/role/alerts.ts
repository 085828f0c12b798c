/**
 * The alerts of the watch: what is to be looked at first, then what the bureau has taken note of, then what is over. The
 * bureau acknowledges each with a note; the help desk reads them without the counts of votes.
 */
import { frenchDateTime } from '../../../../core/french/dates.ts';
import { alertSentence, alertTitles, levelNames } from '../../../../core/watch/alert-text-fr.ts';
import { alertKinds, tellsTurnout } from '../../../../core/watch/alert.ts';
import type { Alert, CheckpointAnswer } from '../../../clock/watch-interface.ts';
import { contestWordsById } from '../../../role-words.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { rolePage } from './frame.ts';

export interface AlertView {
  readonly id: number;
  readonly level: string;
  readonly look: 'bad' | 'warn' | '';
  readonly title: string;
  readonly sentence: string;
  readonly when: string;
  readonly acknowledged: string | null;
  readonly note: string;
}

/** What was typed and is sent back. */
export interface TypedNote {
  readonly alert: number;
  readonly note: string;
  readonly problem: string;
}

export interface AlertsView {
  readonly open: readonly AlertView[];
  readonly known: readonly AlertView[];
  readonly over: readonly AlertView[];
  readonly mayAcknowledge: boolean;
  readonly typed: TypedNote | null;
  readonly checkpoint: { readonly code: string; readonly text: string; readonly at: string } | null;
}

export const renderAlerts = rolePage<AlertsView>(import.meta.url, 'alerts.ejs', 'Alertes');

export interface AlertsParts {
  readonly alerts: readonly Alert[];
  readonly checkpoint: CheckpointAnswer | null;
  readonly mayAcknowledge: boolean;
  readonly typed: TypedNote | null;
}

export function alertsView(
  context: Pick<Context, 'election'>,
  { alerts, checkpoint, mayAcknowledge, typed }: AlertsParts,
): AlertsView {
  const show = (alert: Alert) => viewOf(context, alert, mayAcknowledge);
  const isOver = ({ acknowledged, endedMs }: Alert) => acknowledged !== null && endedMs !== null;
  return {
    open: alerts.filter(({ acknowledged }) => acknowledged === null).map(show),
    known: alerts.filter((alert) => alert.acknowledged !== null && !isOver(alert)).map(show),
    over: alerts.filter(isOver).map(show),
    mayAcknowledge,
    typed,
    checkpoint: checkpoint === null ? null : { ...checkpoint, at: frenchDateTime(checkpoint.atMs) },
  };
}

const looks = { information: '', attention: 'warn', urgent: 'bad' } as const;

function viewOf(context: Pick<Context, 'election'>, alert: Alert, withFigures: boolean): AlertView {
  const { level } = alertKinds[alert.kind];
  const nameOf = (contest: string) => contestWordsById(dossierOf(context), contest);
  return {
    id: alert.id,
    level: levelNames[level],
    look: looks[level],
    title: alertTitles[alert.kind],
    sentence:
      withFigures || !tellsTurnout(alert.kind)
        ? alertSentence(alert, nameOf)
        : `${nameOf(alert.subject)}. Les chiffres sont réservés au bureau de vote.`,
    when: whenWords(alert),
    acknowledged:
      alert.acknowledged === null
        ? null
        : `Pris en compte le ${frenchDateTime(alert.acknowledged.atMs)} par ${personOf(context, alert.acknowledged.account)}`,
    note: alert.acknowledged?.note ?? '',
  };
}

function personOf({ election }: Pick<Context, 'election'>, account: string): string {
  const found = election.account(account);
  return found === null ? account : `${found.firstName} ${found.lastName}`;
}

function whenWords({ raisedMs, seenMs, endedMs }: Alert): string {
  const raised = `Levée le ${frenchDateTime(raisedMs)}`;
  if (endedMs !== null) return `${raised}, terminée le ${frenchDateTime(endedMs)}.`;
  return seenMs - raisedMs < 60_000
    ? `${raised}.`
    : `${raised}, encore constatée le ${frenchDateTime(seenMs)}.`;
}
