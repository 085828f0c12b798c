/**
 * Recomputes the seal code from what the appliance runs and holds now (R2314-8, Domitia annex 2 §4.1.1): anyone of the
 * bureau may at any time, and the count does before any sequence is typed. The answer is journaled; a difference is for
 * the bureau to decide on. A machine's own word on itself: the verdict belongs to another one (docs/threat-model.md).
 */
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { manifestHash, sealCode, type SealParts } from '../../core/sealing/seal.ts';
import type { BureauId } from '../../core/dossier/types.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { journalFacts, textOf, type JournalFact } from './journal-facts.ts';
import { manifestOf } from './seal-round.ts';

export interface SealCheck {
  readonly code: string;
  readonly same: boolean;
  readonly atMs: number;
}

export async function checkSeal(
  context: Context,
  actor: Account,
): Promise<Result<SealCheck, PermissionRefusal | PerimeterRefusal>> {
  const allowed = authorise(context, actor, 'readSeal');
  if (!allowed.ok) return allowed;
  const { bureau } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  const { election, data } = context;
  const sealed = election.sealed();
  if (sealed === null) throw new Error('a sealed round has a seal');
  const manifest = await manifestOf(context, dossierOf(context));
  const parts: SealParts = {
    software: context.measureSoftware(),
    standby: null,
    data: manifestHash(manifest),
  };
  const check: SealCheck = { code: sealCode(parts), same: sealCode(parts) === sealed.code, atMs: data.now() };
  election.journal.append({
    kind: 'seal-checked',
    facts: {
      account: actor.account,
      bureau,
      code: check.code,
      same: check.same,
      atClosing: isClosed(context),
    },
  });
  return ok(check);
}

function isClosed({ election }: Context): boolean {
  return election.roundState() === 'closingSealed';
}

/** The last check that a bureau made; null when it made none. */
export function lastCheck(context: Pick<Context, 'election'>, bureau: BureauId): SealCheck | null {
  return sealChecks(context, bureau, () => true).at(-1) ?? null;
}

/** The last one made since the closing seal: the one that the count and the minutes go by. */
export function closingCheck(context: Pick<Context, 'election'>, bureau: BureauId): SealCheck | null {
  return sealChecks(context, bureau, ({ facts }) => facts['atClosing'] === true).at(-1) ?? null;
}

function sealChecks(
  context: Pick<Context, 'election'>,
  bureau: BureauId,
  isWanted: (fact: JournalFact) => boolean,
): SealCheck[] {
  return journalFacts(context, 'seal-checked')
    .filter((each) => textOf(each, 'bureau') === bureau && isWanted(each))
    .map((each) => ({
      code: textOf(each, 'code'),
      same: each.facts['same'] === true,
      atMs: each.atMs,
    }));
}
