/**
 * The ceremonies on the site: the list of those present opens one, then a step a screen, then what is noted. A step that
 * is a fact of the round is done by its own use case, and its own page where it has one; the rest is confirmed here.
 */
import { z } from 'zod';
import type { CeremonyState } from '../../../core/ceremony/state.ts';
import type { Presence } from '../../../core/ceremony/presence.ts';
import { remarkKinds } from '../../storage/election/ceremonies.ts';
import { adoptClosingSeal } from '../../use-cases/adopt-closing-seal.ts';
import { ceremonyState } from '../../use-cases/ceremonies.ts';
import { checkSeal } from '../../use-cases/check-seal.ts';
import { confirmParameter } from '../../use-cases/confirm-parameters.ts';
import { momentOf, type Context } from '../../use-cases/context.ts';
import { drawFunctions } from '../../use-cases/draw-functions.ts';
import { endCeremony } from '../../use-cases/end-ceremony.ts';
import { addRemark, openCeremony, sayStep } from '../../use-cases/hold-ceremony.ts';
import { startFunctionTest } from '../../use-cases/test-functions.ts';
import { validateResults } from '../../use-cases/validate-results.ts';
import { ceremonyAt, ceremonyPath } from '../pages/bureau/ceremony-paths.ts';
import { ceremonyView, renderCeremony, untyped, type TypedStep } from '../pages/bureau/ceremony.ts';
import { nobody, openingView, renderOpening } from '../pages/bureau/opening.ts';
import { contributorsOf } from '../pages/bureau/step-facts.ts';
import { roleRefusalText, type RoleRefusal } from '../role-text-fr.ts';
import { bureauOf } from './bureau.ts';
import type { Mount, Visit } from './visit.ts';

const several = z
  .union([z.string().max(64), z.array(z.string().max(64)).max(200)])
  .default([])
  .transform((given) => (typeof given === 'string' ? [given] : given));

const forms = {
  presence: z.object({
    members: several,
    roles: several,
    guests: z.string().max(4000).default(''),
    electors: z.coerce.number().int().min(0).max(100_000).default(0),
    reason: z.string().max(2000).default(''),
  }),
  step: z.object({ step: z.string().max(80), 'contribution[]': several }),
  remark: z.object({
    kind: z.enum(remarkKinds),
    content: z.string().max(4000),
    etape: z.string().max(3).default(''),
  }),
};

/** The ceremony of the address, as it stands; null once refused. */
function stateOf(context: Context, visit: Visit): CeremonyState | null {
  const id = ceremonyAt(visit.request.params['ceremony']);
  const state = id === null ? null : ceremonyState(context, bureauOf(visit), id);
  if (state === null) visit.refuse({ code: 'ceremony/unknown' });
  return state;
}

export function ceremonyPages(context: Context, mount: Mount): void {
  const opening = (visit: Visit, state: CeremonyState, typed: Presence, problem: string | null) =>
    visit.send(
      renderOpening(openingView(context, bureauOf(visit), state, typed, problem), visit.frame),
      problem,
    );
  mount('GET /bureau/seances/:ceremony', async (visit) => {
    if (momentOf(context).phase === 'closed') await adoptClosingSeal(context);
    const state = stateOf(context, visit);
    if (state === null) return;
    if (state.status === 'complete') await endCeremony(context, bureauOf(visit), state.ceremony.id);
    if (state.occurrence === null) opening(visit, state, nobody, null);
    else await show(context, visit, state, untyped, null);
  });
  mount('GET /bureau/seances/:ceremony/presence', (visit) => {
    const state = stateOf(context, visit);
    if (state?.status === 'underway') visit.go(ceremonyPath(state.ceremony.id));
    else if (state !== null) opening(visit, state, nobody, null);
  });
  mount('POST /bureau/seances/:ceremony/presence', (visit) => {
    const state = stateOf(context, visit);
    if (state === null) return;
    const form = forms.presence.safeParse(visit.request.body ?? {});
    if (!form.success) {
      opening(visit, state, nobody, roleRefusalText({ code: 'form/unknown' }));
      return;
    }
    const { guests, reason, ...rest } = form.data;
    const lines = guests.split(/\r?\n/).map((line) => line.trim());
    const typed = { ...rest, guests: lines.filter(Boolean), reason: reason === '' ? null : reason };
    const done = openCeremony(context, visit.account, state.ceremony.id, typed);
    if (done.ok) visit.go(ceremonyPath(state.ceremony.id));
    else opening(visit, state, typed, roleRefusalText(done.error));
  });
  stepsAndRemarks(context, mount);
}

