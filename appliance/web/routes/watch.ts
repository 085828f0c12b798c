/**
 * The pages of the watch: alerts and summaries for the bureau, alerts for the help desk, interventions that the manager
 * declares; the state of the system. Who may come in is doors.ts; which contests, use-cases/alerts.ts.
 */
import { z } from 'zod';
import { acknowledgeAlert, readAlerts, readSummaries, signCheckpoint } from '../../use-cases/alerts.ts';
import type { Context } from '../../use-cases/context.ts';
import { recordIntervention } from '../../use-cases/record-intervention.ts';
import { systemState } from '../../use-cases/system-state.ts';
import { renderSummaries, summariesView } from '../pages/bureau/summaries.ts';
import { interventionView, renderIntervention } from '../pages/management/intervention.ts';
import { alertsView, renderAlerts, type TypedNote } from '../pages/role/alerts.ts';
import { renderSystem, systemView } from '../pages/role/system.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import type { Mount, Visit } from './visit.ts';

const forms = {
  acknowledge: z.object({ alert: z.coerce.number().int().positive(), note: z.string().max(2000) }),
  intervention: z.object({ reason: z.string().max(1000) }),
};

export function watchPages(context: Context, mount: Mount): void {
  alertPages(context, mount);
  mount('GET /bureau/points', async (visit) => {
    const summaries = await readSummaries(context, visit.account);
    if (summaries.ok) visit.send(renderSummaries(summariesView(context, summaries.value), visit.frame));
    else visit.refuse(summaries.error);
  });

  mount('GET /systeme', async (visit) =>
    visit.send(renderSystem(systemView(await systemState(context)), visit.frame)),
  );

  const intervention = (visit: Visit, reason: string, problem: string | null) =>
    visit.send(renderIntervention(interventionView(context, reason, problem), visit.frame), problem);
  mount('GET /gestion/intervention', (visit) => intervention(visit, '', null));
  mount('POST /gestion/intervention', async (visit) => {
    const form = forms.intervention.safeParse(visit.request.body);
    const reason = form.success ? form.data.reason : '';
    const done = await recordIntervention(context, visit.account, reason);
    if (done.ok) visit.go('/gestion/intervention');
    else intervention(visit, reason, roleRefusalText(done.error));
  });
}

function alertPages(context: Context, mount: Mount): void {
  const show = async (visit: Visit, typed: TypedNote | null) => {
    const alerts = await readAlerts(context, visit.account);
    if (!alerts.ok) {
      visit.refuse(alerts.error);
      return;
    }
    const mayAcknowledge = visit.account.role === 'bureau';
    const checkpoint = mayAcknowledge ? await context.clock.lastCheckpoint({}) : null;
    const view = alertsView(context, { alerts: alerts.value, checkpoint, mayAcknowledge, typed });
    visit.send(renderAlerts(view, visit.frame), typed?.problem ?? null);
  };
  mount('GET /bureau/alertes', (visit) => show(visit, null));
  mount('GET /assistance/alertes', (visit) => show(visit, null));
  mount('POST /bureau/alertes', async (visit) => {
    const form = forms.acknowledge.safeParse(visit.request.body);
    const { alert, note } = form.success ? form.data : { alert: 0, note: '' };
    const done = await acknowledgeAlert(context, visit.account, alert, note);
    if (done.ok) visit.go('/bureau/alertes');
    else if (done.error.code === 'alert/no-note')
      await show(visit, { alert, note, problem: roleRefusalText(done.error) });
    else visit.refuse(done.error);
  });
  mount('POST /bureau/alertes/controle', async (visit) => {
    const done = await signCheckpoint(context, visit.account);
    if (done.ok) visit.go('/bureau/alertes#controle');
    else visit.refuse(done.error);
  });
}
