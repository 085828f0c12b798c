/**
 * What the room looks at beside the words of a step: codes in large, counts, names, results. Read from what is recorded,
 * by the same code as the pages and documents that show it elsewhere; a step without facts shows none.
 */
import type { FactStepId, SaidStepId } from '../../../../core/ceremony/sequence.ts';
import type { Occurrence, StepState } from '../../../../core/ceremony/state.ts';
import type { BureauId, ContestId } from '../../../../core/dossier/types.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../../../core/french/dates.ts';
import { presentNames } from '../../../role-words.ts';
import type { FunctionTest } from '../../../storage/election/function-tests.ts';
import { bureauContests } from '../../../use-cases/allocate-contests.ts';
import { closingCheck, lastCheck, type SealCheck } from '../../../use-cases/check-seal.ts';
import type { ChecklistItem } from '../../../use-cases/confirm-parameters.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { functionCheckText } from '../../../use-cases/function-check-text-fr.ts';
import { contestFigures } from '../../../use-cases/results.ts';
import { isRunning } from '../../../use-cases/test-functions.ts';
import { contestWords } from '../../../role-words.ts';
import { columns, type Table } from '../role/table.ts';
import { closingView } from './closing.ts';
import { keysView } from './keys.ts';
import { parameterFacts } from './parameter-facts.ts';
import { resultView } from './result.ts';
import { sealView } from './seal.ts';
import { countersTable } from './counters.ts';

