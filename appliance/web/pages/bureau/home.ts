/**
 * The bureau's home: the steps of the round in order, each with where it stands and what to do next. What is done is
 * computed from what is recorded, never remembered apart.
 */
import type { BureauId } from '../../../../core/dossier/types.ts';
import { frenchDateTime, frenchPeriod } from '../../../../core/french/dates.ts';
import { checklist, unconfirmed } from '../../../use-cases/confirm-parameters.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { holdersGiven } from '../../../use-cases/count.ts';
import { bureauOf, sizesOf } from '../../../use-cases/key-holders.ts';
import { sharesGiven } from '../../../../core/station/groups.ts';
import { isComplete } from '../../../use-cases/key-generation.ts';
import { urnsOfBureau } from '../../../use-cases/sealed-content.ts';
import { timeLeft } from '../../../../core/french/text.ts';
import { rolePage } from '../role/frame.ts';

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

/** A stage before it is known whether its turn has come. */
type Draft = Omit<Stage, 'state'> & { readonly done: boolean };

export function bureauHomeView(context: Context, id: BureauId): BureauHomeView {
  const dossier = dossierOf(context);
  const bureau = dossier.bureaus.find((each) => each.id === id);
  const { state } = momentOf(context);
  const isSealed = state === 'sealed' || state === 'closingSealed';
  return {
    bureau: bureau?.name ?? id,
    election: dossier.title,
    situation: situation(context),
    stages: inOrder([...preparation(context, id), ...afterSeal(context, id)]),
    others: isSealed ? [] : waitingFor(context, id),
  };
}

/** The first that is not done is the one to do. */
function inOrder(drafts: readonly Draft[]): Stage[] {
  const current = drafts.findIndex(({ done }) => !done);
  return drafts.map(({ done, ...stage }, index) => ({
    ...stage,
    state: done ? 'done' : index === current ? 'current' : 'later',
  }));
}

function situation(context: Context): string {
  const { calendar } = dossierOf(context);
  const { phase, state } = momentOf(context);
  const now = context.data.now();
  if (phase === 'beforeOpening') {
    const left = timeLeft(calendar.opensMs - now);
    return `Le vote est prévu ${frenchPeriod(calendar.opensMs, calendar.closesMs)}. Ouverture dans ${left}.`;
  }
  if (phase === 'open') {
    return `Le vote est ouvert jusqu’au ${frenchDateTime(calendar.closesMs)} : il reste ${timeLeft(calendar.closesMs - now)}.`;
  }
  if (phase === 'grace') {
    const left = timeLeft(calendar.closesMs + calendar.graceMs - now);
    return `Le vote est clos. Les électeurs qui avaient ouvert leur bulletin peuvent finir : il reste ${left}.`;
  }
  return state === 'sealed'
    ? 'Le vote est clos. Le système est en train de figer les urnes : rechargez cette page dans quelques secondes.'
    : `Le vote est clos depuis le ${frenchDateTime(calendar.closesMs)}.`;
}

function preparation(context: Context, id: BureauId): Draft[] {
  const { state } = momentOf(context);
  const { election } = context;
  const isSealed = state === 'sealed' || state === 'closingSealed';
  const left = unconfirmed(context, id).length;
  const hasKeys = isComplete(context, bureauOf(context, id));
  const sealed = election.sealed();
  return [
    {
      title: 'Codes d’accès',
      done: state !== 'preparing',
      text:
        state === 'preparing'
          ? 'Le gestionnaire crée les codes et les remet à l’imprimeur. Ni lui ni le bureau ne les voient.'
          : 'Les codes sont créés.',
      links: [],
    },
    {
      title: 'Contrôle des paramètres',
      done: left === 0,
      text:
        left === 0
          ? 'Chaque point est confirmé.'
          : `${checklist.length - left} points confirmés sur ${checklist.length}.`,
      links: [
        {
          href: '/bureau/parametres',
          label: left === 0 ? 'Revoir les paramètres' : 'Contrôler les paramètres',
        },
      ],
    },
    {
      title: 'Clés du bureau',
      done: hasKeys,
      text: hasKeys
        ? 'Chaque titulaire a sa séquence sous enveloppe.'
        : 'Tous les titulaires sont dans la même salle, chacun avec une feuille et une enveloppe.',
      links: [{ href: '/bureau/cles', label: hasKeys ? 'Revoir les empreintes' : 'Créer les clés' }],
    },
    {
      title: 'Scellement',
      done: isSealed,
      text:
        sealed === null
          ? 'Le scellement fige les paramètres et les données. Il se fait avant l’ouverture.'
          : `Scellé le ${frenchDateTime(sealed.atMs)}. Code ${sealed.code}.`,
      links: [
        isSealed
          ? { href: '/bureau/scellement', label: 'Voir le code de scellement' }
          : { href: '/bureau/sceller', label: 'Préparer le scellement' },
      ],
    },
  ];
}

function afterSeal(context: Context, id: BureauId): Draft[] {
  const { state, phase } = momentOf(context);
  const { election } = context;
  const dossier = dossierOf(context);
  const isSealed = state === 'sealed' || state === 'closingSealed';
  const isClosed = state === 'closingSealed';
  const urns = urnsOfBureau(dossier, id, election.setups());
  const isCounted = urns.length > 0 && urns.every((urn) => election.counted(urn) !== null);
  const validation = election.validation(id);
  const bureau = bureauOf(context, id);
  const given = isClosed ? holdersGiven(context, dossier, bureau) : [];
  return [
    {
      title: 'Vote',
      done: isSealed && phase === 'closed',
      text: isSealed ? situation(context) : 'Il s’ouvre et se ferme de lui-même, aux heures scellées.',
      links: isSealed ? [{ href: '/bureau/suivi', label: 'Suivre le vote' }] : [],
    },
    {
      title: 'Scellé de clôture',
      done: isClosed,
      text: isClosed
        ? 'Les urnes et les émargements sont figés. Imprimez et signez la feuille avant de sortir les séquences.'
        : 'Il se fait de lui-même, après la clôture et le délai de grâce.',
      links: isClosed ? [{ href: '/bureau/cloture', label: 'Voir le code de clôture' }] : [],
    },
    {
      title: 'Dépouillement',
      done: isCounted,
      text: isCounted
        ? 'Les urnes du bureau sont ouvertes et les sièges calculés.'
        : `Parts données : ${sharesGiven(sizesOf(bureau), given)}.`,
      links: isClosed && !isCounted ? [{ href: '/bureau/depouillement', label: 'Dépouiller' }] : [],
    },
    {
      title: 'Validation et publication',
      done: validation !== null,
      text:
        validation === null
          ? 'Rien n’est publié avant la validation par le bureau.'
          : `Résultats validés et publiés le ${frenchDateTime(validation.atMs)}.`,
      links: isCounted ? [{ href: '/bureau/resultats', label: 'Voir les résultats' }] : [],
    },
  ];
}

/** What the seal still waits for in the other bureaus. */
function waitingFor(context: Context, own: BureauId): string[] {
  return dossierOf(context).bureaus.flatMap((bureau) => {
    const { id, name } = bureau;
    if (id === own) return [];
    const left = unconfirmed(context, id).length;
    const parts = [
      ...(left === 0 ? [] : [`${left} ${left === 1 ? 'paramètre' : 'paramètres'} à contrôler`]),
      ...(isComplete(context, bureau) ? [] : ['clés à créer']),
    ];
    return parts.length === 0 ? [] : [`${name} : ${parts.join(', ')}.`];
  });
}
