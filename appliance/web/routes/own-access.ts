/** « Ma connexion », for everyone with a role: the own passkeys and application of codes, added and removed. */
import { z } from 'zod';
import { longestAnswer } from '../../passkey.ts';
import type { Context } from '../../use-cases/context.ts';
import { addOwnPasskey, enrolOwnCode, removeOwnFactor } from '../../use-cases/own-access.ts';
import { askNewPasskey } from '../../use-cases/passkeys.ts';
import { ownAccessView, ownCodeView, renderOwnAccess, renderOwnCode } from '../pages/role/own-access.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import { sendQuestion } from './second-factor.ts';
import type { Mount, Visit } from './visit.ts';

const password = z.string().max(64).default('');
const forms = {
  passkey: z.object({
    password,
    name: z.string().max(64).default(''),
    credential: z.string().max(longestAnswer).default(''),
  }),
  code: z.object({ password, code: z.string().max(16).default('') }),
  removal: z.object({ password, factor: z.string().max(2_048).default('') }),
};
const home = '/ma-connexion';

export function ownAccessPages(context: Context, mount: Mount): void {
  const show = (visit: Visit, problem: string | null = null, name = '') =>
    visit.send(renderOwnAccess(ownAccessView(context, visit.account, problem, name), visit.frame), problem);
  mount('GET /ma-connexion', (visit) => show(visit));
  mount('POST /ma-connexion/demande', async ({ account, token, response }) =>
    sendQuestion(response, await askNewPasskey(context, account, token)),
  );
  mount('POST /ma-connexion/cles', async (visit) => {
    const form = forms.passkey.safeParse(visit.request.body);
    const given = form.data ?? { password: '', name: '', credential: '' };
    const done = await addOwnPasskey(context, visit.account, visit.token, given);
    if (done.ok) visit.go(home);
    else show(visit, roleRefusalText(done.error), given.name);
  });
  mount('POST /ma-connexion/retrait', (visit) => {
    const form = forms.removal.safeParse(visit.request.body);
    const done = removeOwnFactor(context, visit.account, form.data ?? { password: '', factor: '' });
    if (done.ok) visit.go(home);
    else show(visit, roleRefusalText(done.error));
  });
  ownCode(context, mount);
}

function ownCode(context: Context, mount: Mount): void {
  const show = (visit: Visit, problem: string | null) => {
    const view = ownCodeView(context, visit.account, problem);
    if (view === null) visit.go(home);
    else visit.send(renderOwnCode(view, visit.frame), problem);
  };
  mount('GET /ma-connexion/application', (visit) => show(visit, null));
  mount('POST /ma-connexion/application', (visit) => {
    const form = forms.code.safeParse(visit.request.body);
    const done = enrolOwnCode(context, visit.account, form.data ?? { password: '', code: '' });
    if (done.ok) visit.go(home);
    else show(visit, roleRefusalText(done.error));
  });
}
