/** The announcement of results (proclamation): of a bureau that has validated, for it and for those who may then read it. */
import { contestsOf } from '../../core/dossier/perimeter.ts';
import { err, ok } from '../../core/result.ts';
import type { CountedContest } from '../documents/counted-contest.ts';
import { resultsAnnouncement } from '../documents/results-announcement.ts';
import type { Account } from '../storage/election/accounts.ts';
import { bureauContests } from './allocate-contests.ts';
import { authorise, dossierOf, type Context } from './context.ts';
import { countedContest, deskAt, deskOf, issueOf, type Desk, type Made } from './documents.ts';

/** The announcement of a bureau's results, after it validated them. */
export async function announcementDocument(context: Context, actor: Account): Made {
  const desk = await deskOf(context, actor, 'readResults');
  return desk.ok ? announcementOf(context, desk.value) : desk;
}

/** The same, for the roles that may read results once they are validated. */
export async function publishedAnnouncement(context: Context, actor: Account, id: string): Made {
  const allowed = authorise(context, actor, 'readPublished');
  if (!allowed.ok) return allowed;
  const own = contestsOf(dossierOf(context), actor.account).find(({ bureau }) => bureau === id);
  if (own === undefined) return err({ code: 'document/unknown' });
  const desk = await deskAt(context, own.bureau);
  return desk.ok ? announcementOf(context, desk.value) : desk;
}

async function announcementOf(context: Context, { dossier, bureau }: Desk): Made {
  const validation = context.election.validation(bureau.id);
  if (validation === null) return err({ code: 'document/not-ready' });
  const contests: CountedContest[] = [];
  for (const { id } of bureauContests(dossier, bureau.id)) {
    const counted = await countedContest(context, dossier, id);
    if (counted !== null) contests.push(counted);
  }
  return ok(
    await resultsAnnouncement({
      ...issueOf(context, dossier, validation.atMs),
      round: dossier.round,
      proclaimedMs: validation.atMs,
      contests,
      bureaus: [bureau],
    }),
  );
}
