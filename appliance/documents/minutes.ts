/**
 * Procès-verbal of one contest (Code du travail, R2314-22; fields of the forms Cerfa 15822 and 15823): who and where, every
 * count, every list with its candidates and strikes, the seats with each step of their computation, the sub-totals of
 * the urns, the seals, room for observations, and the signatures of the bureau. Sub-totals of small urns stand here and
 * nowhere public. Made at once after the count; the signed paper is the original.
 */
import type { Organisation } from '../../core/dossier/types.ts';
import { decimal } from '../../core/seats/numbers-fr.ts';
import { plural } from '../../core/seats/phrases-fr.ts';
import type { ListResult, UrnResult } from '../../core/seats/types.ts';
import { frenchDateTime, frenchDay, frenchPeriod } from '../../core/french/dates.ts';
import { bulleted, heading, note, paragraph, ruledLines } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { codeBlock, fingerprintBlock } from './code-block.ts';
import {
  afterwards,
  candidatesTable,
  electedBlocks,
  figures,
  listsTable,
  shareOf,
} from './counted-contest.ts';
import type { CountedContest } from './counted-contest.ts';
import { collegeRank, contestName, roundName, seatName } from './election-words.ts';
import { factSheet } from './facts.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { stepBlocks } from './seat-steps.ts';
import { signatureLines } from './signatures.ts';
import type { Signatory } from './signatures.ts';
import { table } from './table.ts';
import type { Row } from './table.ts';

export interface Minutes extends Issue {
  readonly organisation: Pick<
    Organisation,
    'name' | 'mark' | 'address' | 'siret' | 'idcc' | 'headcount' | 'previousElection'
  >;
  readonly calendar: { readonly opensMs: number; readonly closesMs: number };
  readonly countedMs: number;
  readonly bureau: { readonly name: string; readonly members: readonly Signatory[] };
  readonly contest: CountedContest;
  /** Every urn of the contest; its sub-totals are in the allocation when there are two. */
  readonly urns: readonly MinutesUrn[];
  /** Sub-totals of an urn of fewer electors are not published (`secrecy.minimumUrn`). */
  readonly minimumUrn: number;
  readonly seals: {
    readonly sealCode: string;
    /**
     * Recomputed after closing, null when it was not; a difference is shown, and the bureau's decision is among the
     * observations.
     */
    readonly sealCodeAtCount: string | null;
    readonly closingCode: string;
    readonly frozenMs: number;
    /** Checks between the seal and the closing. */
    readonly checks: { readonly made: number; readonly differing: number };
  };
  /** What is recorded already: incidents, re-issued codes, decisions of the bureau. Each one sentence. */
  readonly observations: readonly string[];
}

export interface MinutesUrn {
  readonly id: string;
  readonly name: string;
  readonly electors: number;
  readonly ballots: number;
  readonly signOffs: number;
  /** SHA-256 of the frozen archive, hexadecimal. */
  readonly archive: string;
}

export function minutes(data: Minutes): Promise<Uint8Array> {
  const { contest } = data;
  const name = `${contestName(contest)}, ${roundName(contest.round)}`;
  return typeset({ ...data, title: `Procès-verbal, ${name}` }, (on) => [
    heading(on, 1, 'Procès-verbal de l’élection'),
    paragraph(on, { bold: name }, { size: 13, gap: 4 }),
    identity(on, data),
    heading(on, 2, 'Décompte'),
    figures(on, contest),
    ...agreement(on, contest),
    heading(on, 2, 'Résultat des listes'),
    ...listsTable(on, contest),
    note(on, quotientNote(contest)),
    ...contest.allocation.lists.flatMap((list) => listBlocks(on, contest, list)),
    heading(on, 2, 'Élus'),
    ...electedBlocks(on, contest),
    ...afterwards(on, contest),
    ...urnBlocks(on, data),
    heading(on, 2, 'Calcul des sièges, étape par étape'),
    ...contest.allocation.steps.flatMap((step) => stepBlocks(on, step)),
    ...sealBlocks(on, data),
    ...observationBlocks(on, data),
    ...signatureLines(on, data.bureau.members, { title: `Signatures : ${data.bureau.name}` }),
  ]);
}

