/**
 * Sign-off list (liste d'émargement) of one contest, printed once after the count and signed by the bureau (Domitia annex 2
 * §4.1.3, article 20; Soc. 30 September 2015, 14-25.925): who signed off, when, through which channel. Says nothing of
 * any ballot. Open to the bureau alone (R2314-16); it ends in a sealed envelope.
 */
import type { Civility } from '../../core/dossier/types.ts';
import { plural } from '../../core/seats/phrases-fr.ts';
import { frenchPeriod, frenchShortDateTime } from '../../core/french/dates.ts';
import { conclusion, heading, paragraph } from './blocks.ts';
import { collegeRank, contestName, roundName } from './election-words.ts';
import type { ContestTitle } from './election-words.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { signatureLines } from './signatures.ts';
import type { Signatory } from './signatures.ts';
import { table } from './table.ts';

export interface SignOffList extends Issue {
  readonly contest: ContestTitle & { readonly round: 1 | 2 };
  readonly calendar: { readonly opensMs: number; readonly closesMs: number };
  readonly bureau: { readonly name: string; readonly members: readonly Signatory[] };
  /** Every elector of the contest in the order of the roll; null where he did not sign off. */
  readonly electors: readonly {
    readonly civility: Civility;
    readonly firstName: string;
    readonly lastName: string;
    /** `channel` in words: « site », « borne du siège ». */
    readonly signOff: { readonly atMs: number; readonly channel: string } | null;
  }[];
}

export function signOffList(data: SignOffList): Promise<Uint8Array> {
  const { contest, calendar, electors, bureau } = data;
  const name = `${contestName(contest)}, ${roundName(contest.round)}`;
  const signed = electors.filter(({ signOff }) => signOff !== null).length;
  return typeset({ ...data, title: `Liste d’émargement, ${name}` }, (on) => [
    heading(on, 1, 'Liste d’émargement'),
    paragraph(on, { bold: name }, { size: 13, gap: 4 }),
    paragraph(
      on,
      `${collegeRank(contest.college.ordinal)} : ${contest.college.name}. Vote électronique ouvert ${frenchPeriod(calendar.opensMs, calendar.closesMs)}.`,
    ),
    ...table(
      on,
      [
        { label: 'N°', numeric: true },
        { label: 'Nom' },
        { label: 'Prénom' },
        { label: 'Émargement' },
        { label: 'Canal' },
      ],
      electors.map(({ civility, firstName, lastName, signOff }, index) => ({
        cells: [
          String(index + 1),
          `${civility} ${lastName}`,
          firstName,
          signOff ? frenchShortDateTime(signOff.atMs) : '—',
          signOff?.channel ?? '',
        ],
      })),
      { size: 9, padding: 3 },
    ),
    conclusion(
      on,
      `${plural(electors.length, 'inscrit', 'inscrits')}, ${plural(signed, 'émargement', 'émargements')}.`,
    ),
    ...signatureLines(on, bureau.members, {
      title: `Signatures : ${bureau.name}`,
      remark:
        'Après signature, cette liste est placée sous enveloppe scellée jusqu’à la fin du délai de recours.',
    }),
  ]);
}
