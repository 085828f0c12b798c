/**
 * The bureau's documents as downloads: PDFs made from what is recorded, and the journal as lines. The file name says what
 * it is; nothing is cached.
 */
import type { Result } from '../../../core/result.ts';
import {
  announcementDocument,
  closingDocument,
  minutesDocument,
  sealDocument,
  signOffDocument,
  type DocumentRefusal,
} from '../../use-cases/documents.ts';
import { holderSheetsDocument } from '../../use-cases/holder-sheets.ts';
import { trialDocument } from '../../use-cases/trial-document.ts';
import type { Context } from '../../use-cases/context.ts';
import { exportJournal } from '../../use-cases/join-journals.ts';
import { ownContest } from './bureau.ts';
import type { Mount, Visit } from './visit.ts';

export function bureauDocuments(context: Context, mount: Mount): void {
  mount('GET /bureau/documents/feuilles-titulaires.pdf', async (visit) =>
    pdf(visit, 'feuilles-titulaires.pdf', await holderSheetsDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/scrutin-a-blanc.pdf', async (visit) =>
    pdf(visit, 'scrutin-a-blanc.pdf', await trialDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/scellement.pdf', async (visit) =>
    pdf(visit, 'scellement.pdf', await sealDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/cloture.pdf', async (visit) =>
    pdf(visit, 'cloture.pdf', await closingDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/resultats.pdf', async (visit) =>
    pdf(visit, 'resultats.pdf', await announcementDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/emargement/:contest.pdf', async (visit) => {
    const contest = ownContest(context, visit);
    if (contest === null) return;
    const made = await signOffDocument(context, visit.account, contest.id);
    pdf(visit, `emargement-${contest.id}.pdf`, made);
  });
  mount('GET /bureau/documents/proces-verbal/:contest.pdf', async (visit) => {
    const contest = ownContest(context, visit);
    if (contest === null) return;
    const made = await minutesDocument(context, visit.account, contest.id);
    pdf(visit, `proces-verbal-${contest.id}.pdf`, made);
  });
  mount('GET /bureau/documents/journal.jsonl', async (visit) => {
    const lines = await exportJournal(context, visit.account);
    if (lines.ok) visit.response.attachment('journal.jsonl').type('application/jsonl').send(lines.value);
    else visit.refuse(lines.error);
  });
}

function pdf({ response, refuse }: Visit, name: string, made: Result<Uint8Array, DocumentRefusal>): void {
  if (!made.ok) refuse(made.error);
  else response.attachment(name).type('application/pdf').send(Buffer.from(made.value));
}
