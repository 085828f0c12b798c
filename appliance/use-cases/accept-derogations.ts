/**
 * Sealing as the bureau does it: every derogation of this election (one letter for both codes, no standby, urns so small
 * that they tell how people voted, a mode that is not real) is shown, accepted one by one and recorded; then the round
 * is sealed. One derogation left out, and nothing is sealed. (protocol.md: Levels, Codes; droit.md: R211-514.)
 */
import { assignments, contestLists } from '../../core/contest-question.ts';
import type { Dossier, UrnId } from '../../core/dossier/types.ts';
import { err, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Sealed } from '../storage/election/seal.ts';
import { authorise, dossierOf, type Context } from './context.ts';
import { acceptOtherSoftware, compareExpertise } from './expertise.ts';
import { sealRound, type SealRefusal } from './seal-round.ts';

export type Derogation =
  | { readonly kind: 'same-letter' }
  | { readonly kind: 'no-standby' }
  | { readonly kind: 'small-urn'; readonly urn: UrnId; readonly electors: number; readonly minimum: number }
  | { readonly kind: 'mode'; readonly mode: 'demonstration' | 'rehearsal' };

/** Stable name of a derogation, as ticked and recorded: `same-letter`, `small-urn:c1-titulaires`… */
export function derogationKey(derogation: Derogation): string {
  return derogation.kind === 'small-urn' ? `small-urn:${derogation.urn}` : derogation.kind;
}

export function derogationsOf({ election, data }: Pick<Context, 'election' | 'data'>): Derogation[] {
  const dossier = dossierOf({ election });
  return [
    ...(data.mode === 'real' ? [] : [{ kind: 'mode', mode: data.mode } as const]),
    ...(dossier.access.secret.channel === 'sameLetter' ? [{ kind: 'same-letter' } as const] : []),
    { kind: 'no-standby' },
    ...smallUrns(dossier),
  ];
}

/** Electors of every urn that will be made. */
export function urnSizes(dossier: Dossier): { urn: UrnId; electors: number }[] {
  const byUrn = Map.groupBy(assignments(dossier), ({ urn }) => urn);
  return dossier.contests
    .filter(({ id }) => contestLists(dossier, id).length > 0)
    .flatMap(({ urns }) => urns.map(({ id }) => ({ urn: id, electors: byUrn.get(id)?.length ?? 0 })));
}

function smallUrns(dossier: Dossier): Derogation[] {
  const minimum = dossier.secrecy.minimumUrn;
  return urnSizes(dossier)
    .filter(({ electors }) => electors > 0 && electors < minimum)
    .map(({ urn, electors }) => ({ kind: 'small-urn', urn, electors, minimum }));
}

export type SealingRefusal =
  | SealRefusal
  | { readonly code: 'seal/derogation-not-accepted'; readonly keys: readonly string[] }
  | { readonly code: 'seal/other-software' };

/**
 * @param accepted keys of the derogations that were ticked.
 * @param reason why the bureau seals a software that is not the one examined; empty when it wrote none.
 */
export async function sealAccepting(
  context: Context,
  actor: Account,
  accepted: readonly string[],
  reason = '',
): Promise<Result<Sealed, SealingRefusal>> {
  const allowed = authorise(context, actor, 'seal');
  if (!allowed.ok) return allowed;
  const { bureau } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  const keys = derogationsOf(context).map(derogationKey);
  const left = keys.filter((key) => !accepted.includes(key));
  if (left.length > 0) return err({ code: 'seal/derogation-not-accepted', keys: left });
  const comparison = await compareExpertise(context);
  if (comparison.kind === 'different' && reason.trim() === '') return err({ code: 'seal/other-software' });
  const { election } = context;
  election.transaction(() => {
    acceptOtherSoftware(context, comparison, { account: actor.account, bureau, reason: reason.trim() });
    const before = new Set(election.confirmations(bureau).map(({ item }) => item));
    const fresh = keys.filter((key) => !before.has(`derogation:${key}`));
    for (const key of fresh) election.confirm(bureau, `derogation:${key}`, actor.account);
    if (fresh.length === 0) return;
    election.journal.append({
      kind: 'derogations-accepted',
      facts: { account: actor.account, bureau, derogations: fresh },
    });
  });
  return sealRound(context, actor);
}
