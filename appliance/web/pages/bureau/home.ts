/**
 * The bureau's home: the ceremonies of the round in order, each with where it stands and how to open or resume it.
 * Computed from what is recorded, never remembered apart.
 */
import type { CeremonyId } from '../../../../core/ceremony/sequence.ts';
import type { CeremonyState } from '../../../../core/ceremony/state.ts';
import { ceremonyPurposes, ceremonyTitles } from '../../../../core/ceremony/words-fr.ts';
import type { BureauId } from '../../../../core/dossier/types.ts';
import { frenchDateTime, frenchPeriod } from '../../../../core/french/dates.ts';
import { ceremonyState, ceremonyStates } from '../../../use-cases/ceremonies.ts';
import { checklist, unconfirmed } from '../../../use-cases/confirm-parameters.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { timeLeft } from '../../../../core/french/text.ts';
import { roundCalendar } from '../../../use-cases/vote-calendar.ts';
import { rolePage } from '../role/frame.ts';
import { ceremonyPath } from './ceremony-paths.ts';

export interface Stage {
  readonly title: string;
  readonly state: 'done' | 'current' | 'later';
  readonly text: string;
  readonly links: readonly { readonly href: string; readonly label: string }[];
}

export interface BureauHomeView {
  readonly bureau: string;
  readonly election: string;
  readonly situation: string;
  readonly stages: readonly Stage[];
  readonly others: readonly string[];
}

export const renderBureauHome = rolePage<BureauHomeView>(import.meta.url, 'home.ejs', ({ bureau }) => bureau);

export function bureauHomeView(context: Context, id: BureauId): BureauHomeView {
  const dossier = dossierOf(context);
  const bureau = dossier.bureaus.find((each) => each.id === id);
  const { state } = momentOf(context);
  const isSealed = state === 'sealed' || state === 'closingSealed';
  return {
    bureau: bureau?.name ?? id,
    election: dossier.title,
    situation: situation(context),
    stages: [codes(context), ...stagesOf(context, id)],
    others: isSealed ? [] : waitingFor(context, id),
  };
}

function situation(context: Context): string {
  const calendar = roundCalendar(context, dossierOf(context));
  const { phase, state } = momentOf(context);
  const now = context.data.now();
  if (phase === 'beforeOpening') {
    const left = timeLeft(calendar.opensMs - now);
    return `Le vote est prévu ${frenchPeriod(calendar.opensMs, calendar.closesMs)}. Ouverture dans ${left}.`;
  }
  if (phase === 'open') {
    return `Le vote est ouvert jusqu’au ${frenchDateTime(calendar.nextClosesMs)} : il reste ${timeLeft(calendar.nextClosesMs - now)}.`;
  }
  if (phase === 'suspended')
    return 'Le vote est suspendu. Il reprend quand chaque bureau l’a décidé pour ses scrutins.';
  if (phase === 'grace') {
    const left = timeLeft(calendar.closesMs + calendar.graceMs - now);
    return `Le vote est clos. Les électeurs qui avaient ouvert leur bulletin peuvent finir : il reste ${left}.`;
  }
  return state === 'sealed'
    ? 'Le vote est clos. Le système est en train de figer les urnes : rechargez cette page dans quelques secondes.'
    : `Le vote est clos depuis le ${frenchDateTime(calendar.closesMs)}.`;
}

function codes(context: Context): Stage {
  const { state } = momentOf(context);
  const isMade = state !== 'preparing';
  return {
    title: 'Codes d’accès',
    state: isMade ? 'done' : 'current',
    text: isMade
      ? 'Les codes sont créés.'
      : 'Le gestionnaire crée les codes et les remet à l’imprimeur. Ni lui ni le bureau ne les voient.',
    links: [],
  };
}

