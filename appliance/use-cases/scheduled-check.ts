/**
 * The check of the seal that the appliance makes by itself, as often as the dossier says, from the seal to the closing
 * (R2314-8; Domitia annex 3: « à tout moment »). Time is cut into slots from the seal on; of several web processes, the
 * first to claim a slot makes its check.
 */
import { dossierOf, type Context } from './context.ts';
import { runCheck, type SealCheck } from './check-seal.ts';

/** The check of the slot that has come; null when there is none to make, or another process makes it. */
export async function checkOnSchedule(context: Context): Promise<SealCheck | null> {
  const { election, data } = context;
  const sealed = election.sealed();
  if (sealed === null || election.roundState() !== 'sealed') return null;
  const everyMs = dossierOf(context).seal.checkEveryMinutes * 60_000;
  const slot = Math.floor((data.now() - sealed.atMs) / everyMs);
  // The first slot is the seal itself.
  if (slot < 1 || !election.claimCheck(slot)) return null;
  return runCheck(context, { by: 'schedule' });
}
