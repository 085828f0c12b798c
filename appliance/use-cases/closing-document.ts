/** The closing sheet (feuille du scellé de clôture, R2314-8): what froze, with its code, before any key is brought out. */
import { err, ok } from '../../core/result.ts';
import { closingSealSheet } from '../documents/closing-seal-sheet.ts';
import { contestWords } from '../role-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import { bureauContests } from './allocate-contests.ts';
import type { Context } from './context.ts';
import { codeOf, deskOf, issueOf, urnRecords, type Made } from './documents.ts';
import { decisionRecords } from './vote-calendar.ts';

export async function closingDocument(context: Context, actor: Account): Made {
  const desk = await deskOf(context, actor, 'readClosingSeal');
  if (!desk.ok) return desk;
  const { dossier, bureau, closing } = desk.value;
  if (closing === null) return err({ code: 'document/not-ready' });
  return ok(
    await closingSealSheet({
      ...issueOf(context, dossier, closing.atMs),
      bureau,
      frozenMs: closing.atMs,
      closingCode: codeOf(closing, bureau.id),
      urns: (await urnRecords(context, desk.value, bureauContests(dossier, bureau.id))).map(
        ({ name, archive, ballots, signOffs }) => ({ name, archive, ballots, signOffs }),
      ),
      decisions: bureauContests(dossier, bureau.id).flatMap((contest) =>
        decisionRecords(context, dossier, contest.id).map(
          (told) => `${contestWords(dossier, contest)} : ${told}`,
        ),
      ),
    }),
  );
}
