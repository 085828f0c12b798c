/**
 * A member files the scan of a document that the bureau signed (Domitia annex 2 §4.1.3, R2314-17): kept as it came, with
 * its SHA-256 in the journal. Nothing is replaced: another scan of the same document is another version. A scan is for its
 * own bureau alone, and one that names voters for those who may read sign-offs (R2314-16).
 */
import { createHash } from 'node:crypto';
import type { Action, PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import { namesVoters, signablePapers } from './bureau-papers.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';
import type { DocumentRefusal } from './documents.ts';

export type SignedCopyRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | {
      readonly code:
        | 'copy/unknown-document'
        | 'copy/empty'
        | 'copy/too-large'
        | 'copy/not-pdf'
        | 'copy/already-kept'
        | 'copy/too-many';
    };

/** Of one scan, in bytes. */
export const largestCopy = 10 * 1024 * 1024;
/** Of one document: a disk is not filled by a scanner that stutters. */
const mostVersions = 20;

type Parts = Pick<Context, 'election' | 'data'>;

const actionOn = (paper: string): Action => (namesVoters(paper) ? 'readSignOffs' : 'holdCeremony');

export function keepSignedCopy(
  context: Parts,
  actor: Account,
  { document, content }: { readonly document: string; readonly content: Uint8Array },
): Result<null, SignedCopyRefusal> {
  const allowed = authorise(context, actor, actionOn(document));
  if (!allowed.ok) return allowed;
  const { bureau, account } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  const refused = refuse(content);
  if (refused !== null) return err(refused);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const { election } = context;
  return election.transaction(() => {
    if (!signablePapers(context, bureau).includes(document)) return err({ code: 'copy/unknown-document' });
    const versions = election.signedCopies(bureau).filter((each) => each.document === document);
    if (versions.some((each) => each.sha256 === sha256)) return err({ code: 'copy/already-kept' });
    if (versions.length >= mostVersions) return err({ code: 'copy/too-many' });
    const number = election.addSignedCopy({ bureau, document, sha256, account }, content);
    const facts = { account, bureau, document, number, sha256, bytes: content.length };
    election.journal.append({ kind: 'signed-copy-kept', facts });
    return ok(null);
  });
}

/** What a PDF begins with, and what ends it: enough to tell a scan from a photograph or a web page. */
function refuse(content: Uint8Array): SignedCopyRefusal | null {
  if (content.length === 0) return { code: 'copy/empty' };
  if (content.length > largestCopy) return { code: 'copy/too-large' };
  const text = (from: number, to?: number) => Buffer.from(content.subarray(from, to)).toString('latin1');
  const isPdf = /^%PDF-[12]\.\d/.test(text(0, 8)) && text(-1024).includes('%%EOF');
  return isPdf ? null : { code: 'copy/not-pdf' };
}

/** @param number of the copy. */
export function readSignedCopy(
  context: Parts,
  actor: Account,
  number: number,
): Result<{ readonly name: string; readonly content: Buffer }, DocumentRefusal> {
  const allowed = authorise(context, actor, 'holdCeremony');
  if (!allowed.ok) return allowed;
  const found = context.election.signedCopy(number);
  if (found === null) return err({ code: 'document/unknown' });
  if (found.bureau !== actor.bureau) return err({ code: 'role/other-bureau' });
  const readable = authorise(context, actor, actionOn(found.document));
  if (!readable.ok) return readable;
  return ok({ name: `${found.document}-signe-${number}.pdf`, content: found.content });
}
