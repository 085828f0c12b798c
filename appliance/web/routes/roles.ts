/**
 * The pages of everyone with a role but the voter: login and logout, the pages of the observers, the direction, the
 * manager and the help desk, the clock of a demonstration; the bureau's are in bureau.ts. Who may see what
 * is doors.ts.
 */
import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { isTrial } from '../../trial-files.ts';
import type { Context } from '../../use-cases/context.ts';
import { issueCodes } from '../../use-cases/issue-codes.ts';
import { openSession } from '../../use-cases/login-role.ts';
import { makeRemark } from '../../use-cases/make-remark.ts';
import { moveClock } from '../../use-cases/move-clock.ts';
import { readLetters } from '../../use-cases/read-letters.ts';
import { replaceAccess } from '../../use-cases/replace-access.ts';
import { writeSession } from '../cookies.ts';
import { renderTrialCodes, trialCodesView } from '../pages/bureau/trial-codes.ts';
import { helpdeskView, renderHelpdesk } from '../pages/helpdesk/home.ts';
import { managementView, renderManagement } from '../pages/management/home.ts';
import { renderWatch, watchView, type Watcher } from '../pages/observer/home.ts';
import { accessView, renderAccess } from '../pages/role/access.ts';
import { homes } from '../pages/role/frame.ts';
import { readParametersView, renderReadParameters } from '../pages/role/parameters.ts';
import { renderRights, rightsView } from '../pages/role/rights.ts';
import { renderRolls, rollsView } from '../pages/role/rolls.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import type { Flood } from '../security.ts';
import { assistancePages } from './assistance.ts';
import { bureauDocuments, sharedDocuments } from './bureau-documents.ts';
import { bureauPages } from './bureau.ts';
import { ceremonyPages } from './ceremonies.ts';
import { bureauDecisions } from './decisions.ts';
import { journalPages } from './journal.ts';
import { replacementPages } from './replacements.ts';
import { signedCopies, signOffPrinting } from './signed-copies.ts';
import { terminalPages } from './terminals.ts';
import { roleSession } from './role-session.ts';
import { watchPages } from './watch.ts';
import { certificatePages } from './certificate.ts';
import { ownAccessPages } from './own-access.ts';
import { mountOn, type Mount, type Visit } from './visit.ts';

const forms = {
  remark: z.object({ remark: z.string().max(20_000) }),
  access: z.object({ account: z.string().max(64) }),
  clock: z.object({ moment: z.string().max(32) }),
};

export function roleRoutes(context: Context, limit: (kind: Flood) => RequestHandler): Router {
  const router = Router();
  roleSession(context, router, limit);
  const mount = mountOn(router, context);
  bureauPages(context, mount);
  ceremonyPages(context, mount);
  bureauDecisions(context, mount);
  bureauDocuments(context, mount);
  signedCopies(context, mount);
  signOffPrinting(context, mount);
  sharedDocuments(context, mount);
  watchers(context, mount);
  access(context, mount);
  ownAccessPages(context, mount);
  management(context, mount);
  terminalPages(context, mount);
  replacementPages(context, mount);
  watchPages(context, mount);
  certificatePages(context, mount);
  assistancePages(context, mount);
  journalPages(context, mount);
  mount('GET /assistance', async (visit) =>
    visit.send(renderHelpdesk(await helpdeskView(context, visit.account), visit.frame)),
  );
  return router;
}

function watchers(context: Context, mount: Mount): void {
  const watch = (role: Watcher) => async (visit: Visit) =>
    visit.send(renderWatch(await watchView(context, { ...visit.account, role }), visit.frame));
  mount('GET /observation', watch('observer'));
  mount('GET /direction', watch('direction'));
  mount('GET /expertise', watch('expert'));
  mount('GET /recette', watch('recette'));
  mount('GET /recette/codes', (visit) => {
    if (isTrial(context.data)) visit.send(renderTrialCodes(trialCodesView(context, 'recette'), visit.frame));
    else visit.refuse({ code: 'document/unknown' });
  });
  mount('POST /recette', async (visit) => {
    const form = forms.remark.safeParse(visit.request.body);
    const done = makeRemark(context, visit.account, form.success ? form.data.remark : '');
    if (done.ok) {
      visit.go('/recette');
      return;
    }
    const view = await watchView(context, { ...visit.account, role: 'recette' }, roleRefusalText(done.error));
    visit.send(renderWatch(view, visit.frame), view.problem);
  });
  mount('GET /droits', (visit) => visit.send(renderRights(rightsView(context), visit.frame)));
  mount('GET /listes-electorales', (visit) =>
    visit.send(renderRolls(rollsView(context, visit.account), visit.frame)),
  );
  mount('GET /parametres', (visit) =>
    visit.send(renderReadParameters(readParametersView(context), visit.frame)),
  );
  mount('POST /horloge', (visit) => {
    const form = forms.clock.safeParse(visit.request.body);
    const done = moveClock(context, visit.account, form.success ? form.data.moment : '');
    if (!done.ok) {
      visit.refuse(done.error);
      return;
    }
    // The jump ended every session, as hours would have: who made it goes on.
    writeSession(visit.response, 'role', openSession(context, visit.account));
    visit.go(homes[visit.account.role]);
  });
}

function management(context: Context, mount: Mount): void {
  const show = async (visit: Visit, problem: string | null) =>
    visit.send(renderManagement(await managementView(context, visit.account, problem), visit.frame), problem);
  mount('GET /gestion', (visit) => show(visit, null));
  mount('POST /gestion/codes', async (visit) => {
    const done = await issueCodes(context, visit.account);
    if (done.ok) visit.go('/gestion');
    else await show(visit, roleRefusalText(done.error));
  });
  mount('GET /gestion/lettres/:name', ({ account, request, response, refuse }) => {
    const name = String(request.params['name']);
    const done = readLetters(context, account, name);
    if (!done.ok) refuse(done.error);
    else response.attachment(name).send(done.value);
  });
}

/** The new password is shown in the answer itself, once: nothing keeps it. */
function access(context: Context, mount: Mount): void {
  const show = (visit: Visit, shown: Parameters<typeof accessView>[2], problem: string | null) =>
    visit.send(renderAccess(accessView(context, visit.account, shown, problem), visit.frame), problem);
  for (const path of ['/bureau/acces', '/gestion/acces'] as const) {
    mount(`GET ${path}`, (visit) => show(visit, null, null));
    mount(`POST ${path}`, (visit) => {
      const form = forms.access.safeParse(visit.request.body);
      const account = form.success ? form.data.account : '';
      const done = replaceAccess(context, visit.account, account);
      if (!done.ok) show(visit, null, roleRefusalText(done.error));
      else if (done.value.status === 'asked') visit.go(path);
      else show(visit, { account, password: done.value.password }, null);
    });
  }
}
