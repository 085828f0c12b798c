/**
 * The pages of the bureau: GET renders; POST reads the form, then shows the same page with what is wrong, or does one use
 * case and goes on. Who may come in is doors.ts; that a contest is of the visitor's own bureau is checked here.
 */
import { z } from 'zod';
import type { BureauId, Contest } from '../../../core/dossier/types.ts';
import { acceptDisagreement, subjects } from '../../use-cases/accept-disagreement.ts';
import { sealAccepting } from '../../use-cases/accept-derogations.ts';
import { adoptClosingSeal } from '../../use-cases/adopt-closing-seal.ts';
import { checkSeal } from '../../use-cases/check-seal.ts';
import { confirmParameter } from '../../use-cases/confirm-parameters.ts';
import { authorise, dossierOf, momentOf, type Context } from '../../use-cases/context.ts';
import { decideOnSeal, sealChoices, type SealChoice } from '../../use-cases/decide-on-seal.ts';
import { decideTie } from '../../use-cases/decide-tie.ts';
import { beginMeeting, endMeeting } from '../../use-cases/lock-session.ts';
import { contestFigures } from '../../use-cases/results.ts';
import { validateResults } from '../../use-cases/validate-results.ts';
import { bureauDashboardView, renderBureauDashboard } from '../pages/bureau/dashboard.ts';
import { closingView, renderClosing, type TypedReason } from '../pages/bureau/closing.ts';
import { renderCount } from '../pages/bureau/count.ts';
import { renderTrial, trialView } from '../pages/bureau/trial.ts';
import { renderTrialCodes, trialCodesView } from '../pages/bureau/trial-codes.ts';
import { openTrial, wipeTrial, type TrialRefusal } from '../../use-cases/trial.ts';
import { isTrial } from '../../trial-files.ts';
import type { Result } from '../../../core/result.ts';
import { bureauHomeView, renderBureauHome } from '../pages/bureau/home.ts';
import { keysView, renderKeys } from '../pages/bureau/keys.ts';
import { parametersView, renderParameters } from '../pages/bureau/parameters.ts';
import { renderResult, resultView, type TypedDecision } from '../pages/bureau/result.ts';
import { renderResults, resultsView } from '../pages/bureau/results.ts';
import { renderSeal, sealView, type TypedSeal } from '../pages/bureau/seal.ts';
import { renderSealed, sealedView, suspendAddress, type TypedSealDecision } from '../pages/bureau/sealed.ts';
import { renderSignOffs, signOffsView } from '../pages/bureau/sign-offs.ts';

import { roleRefusalText, type RoleRefusal } from '../role-text-fr.ts';
import type { Mount, Visit } from './visit.ts';

const forms = {
  meeting: z.object({
    meeting: z.enum(['begin', 'end']),
    from: z
      .string()
      .max(200)
      .regex(/^\/bureau[\w/-]*$/),
  }),
  parameters: z.object({ item: z.string().max(32) }),
  seal: z.object({
    accepted: z
      .union([z.string(), z.array(z.string())])
      .default([])
      .transform((given) => (typeof given === 'string' ? [given] : given)),
    reason: z.string().max(4000).default(''),
  }),
  sealDecision: z.object({
    mark: z.string().max(64),
    choice: z.enum(sealChoices).nullable().default(null),
    reason: z.string().max(4000).default(''),
  }),
  disagreement: z.object({ subject: z.enum(subjects), reason: z.string().max(4000) }),
  decision: z.object({
    question: z.string().max(64),
    answer: z.string().max(64).default(''),
    record: z.string().max(2000).default(''),
  }),
};

/** The bureau of who came in by a door of the bureau. */
export function bureauOf({ account }: Visit): BureauId {
  if (account.bureau === null) throw new Error('a bureau account has a bureau');
  return account.bureau;
}

/** The contest of the address, of the visitor's own bureau; null once refused. */
export function ownContest(context: Context, visit: Visit): Contest | null {
  const wanted = visit.request.params['contest'];
  const contest = dossierOf(context).contests.find(({ id }) => id === wanted);
  if (contest !== undefined && contest.bureau === visit.account.bureau) return contest;
  visit.refuse({ code: 'role/other-bureau' });
  return null;
}