/** The obligatory ceremony that comes next, and any other that is under way, are to be done now. */
function stagesOf(context: Context, id: BureauId): Stage[] {
  const states = ceremonyStates(context, id);
  const next = states.find(({ ceremony, status }) => ceremony.obligatory && status !== 'complete');
  const opensAt = closingText(context);
  return states.map((each): Stage => {
    const { ceremony, status } = each;
    if (ceremony.id === 'closing' && status === 'ready' && opensAt !== null)
      return {
        title: ceremonyTitles.closing,
        state: 'later',
        text: opensAt,
        links: linksOf(each).slice(0, 1),
      };
    const isCurrent = status === 'underway' || (each === next && status !== 'waiting');
    return {
      title: ceremonyTitles[ceremony.id],
      state: status === 'complete' ? 'done' : isCurrent ? 'current' : 'later',
      text: stageText(context, id, each),
      links: linksOf(each),
    };
  });
}

/** The closing waits for its hour; null once it has come. */
function closingText(context: Context): string | null {
  const { closesMs } = roundCalendar(context, dossierOf(context));
  if (context.data.now() >= closesMs) return null;
  return `${ceremonyPurposes.closing} À partir de la clôture, le ${frenchDateTime(closesMs)}.`;
}

function stageText(
  context: Context,
  bureau: BureauId,
  { ceremony, status, steps, occurrence, missing }: CeremonyState,
): string {
  const done = steps.filter(({ fact }) => fact !== null).length;
  const optional = ceremony.obligatory ? '' : ' Séance facultative.';
  switch (status) {
    case 'waiting':
      return `Après : ${missing.map((first) => ceremonyTitles[first].toLowerCase()).join(', ')}.${optional}`;
    case 'ready':
      return `${ceremonyPurposes[ceremony.id]}${factsText(context, bureau, ceremony.id)}${optional}`;
    case 'underway':
      return `${done} ${done < 2 ? 'étape faite' : 'étapes faites'} sur ${steps.length}.`;
    case 'missed':
      return 'Non tenue. Séance facultative.';
    case 'complete': {
      const endMs = Math.max(...steps.map(({ fact }) => fact?.atMs ?? 0), occurrence?.openedMs ?? 0);
      return `Tenue le ${frenchDateTime(endMs)}.`;
    }
  }
}

/** What was done from a page of its own, before the ceremony was opened. */
function factsText(context: Context, bureau: BureauId, id: CeremonyId): string {
  if (id === 'control') {
    const left = unconfirmed(context, bureau).length;
    if (left === checklist.length) return '';
    return left === 0
      ? ' Chaque point est confirmé.'
      : ` ${checklist.length - left} points confirmés sur ${checklist.length}.`;
  }
  const sealed = context.election.sealed();
  return id === 'sealing' && sealed !== null ? ` Scellé, code ${sealed.code}.` : '';
}

const labels: Readonly<Record<CeremonyState['status'], string>> = {
  waiting: 'Voir la séance',
  ready: 'Ouvrir la séance',
  underway: 'Reprendre la séance',
  complete: 'Revoir la séance',
  missed: 'Voir la séance',
};

/** Pages that show a whole ceremony at once, beside its steps. */
const whole: Readonly<Partial<Record<CeremonyId, Stage['links'][number]>>> = {
  control: { href: '/bureau/parametres', label: 'Tous les paramètres' },
  keys: { href: '/bureau/cles', label: 'Clés du bureau' },
  sealing: { href: '/bureau/sceller', label: 'Page de scellement' },
  closing: { href: '/bureau/cloture', label: 'Scellé de clôture' },
  count: { href: '/bureau/depouillement', label: 'Poste de dépouillement' },
  proclamation: { href: '/bureau/resultats', label: 'Résultats' },
};

function linksOf({ ceremony, status }: CeremonyState): Stage['links'] {
  const own = { href: ceremonyPath(ceremony.id), label: labels[status] };
  const page = whole[ceremony.id];
  return status === 'waiting' || page === undefined ? [own] : [own, page];
}

/** What the seal still waits for in the other bureaus. */
function waitingFor(context: Context, own: BureauId): string[] {
  return dossierOf(context).bureaus.flatMap(({ id, name }) => {
    const sealing = id === own ? null : ceremonyState(context, id, 'sealing');
    if (sealing === null) return [];
    const first = sealing.missing.map((each) => ceremonyTitles[each].toLowerCase());
    const parts =
      first.length > 0 || sealing.occurrence !== null ? first : ['ouvrir sa séance de scellement'];
    return parts.length === 0 ? [] : [`${name} : ${parts.join(', ')}.`];
  });
}
