/**
 * The journals of all processes, joined for the roles that may read them. Each process keeps its own chain, in its own
 * order; an export is all the lines as written, so that `isoloir journal verify` accepts it, for the bureau alone. As
 * read on a page, no line names an elector, whose college may be another bureau's (R2314-16), and nobody outside the
 * bureau sees how many ballots are in an urn.
 */
import { mayEver } from '../../core/lifecycle/rights.ts';
import type { PermissionRefusal, Role } from '../../core/lifecycle/round.ts';
import type { Canonical } from '../../core/sealing/canonical.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { verifyJournal, type JournalFault, type JournalLine } from '../../core/sealing/journal.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';

type Parts = Pick<Context, 'election' | 'data' | 'roll' | 'urn' | 'codes' | 'clock'>;

export interface JoinedJournal {
  /** By time, then as each process wrote them. */
  readonly lines: readonly JournalLine[];
  /** The first broken line, if any; null when every chain holds. */
  readonly fault: JournalFault | null;
}

export type JournalRefusal = PermissionRefusal | PerimeterRefusal;

/** Facts that no page shows: they name an elector. */
const nominative: ReadonlySet<string> = new Set(['elector']);
/** Facts for the role that the law lets read sign-offs alone. */
const ballotCounts: ReadonlySet<string> = new Set(['ballots']);

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

function isOfBureau(role: Role): boolean {
  return mayEver('signOffsAfter', role);
}

function seenBy(role: Role, line: JournalLine): JournalLine {
  const isHidden = (name: string) => nominative.has(name) || (!isOfBureau(role) && ballotCounts.has(name));
  return { ...line, facts: withoutFacts(line.facts, isHidden) };
}

type Facts = JournalLine['facts'];

/** At any depth: some facts are lists of facts. */
function withoutFacts(facts: Facts, isHidden: (name: string) => boolean): Facts {
  const kept = Object.entries(facts).filter(([name]) => !isHidden(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutInside(value, isHidden)]));
}

function withoutInside(value: Canonical, isHidden: (name: string) => boolean): Canonical {
  if (Array.isArray(value)) return value.map((each: Canonical) => withoutInside(each, isHidden));
  if (typeof value !== 'object' || value === null) return value;
  return withoutFacts(value as Facts, isHidden);
}

/** Every line as written, one a line. */
export async function exportJournal(context: Parts, actor: Account): Promise<Result<string, JournalRefusal>> {
  const allowed = authorise(context, actor, 'readJournal');
  if (!allowed.ok) return allowed;
  if (!isOfBureau(actor.role)) return err({ code: 'role/not-allowed', action: 'readSignOffs' });
  return ok((await allLines(context)).map((line) => `${line}\n`).join(''));
}
