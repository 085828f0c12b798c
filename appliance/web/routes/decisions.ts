/**
 * The bureau's pages on the course of the vote: where each contest stands, and one page a decision, which says what will
 * happen to voters before anything does. GET renders; POST shows the page again with what is wrong, or decides and goes
 * back. An extension is read back in full before it is confirmed; a suspension decided on
 * a difference of the seal comes with its reason and every contest of the bureau.
 */
import { z } from 'zod';
import { parisInstant } from '../../../core/dossier/paris.ts';
import type { ContestId } from '../../../core/dossier/types.ts';
import { bureauContests } from '../../use-cases/allocate-contests.ts';
import { dossierOf, type Context } from '../../use-cases/context.ts';
import { decidedOnSeal } from '../../use-cases/decide-on-seal.ts';
import { decideOnVote, type DecisionRequest } from '../../use-cases/decide-on-vote.ts';
import { decideView, renderDecide, type Typed } from '../pages/bureau/decide.ts';
import { decisionsView, renderDecisions } from '../pages/bureau/decisions.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import { bureauOf } from './bureau.ts';
import type { DoorName } from './doors.ts';
import type { Mount, Visit } from './visit.ts';

type Kind = DecisionRequest['decision']['kind'];

const doorsOf: readonly { readonly kind: Kind; readonly path: string }[] = [
  { kind: 'suspend', path: '/bureau/decisions/suspendre' },
  { kind: 'resume', path: '/bureau/decisions/reprendre' },
  { kind: 'extend', path: '/bureau/decisions/prolonger' },
];

const text = (most: number) => z.string().max(most).catch('');
const form = z.object({
  /** A contest and the number of decisions that were read on it: « c1-titulaires 2 ». */
  contest: z
    .union([z.string().max(80), z.array(z.string().max(80)).max(64)])
    .catch([])
    .transform((given) => (typeof given === 'string' ? [given] : given)),
  reason: text(1000),
  authorisedBy: text(200),
  reference: text(200),
  day: text(10),
  time: text(5),
});
const asked = z.object({ contest: text(64), day: text(10), time: text(5), difference: text(64) });

export function bureauDecisions(context: Context, mount: Mount): void {
  mount('GET /bureau/decisions', (visit) =>
    visit.send(renderDecisions(decisionsView(context, bureauOf(visit)), visit.frame)),
  );
  for (const { kind, path } of doorsOf) {
    const show = (visit: Visit, typed: Typed, problem: string | null) =>
      visit.send(
        renderDecide(decideView(context, bureauOf(visit), kind, typed, problem), visit.frame),
        problem,
      );
    mount(`GET ${path}` as DoorName, (visit) => {
      const { contest, day, time, difference } = asked.parse(visit.request.query);
      const decided = decidedOnSeal(context, bureauOf(visit), difference);
      const typed = {
        chosen: decided === null ? [contest] : ownContests(context, visit),
        reason: decided?.reason ?? '',
        authorisedBy: '',
        reference: '',
        day,
        time,
      };
      const isWrong = kind === 'extend' && day !== '' && parisInstant(day, time) === null;
      show(visit, typed, isWrong ? roleRefusalText({ code: 'form/closing' }) : null);
    });
    mount(`POST ${path}` as DoorName, async (visit) => {
      const read = form.parse(visit.request.body ?? {});
      const chosen = read.contest.map(contestRead);
      const typed: Typed = { ...read, chosen: chosen.map(({ id }) => id) };
      const decision = decisionOf(kind, read);
      if (decision === null) {
        show(visit, typed, roleRefusalText({ code: 'form/closing' }));
        return;
      }
      const done = await decideOnVote(context, visit.account, { ...read, decision, contests: chosen });
      if (done.ok) visit.go('/bureau/decisions');
      else if (done.error.code === 'role/other-bureau') visit.refuse(done.error);
      else show(visit, typed, roleRefusalText(done.error));
    });
  }
}

/** Every contest of the visitor's bureau: a difference of the seal is about them all. */
function ownContests(context: Context, visit: Visit): ContestId[] {
  return bureauContests(dossierOf(context), bureauOf(visit)).map(({ id }) => id);
}

function contestRead(value: string): { id: string; seen: number } {
  const [id = '', seen = ''] = value.split(' ');
  return { id, seen: /^\d{1,6}$/.test(seen) ? Number(seen) : -1 };
}

/** Null when the new closing cannot be read. */
function decisionOf(
  kind: Kind,
  { day, time }: { readonly day: string; readonly time: string },
): DecisionRequest['decision'] | null {
  if (kind !== 'extend') return { kind };
  const closesMs = parisInstant(day, time);
  return closesMs === null ? null : { kind, closesMs };
}
