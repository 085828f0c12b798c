/**
 * Record of one occurrence of a ceremony, for those present to sign (R2314-15, R211-548, R211-552, R211-573): when and
 * where, who was there, each step with its hour and outcome, what was recorded, interruptions, remarks, where the journals
 * ended (signed checkpoint). One layout for all ceremonies; everything comes computed, and in French.
 */
import type { Checkpoint } from '../../core/sealing/checkpoint.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import { plural } from '../../core/seats/phrases-fr.ts';
import { bulleted, heading, note, paragraph } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { codeBlock, fingerprintBlock } from './code-block.ts';
import { factSheet } from './facts.ts';
import type { Fact } from './facts.ts';
import type { Text } from './lines.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { mm } from './pen.ts';
import { sectionBlocks } from './sections.ts';
import type { RecordSection } from './sections.ts';
import { table } from './table.ts';
import type { Row } from './table.ts';

export interface CeremonyRecord extends Issue {
  readonly bureau: string;
  /** « Création des clés ». */
  readonly ceremony: string;
  readonly articles: string;
  /** From 1. */
  readonly occurrence: number;
  readonly place: string;
  readonly openedMs: number;
  readonly openedBy: string;
  readonly endedMs: number;
  readonly present: readonly Present[];
  /** Members of the bureau who were not there. */
  readonly absent: readonly string[];
  readonly electors: number;
  /** Why the bureau went on without someone whom the ceremony wants. */
  readonly reason: string | null;
  readonly steps: readonly RecordedStep[];
  readonly sections: readonly RecordSection[];
  readonly interruptions: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly remarks: readonly RecordedRemark[];
  readonly checkpoint: Checkpoint & { readonly code: string };
}

export interface Present {
  /** « Présidente », « Observateur »; empty for a name typed by hand. */
  readonly quality: string;
  readonly name: string;
}

export interface RecordedStep {
  readonly title: string;
  /** Null for what is no longer settled. */
  readonly atMs: number | null;
  /** Null for what happens by itself. */
  readonly by: string | null;
  readonly outcome: string;
}

export interface RecordedRemark {
  /** « Incident », « Décision »… */
  readonly kind: string;
  readonly content: string;
  readonly atMs: number;
  readonly by: string;
  /** Written after the end of the ceremony. */
  readonly isLate: boolean;
}

export function ceremonyRecord(record: CeremonyRecord): Promise<Uint8Array> {
  const name = record.occurrence === 1 ? record.ceremony : `${record.ceremony} (n° ${record.occurrence})`;
  return typeset({ ...record, title: `Compte rendu de séance : ${name}, ${record.bureau}` }, (on) => [
    heading(on, 1, `Compte rendu de séance : ${name}`),
    paragraph(on, { bold: record.bureau }, { size: 12, gap: 4 }),
    identity(on, record),
    heading(on, 2, 'Étapes'),
    ...steps(on, record),
    ...record.sections.flatMap((section) => sectionBlocks(on, section)),
    ...interruptions(on, record),
    ...remarks(on, record),
    ...journals(on, record),
    ...signatures(on, record),
  ]);
}

function identity(on: Measure, record: CeremonyRecord): Block {
  const { absent, electors, reason } = record;
  const facts: Fact[] = [
    { label: 'Ouverte', value: `${frenchDateTimeToTheSecond(record.openedMs)}, par ${record.openedBy}` },
    { label: 'Terminée', value: frenchDateTimeToTheSecond(record.endedMs) },
    { label: 'Lieu de l’élection', value: record.place },
    { label: 'Textes', value: record.articles },
    { label: 'Présents', value: record.present.map(nameOf).join(' ; ') },
    {
      label: 'Électeurs venus assister',
      value: electors === 0 ? 'aucun' : plural(electors, 'électeur', 'électeurs'),
    },
    { label: 'Absents du bureau de vote', value: absent.length === 0 ? 'aucun' : absent.join(', ') },
    ...(reason === null ? [] : [{ label: 'Pourquoi la séance s’est tenue sans eux', value: reason }]),
  ];
  return factSheet(on, facts);
}

function nameOf({ quality, name }: Present): string {
  return quality === '' ? name : `${name}, ${quality.toLowerCase()}`;
}

function steps(on: Measure, { steps: all }: CeremonyRecord): readonly Block[] {
  return table(
    on,
    [{ label: '', part: 0.045 }, { label: 'Étape' }, { label: 'Constaté' }, { label: 'Quand, par qui' }],
    all.map(({ title, atMs, by, outcome }, index) => ({
      cells: [
        String(index + 1),
        title,
        outcome,
        atMs === null ? '' : `${frenchDateTimeToTheSecond(atMs)}${by === null ? '' : `, ${by}`}`,
      ],
    })),
    { size: 9 },
  );
}

/** Said even when there is none: an absence is a fact too. */
function interruptions(on: Measure, { interruptions: all }: CeremonyRecord): readonly Block[] {
  const texts = all.map(
    ({ fromMs, toMs }) =>
      `Aucun acte enregistré du ${frenchDateTimeToTheSecond(fromMs)} au ${frenchDateTimeToTheSecond(toMs)}, puis reprise à l’étape suivante.`,
  );
  return [
    heading(on, 2, 'Interruptions'),
    texts.length === 0 ? paragraph(on, 'Aucune interruption de plus de vingt minutes.') : bulleted(on, texts),
  ];
}

function remarks(on: Measure, { remarks: all }: CeremonyRecord): readonly Block[] {
  const texts = all.map(({ kind, content, atMs, by, isLate }): Text => [
    { bold: kind },
    `${isLate ? ', notée après la fin de la séance' : ''}, le ${frenchDateTime(atMs)}, par ${by} : ${content}`,
  ]);
  return [
    heading(on, 2, 'Observations, incidents et décisions'),
    texts.length === 0 ? paragraph(on, 'Rien n’a été noté.') : bulleted(on, texts),
  ];
}

const processes: Readonly<Record<string, string>> = {
  web: 'Pages',
  roll: 'Fichier des électeurs',
  urn: 'Urne électronique',
  codes: 'Codes d’accès',
  clock: 'Horloge',
};

function journals(on: Measure, { checkpoint }: CeremonyRecord): readonly Block[] {
  const { atMs, code, heads } = checkpoint;
  return [
    heading(on, 2, 'Journaux à la fin de la séance'),
    {
      ...paragraph(on, `Point de contrôle signé le ${frenchDateTimeToTheSecond(atMs)}. Son code :`),
      keepsNext: true,
    },
    { ...codeBlock(on, code, { size: 11, weight: 'bold' }), gap: 2 },
    ...heads.flatMap(({ process, sequence, hash }) => [
      {
        ...note(on, `${processes[process] ?? process} : ${plural(sequence, 'ligne', 'lignes')}`),
        keepsNext: true,
      },
      { ...fingerprintBlock(on, hash, 8), gap: 0 },
    ]),
  ];
}

function signatures(on: Measure, { present, electors }: CeremonyRecord): readonly Block[] {
  const room = { height: mm(11) };
  const rows: Row[] = present.map(({ quality, name }) => ({ cells: [quality, name, ''], ...room }));
  const elector: Row[] = electors === 0 ? [] : [{ cells: ['Électeur', '', ''], ...room }];
  const columns = [{ label: 'Qualité', part: 0.22 }, { label: 'Nom' }, { label: 'Signature', part: 0.45 }];
  return [
    heading(on, 2, 'Signatures des personnes présentes'),
    { ...note(on, 'Chacun peut écrire une réserve à côté de sa signature.'), keepsNext: true },
    ...table(on, columns, [...rows, ...elector]),
  ];
}
