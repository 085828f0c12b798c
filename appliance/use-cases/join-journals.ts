/**
 * The journals of all processes, joined for the roles that may read them. Each process keeps its own chain, in its own
 * order; an export is every line, for the bureau alone: as written, or without its facts where they are another bureau's
 * to know, so that `isoloir journal verify` accepts it (decision 032). As read on a page, no line names an elector, and
 * nobody outside the bureau sees how many ballots are in an urn, what the watch says of its filling, nor the reasons
 * that may quote them.
 */
import { contestsOf } from '../../core/dossier/perimeter.ts';
import type { BureauId } from '../../core/dossier/types.ts';
import { mayEver } from '../../core/lifecycle/rights.ts';
import type { PermissionRefusal, Role } from '../../core/lifecycle/round.ts';
import type { Canonical } from '../../core/sealing/canonical.ts';
import type { JournalHead } from '../../core/sealing/checkpoint.ts';
import { err, ok, type Result } from '../../core/result.ts';
import {
  emptyJournal,
  genesis,
  lineHash,
  readLine,
  verifyGrown,
  withheldLine,
  type JournalFault,
  type JournalLine,
  type VerifiedJournal,
} from '../../core/sealing/journal.ts';
import { isAlertKind, tellsTurnout } from '../../core/watch/alert.ts';
import type { ElectionStore } from '../storage/election-store.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';

export type JournalParts = Pick<Context, 'election' | 'data' | 'roll' | 'urn' | 'codes' | 'clock'>;

export interface JoinedJournal {
  /** By time, then as each process wrote them; none when a chain is broken. Facts are whole: see `seenBy`. */
  readonly lines: readonly JournalLine[];
  /** Where each chain ends. */
  readonly heads: readonly JournalHead[];
  /** The first broken line of the first broken chain, if any; null when every chain holds. */
  readonly fault: (JournalFault & { readonly process: string }) | null;
}

export type JournalRefusal = PermissionRefusal | PerimeterRefusal;

/** Facts that no page shows: they name an elector. */
const nominative: ReadonlySet<string> = new Set(['elector']);
/** Facts for the role that the law lets read sign-offs alone. */
const ballotCounts: ReadonlySet<string> = new Set(['ballots']);

/** Lines of the watch. */
const alertLines: ReadonlySet<string> = new Set(['alert-raised', 'alert-ended', 'alert-acknowledged']);
/** Lines whose reasons a bureau writes about its own counts. */
const reasoned: ReadonlySet<string> = new Set(['seal-decision', 'disagreement-accepted']);

/** What was verified of each chain when it was last read here: hashing all of it for each page would take seconds. */
const seen = new WeakMap<ElectionStore, Map<string, VerifiedJournal>>();

async function chains({ election, roll, urn, codes, clock }: JournalParts): Promise<Map<string, string[]>> {
  const peers = await Promise.all(
    Object.entries({ roll, urn, codes, clock }).map(
      async ([process, peer]) => [process, (await peer.journal({})).lines] as const,
    ),
  );
  return new Map([['web', election.journal.lines()], ...peers]);
}

export async function readJournal(
  context: JournalParts,
  actor: Account,
): Promise<Result<JoinedJournal, JournalRefusal>> {
  const allowed = authorise(context, actor, 'readJournal');
  if (!allowed.ok) return allowed;
  const known = seen.get(context.election) ?? new Map<string, VerifiedJournal>();
  seen.set(context.election, known);
  const read: JournalLine[] = [];
  const heads: JournalHead[] = [];
  for (const [process, lines] of await chains(context)) {
    const verified = ownChain(process, known.get(process) ?? emptyJournal, lines);
    if (!verified.ok) return ok({ lines: [], heads: [], fault: { process, ...verified.error } });
    known.set(process, verified.value);
    read.push(...verified.value.read);
    const last = lines.at(-1);
    heads.push({ process, sequence: lines.length, hash: last === undefined ? genesis : lineHash(last) });
  }
  return ok({ lines: read.sort((left, right) => left.atMs - right.atMs), heads, fault: null });
}

