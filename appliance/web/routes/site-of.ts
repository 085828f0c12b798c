/** What every page shows around its content, from the dossier and the clock of the data folder. */
import { phaseAt } from '../../../core/lifecycle/phase.ts';
import { dossierOf, type Context } from '../../use-cases/context.ts';
import { frenchDateTime } from '../../../core/french/dates.ts';
import type { Site } from '../layout/site.ts';
import { timeLeft } from '../../../core/french/text.ts';

/** @param barNote what stands right of the bar; by default, until when the vote is open. */
export function siteOf(context: Context, barNote?: string): Site {
  const dossier = dossierOf(context);
  return {
    organisation: { name: dossier.organisation.name, mark: dossier.organisation.mark },
    mode: context.data.mode,
    help: dossier.help,
    barNote: barNote ?? closingNote(context),
  };
}

function closingNote(context: Context): string | null {
  const { calendar } = dossierOf(context);
  const nowMs = context.data.now();
  if (context.election.roundState() !== 'sealed' || phaseAt(calendar, nowMs) !== 'open') return null;
  return `Clôture ${frenchDateTime(calendar.closesMs)} — il reste ${timeLeft(calendar.closesMs - nowMs)}`;
}
