/**
 * What a bureau decides at its station before the count, when the verdict of that station on the seal differs or could not be
 * had: it goes on, and says why (R2314-15 3°). Kept as a decision in the record of the count, and journaled for the minutes.
 * A decision on a difference that the appliance found itself is another one (accept-disagreement.ts).
 */
import type { BureauId } from '../../core/dossier/types.ts';
import { frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { verdictChecks, type VerdictCheck } from '../../core/sealing/verdict.ts';
import { verdictTitles } from '../../core/sealing/verdict-text-fr.ts';
import type { SealDecisionRequest } from '../../core/station/api.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';
import { journalFacts, textOf, textsOf } from './journal-facts.ts';

type Parts = Pick<Context, 'election' | 'data'>;

export type StationDecisionRefusal =
  PermissionRefusal | PerimeterRefusal | { readonly code: 'count/not-held' };

/** @param station the name under which it was accepted. */
export function decideAtStation(
  context: Parts,
  actor: Account,
  station: string,
  { differing, reason }: SealDecisionRequest,
): Result<null, StationDecisionRefusal> {
  const { election } = context;
  return election.transaction(() => {
    const allowed = authorise(context, actor, 'count');
    if (!allowed.ok) return allowed;
    const { account, bureau } = actor;
    if (bureau === null) return err({ code: 'role/other-bureau' });
    const held = election.occurrences(bureau).findLast(({ ceremony }) => ceremony === 'count');
    if (held === undefined) return err({ code: 'count/not-held' });
    const { ceremony, number } = held;
    const content = sentence({ station, differing: differing ?? [], reason });
    // Sent again after an answer was lost, it is kept once.
    const isKept = election
      .ceremonyRemarks(bureau)
      .some((each) => each.ceremony === ceremony && each.number === number && each.content === content);
    if (isKept) return ok(null);
    const verdict = differing === null ? 'not-obtained' : 'different';
    const facts = { account, bureau, label: station, verdict, differing: differing ?? [], reason };
    election.journal.append({ kind: 'station-verdict', facts });
    const remark = { ceremony, number, step: 'counted', kind: 'decision', content, account } as const;
    election.addCeremonyRemark(bureau, remark);
    return ok(null);
  });
}

interface Decided {
  readonly station: string;
  /** Empty when there was no verdict. */
  readonly differing: readonly VerdictCheck[];
  readonly reason: string;
}

function sentence({ station, differing, reason }: Decided): string {
  const found =
    differing.length === 0
      ? 'le verdict n’a pas pu être rendu'
      : `ceci diffère : ${differing.map((check) => verdictTitles[check]).join(' ; ')}`;
  return `Scellement jugé par le poste « ${station} » : ${found}. Le bureau décide de continuer. Motif : ${reason}`;
}

/** For the minutes, oldest first. */
export function stationVerdicts(context: Pick<Context, 'election'>, bureau: BureauId): string[] {
  return journalFacts(context, 'station-verdict')
    .filter((each) => textOf(each, 'bureau') === bureau)
    .map((each) => {
      const named = textsOf(each, 'differing');
      const differing = verdictChecks.filter((check) => named.includes(check));
      const said = sentence({ station: textOf(each, 'label'), differing, reason: textOf(each, 'reason') });
      return `Le ${frenchDateTimeToTheSecond(each.atMs)} : ${said}`;
    });
}
