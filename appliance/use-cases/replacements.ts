/**
 * The replacements of key holders that a bureau recorded at its count, read from the journal: what they make of each key,
 * and the sentences of the minutes. Recording is replace-holder.ts; the rule is core/lifecycle/replacement.ts.
 */
import type { Bureau, BureauId } from '../../core/dossier/types.ts';
import {
  keyUse,
  replacementReasons,
  type KeyUse,
  type Replacement,
  type ReplacementReason,
} from '../../core/lifecycle/replacement.ts';
import { fullName, functionName } from '../documents/election-words.ts';
import { dossierOf, type Context } from './context.ts';
import { journalFacts, textOf } from './journal-facts.ts';
import { memberOf } from './key-holders.ts';

export interface RecordedReplacement extends Replacement {
  readonly reason: ReplacementReason;
  readonly atMs: number;
  /** Null while it stands. */
  readonly endedMs: number | null;
}

/** Every replacement of a bureau, oldest first. */
export function replacementsOf(context: Pick<Context, 'election'>, bureau: BureauId): RecordedReplacement[] {
  const own = (kind: string) =>
    journalFacts(context, kind).filter((each) => textOf(each, 'bureau') === bureau);
  const ended = own('key-holder-back');
  return own('key-holder-replaced').map((fact) => {
    const replaced = textOf(fact, 'replaced');
    const end = ended.find((each) => textOf(each, 'replaced') === replaced && each.atMs >= fact.atMs);
    return {
      replaced,
      by: textOf(fact, 'by'),
      reason: replacementReasons.find((each) => each === textOf(fact, 'reason')) ?? 'absence',
      atMs: fact.atMs,
      endedMs: end?.atMs ?? null,
    };
  });
}

/** Those recorded and not ended. */
export function standing(context: Pick<Context, 'election'>, bureau: BureauId): RecordedReplacement[] {
  return replacementsOf(context, bureau).filter(({ endedMs }) => endedMs === null);
}

/** What the key of a member of a bureau is worth now. */
export function keyUseOf(context: Pick<Context, 'election'>, bureau: Bureau, account: string): KeyUse {
  return keyUse(bureau, dossierOf(context).keys.rules, account, standing(context, bureau.id));
}

const reasonWords: Readonly<Record<ReplacementReason, readonly [Mme: string, M: string]>> = {
  absence: ['absente', 'absent'],
  impediment: ['empêchée', 'empêché'],
};

/** « Mme B (suppléante) remplace M. A (délégué de liste), absent. » */
export function replacementSentence(
  bureau: Bureau,
  { replaced, by, reason }: Pick<RecordedReplacement, 'replaced' | 'by' | 'reason'>,
): string {
  const [principal, standIn] = [memberOf(bureau, replaced), memberOf(bureau, by)];
  const why = reasonWords[reason][principal.civility === 'Mme' ? 0 : 1];
  return `${fullName(standIn)} (${functionName(standIn).toLowerCase()}) remplace ${fullName(principal)} (${functionName(principal).toLowerCase()}), ${why}.`;
}

/** One sentence for each replacement that stands, for the minutes. */
export function replacementSentences(context: Pick<Context, 'election'>, bureau: Bureau): string[] {
  return standing(context, bureau.id).map((each) => replacementSentence(bureau, each));
}
