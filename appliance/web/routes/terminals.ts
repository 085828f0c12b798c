/** The pages where people decide on terminals: IT accepts and withdraws, a bureau entrusts a station with its keys. */
import { z } from 'zod';
import type { Result } from '../../../core/result.ts';
import { isLabel, labelRuleText } from '../../../core/terminal/label.ts';
import type { Context } from '../../use-cases/context.ts';
import { entrustKiosk, type EntrustKioskRefusal } from '../../use-cases/entrust-kiosk.ts';
import { entrustStation, takeBackStation } from '../../use-cases/entrust-station.ts';
import { kioskSettings } from '../../use-cases/kiosk-settings.ts';
import {
  acceptTerminal,
  refuseTerminal,
  withdrawTerminal,
  type TerminalDecisionRefusal,
} from '../../use-cases/terminals.ts';
import { renderStations, stationsView } from '../pages/bureau/stations.ts';
import {
  renderTerminals,
  terminalsView,
  type TypedName,
  type TypedPlace,
} from '../pages/management/terminals.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import { bureauOf } from './bureau.ts';
import type { Mount, Visit } from './visit.ts';

const forms = {
  terminal: z.object({
    terminal: z.uuid(),
    decision: z.enum(['accept', 'refuse', 'withdraw']),
    place: z.string().trim().max(60).default(''),
  }),
  station: z.union([
    z.object({ terminal: z.uuid(), decision: z.enum(['entrust', 'take-back']) }),
    z.object({ code: z.string().max(20), decision: z.enum(['station', 'dashboard']) }),
  ]),
};

export function terminalPages(context: Context, mount: Mount): void {
  managed(context, mount);
  entrusted(context, mount);
}

function managed(context: Context, mount: Mount): void {
  const show = (visit: Visit, typed: TypedPlace | null, named: TypedName | null = null) =>
    visit.send(
      renderTerminals(terminalsView(context, typed, named), visit.frame),
      typed?.problem ?? named?.problem ?? null,
    );
  mount('GET /gestion/terminaux', (visit) => show(visit, null));
  mount('GET /gestion/terminaux/terminal.json', (visit) => {
    const { nom } = visit.request.query;
    const label = typeof nom === 'string' ? nom.trim() : null;
    if (label === null) visit.go('/gestion/terminaux#borne');
    else if (!isLabel(label)) show(visit, null, { label, problem: labelRuleText });
    else {
      const settings = JSON.stringify(kioskSettings(context, label), null, 2);
      visit.response.attachment('terminal.json').type('json').send(`${settings}\n`);
    }
  });
  mount('POST /gestion/terminaux', async (visit) => {
    const form = forms.terminal.safeParse(visit.request.body);
    if (!form.success) {
      show(visit, { terminal: '', place: '', problem: roleRefusalText({ code: 'form/unknown' }) });
      return;
    }
    const done = await decided(context, visit, form.data);
    if (done.ok) visit.go('/gestion/terminaux');
    else show(visit, { ...form.data, problem: roleRefusalText(done.error) });
  });
}

function decided(
  context: Context,
  { account }: Visit,
  { terminal, decision, place }: z.infer<typeof forms.terminal>,
): Promise<Result<null, TerminalDecisionRefusal>> {
  switch (decision) {
    case 'accept':
      return acceptTerminal(context, account, { terminal, place });
    case 'refuse':
      return Promise.resolve(refuseTerminal(context, account, terminal));
    case 'withdraw':
      return Promise.resolve(withdrawTerminal(context, account, terminal));
  }
}

function entrusted(context: Context, mount: Mount): void {
  const show = (visit: Visit, problem: Problem | null) =>
    visit.send(
      renderStations(stationsView(context, bureauOf(visit), problem), visit.frame),
      problem?.text ?? null,
    );
  mount('GET /bureau/postes', (visit) => show(visit, null));
  mount('POST /bureau/postes', (visit) => {
    const form = forms.station.safeParse(visit.request.body);
    if (!form.success) {
      show(visit, { about: 'page', text: roleRefusalText({ code: 'form/unknown' }) });
      return;
    }
    const done = entrustedAs(context, visit, form.data);
    const about = 'code' in form.data ? 'code' : 'page';
    if (done.ok) visit.go('/bureau/postes');
    else show(visit, { about, text: roleRefusalText(done.error) });
  });
}

type Problem = NonNullable<Parameters<typeof stationsView>[2]>;

function entrustedAs(
  context: Context,
  { account }: Visit,
  form: z.infer<typeof forms.station>,
): Result<null, EntrustKioskRefusal> {
  if ('code' in form) return entrustKiosk(context, account, form.code, form.decision);
  const change = form.decision === 'entrust' ? entrustStation : takeBackStation;
  return change(context, account, form.terminal);
}
