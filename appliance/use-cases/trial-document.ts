/** The record of the last trial held and wiped, for a bureau to sign. */
import { err, ok } from '../../core/result.ts';
import { trialRecord } from '../documents/trial-record.ts';
import type { Account } from '../storage/election/accounts.ts';
import { contestWordsById, wipedProof } from '../role-words.ts';
import { dossierOf, type Context } from './context.ts';
import { issueOf, type Made } from './documents.ts';
import { journalFacts, textOf } from './journal-facts.ts';
import { heldTrials } from './trial.ts';

export async function trialDocument(context: Context, actor: Account): Made {
  const dossier = dossierOf(context);
  const bureau = dossier.bureaus.find(({ id }) => id === actor.bureau);
  if (bureau === undefined) return err({ code: 'role/other-bureau' });
  const held = heldTrials(context).at(-1);
  if (held === undefined) return err({ code: 'document/not-ready' });
  const opened = journalFacts(context, 'trial-opened').find((each) => textOf(each, 'trial') === held.trial);
  return ok(
    await trialRecord({
      ...issueOf(context, dossier, held.atMs),
      trial: held.trial,
      openedMs: opened?.atMs ?? held.atMs,
      wipedMs: held.atMs,
      bureau: bureau.name,
      sealCode: held.outcome.sealCode,
      contests: held.outcome.contests.map(({ contest, ...counts }) => ({
        name: contestWordsById(dossier, contest),
        ...counts,
      })),
      proof: wipedProof(held),
      journals: held.outcome.journals,
      members: bureau.members,
    }),
  );
}
