/** What every page shows around its content, from the dossier and the clock of the data folder. */
import { dossierOf, type Context } from '../../use-cases/context.ts';
import { roundCalendar } from '../../use-cases/vote-calendar.ts';
import { voteNotices } from '../../vote-notices.ts';
import { frenchDateTime } from '../../../core/french/dates.ts';
import { rich, type Site } from '../layout/site.ts';
import { timeLeft } from '../../../core/french/text.ts';

/** @param barNote what stands right of the bar; by default, until when the vote is open. */
export function siteOf(context: Context, barNote?: string): Site {
  const dossier = dossierOf(context);
  return {
    organisation: { name: dossier.organisation.name, mark: dossier.organisation.mark },
    mode: context.data.mode,
    help: dossier.help,
    barNote: barNote ?? closingNote(context),
    notices: voteNotices(context, dossier).map(rich),
  };
}

function closingNote(context: Context): string | null {
  if (context.election.roundState() !== 'sealed') return null;
  const { phase, nextClosesMs, isStaggered } = roundCalendar(context, dossierOf(context));
  if (phase === 'suspended') return 'Vote suspendu';
  if (phase !== 'open') return null;
  const left = timeLeft(nextClosesMs - context.data.now());
  return `${isStaggered ? 'Prochaine clôture' : 'Clôture'} ${frenchDateTime(nextClosesMs)} — il reste ${left}`;
}