export interface StepFacts {
  /** A code to read aloud, in groups. */
  readonly code: string | null;
  readonly notice: { readonly text: string; readonly bad: boolean } | null;
  readonly tiles: readonly {
    readonly label: string;
    readonly value: string;
    readonly look: '' | 'good' | 'bad';
  }[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly tables: readonly Table[];
  /** What deserves a look. */
  readonly points: readonly string[];
  readonly links: readonly { readonly href: string; readonly label: string }[];
  /** Who turns a sheet over, for a drawing by lot that is still to be made. */
  readonly contributors: readonly string[];
  /** Something is being done: the page comes again by itself. */
  readonly running: boolean;
}

export const nothing: StepFacts = {
  code: null,
  notice: null,
  tiles: [],
  facts: [],
  tables: [],
  points: [],
  links: [],
  contributors: [],
  running: false,
};

type Some = Partial<StepFacts>;
type FixedId = Exclude<FactStepId | SaidStepId, `${'control' | 'read' | 'proclaimed'}:${string}`>;
type Maker = (context: Context, bureau: BureauId) => Some | Promise<Some>;

const link = (href: string, label: string) => ({ href, label });

const makers: Readonly<Partial<Record<FixedId, Maker>>> = {
  recetteAnswered: recetteRemarks,
  tested,
  testRead: tested,
  trialCompared: () => ({
    links: [link('/bureau/documents/scrutin-a-blanc.pdf', 'Compte rendu du scrutin à blanc (PDF)')],
  }),
  holdersRead: (context, bureau) => ({ tables: [keysView(context, bureau).table] }),
  keysMade: (context, bureau) => ({
    links: [
      link('/bureau/documents/feuilles-porteurs.pdf', 'Feuilles vides à imprimer, une par porteur (PDF)'),
    ],
    tables: [keysView(context, bureau).table],
  }),
  keysProved: (context, bureau) => ({ tables: [keysView(context, bureau).table] }),
  fingerprintsCompared: (context, bureau) => {
    const { code, table } = keysView(context, bureau);
    return { code, tables: [table] };
  },
  frozenRead: async (context) => {
    const nothingTyped = { accepted: [], reason: '' };
    const { facts, missing, expertise, derogations } = await sealView(context, nothingTyped, null);
    return { facts, points: [...missing, ...expertise, ...derogations.map(({ text }) => text)] };
  },
  codeRead: (context) => ({ code: context.election.sealed()?.code ?? null }),
  sealSheetSigned: (context) => ({
    code: context.election.sealed()?.code ?? null,
    links: [link('/bureau/documents/scellement.pdf', 'Feuille de scellement (PDF)')],
  }),
  opened: async (context, bureau) => ({ tables: [await countersTable(context, bureau)] }),
  countersRead: async (context, bureau) => ({ tables: [await countersTable(context, bureau)] }),
  sealChecked: (context, bureau) => sealFacts(context, lastCheck(context, bureau)),
  otherMachine: (context, bureau) => sealFacts(context, lastCheck(context, bureau)),
  closingChecked: (context, bureau) => ({
    ...sealFacts(context, closingCheck(context, bureau)),
    links: [link('/bureau/cloture', 'Écarts et décisions du bureau')],
  }),
  alertsRead: () => ({ links: [link('/journal', 'Ouvrir le journal')] }),
  closed: closing,
  closingCompared: closing,
  minutesSigned: (context, bureau) => ({
    links: contestsOf(context, bureau).map(([id, words]) =>
      link(`/bureau/documents/proces-verbal/${id}.pdf`, `Procès-verbal, ${words} (PDF)`),
    ),
  }),
  signOffsSigned: (context, bureau) => ({
    links: [
      link('/bureau/emargements', 'Adresser à un membre le lien qui les imprime toutes, une seule fois'),
      ...contestsOf(context, bureau).map(([id, words]) =>
        link(`/bureau/documents/emargement/${id}.pdf`, `Liste d’émargement, ${words} (PDF)`),
      ),
    ],
  }),
  documentsKept: () => ({ links: [link('/bureau/documents', 'Documents, archives et journal')] }),
};

export async function stepFacts(
  context: Context,
  bureau: BureauId,
  { step: { id }, fact }: StepState,
  occurrence: Occurrence,
): Promise<Some> {
  const [kind, about = ''] = id.split(':');
  if (kind === 'control') return control(context, about as ChecklistItem);
  if (kind === 'read' || kind === 'proclaimed')
    return results(context, about as ContestId, kind === 'proclaimed');
  if (id === 'drawn') return drawing(context, bureau, occurrence, fact !== null);
  return (await makers[id as FixedId]?.(context, bureau)) ?? {};
}

function control(context: Context, item: ChecklistItem): Some {
  const loaded = context.election.dossier();
  if (loaded === null) throw new Error('an appliance is installed with a dossier');
  const { facts, tables, remarks } = parameterFacts[item](dossierOf(context), loaded);
  return { facts, tables, points: remarks };
}

function tested(context: Context): Some {
  const test = context.election.lastFunctionTest();
  if (test === null) return {};
  const running = isRunning(test, context.data.now());
  return { running, notice: noticeOf(test, running), tables: [checksTable(context, test)] };
}

function noticeOf({ endedMs, passed }: FunctionTest, running: boolean): StepFacts['notice'] {
  if (running) return { text: 'L’essai est en cours. Cette page se recharge d’elle-même.', bad: false };
  if (endedMs === null) return { text: 'L’essai a été interrompu. Relancez-le.', bad: true };
  return passed
    ? { text: `Essai réussi, le ${frenchDateTimeToTheSecond(endedMs)}.`, bad: false }
    : { text: 'L’essai a échoué : un contrôle au moins n’est pas bon. Prévenez l’assistance.', bad: true };
}

function checksTable(context: Context, { checks }: FunctionTest): Table {
  const dossier = dossierOf(context);
  return {
    caption: 'Contrôles',
    columns: columns('Contrôle', 'Constaté', 'Verdict'),
    rows: checks.map((check) => {
      const { tried, found } = functionCheckText(dossier, check);
      return {
        cells: [tried, found, check.ok ? 'bon' : 'ÉCHEC'],
        ...(check.ok ? {} : { look: 'row-bad' as const }),
      };
    }),
  };
}

/** Before: a field for each person present. After: the seed and the names in the order drawn. */
function drawing(context: Context, bureau: BureauId, occurrence: Occurrence, isDrawn: boolean): Some {
  const made = context.election.drawings().find((each) => each.bureau === bureau);
  if (!isDrawn || made === undefined)
    return { contributors: contributorsOf(context, bureau, occurrence.number) };
  return {
    facts: [
      { label: 'Texte public', value: made.seed },
      ...made.contributions.map(({ by, text }) => ({ label: by, value: text })),
    ],
    tables: [
      {
        caption: 'Dans l’ordre du tirage : le premier préside',
        columns: columns('Nom', 'Fonction', 'Empreinte qui le classe'),
        rows: made.drawn.map(({ name, hash }, index) => ({
          cells: [name, index === 0 ? 'présidence' : 'assesseur', hash],
          ...(index === 0 ? { look: 'won' as const } : {}),
        })),
      },
    ],
    points: ['Pour refaire le tirage : isoloir draw --seed, le texte public, puis les noms.'],
  };
}

/** Everyone on the list of the drawing: each has a sheet. */
export function contributorsOf(
  context: Pick<Context, 'election'>,
  bureau: BureauId,
  number: number,
): string[] {
  const held = context.election
    .occurrences(bureau)
    .find((each) => each.ceremony === 'drawing' && each.number === number);
  return held === undefined ? [] : presentNames(dossierOf(context), bureau, held.presence);
}

function sealFacts(context: Context, check: SealCheck | null): Some {
  if (check === null) return { code: context.election.sealed()?.code ?? null };
  const at = frenchDateTimeToTheSecond(check.atMs);
  return check.same
    ? { code: check.code, notice: { text: `Même code, recalculé le ${at}.`, bad: false } }
    : {
        code: check.code,
        notice: {
          text: `CODE DIFFÉRENT, recalculé le ${at}. Code scellé : ${context.election.sealed()?.code ?? ''}.`,
          bad: true,
        },
      };
}

async function closing(context: Context, bureau: BureauId): Promise<Some> {
  const seal = await context.clock.closingSeal({});
  if (seal === null) return {};
  const { code, counts } = closingView(context, bureau, seal, null, null);
  return {
    code,
    tables: [counts],
    links: [link('/bureau/documents/cloture.pdf', 'Feuille du scellé de clôture (PDF)')],
  };
}

/** What the recette remarked, to answer one by one. */
function recetteRemarks({ election }: Context): Some {
  return {
    tables: [
      {
        caption: 'Remarques de la recette',
        columns: columns('#N°', 'Le', 'Remarque'),
        rows: election
          .remarks()
          .map(({ number, atMs, text }) => ({ cells: [String(number), frenchDateTime(atMs), text] })),
      },
    ],
  };
}

function contestsOf(context: Context, bureau: BureauId): [ContestId, string][] {
  const dossier = dossierOf(context);
  return bureauContests(dossier, bureau)
    .filter(({ id }) => context.election.allocation(id) !== null)
    .map((contest) => [contest.id, contestWords(dossier, contest)]);
}

async function results(context: Context, contest: ContestId, isProclaimed: boolean): Promise<Some> {
  const figures = await contestFigures(context, contest);
  if (figures === null) return {};
  const { tiles, elected, afterwards } = resultView(context, figures, { answer: '', record: '' }, null);
  const names = (elected ?? []).map(({ list, names: all }) => ({ label: list, value: all.join(', ') }));
  return {
    tiles,
    facts: isProclaimed && names.length > 0 ? names : [],
    tables: [votesTable(figures.allocation.lists)],
    points: [
      ...(isProclaimed && names.length === 0 ? ['Personne n’est élu dans ce scrutin.'] : []),
      ...(afterwards === null ? [] : [afterwards]),
    ],
    links: isProclaimed
      ? []
      : [link(`/bureau/resultats/${contest}`, 'Attribution des sièges, étape par étape')],
  };
}

type Lists = NonNullable<Awaited<ReturnType<typeof contestFigures>>>['allocation']['lists'];

function votesTable(lists: Lists): Table {
  return {
    caption: 'Voix de chaque candidat',
    columns: columns('Liste', 'Candidat', '#Voix', '#Ratures', 'Élu'),
    rows: lists.flatMap(({ name, candidates }) =>
      candidates.map((candidate) => ({
        cells: [
          name,
          candidate.name,
          String(candidate.votes),
          String(candidate.strikes),
          candidate.elected ? 'élu' : '',
        ],
        ...(candidate.elected ? { look: 'won' as const } : {}),
      })),
    ),
  };
}
