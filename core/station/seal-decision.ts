/**
 * What a bureau decides at its station when the verdict on the seal differs, or could not be had: to go on, and why. The
 * appliance that was judged only keeps it, in the record of the count and in the minutes, which the bureau reads before it
 * signs. The same rule on both sides: a reason is a sentence.
 */
import type { Port } from '../port.ts';
import { err, ok, type Result } from '../result.ts';
import type { Verdict } from '../sealing/verdict.ts';
import type { SealDecisionRequest } from './api.ts';
import { ask, type StationRefusal } from './call.ts';

export const reasonLength = { least: 10, most: 500 } as const;

/** Without spaces around nor line ends inside; null when it is too short or too long. */
export function reasonIn(typed: string): string | null {
  const reason = typed.trim().replaceAll(/\s+/g, ' ');
  return reason.length >= reasonLength.least && reason.length <= reasonLength.most ? reason : null;
}

/**
 * Asks the appliance to keep the decision.
 * @param verdict null when it could not be had.
 * @returns `decision/no-reason` before anything is sent.
 */
export async function decideOnVerdict(
  port: Port,
  verdict: readonly Verdict[] | null,
  typed: string,
): Promise<Result<null, StationRefusal>> {
  const reason = reasonIn(typed);
  if (reason === null) return err({ code: 'decision/no-reason' });
  const differing =
    verdict === null
      ? null
      : verdict.filter(({ outcome }) => outcome === 'different').map(({ check }) => check);
  const kept = await ask<null>(port, 'seal-decision', { differing, reason } satisfies SealDecisionRequest);
  return kept.ok ? ok(null) : kept;
}
