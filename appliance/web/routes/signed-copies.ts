/**
 * The bureau's documents in one page, and the scans of those that it signed: filed by one form, read back as they came;
 * and the sign-off lists, printed once by one member.
 */
import { z } from 'zod';
import { keepSignedCopy, largestCopy, readSignedCopy } from '../../use-cases/keep-signed-copy.ts';
import type { Context } from '../../use-cases/context.ts';
import { frozenDesk, makeSignOffLink, openSignOffLink } from '../../use-cases/sign-off-link.ts';
import { documentsView, renderDocuments } from '../pages/bureau/documents.ts';
import { renderSignOffLink, signOffLinkView } from '../pages/bureau/sign-off-link.ts';
import { roleRefusalText, type RoleRefusal } from '../role-text-fr.ts';
import { readUpload } from '../upload.ts';
import { bureauOf } from './bureau.ts';
import type { Mount, Visit } from './visit.ts';

const paper = z.string().max(120).catch('');
const addressee = z.object({ to: z.string().max(64).catch('') });
const copyNumber = z.coerce
  .number()
  .int()
  .min(1)
  .max(2 ** 31)
  .catch(0);

/** Printed once by the member whom a link is addressed to. */
export function signOffPrinting(context: Context, mount: Mount): void {
  const show = async (visit: Visit, refusal: RoleRefusal | null) => {
    const desk = await frozenDesk(context, visit.account);
    if (!desk.ok) {
      visit.refuse(desk.error);
      return;
    }
    const problem = refusal === null ? null : roleRefusalText(refusal);
    const view = signOffLinkView(context, bureauOf(visit), visit.account, problem);
    visit.send(renderSignOffLink(view, visit.frame), problem);
  };
  mount('GET /bureau/emargements', (visit) => show(visit, null));
  mount('POST /bureau/emargements', async (visit) => {
    const { to } = addressee.parse(visit.request.body ?? {});
    const done = await makeSignOffLink(context, visit.account, to);
    if (done.ok) visit.go('/bureau/emargements');
    else await show(visit, done.error);
  });
  mount('POST /bureau/emargements/:link', async (visit) => {
    const made = await openSignOffLink(context, visit.account, String(visit.request.params['link']));
    if (!made.ok) await show(visit, made.error);
    else visit.response.attachment('emargements.pdf').type('application/pdf').send(Buffer.from(made.value));
  });
}

export function signedCopies(context: Context, mount: Mount): void {
  const page = (visit: Visit, chosen: string, refusal: RoleRefusal | null) => {
    const problem = refusal === null ? null : roleRefusalText(refusal);
    visit.send(
      renderDocuments(documentsView(context, bureauOf(visit), chosen, problem), visit.frame),
      problem,
    );
  };
  mount('GET /bureau/documents', (visit) => page(visit, '', null));
  mount('POST /bureau/documents', async (visit) => {
    const upload = await readUpload(visit.request, largestCopy);
    if (!upload.ok) {
      page(visit, '', upload.error);
      return;
    }
    const document = paper.parse(upload.value.field('document'));
    const content = upload.value.file('file');
    const done = keepSignedCopy(context, visit.account, { document, content });
    if (done.ok) visit.go('/bureau/documents#signes');
    else page(visit, document, done.error);
  });
  mount('GET /bureau/documents/signes/:number.pdf', ({ request, response, account, refuse }) => {
    const found = readSignedCopy(context, account, copyNumber.parse(request.params['number']));
    if (found.ok) response.attachment(found.value.name).type('application/pdf').send(found.value.content);
    else refuse(found.error);
  });
}
