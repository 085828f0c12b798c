/**
 * What observers (list delegates) and the direction follow: where the round stands, the participation where the agreement
 * lets them see it, the seal code to note, the lists and the bureaus. No sign-off, no ballot, no result before
 * publication.
 */
import type { Dossier } from '../../../../core/dossier/types.ts';
import { permit, type Role } from '../../../../core/lifecycle/round.ts';
import { contestLists } from '../../../../core/contest-question.ts';
import { fullName, functionName } from '../../../documents/election-words.ts';
import { frenchDateTime, frenchPeriod } from '../../../../core/french/dates.ts';
import { contestWords, contestWordsById } from '../../../role-words.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { mayFollowTurnout } from '../../../use-cases/turnout-right.ts';
import { turnoutOfAll } from '../bureau/turnout.ts';
import { rolePage } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

export interface WatchView {
  readonly title: string;
  readonly election: string;
  readonly period: string;
  readonly turnout: Table | null;
  /** Why the participation is not shown. */
  readonly turnoutNote: string | null;
  readonly seal: { readonly code: string; readonly at: string } | null;
  readonly closing: {
    readonly at: string;
    readonly codes: readonly { readonly label: string; readonly value: string }[];
    readonly counts: Table;
  } | null;
  readonly lists: Table;
  readonly bureaus: Table;
  readonly published: boolean;
}

export const renderWatch = rolePage<WatchView>(import.meta.url, 'home.ejs', ({ title }) => title);

export async function watchView(
  context: Context,
  role: Extract<Role, 'observer' | 'direction'>,
): Promise<WatchView> {
  const dossier = dossierOf(context);
  const moment = momentOf(context);
  const sealed = permit(role, 'readSeal', moment).ok ? context.election.sealed() : null;
  const inTime = permit(role, 'readTurnout', moment).ok;
  const byDossier = mayFollowTurnout(dossier, role);
  return {
    title: role === 'observer' ? 'Observation du vote' : 'Direction',
    election: dossier.title,
    period: frenchPeriod(dossier.calendar.opensMs, dossier.calendar.closesMs),
    turnout: inTime && byDossier ? await turnoutOfAll(context) : null,
    turnoutNote: turnoutNote(inTime, byDossier),
    seal: sealed === null ? null : { code: sealed.code, at: frenchDateTime(sealed.atMs) },
    closing: permit(role, 'readClosingSeal', moment).ok ? await closingOf(context, dossier) : null,
    lists: listsTable(dossier),
    bureaus: bureausTable(dossier),
    published: dossier.bureaus.some(({ id }) => context.election.validation(id) !== null),
  };
}

function turnoutNote(inTime: boolean, byDossier: boolean): string | null {
  if (!byDossier) return 'L’accord électoral ne prévoit pas que votre rôle suive la participation.';
  return inTime ? null : 'La participation s’affichera ici dès que l’élection sera scellée.';
}

async function closingOf(context: Context, dossier: Dossier): Promise<WatchView['closing']> {
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
      rows: closing.contests.map(({ contest, registered, signOffs, ballots }) => ({
        cells: [contestWordsById(dossier, contest), ...[registered, signOffs, ballots].map(String)],
        ...(signOffs === ballots ? {} : { look: 'row-bad' as const }),
      })),
    },
  };
}

function listsTable(dossier: Dossier): Table {
  return {
    caption: 'Listes de candidats',
    columns: columns('Scrutin', 'Liste', 'Candidats'),
    rows: dossier.contests.flatMap((contest) =>
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
