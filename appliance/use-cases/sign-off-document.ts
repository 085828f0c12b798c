/** The sign-off list of a contest (liste d’émargement, R2314-16), for its own bureau alone, to be signed. */
import { err, ok } from '../../core/result.ts';
import { signOffList } from '../documents/sign-off-list.ts';
import { byName } from '../role-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Context } from './context.ts';
import { deskOf, issueOf, named, ownContest, type Made } from './documents.ts';

const channels = { remote: 'site', kiosk: 'borne' } as const;

/** Only once the record is frozen: a list printed during the vote would not be the same an hour later. */
export async function signOffDocument(context: Context, actor: Account, id: string): Made {
  const desk = await deskOf(context, actor, 'readSignOffs');
  if (!desk.ok) return desk;
  const { dossier, bureau, closing } = desk.value;
  const contest = ownContest(desk.value, id);
  if (contest === undefined) return err({ code: 'document/unknown' });
  if (closing === null) return err({ code: 'document/not-ready' });
  const { lines } = await context.roll.signOffList({ contest: contest.id });
  const made = await signOffList({
    ...issueOf(context, dossier, closing.atMs),
    contest: named(dossier, contest),
    calendar: dossier.calendar,
    bureau,
    electors: lines.toSorted(byName).map(({ civility, firstName, lastName, signedMs, channel }) => ({
      civility,
      firstName,
      lastName,
      signOff: signedMs === null || channel === null ? null : { atMs: signedMs, channel: channels[channel] },
    })),
  });
  // R2314-16 keeps the list to the bureau: who took a copy is recorded.
  const facts = { account: actor.account, bureau: bureau.id, contest: contest.id };
  context.election.journal.append({ kind: 'sign-offs-downloaded', facts });
  return ok(made);
}
