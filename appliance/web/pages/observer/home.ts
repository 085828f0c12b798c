/**
 * What observers (list delegates), the direction, the expert and the recette follow, each by its rights: where the round
 * stands, the participation, the seal code to note, the lists and the bureaus. No sign-off, no ballot, no result before
 * publication; nothing for the recette once the election is sealed.
 */
import { contestsOf } from '../../../../core/dossier/perimeter.ts';
import type { Contest, Dossier } from '../../../../core/dossier/types.ts';
import type { Right } from '../../../../core/lifecycle/rights.ts';
import type { Action, Role } from '../../../../core/lifecycle/round.ts';
import { contestLists } from '../../../../core/contest-question.ts';
import { fullName, functionName } from '../../../documents/election-words.ts';
import { frenchDateTime, frenchPeriod } from '../../../../core/french/dates.ts';
import { contestWords, contestWordsById } from '../../../role-words.ts';
import type { Sealed } from '../../../storage/election/seal.ts';
import type { Account } from '../../../storage/election/accounts.ts';
import { isTrial } from '../../../trial-files.ts';
import { authorise, dossierOf, type Context } from '../../../use-cases/context.ts';
import { readDashboard } from '../../../use-cases/read-dashboard.ts';
import { trialNow } from '../../../use-cases/trial.ts';
import { dashboardView, type DashboardView } from '../role/dashboard.ts';
import { rolePage } from '../role/frame.ts';
import { remarkLines, type RemarkLine } from '../role/remarks.ts';
import { columns, type Table } from '../role/table.ts';

export interface WatchView {
  readonly title: string;
  readonly election: string;
  readonly period: string;
  /** The recette ends with the seal. */
  readonly isOver: boolean;
  readonly maySeal: boolean;
  /** Null for the recette. */
  readonly dashboard: DashboardView | null;
  /** Why the participation is not shown. */
  readonly turnoutNote: string | null;
  readonly seal: {
    readonly code: string;
    readonly at: string;
    /** For the expert alone, who compares them with his report. */
    readonly parts: readonly { readonly label: string; readonly value: string }[];
  } | null;
  readonly closing: {
    readonly at: string;
    readonly codes: readonly { readonly label: string; readonly value: string }[];
    readonly counts: Table;
  } | null;
  /** Null where the role has not the right, here and below. */
  readonly lists: Table | null;
  readonly bureaus: Table | null;
  readonly published: boolean;
  readonly documents: readonly { readonly href: string; readonly name: string }[];
  /** What the recette has remarked, and whether it still may; null for the other roles. */
  readonly remarks: readonly RemarkLine[] | null;
  /** Where the recette may vote with made-up electors; null for the other roles, and while no trial is open. */
  readonly trial: TrialWay | null;
  readonly problem: string | null;
}

/** Into the trial, at an address of its own; or, once there, to its codes. */
export type TrialWay =
  { readonly kind: 'elsewhere'; readonly site: string } | { readonly kind: 'here'; readonly codes: string };

export const renderWatch = rolePage<WatchView>(import.meta.url, 'home.ejs', ({ title }) => title, {
  scripts: ['print.js'],
});

export type Watcher = Extract<Role, 'observer' | 'direction' | 'expert' | 'recette'>;

const titles: Readonly<Record<Watcher, string>> = {
  observer: 'Observation du vote',
  direction: 'Direction',
  expert: 'Expertise',
  recette: 'Recette',
};

/** By what the account may see now, in its own perimeter. */
export async function watchView(
  context: Context,
  account: Account & { readonly role: Watcher },
  problem: string | null = null,
): Promise<WatchView> {
  const dossier = dossierOf(context);
  const contests = contestsOf(dossier, account.account);
  const may = (action: Action) => authorise(context, account, action).ok;
  const has = (right: Right) => dossier.rights[account.role].includes(right);
  const isOver = account.role === 'recette' && context.election.sealed() !== null && !isTrial(context.data);
  const sealed = may('readSeal') ? context.election.sealed() : null;
  return {
    title: titles[account.role],
    election: dossier.title,
    period: frenchPeriod(dossier.calendar.opensMs, dossier.calendar.closesMs),
    isOver,
    maySeal: has('seal'),
    dashboard:
      account.role === 'recette' ? null : dashboardView(dossier, await readDashboard(context, account)),
    turnoutNote: turnoutNote(may('readTurnout'), has('turnout')),
    seal:
      sealed === null
        ? null
        : {
            code: sealed.code,
            at: frenchDateTime(sealed.atMs),
            parts: account.role === 'expert' ? sealParts(sealed) : [],
          },
    closing: may('readClosingSeal') ? await closingOf(context, dossier, contests) : null,
    lists: has('lists') && !isOver ? listsTable(dossier, contests) : null,
    bureaus: has('bureaus') && !isOver ? bureausTable(dossier) : null,
    published: dossier.bureaus.some(({ id }) => context.election.validation(id) !== null),
    documents: documentsOf(context, dossier, contests, may),
    remarks: account.role === 'recette' && context.election.sealed() === null ? remarkLines(context) : null,
    trial: account.role === 'recette' ? trialWay(context) : null,
    problem,
  };
}

