/**
 * The link that is used once (Domitia annex 2 §4.1.3): after the closing seal, a member addresses to one of the bureau the
 * printing of all its sign-off lists. It is no secret: it opens to the signed-in addressee alone (R2314-16), once, within
 * half an hour, and who made it, for whom and when it was used are in the journal.
 */
import { randomBytes } from 'node:crypto';
import type { BureauId } from '../../core/dossier/types.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { joined } from '../documents/joined.ts';
import type { Account } from '../storage/election/accounts.ts';
import { bureauContests } from './allocate-contests.ts';
import type { Context } from './context.ts';
import { deskOf, type Desk, type DocumentRefusal } from './documents.ts';
import { journalFacts, textOf } from './journal-facts.ts';
import { signOffDocument } from './sign-off-document.ts';

export type LinkRefusal =
  DocumentRefusal | { readonly code: 'link/not-a-member' | 'link/not-yours' | 'link/used' | 'link/expired' };

const validMs = 30 * 60_000;

export interface SignOffLink {
  readonly id: string;
  /** Account of the member who may open it. */
  readonly to: string;
  readonly madeMs: number;
  readonly untilMs: number;
  /** Null until then. */
  readonly usedMs: number | null;
}

/** Newest first. */
export function signOffLinks(context: Pick<Context, 'election'>, bureau: BureauId): SignOffLink[] {
  const used = new Map(
    journalFacts(context, 'sign-off-link-used').map((each) => [textOf(each, 'link'), each.atMs]),
  );
  return journalFacts(context, 'sign-off-link-made')
    .filter((each) => textOf(each, 'bureau') === bureau)
    .map((each) => {
      const id = textOf(each, 'link');
      const usedMs = used.get(id) ?? null;
      return { id, to: textOf(each, 'to'), madeMs: each.atMs, untilMs: each.atMs + validMs, usedMs };
    })
    .toReversed();
}

/** The desk of a bureau whose lists are frozen. */
export async function frozenDesk(context: Context, actor: Account): Promise<Result<Desk, DocumentRefusal>> {
  const desk = await deskOf(context, actor, 'readSignOffs');
  return desk.ok && desk.value.closing === null ? err({ code: 'document/not-ready' }) : desk;
}

export async function makeSignOffLink(
  context: Context,
  actor: Account,
  to: string,
): Promise<Result<null, LinkRefusal>> {
  const desk = await frozenDesk(context, actor);
  if (!desk.ok) return desk;
  const { bureau } = desk.value;
  if (bureau.members.every(({ account }) => account !== to)) return err({ code: 'link/not-a-member' });
  const link = randomBytes(16).toString('hex');
  context.election.journal.append({
    kind: 'sign-off-link-made',
    facts: { account: actor.account, bureau: bureau.id, to, link },
  });
  return ok(null);
}

/** All the sign-off lists of the bureau in one file; the link is then used up. */
export async function openSignOffLink(
  context: Context,
  actor: Account,
  id: string,
): Promise<Result<Uint8Array, LinkRefusal>> {
  const desk = await frozenDesk(context, actor);
  if (!desk.ok) return desk;
  const { dossier, bureau, closing } = desk.value;
  const refused = refusalOf(context, actor, bureau.id, id);
  if (refused !== null) return err(refused);
  const parts: Uint8Array[] = [];
  for (const contest of bureauContests(dossier, bureau.id)) {
    const made = await signOffDocument(context, actor, contest.id);
    if (!made.ok) return made;
    parts.push(made.value);
  }
  const file = await joined(parts, `Listes d’émargement, ${bureau.name}`, closing?.atMs ?? 0);
  const { election } = context;
  return election.transaction(() => {
    const late = refusalOf(context, actor, bureau.id, id);
    if (late !== null) return err(late);
    const facts = { account: actor.account, bureau: bureau.id, link: id };
    election.journal.append({ kind: 'sign-off-link-used', facts });
    return ok(file);
  });
}

function refusalOf(context: Context, actor: Account, bureau: BureauId, id: string): LinkRefusal | null {
  const link = signOffLinks(context, bureau).find((each) => each.id === id);
  if (link === undefined) return { code: 'document/unknown' };
  if (link.to !== actor.account) return { code: 'link/not-yours' };
  if (link.usedMs !== null) return { code: 'link/used' };
  return context.data.now() > link.untilMs ? { code: 'link/expired' } : null;
}
