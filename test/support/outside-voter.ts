/**
 * A voter of a site that runs elsewhere (in an emulated machine, in a container), by the booth's own functions: signs in,
 * votes blank in each contest of its college, finds its receipts again.
 */
import { randomBytes } from 'node:crypto';
import type { VoteOutcome } from '../../appliance/booth/casting.ts';
import { castVote, findBallot, openBallotPage } from '../../appliance/booth/voter.ts';
import { login } from '../../appliance/booth/session.ts';
import type { ReadableCode } from '../../appliance/codes/process.ts';
import type { Site } from '../../appliance/rehearsal/site-session.ts';
import type { ContestId, Dossier, ElectorId } from '../../core/dossier/types.ts';
import type { Port } from '../../core/port.ts';
import { assertOk } from '../../core/result.ts';

export interface Receipt {
  readonly elector: ElectorId;
  readonly contest: ContestId;
  readonly tracker: string;
}

export interface Election {
  readonly site: Site;
  readonly dossier: Dossier;
  readonly codes: ReadonlyMap<ElectorId, ReadableCode>;
}

async function signIn({ dossier, codes }: Election, elector: ElectorId, calls: Port) {
  const [code, person] = [codes.get(elector), dossier.roll.find(({ id }) => id === elector)];
  const typed = { identifier: code?.identifier ?? '', challenge: person?.born ?? '', secret: null };
  return assertOk(await login(typed, calls));
}

/** Each receipt is given as soon as it is had. Throws when the site is gone. */
export async function voteBlank(
  election: Election,
  elector: ElectorId,
  receive: (receipt: Receipt) => void,
): Promise<void> {
  const { port: calls } = election.site.visit();
  const identifier = await signIn(election, elector, calls);
  const { contests, roll } = election.dossier;
  const college = roll.find(({ id }) => id === elector)?.college;
  for (const { id: contest } of contests.filter((each) => each.college === college)) {
    const page = assertOk(await openBallotPage(contest, calls));
    const secret = election.codes.get(elector)?.secret ?? '';
    const choice = { page, identifier, secret, choice: { kind: 'blank' } } as const;
    const cast = await castAgain(() =>
      castVote(choice, calls, (count) => new Uint8Array(randomBytes(count))),
    );
    if (cast.kind !== 'recorded')
      throw new Error(cast.kind === 'not-recorded' ? cast.refusal.code : cast.kind);
    receive({ elector, contest, tracker: cast.receipt.tracker });
  }
}

/** As the page tells a voter to do when a process did not answer in time, which an emulated machine may not. */
async function castAgain(cast: () => Promise<VoteOutcome>): Promise<VoteOutcome> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await cast();
    const isLate = outcome.kind === 'not-recorded' && outcome.refusal.code === 'service/unavailable';
    if (!isLate || tries === 3) return outcome;
  }
}

/** Whether the ballot of a receipt is in the urn, asked by its voter. */
export async function isFound(election: Election, { elector, contest, tracker }: Receipt): Promise<boolean> {
  const { port: calls } = election.site.visit();
  await signIn(election, elector, calls);
  return assertOk(await findBallot({ contest, tracker }, calls)).found;
}
