/**
 * The check of the seal (R2314-8, R2314-15 3°, Domitia annex 2 §4.1.1): recomputes the code from what the appliance runs
 * and holds now, names what changed, and checks ballots and sign-offs beside it. Made by anyone of the bureau at any time,
 * by the schedule of the dossier, and before the count. Journaled, and told to the watch; what to do of a difference is for the bureau. A
 * machine's own word on itself: the verdict belongs to another one (docs/threat-model.md).
 */
import type { BureauId } from '../../core/dossier/types.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Canonical } from '../../core/sealing/canonical.ts';
import { compareSeal, contentCode, findingsMark, type Finding } from '../../core/sealing/comparison.ts';
import type { Account } from '../storage/election/accounts.ts';
import { checkContent } from './check-content.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';
import { journalFacts, textOf, type JournalFact } from './journal-facts.ts';
import { tellSealCheck } from './tell-watch.ts';
import { contentNow, contentSealed } from './sealed-content.ts';

/** Named in a check; the rest is counted: a roll loaded anew would fill the journal by itself. */
const mostNamed = 40;

export interface SealCheck {
  readonly code: string;
  /** Whether the code is the one sealed. */
  readonly same: boolean;
  readonly atMs: number;
  readonly by: 'bureau' | 'schedule';
  readonly atClosing: boolean;
  readonly findings: readonly Finding[];
  /** Findings beyond those named. */
  readonly more: number;
  /** What was found, all of it, as one mark: a decision is about it and nothing else. */
  readonly mark: string;
}

/** Nothing differs: neither what is sealed, nor what the check counts beside it. */
export function isClean({ same, findings }: SealCheck): boolean {
  return same && findings.length === 0;
}

export async function checkSeal(
  context: Context,
  actor: Account,
): Promise<Result<SealCheck, PermissionRefusal | PerimeterRefusal>> {
  const allowed = authorise(context, actor, 'readSeal');
  if (!allowed.ok) return allowed;
  const { bureau, account } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  return ok(await runCheck(context, { by: 'bureau', account, bureau }));
}

type Asker =
  | { readonly by: 'bureau'; readonly account: string; readonly bureau: BureauId }
  | { readonly by: 'schedule' };

/** Checks and journals, whoever asked. */
export async function runCheck(context: Context, asker: Asker): Promise<SealCheck> {
  const { election, data } = context;
  const sealed = contentSealed(context);
  const [content, held] = await Promise.all([checkContent(context), contentNow(context)]);
  const receipts = await receiptFindings(context, sealed.code);
  const findings = [...compareSeal(sealed, held), ...receipts, ...content.findings];
  const code = contentCode(held);
  const check: SealCheck = {
    code,
    same: code === sealed.code,
    atMs: data.now(),
    by: asker.by,
    atClosing: election.roundState() === 'closingSealed',
    findings: findings.slice(0, mostNamed),
    more: Math.max(0, findings.length - mostNamed),
    mark: findingsMark(code, findings),
  };
  election.transaction(() => {
    const { atClosing, same, more, mark } = check;
    const found = check.findings.map(findingFacts);
    election.journal.append({
      kind: 'seal-checked',
      facts: { ...asker, code, same, atClosing, findings: found, more, mark },
    });
  });
  await tellSealCheck(context, isClean(check));
  return check;
}

/** The urn signs receipts under the code that it was given: it must be the one of the record. */
async function receiptFindings({ urn }: Pick<Context, 'urn'>, code: string): Promise<Finding[]> {
  const { sealCode } = await urn.measure({});
  return sealCode === code
    ? []
    : [{ what: 'seal-record', change: 'altered', name: 'receipts', elector: null }];
}

/** An elector under a name of his own, which no page of the journal shows (join-journals.ts). */
function findingFacts({ what, change, name, elector }: Finding): Record<string, Canonical> {
  return { what, change, ...(name === '' ? {} : { name }), ...(elector === null ? {} : { elector }) };
}

function findingOf(facts: Record<string, Canonical>): Finding {
  const { what, change, name = '', elector = null } = facts as unknown as Partial<Finding>;
  return { what: what ?? 'unexplained', change: change ?? 'altered', name, elector };
}

/** The last check, by the schedule or by anyone of this bureau; null when there was none. */
export function lastCheck(context: Pick<Context, 'election'>, bureau: BureauId): SealCheck | null {
  return sealChecks(context, bureau).at(-1) ?? null;
}

/** The last one that the bureau made since the closing seal: the one that the count and the minutes go by. */
export function closingCheck(context: Pick<Context, 'election'>, bureau: BureauId): SealCheck | null {
  return sealChecks(context, bureau).findLast(({ atClosing, by }) => atClosing && by === 'bureau') ?? null;
}

/** Every check that concerns a bureau, oldest first. */
export function sealChecks(context: Pick<Context, 'election'>, bureau: BureauId): SealCheck[] {
  return journalFacts(context, 'seal-checked')
    .filter((each) => textOf(each, 'by') === 'schedule' || textOf(each, 'bureau') === bureau)
    .map(readCheck);
}

function readCheck(fact: JournalFact): SealCheck {
  const { facts, atMs } = fact;
  const findings = Array.isArray(facts['findings']) ? facts['findings'] : [];
  return {
    code: textOf(fact, 'code'),
    same: facts['same'] === true,
    atMs,
    by: textOf(fact, 'by') === 'schedule' ? 'schedule' : 'bureau',
    atClosing: facts['atClosing'] === true,
    findings: (findings as Record<string, Canonical>[]).map(findingOf),
    more: Number(facts['more'] ?? 0),
    mark: textOf(fact, 'mark'),
  };
}