export function bureauPages(context: Context, mount: Mount): void {
  beforeSeal(context, mount);
  whileSealed(context, mount);
  afterClosing(context, mount);
}

function beforeSeal(context: Context, mount: Mount): void {
  mount('GET /bureau', async (visit) => {
    const { state, phase } = momentOf(context);
    if (state === 'sealed' && phase === 'closed') await adoptClosingSeal(context);
    visit.send(renderBureauHome(bureauHomeView(context, bureauOf(visit)), visit.frame));
  });

  mount('POST /bureau/seance', (visit) => {
    const form = forms.meeting.safeParse(visit.request.body);
    if (form.success && form.data.meeting === 'begin') beginMeeting(context, visit.account, visit.token);
    else endMeeting(context, visit.account, visit.token);
    visit.go(form.success ? form.data.from : '/bureau');
  });

  const parameters = (visit: Visit, problem: string | null) =>
    visit.send(renderParameters(parametersView(context, bureauOf(visit), problem), visit.frame), problem);
  mount('GET /bureau/parametres', (visit) => parameters(visit, null));
  mount('POST /bureau/parametres', (visit) => {
    const form = forms.parameters.safeParse(visit.request.body);
    const item = form.success ? form.data.item : '';
    const done = confirmParameter(context, visit.account, item);
    if (done.ok) visit.go(`/bureau/parametres#${item}`);
    else parameters(visit, roleRefusalText(done.error));
  });

  mount('GET /bureau/cles', (visit) =>
    visit.send(renderKeys(keysView(context, bureauOf(visit)), visit.frame)),
  );

  const trial = (visit: Visit, problem: string | null) => {
    const view = trialView(context, problem);
    // Nothing to do but wait: the page comes again by itself.
    if (view.state === 'starting' || view.state === 'wiping') visit.response.setHeader('Refresh', '4');
    visit.send(renderTrial(view, visit.frame), problem);
  };
  const trialDone = (visit: Visit, done: Result<null, TrialRefusal>) =>
    done.ok ? visit.go('/bureau/essai') : trial(visit, roleRefusalText(done.error));
  mount('GET /bureau/essai', (visit) => trial(visit, null));
  mount('POST /bureau/essai', (visit) => trialDone(visit, openTrial(context, visit.account)));
  mount('POST /bureau/essai/effacer', (visit) => trialDone(visit, wipeTrial(context, visit.account)));
  mount('GET /bureau/essai/codes', (visit) => {
    if (isTrial(context.data)) visit.send(renderTrialCodes(trialCodesView(context, 'bureau'), visit.frame));
    else visit.refuse({ code: 'document/unknown' });
  });

  const seal = async (visit: Visit, typed: TypedSeal, problem: string | null) =>
    visit.send(renderSeal(await sealView(context, typed, problem), visit.frame), problem);
  mount('GET /bureau/sceller', async (visit) => {
    if (context.election.sealed() === null) await seal(visit, { accepted: [], reason: '' }, null);
    else visit.go('/bureau/scellement');
  });
  mount('POST /bureau/sceller', async (visit) => {
    const form = forms.seal.safeParse(visit.request.body ?? {});
    const typed = form.success ? form.data : { accepted: [], reason: '' };
    const done = await sealAccepting(context, visit.account, typed.accepted, typed.reason);
    if (done.ok) visit.go('/bureau/scellement');
    else await seal(visit, typed, roleRefusalText(done.error));
  });
}

function whileSealed(context: Context, mount: Mount): void {
  const sealed = async (visit: Visit, typed: TypedSealDecision | null) =>
    visit.send(
      renderSealed(await sealedView(context, bureauOf(visit), typed), visit.frame),
      typed?.problem ?? null,
    );
  mount('GET /bureau/scellement', (visit) => sealed(visit, null));
  mount('POST /bureau/scellement/decision', async (visit) => {
    const form = forms.sealDecision.safeParse(visit.request.body ?? {});
    const typed = form.success ? form.data : { mark: '', choice: null, reason: '' };
    const done = decideOnSeal(context, visit.account, typed);
    if (done.ok) visit.go(afterSealDecision(context, visit, typed));
    else await sealed(visit, { ...typed, problem: roleRefusalText(done.error) });
  });
  mount('POST /bureau/scellement', async (visit) => {
    const done = await checkSeal(context, visit.account);
    const isClosed = context.election.roundState() === 'closingSealed';
    if (done.ok) visit.go(isClosed ? '/bureau/cloture' : '/bureau/scellement');
    else visit.refuse(done.error);
  });
  const dashboard = async ({ account, frame, send }: Visit) =>
    send(renderBureauDashboard(await bureauDashboardView(context, account), frame));
  mount('GET /bureau/suivi', dashboard);
  mount('GET /bureau/suivi/direct', dashboard);
  mount('GET /bureau/emargement/:contest', async (visit) => {
    const contest = ownContest(context, visit);
    if (contest !== null) visit.send(renderSignOffs(await signOffsView(context, contest), visit.frame));
  });
}

