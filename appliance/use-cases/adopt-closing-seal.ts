/**
 * Takes note of the closing seal that `clock` made by itself: from then on the round is `closingSealed`. Called at
 * intervals by every web process; the first writes, the others find it done.
 */
import { isClosingSealGenuine, type ClosingSeal } from '../../core/sealing/closing-seal.ts';
import type { Context } from './context.ts';

export async function adoptClosingSeal({
  election,
  clock,
}: Pick<Context, 'election' | 'clock'>): Promise<ClosingSeal | null> {
  const sealed = election.sealed();
  if (sealed === null) return null;
  const closing = await clock.closingSeal({});
  if (closing === null) return null;
  if (!isClosingSealGenuine(closing, sealed.manifest.clockKey))
    throw new Error('the closing seal is not signed by the clock');
  election.transaction(() => {
    if (election.roundState() !== 'sealed') return;
    election.setRoundState('closingSealed');
    election.journal.append({
      kind: 'closing-seal-received',
      facts: { agrees: closing.agrees, atMs: closing.atMs },
    });
  });
  return closing;
}