function identity(on: Measure, { organisation, calendar, countedMs, contest, bureau }: Minutes): Block {
  const { college, seat, seats } = contest;
  const previous = organisation.previousElection;
  return factSheet(on, [
    { label: 'Raison sociale', value: organisation.name },
    { label: 'Adresse', value: organisation.address.join(', ') },
    { label: 'SIRET', value: siretGroups(organisation.siret) },
    { label: 'Convention collective (IDCC)', value: organisation.idcc ?? 'sans objet' },
    { label: 'Effectif', value: plural(organisation.headcount, 'personne', 'personnes') },
    { label: 'Élection précédente', value: previous === null ? 'aucune' : frenchDay(previous) },
    { label: 'Vote électronique', value: frenchPeriod(calendar.opensMs, calendar.closesMs) },
    { label: 'Dépouillement', value: frenchDateTime(countedMs) },
    { label: 'Collège', value: `${collegeRank(college.ordinal)} : ${college.name}` },
    { label: 'Sièges à pourvoir', value: `${seats} ${seatName(seat, seats)}` },
    { label: 'Tour', value: roundName(contest.round) },
    { label: 'Bureau de vote', value: bureau.name },
  ]);
}

/** « 498 003 128 00028 ». */
function siretGroups(siret: string): string {
  return siret.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, '$1\u00a0$2\u00a0$3\u00a0$4');
}

function agreement(on: Measure, contest: CountedContest): readonly Block[] {
  const sentence =
    contest.signOffs === contest.ballots
      ? 'Le bureau constate autant de bulletins dans l’urne que d’émargements.'
      : `ÉCART : ${plural(contest.ballots, 'bulletin', 'bulletins')} pour ${plural(contest.signOffs, 'émargement', 'émargements')}. La décision du bureau figure aux observations.`;
  return [paragraph(on, contest.signOffs === contest.ballots ? sentence : { bold: sentence })];
}

function quotientNote({ allocation, seats }: CountedContest): string {
  if (allocation.quotient === null) return 'Aucun siège n’est attribué : il n’y a pas de quotient électoral.';
  return `Quotient électoral : ${allocation.validVotes} ÷ ${seats} = ${decimal(allocation.quotient)}. Voix de la liste : moyenne des voix de ses candidats, toutes ratures déduites.`;
}

function listBlocks(on: Measure, contest: CountedContest, list: ListResult): readonly Block[] {
  const about = contest.lists.find(({ id }) => id === list.id);
  const organisations = about?.split.map(({ organisation, share }) =>
    about.split.length === 1 ? organisation : `${organisation} (${shareInWords(share)})`,
  );
  const described = [
    organisations && organisations.length > 0
      ? `${organisations.length > 1 ? 'Liste commune' : 'Organisation'} : ${organisations.join(', ')}`
      : 'Liste sans organisation',
    `affiliation : ${about?.affiliation ?? 'aucune'}`,
    `${plural(list.ballots, 'bulletin', 'bulletins')} (${shareOf(list.ballots, contest.allocation.validVotes)} des suffrages)`,
    `moyenne : ${decimal(list.votes)}`,
    plural(list.seats, 'siège', 'sièges'),
  ].join(' ; ');
  return [
    heading(on, 3, list.name),
    { ...paragraph(on, `${described}.`, { size: 9.5, gap: 3 }), keepsNext: true },
    ...candidatesTable(on, contest, list),
  ];
}

function shareInWords(share: string): string {
  const [part, whole] = share.split('/').map(Number);
  return part !== undefined && whole !== undefined ? shareOf(part, whole) : share;
}

/** Sub-totals stay in the minutes even when the urn is too small to be published. One column per urn. */
function urnBlocks(on: Measure, { urns, contest, minimumUrn }: Minutes): readonly Block[] {
  const { urns: results, lists } = contest.allocation;
  if (results.length === 0) return [];
  const counted = urns.map((urn) => ({ urn, result: results.find(({ id }) => id === urn.id) }));
  const row = (label: string, of: (one: (typeof counted)[number]) => number | string | undefined): Row => ({
    cells: [label, ...counted.map((one) => String(of(one) ?? ''))],
  });
  const small = urns.filter(({ electors }) => electors < minimumUrn);
  return [
    heading(on, 2, 'Sous-totaux par urne'),
    {
      ...paragraph(on, 'Les voix sont comptées à part, puis additionnées avant le calcul du quotient.', {
        gap: 4,
      }),
      keepsNext: true,
    },
    ...table(
      on,
      [{ label: '' }, ...urns.map(({ name }) => ({ label: name, numeric: true }))],
      [
        row('Inscrits', ({ urn }) => urn.electors),
        row('Émargements', ({ urn }) => urn.signOffs),
        row('Bulletins', ({ urn }) => urn.ballots),
        row('Blancs', ({ result }) => result?.blank),
        row('Suffrages valablement exprimés', ({ result }) => result?.validVotes),
        ...lists.flatMap((list) => [
          { ...row(`${list.name}, bulletins`, ({ result }) => inUrn(result, list)?.ballots), strong: true },
          ...list.candidates.map((candidate) =>
            row(candidate.name, ({ result }) => votesInUrn(inUrn(result, list), candidate.id)),
          ),
        ]),
      ],
      { size: 9, padding: 2.5 },
    ),
    note(on, 'Candidats : voix, et ratures entre parenthèses.'),
    ...(small.length === 0 ? [] : [note(on, unpublished(small, minimumUrn))]),
  ];
}