/** A chain of its own: a process that answers with another's lines is broken too. */
function ownChain(
  process: string,
  before: VerifiedJournal,
  lines: readonly string[],
): Result<VerifiedJournal, JournalFault> {
  const verified = verifyGrown(before, lines);
  if (!verified.ok) return verified;
  const foreign = verified.value.read.findIndex((line) => line.process !== process);
  return foreign === -1 ? verified : err({ line: foreign + 1, rule: 'wrong-fields' });
}

function isOfBureau(role: Role): boolean {
  return mayEver('signOffsAfter', role);
}

/** Who reads the journal, and the contests and the bureau whose counts are this person's to know. */
export interface JournalReader {
  readonly role: Role;
  readonly bureau: BureauId | null;
  readonly contests: ReadonlySet<string>;
}

export function journalReader(
  context: Pick<Context, 'election'>,
  { role, bureau, account }: Account,
): JournalReader {
  const followed = contestsOf(dossierOf(context), account);
  return { role, bureau, contests: new Set(followed.map(({ id }) => id)) };
}

/** A line as a page shows it to a reader. */
export function seenBy(reader: JournalReader, line: JournalLine): JournalLine {
  const counts = isOfBureau(reader.role) ? new Set<string>() : ballotCounts;
  const own = notTheirs(reader, line);
  return {
    ...line,
    facts: withoutFacts(line.facts, (name) => nominative.has(name) || counts.has(name) || own.has(name)),
  };
}

/** Facts of this very line that are another's to know: an alert on the filling of an urn, a bureau's reasons. */
function notTheirs(
  { role, bureau, contests }: JournalReader,
  { kind, facts }: JournalLine,
): ReadonlySet<string> {
  const { what, subject } = facts;
  if (alertLines.has(kind) && typeof what === 'string' && isAlertKind(what) && tellsTurnout(what)) {
    const isTheirs = isOfBureau(role) && typeof subject === 'string' && contests.has(subject);
    return new Set(isTheirs ? [] : ['what', 'subject']);
  }
  if (!reasoned.has(kind)) return new Set();
  return new Set(bureau !== null && facts['bureau'] === bureau ? [] : ['reason']);
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

/** Every line, one a line: those that are another bureau's to know without their facts. */
export async function exportJournal(
  context: JournalParts,
  actor: Account,
): Promise<Result<string, JournalRefusal>> {
  const allowed = authorise(context, actor, 'readJournal');
  if (!allowed.ok) return allowed;
  if (!isOfBureau(actor.role)) return err({ code: 'role/not-allowed', action: 'readSignOffs' });
  const reader = journalReader(context, actor);
  const own = ownElectors(context, actor);
  const lines = [...(await chains(context)).values()].flat().map((line) => {
    const read = readLine(line);
    // What is no line of a journal is given as it stands: it is what breaks the chain.
    return read === null || isTheirs(reader, own, read) ? line : withheldLine(line);
  });
  return ok(lines.map((line) => `${line}\n`).join(''));
}

/** The electors of the colleges whose contests someone follows. */
function ownElectors({ election }: Pick<Context, 'election'>, { account }: Account): ReadonlySet<string> {
  const dossier = dossierOf({ election });
  const colleges = new Set(contestsOf(dossier, account).map(({ college }) => college));
  return new Set(dossier.roll.filter(({ college }) => colleges.has(college)).map(({ id }) => id));
}

/** Whether a line names no elector of another bureau, and tells nothing that its page keeps for another bureau. */
function isTheirs(reader: JournalReader, own: ReadonlySet<string>, line: JournalLine): boolean {
  const hidden = notTheirs(reader, line);
  if (Object.keys(line.facts).some((name) => hidden.has(name))) return false;
  return electorsIn(line.facts).every((elector) => typeof elector === 'string' && own.has(elector));
}

/** At any depth: the findings of a check are lists of facts. */
function electorsIn(value: Canonical | Facts): Canonical[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Facts).flatMap(([name, inside]) =>
    nominative.has(name) ? [inside] : electorsIn(inside),
  );
}
