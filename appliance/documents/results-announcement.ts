/**
 * Announcement of the results and list of the elected, to be posted (Domitia annex 2 §4.1.4; Code du travail, R2314-22:
 * nominative list of the elected). Totals only: sub-totals of urns, sign-offs of people and strikes by urn are never on
 * it. Issued after the bureau validated the results.
 */
import { frenchDateTime } from '../../core/french/dates.ts';
import { heading, note, paragraph } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { afterwards, candidatesTable, electedBlocks, figures, listsTable } from './counted-contest.ts';
import type { CountedContest } from './counted-contest.ts';
import { contestName, fullName, functionName, roundName, seatName } from './election-words.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import type { Signatory } from './signatures.ts';
import { table } from './table.ts';

export interface ResultsAnnouncement extends Issue {
  readonly round: 1 | 2;
  readonly proclaimedMs: number;
  readonly contests: readonly CountedContest[];
  readonly bureaus: readonly { readonly name: string; readonly members: readonly Signatory[] }[];
}

export function resultsAnnouncement(data: ResultsAnnouncement): Promise<Uint8Array> {
  return typeset({ ...data, title: `Résultats du ${roundName(data.round)}` }, (on) => [
    heading(on, 1, `Résultats du ${roundName(data.round)}`),
    paragraph(on, `Proclamés le ${frenchDateTime(data.proclaimedMs)} et validés par le bureau de vote.`),
    ...electedList(on, data.contests),
    ...data.contests.flatMap((contest) => contestBlocks(on, contest)),
    ...bureaux(on, data.bureaus),
    note(
      on,
      'Une contestation de la régularité de l’élection se porte devant le tribunal judiciaire dans les quinze jours de la proclamation (article R. 2314-24 du code du travail).',
    ),
  ]);
}

/** All the elected of the election on one list, contest by contest. */
function electedList(on: Measure, contests: readonly CountedContest[]): readonly Block[] {
  const rows = contests.flatMap((contest) =>
    contest.allocation.lists.flatMap((list) =>
      list.candidates
        .filter(({ elected }) => elected)
        .map(({ name }) => ({ cells: [name, list.name, contestName(contest)] })),
    ),
  );
  if (rows.length === 0) {
    return [heading(on, 2, 'Liste des élus'), paragraph(on, 'Aucun candidat n’est élu à ce tour.')];
  }
  return [
    heading(on, 2, 'Liste des élus'),
    ...table(on, [{ label: 'Nom' }, { label: 'Liste' }, { label: 'Mandat' }], rows, { size: 10.5 }),
  ];
}

function contestBlocks(on: Measure, contest: CountedContest): readonly Block[] {
  const { college, seats, seat } = contest;
  const names = `${college.name} : ${seats} ${seatName(seat, seats)} à élire.`;
  return [
    { ...heading(on, 2, contestName(contest)), gap: 26 },
    { ...paragraph(on, names, { gap: 3 }), keepsNext: true },
    { ...figures(on, contest), keepsNext: true },
    ...listsTable(on, contest),
    ...contest.allocation.lists.flatMap((list) => [
      heading(on, 3, list.name),
      ...candidatesTable(on, contest, list),
    ]),
    heading(on, 3, 'Élus'),
    ...electedBlocks(on, contest),
    ...afterwards(on, contest),
  ];
}

function bureaux(on: Measure, bureaus: ResultsAnnouncement['bureaus']): readonly Block[] {
  return [
    heading(on, 3, 'Bureaux de vote'),
    ...bureaus.map(({ name, members }) =>
      paragraph(
        on,
        [
          { bold: name },
          ` : ${members.map((member) => `${fullName(member)} (${functionName(member).toLowerCase()})`).join(', ')}.`,
        ],
        { size: 9.5, gap: 3 },
      ),
    ),
  ];
}