/** To suspend is decided contest by contest, on the page where that is done, while there is something to suspend. */
function afterSealDecision(
  context: Context,
  { account }: Visit,
  { mark, choice }: { readonly mark: string; readonly choice: SealChoice | null },
): string {
  const maySuspend = choice === 'suspend' && authorise(context, account, 'suspend').ok;
  return maySuspend ? suspendAddress(mark) : '/bureau/scellement#decisions';
}

function afterClosing(context: Context, mount: Mount): void {
  const closing = async (visit: Visit, typed: TypedReason | null) => {
    const seal = await context.clock.closingSeal({});
    if (seal === null) visit.refuse({ code: 'round/not-now', action: 'readClosingSeal' });
    else {
      const verification = await context.clock.verification({});
      const view = closingView(context, bureauOf(visit), seal, typed, verification);
      visit.send(renderClosing(view, visit.frame), typed?.problem ?? null);
    }
  };
  mount('GET /bureau/cloture', (visit) => closing(visit, null));
  mount('POST /bureau/cloture', async (visit) => {
    const form = forms.disagreement.safeParse(visit.request.body);
    const typed = form.success ? form.data : ({ subject: 'counts', reason: '' } as const);
    const done = await acceptDisagreement(context, visit.account, typed);
    if (done.ok) visit.go('/bureau/cloture');
    else await closing(visit, { ...typed, problem: roleRefusalText(done.error) });
  });

  mount('GET /bureau/depouillement', (visit) => {
    const bureau = dossierOf(context).bureaus.find(({ id }) => id === visit.account.bureau);
    visit.send(renderCount({ bureau: bureau?.name ?? '' }, visit.frame));
  });

  const results = (visit: Visit, problem: string | null) =>
    visit.send(renderResults(resultsView(context, bureauOf(visit), problem), visit.frame), problem);
  mount('GET /bureau/resultats', (visit) => results(visit, null));
  mount('POST /bureau/resultats', (visit) => {
    const done = validateResults(context, visit.account);
    if (done.ok) visit.go('/bureau/resultats');
    else results(visit, roleRefusalText(done.error));
  });
  contestResults(context, mount);
}

function contestResults(context: Context, mount: Mount): void {
  const show = async (visit: Visit, contest: Contest, typed: TypedDecision, refusal: RoleRefusal | null) => {
    const figures = await contestFigures(context, contest.id);
    const problem = refusal === null ? null : roleRefusalText(refusal);
    if (figures === null) visit.refuse({ code: 'round/not-now', action: 'readResults' });
    else visit.send(renderResult(resultView(context, figures, typed, problem), visit.frame), problem);
  };
  mount('GET /bureau/resultats/:contest', async (visit) => {
    const contest = ownContest(context, visit);
    if (contest !== null) await show(visit, contest, { answer: '', record: '' }, null);
  });
  mount('POST /bureau/resultats/:contest', async (visit) => {
    const contest = ownContest(context, visit);
    if (contest === null) return;
    const form = forms.decision.safeParse(visit.request.body);
    if (!form.success || form.data.answer === '' || form.data.record.trim() === '') {
      const typed = form.success ? form.data : { answer: '', record: '' };
      await show(visit, contest, typed, { code: 'form/decision' });
      return;
    }
    const { question, answer, record } = form.data;
    const done = await decideTie(context, visit.account, contest.id, {
      question,
      answer,
      record: record.trim(),
    });
    if (done.ok) visit.go(`/bureau/resultats/${contest.id}`);
    else await show(visit, contest, form.data, done.error);
  });
}
