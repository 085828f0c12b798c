/**
 * The bureau's documents, and those that other roles may read, as downloads: PDFs made from what is recorded, and the
 * journal as lines. The file name says what it is; nothing is cached.
 */
import type { Result } from '../../../core/result.ts';
import { announcementDocument, publishedAnnouncement } from '../../use-cases/announcement-document.ts';
import { closingDocument } from '../../use-cases/closing-document.ts';
import type { DocumentRefusal } from '../../use-cases/documents.ts';
import { minutesDocument, publishedMinutes } from '../../use-cases/minutes-document.ts';
import { operationsDocument } from '../../use-cases/operations-document.ts';
import { sealDocument } from '../../use-cases/seal-document.ts';
import { signOffDocument } from '../../use-cases/sign-off-document.ts';
import { ceremonyRecordDocument } from '../../use-cases/ceremony-record.ts';
import { applianceKeyDocument } from '../../use-cases/appliance-key.ts';
import { holderSheetsDocument } from '../../use-cases/holder-sheets.ts';
import { trialDocument } from '../../use-cases/trial-document.ts';
import type { Context } from '../../use-cases/context.ts';
import { exportJournal } from '../../use-cases/join-journals.ts';
import { ceremonyAt } from '../pages/bureau/ceremony-paths.ts';
import { controlSection } from '../pages/bureau/control-section.ts';
import { ownContest } from './bureau.ts';
import type { Mount, Visit } from './visit.ts';

export function bureauDocuments(context: Context, mount: Mount): void {
  mount('GET /bureau/documents/feuilles-porteurs.pdf', async (visit) =>
    pdf(visit, 'feuilles-porteurs.pdf', await holderSheetsDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/scrutin-a-blanc.pdf', async (visit) =>
    pdf(visit, 'scrutin-a-blanc.pdf', await trialDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/scellement.pdf', async (visit) =>
    pdf(visit, 'scellement.pdf', await sealDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/cle-systeme.pdf', async (visit) =>
    pdf(visit, 'cle-systeme.pdf', await applianceKeyDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/cloture.pdf', async (visit) =>
    pdf(visit, 'cloture.pdf', await closingDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/operations.pdf', async (visit) =>
    pdf(visit, 'operations.pdf', await operationsDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/resultats.pdf', async (visit) =>
    pdf(visit, 'resultats.pdf', await announcementDocument(context, visit.account)),
  );
  mount('GET /bureau/documents/seances/:ceremony.pdf', async (visit) => {
    const { ceremony: word } = visit.request.params;
    const id = ceremonyAt(word);
    if (id === null) {
      visit.refuse({ code: 'ceremony/unknown' });
      return;
    }
    const number = occurrenceIn(visit.request.query['fois']);
    const made = await ceremonyRecordDocument(context, visit.account, id, number, controlSection(context));
    pdf(visit, `seance-${String(word)}${number === null ? '' : `-${number}`}.pdf`, made);
  });
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

/** For every role, by its rights: what the bureau has sealed, and what it has validated. */
export function sharedDocuments(context: Context, mount: Mount): void {
  const named = ({ request }: Visit, name: string) => String(request.params[name]);
  mount('GET /documents/scellement.pdf', async (visit) =>
    pdf(visit, 'scellement.pdf', await sealDocument(context, visit.account)),
  );
  mount('GET /documents/resultats/:bureau.pdf', async (visit) => {
    const made = await publishedAnnouncement(context, visit.account, named(visit, 'bureau'));
    pdf(visit, `resultats-${named(visit, 'bureau')}.pdf`, made);
  });
  mount('GET /documents/proces-verbal/:contest.pdf', async (visit) => {
    const made = await publishedMinutes(context, visit.account, named(visit, 'contest'));
    pdf(visit, `proces-verbal-${named(visit, 'contest')}.pdf`, made);
  });
}

/** Null for the last one. */
function occurrenceIn(asked: unknown): number | null {
  return typeof asked === 'string' && /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : null;
}

function pdf({ response, refuse }: Visit, name: string, made: Result<Uint8Array, DocumentRefusal>): void {
  if (!made.ok) refuse(made.error);
  else response.attachment(name).type('application/pdf').send(Buffer.from(made.value));
}
