/** The page where a bureau records, at its count, who replaces a holder who is absent or prevented. */
import { z } from 'zod';
import { replacementReasons } from '../../../core/lifecycle/replacement.ts';
import type { Context } from '../../use-cases/context.ts';
import { endReplacement, replaceHolder } from '../../use-cases/replace-holder.ts';
import { renderReplacements, replacementsView } from '../pages/bureau/replacements.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import { bureauOf } from './bureau.ts';
import type { Mount, Visit } from './visit.ts';

const form = z.object({ replaced: z.string().max(80), reason: z.enum([...replacementReasons, 'back']) });

export function replacementPages(context: Context, mount: Mount): void {
  const show = (visit: Visit, problem: string | null) =>
    visit.send(renderReplacements(replacementsView(context, bureauOf(visit), problem), visit.frame), problem);
  mount('GET /bureau/remplacements', (visit) => show(visit, null));
  mount('POST /bureau/remplacements', (visit) => {
    const typed = form.safeParse(visit.request.body);
    if (!typed.success) {
      show(visit, roleRefusalText({ code: 'form/unknown' }));
      return;
    }
    const { replaced, reason } = typed.data;
    const done =
      reason === 'back'
        ? endReplacement(context, visit.account, replaced)
        : replaceHolder(context, visit.account, { replaced, reason });
    if (done.ok) visit.go('/bureau/remplacements');
    else show(visit, roleRefusalText(done.error));
  });
}