function trialWay(context: Pick<Context, 'data'>): TrialWay | null {
  if (isTrial(context.data)) return { kind: 'here', codes: '/recette/codes' };
  const trial = trialNow(context);
  return trial?.state === 'ready' ? { kind: 'elsewhere', site: trial.site } : null;
}

function sealParts({ parts, manifest }: Sealed): { label: string; value: string }[] {
  return [
    { label: 'Logiciel', value: parts.software },
    { label: 'Système de secours', value: parts.standby ?? 'aucun' },
    { label: 'Données', value: parts.data },
    { label: 'Isoloir (page de vote)', value: manifest.booth },
  ];
}

function documentsOf(
  { election }: Context,
  dossier: Dossier,
  contests: readonly Contest[],
  may: (action: Action) => boolean,
): WatchView['documents'] {
  const validated = contests.filter(({ bureau }) => election.validation(bureau) !== null);
  return [
    ...(may('readSeal') ? [{ href: '/documents/scellement.pdf', name: 'Feuille de scellement' }] : []),
    ...(may('readPublished')
      ? [...new Set(validated.map(({ bureau }) => bureau))].map((bureau) => ({
          href: `/documents/resultats/${bureau}.pdf`,
          name: `Annonce des résultats : ${dossier.bureaus.find(({ id }) => id === bureau)?.name ?? bureau}`,
        }))
      : []),
    ...(may('readMinutes')
      ? validated.map(({ id }) => ({
          href: `/documents/proces-verbal/${id}.pdf`,
          name: `Procès-verbal : ${contestWordsById(dossier, id)}`,
        }))
      : []),
  ];
}

function turnoutNote(inTime: boolean, byDossier: boolean): string | null {
  if (!byDossier) return 'L’accord électoral ne prévoit pas que votre rôle suive la participation.';
  return inTime ? null : 'La participation s’affichera ici dès que l’élection sera scellée.';
}

async function closingOf(
  context: Context,
  dossier: Dossier,
  contests: readonly Contest[],
): Promise<WatchView['closing']> {
  const closing = await context.clock.closingSeal({});
  if (closing === null) return null;
  return {
    at: frenchDateTime(closing.atMs),
    codes: closing.bureaus.map(({ bureau, code }) => ({
      label: dossier.bureaus.find(({ id }) => id === bureau)?.name ?? bureau,
      value: code,
    })),
    counts: {
      caption: 'Bulletins et émargements à la clôture',
      columns: columns('Scrutin', '#Inscrits', '#Émargements', '#Bulletins'),
      rows: closing.contests
        .filter(({ contest }) => contests.some(({ id }) => id === contest))
        .map(({ contest, registered, signOffs, ballots }) => ({
          cells: [contestWordsById(dossier, contest), ...[registered, signOffs, ballots].map(String)],
          ...(signOffs === ballots ? {} : { look: 'row-bad' as const }),
        })),
    },
  };
}

function listsTable(dossier: Dossier, contests: readonly Contest[]): Table {
  return {
    caption: 'Listes de candidats',
    columns: columns('Scrutin', 'Liste', 'Candidats'),
    rows: contests.flatMap((contest) =>
      contestLists(dossier, contest.id).map((list) => ({
        cells: [contestWords(dossier, contest), list.name, list.candidates.map(fullName).join(', ')],
      })),
    ),
  };
}

function bureausTable({ bureaus }: Dossier): Table {
  return {
    caption: 'Bureaux de vote',
    columns: columns('Bureau', 'Membre', 'Fonction'),
    rows: bureaus.flatMap(({ name, members }) =>
      members.map((member) => ({ cells: [name, fullName(member), functionName(member)] })),
    ),
  };
}
