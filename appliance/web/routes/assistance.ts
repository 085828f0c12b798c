/**
 * The journal of assistance and the undelivered letters, for every role that the dossier lets read or write them. Who may
 * come in is doors.ts; whose names they read, use-cases/assistance.ts.
 */
import { z } from 'zod';
import { callSubjects, letterOutcomes, undeliveredReasons } from '../../storage/election/assistance.ts';
import {
  followUndelivered,
  readCalls,
  readUndelivered,
  recordCall,
  recordUndelivered,
  type TypedCall,
  type TypedLetter,
} from '../../use-cases/assistance.ts';
import type { Context } from '../../use-cases/context.ts';
import { assistanceView, renderAssistance } from '../pages/role/assistance.ts';
import { renderUndelivered, undeliveredView } from '../pages/role/undelivered.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import { admit } from './doors.ts';
import type { Mount, Visit } from './visit.ts';

const text = (most: number) => z.string().max(most).catch('');
const forms = {
  call: z.object({
    matricule: text(64),
    subject: z.enum(callSubjects).nullable().catch(null),
    note: text(1000),
  }),
  letter: z.object({ matricule: text(64), reason: z.enum(undeliveredReasons).nullable().catch(null) }),
  outcome: z.object({
    letter: z.coerce.number().int().catch(0),
    outcome: z.enum(letterOutcomes).nullable().catch(null),
  }),
};
const noCall: TypedCall = { matricule: '', subject: null, note: '' };
const noLetter: TypedLetter = { matricule: '', reason: null };

export function assistancePages(context: Context, mount: Mount): void {
  const calls = (visit: Visit, typed: TypedCall, problem: string | null) => {
    const read = readCalls(context, visit.account);
    if (!read.ok) {
      visit.refuse(read.error);
      return;
    }
    const mayWrite = admit(context, visit.account, 'POST /journal-assistance').ok;
    const view = assistanceView(context, read.value, mayWrite ? typed : null, problem);
    visit.send(renderAssistance(view, visit.frame), problem);
  };
  mount('GET /journal-assistance', (visit) => calls(visit, noCall, null));
  mount('POST /journal-assistance', (visit) => {
    const typed = forms.call.parse(visit.request.body ?? {});
    const done = recordCall(context, visit.account, typed);
    if (done.ok) visit.go('/journal-assistance');
    else calls(visit, typed, roleRefusalText(done.error));
  });

  const letters = (visit: Visit, typed: TypedLetter, problem: string | null) => {
    const read = readUndelivered(context, visit.account);
    if (!read.ok) {
      visit.refuse(read.error);
      return;
    }
    const mayRecord = admit(context, visit.account, 'POST /plis').ok;
    const view = undeliveredView(context, read.value, { mayRecord, typed, problem });
    visit.send(renderUndelivered(view, visit.frame), problem);
  };
  mount('GET /plis', (visit) => letters(visit, noLetter, null));
  mount('POST /plis', (visit) => {
    const typed = forms.letter.parse(visit.request.body ?? {});
    const done = recordUndelivered(context, visit.account, typed);
    if (done.ok) visit.go('/plis');
    else letters(visit, typed, roleRefusalText(done.error));
  });
  mount('POST /plis/suite', (visit) => {
    const done = followUndelivered(context, visit.account, forms.outcome.parse(visit.request.body ?? {}));
    if (done.ok) visit.go('/plis');
    else letters(visit, noLetter, roleRefusalText(done.error));
  });
}