type ListInUrn = UrnResult['lists'][number];

function inUrn(result: UrnResult | undefined, list: ListResult): ListInUrn | undefined {
  return result?.lists.find(({ id }) => id === list.id);
}

function votesInUrn(list: ListInUrn | undefined, id: string): string | undefined {
  const candidate = list?.candidates.find((one) => one.id === id);
  return (
    candidate &&
    (candidate.strikes === 0 ? String(candidate.votes) : `${candidate.votes} (${candidate.strikes})`)
  );
}

function unpublished(small: readonly MinutesUrn[], minimumUrn: number): string {
  const names = small.map(({ name }) => name).join(', ');
  return `Non publiés : ${names}, ${small.length > 1 ? 'urnes' : 'urne'} de moins de ${minimumUrn} électeurs. Ces sous-totaux restent au présent procès-verbal.`;
}

function sealBlocks(on: Measure, { seals, urns }: Minutes): readonly Block[] {
  return [
    heading(on, 2, 'Scellements'),
    {
      ...paragraph(on, 'Code de scellement, relevé avant l’ouverture du vote :', { gap: 4 }),
      keepsNext: true,
    },
    { ...codeBlock(on, seals.sealCode, { size: 12, weight: 'bold' }), gap: 1 },
    ...checksBlock(on, seals),
    ...recomputed(on, seals),
    {
      ...paragraph(
        on,
        `Code de clôture, figé le ${frenchDateTime(seals.frozenMs)} et signé avant de sortir les clés :`,
      ),
      keepsNext: true,
    },
    { ...codeBlock(on, seals.closingCode, { size: 12, weight: 'bold' }), gap: 1 },
    ...urns.flatMap((urn) => [
      { ...note(on, `Urne « ${urn.name} », empreinte de l’archive dépouillée`), keepsNext: true },
      { ...fingerprintBlock(on, urn.archive), gap: 0 },
    ]),
  ];
}

function checksBlock(on: Measure, { checks: { made, differing } }: Minutes['seals']): readonly Block[] {
  const how =
    differing === 0 ? 'sans différence' : `avec une différence ${differing} fois (voir les observations)`;
  const told =
    made === 0 ? 'Non contrôlé pendant le vote.' : `Contrôlé ${made} fois pendant le vote, ${how}.`;
  return [paragraph(on, told, { gap: 2 })];
}

/** Nothing is said to be the same that was not compared. */
function recomputed(on: Measure, { sealCode, sealCodeAtCount }: Minutes['seals']): readonly Block[] {
  if (sealCodeAtCount === null)
    return [paragraph(on, { bold: 'Non recalculé au dépouillement.' }, { gap: 2 })];
  if (sealCodeAtCount === sealCode) {
    const same = 'Recalculé au dépouillement, il est le même : ni le logiciel ni les données n’ont changé.';
    return [paragraph(on, same, { gap: 2 })];
  }
  const differs = 'Recalculé au dépouillement, il diffère (décision du bureau aux observations) :';
  return [
    { ...paragraph(on, { bold: differs }, { gap: 2 }), keepsNext: true },
    { ...codeBlock(on, sealCodeAtCount, { size: 12, weight: 'bold' }), gap: 1 },
  ];
}

function observationBlocks(on: Measure, { observations }: Minutes): readonly Block[] {
  return [
    heading(on, 2, 'Observations et réclamations'),
    ...(observations.length === 0 ? [] : [bulleted(on, observations)]),
    { ...note(on, 'À compléter à la main, ou rayer si sans objet.'), keepsNext: true },
    ruledLines(on, 5),
  ];
}
