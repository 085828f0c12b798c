/**
 * The end of a ceremony: when its last step is done, every journal is signed where it stands, and that checkpoint is
 * recorded with it, once an occurrence. It is what the record to sign carries. Recorded by whoever comes next to the page
 * or to the record: a step may be done elsewhere, and a clock that does not answer is asked again.
 */
import type { CeremonyId } from '../../core/ceremony/sequence.ts';
import type { BureauId } from '../../core/dossier/types.ts';
import { PeerError } from '../socket.ts';
import { ceremonyState } from './ceremonies.ts';
import type { Context } from './context.ts';
import { journalFacts, textOf } from './journal-facts.ts';

export interface CeremonyEnd {
  readonly ceremony: CeremonyId;
  /** Of the occurrence. */
  readonly number: number;
  readonly atMs: number;
  /** The line of a signed checkpoint (core/sealing/checkpoint.ts). */
  readonly checkpoint: string;
}

/** Every occurrence of a bureau's ceremonies that ended, oldest first. */
export function ceremonyEnds(context: Pick<Context, 'election'>, bureau: BureauId): CeremonyEnd[] {
  return journalFacts(context, 'ceremony-ended')
    .filter((each) => textOf(each, 'bureau') === bureau)
    .map((each) => ({
      ceremony: textOf(each, 'ceremony') as CeremonyId,
      number: Number(each.facts['occurrence']),
      atMs: each.atMs,
      checkpoint: textOf(each, 'checkpoint'),
    }));
}

/** Records the end of the occurrence under way, if every step is done and it is not recorded. */
export async function endCeremony(
  context: Pick<Context, 'election' | 'data' | 'clock'>,
  bureau: BureauId,
  ceremony: CeremonyId,
): Promise<void> {
  const state = ceremonyState(context, bureau, ceremony);
  if (state?.status !== 'complete' || state.occurrence === null) return;
  const { number } = state.occurrence;
  const isRecorded = () =>
    ceremonyEnds(context, bureau).some((each) => each.ceremony === ceremony && each.number === number);
  if (isRecorded()) return;
  const checkpoint = await signedNow(context);
  if (checkpoint === null) return;
  const { election } = context;
  election.transaction(() => {
    if (isRecorded()) return;
    const facts = { bureau, ceremony, occurrence: number, checkpoint };
    election.journal.append({ kind: 'ceremony-ended', facts });
  });
}

async function signedNow({ clock, election }: Pick<Context, 'clock' | 'election'>): Promise<string | null> {
  const { sequence, hash } = election.journal.head();
  try {
    const signed = await clock.checkpoint({ reason: 'ceremony', journal: { head: { sequence, hash } } });
    return signed.text;
  } catch (error) {
    if (error instanceof PeerError) return null;
    throw error;
  }
}
