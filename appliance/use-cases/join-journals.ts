/**
 * The journals of all processes, joined for the roles that may read them. Each process keeps its own chain, in its own
 * order; an export is all the lines as written, so that `isoloir journal verify` accepts it. Outside the bureau, what
 * would tell that a person tried to vote is left out (R2314-16), which breaks the chain: only the bureau exports.
 */
import { permissions, type PermissionRefusal, type Role } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { verifyJournal, type JournalFault, type JournalLine } from '../../core/sealing/journal.ts';
import type { Account } from '../storage/election-store.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';

type Parts = Pick<Context, 'election' | 'data' | 'roll' | 'urn' | 'codes' | 'clock'>;

export interface JoinedJournal {
  /** By time, then as each process wrote them. */
  readonly lines: readonly JournalLine[];
  /** The first broken line, if any; null when every chain holds. */
  readonly fault: JournalFault | null;
}

export type JournalRefusal = PermissionRefusal | PerimeterRefusal;

/** Facts that name an elector: for the roles that may read sign-offs. */
const nominative: ReadonlySet<string> = new Set(['elector']);

async function allLines({ election, roll, urn, codes, clock }: Parts): Promise<string[]> {
  const peers = await Promise.all([roll, urn, codes, clock].map((peer) => peer.journal({})));
  return [...election.journal.lines(), ...peers.flatMap(({ lines }) => lines)];
}

export async function readJournal(
  context: Parts,
  actor: Account,
): Promise<Result<JoinedJournal, JournalRefusal>> {
  const allowed = authorise(context, actor, 'readJournal');
  if (!allowed.ok) return allowed;
  const verified = verifyJournal(await allLines(context));
  if (!verified.ok) return ok({ lines: [], fault: verified.error });
  const lines = verified.value.map((line) => seenBy(actor.role, line));
  return ok({ lines: lines.sort((left, right) => left.atMs - right.atMs), fault: null });
}

function seesElectors(role: Role): boolean {
  return permissions.readSignOffs.roles.includes(role);
}

function seenBy(role: Role, line: JournalLine): JournalLine {
  if (seesElectors(role)) return line;
  const facts = Object.entries(line.facts).filter(([name]) => !nominative.has(name));
  return { ...line, facts: Object.fromEntries(facts) };
}

/** Every line as written, one a line. */
export async function exportJournal(context: Parts, actor: Account): Promise<Result<string, JournalRefusal>> {
  const allowed = authorise(context, actor, 'readJournal');
  if (!allowed.ok) return allowed;
  if (!seesElectors(actor.role)) return err({ code: 'role/not-allowed', action: 'readSignOffs' });
  return ok((await allLines(context)).map((line) => `${line}\n`).join(''));
}