async function show(
  context: Context,
  visit: Visit,
  state: CeremonyState,
  typed: TypedStep,
  refusal: RoleRefusal | null,
): Promise<void> {
  const problem = refusal === null ? null : roleRefusalText(refusal);
  const wanted = visit.request.query['etape'];
  const view = await ceremonyView(context, bureauOf(visit), state, wanted, typed, problem);
  // The page comes again by itself while something runs: no script is needed.
  if (view.running) visit.response.setHeader('Refresh', '1');
  visit.send(renderCeremony(view, visit.frame), problem);
}

function stepsAndRemarks(context: Context, mount: Mount): void {
  mount('POST /bureau/seances/:ceremony/etapes', async (visit) => {
    const state = stateOf(context, visit);
    if (state === null) return;
    const form = forms.step.safeParse(visit.request.body ?? {});
    const step = form.success ? form.data.step : '';
    const contributions = form.success ? form.data['contribution[]'] : [];
    const refusal = await doStep(context, visit, state, step, contributions);
    if (refusal === null) visit.go(ceremonyPath(state.ceremony.id));
    else if (state.occurrence === null) visit.refuse(refusal);
    else await show(context, visit, state, { ...untyped, contributions }, refusal);
  });
  mount('POST /bureau/seances/:ceremony/remarques', async (visit) => {
    const state = stateOf(context, visit);
    if (state === null) return;
    const form = forms.remark.safeParse(visit.request.body ?? {});
    const done = form.success
      ? addRemark(context, visit.account, state.ceremony.id, form.data)
      : ({ ok: false, error: { code: 'form/unknown' } } as const);
    if (done.ok) visit.go(`${ceremonyPath(state.ceremony.id)}?etape=${form.data?.etape ?? ''}`);
    else if (state.occurrence === null) visit.refuse(done.error);
    else {
      const typed = { ...untyped, kind: form.data?.kind ?? 'observation', remark: form.data?.content ?? '' };
      await show(context, visit, state, typed, done.error);
    }
  });
}

/** Does the act of a step by its own use case, or records that it was said. */
async function doStep(
  context: Context,
  visit: Visit,
  state: CeremonyState,
  step: string,
  contributions: readonly string[],
): Promise<RoleRefusal | null> {
  const { account } = visit;
  const [kind, about = ''] = step.split(':');
  // Those present are written down before anything is done in front of them.
  if (state.occurrence === null) return { code: 'ceremony/not-opened' };
  if (state.steps.every(({ step: { id } }) => id !== step)) return { code: 'ceremony/not-this-step' };
  if (kind === 'control') return refusalIn(confirmParameter(context, account, about));
  switch (step) {
    case 'tested':
      return startTest(context, visit);
    case 'drawn': {
      const names = contributorsOf(context, bureauOf(visit), state.occurrence.number);
      const given = names.map((by, index) => ({ by, text: contributions[index] ?? '' }));
      return refusalIn(drawFunctions(context, account, given));
    }
    case 'sealChecked':
    case 'closingChecked':
      return refusalIn(await checkSeal(context, account));
    case 'validated':
      return refusalIn(validateResults(context, account));
    default:
      return refusalIn(sayStep(context, account, state.ceremony.id, step));
  }
}

function refusalIn(
  done: { readonly ok: true } | { readonly ok: false; readonly error: RoleRefusal },
): RoleRefusal | null {
  return done.ok ? null : done.error;
}

/** The test goes on after the answer; a page that comes again by itself shows how far it is. */
function startTest(context: Context, { account }: Visit): RoleRefusal | null {
  const started = startFunctionTest(context, account);
  if (!started.ok) return started.error;
  started.value.done.catch((error: unknown) => context.log.error({ err: error }, 'function test failed'));
  return null;
}
