/**
 * Record of the sealing ceremony (Domitia annex 2 §3.1.4; Code du travail, R2314-8 and R2314-15): the seal code and what
 * it covers — software, standby or its absence said aloud, data —, the public key of each urn, the booth, the derogations
 * that the bureau accepted, the holders, and the signatures. Everything comes computed; the sheet computes nothing.
 */
import { plural } from '../../core/seats/phrases-fr.ts';
import { frenchDateTimeToTheSecond, frenchDateTime } from '../../core/french/dates.ts';
import { boxed, bulleted, heading, paragraph } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { codeBlock, fingerprintBlock } from './code-block.ts';
import { fullName, functionName } from './election-words.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { mm, petrol, softInk } from './pen.ts';
import { signatureLines } from './signatures.ts';
import type { Signatory } from './signatures.ts';
import { table } from './table.ts';

export interface SealSheet extends Issue {
  /** When the ceremony froze the parameters and the data. */
  readonly sealedMs: number;
  readonly sealCode: string;
  /** Each part with its short code and whole fingerprint; a part that is not there has no code, and says so. */
  readonly parts: readonly SealedPart[];
  /** Whether the software is the one that the expert examined, in sentences. */
  readonly expertise: readonly string[];
  readonly calendar: { readonly opensMs: number; readonly closesMs: number };
  /** Whether the appliance holds a key of its own, needed besides those of the holders. */
  readonly applianceKey: boolean;
  readonly bureaus: readonly SealedBureau[];
  /** Each derogation in one French sentence, as it was read and accepted. */
  readonly derogations: readonly string[];
}

export interface SealedPart {
  readonly label: string;
  readonly code: string | null;
  readonly value: string;
}

export interface SealedBureau {
  readonly name: string;
  /** Keys that open the urns: « 2 clés sur 3 ». */
  readonly needed: string;
  readonly members: readonly Signatory[];
  readonly groups: readonly { readonly name: string; readonly holders: readonly SealedHolder[] }[];
  readonly urns: readonly { readonly name: string; readonly electors: number; readonly publicKey: string }[];
}

export interface SealedHolder extends Signatory {
  /** « clé de sécurité (enveloppe 3A) »; more than one when there is a second carrier. */
  readonly keptIn: readonly string[];
  readonly fingerprint: string;
}

export function sealSheet(seal: SealSheet): Promise<Uint8Array> {
  return typeset({ ...seal, title: 'Feuille de scellement' }, (on) => [
    heading(on, 1, 'Feuille de scellement'),
    paragraph(on, [
      'Le système de vote a été contrôlé, puis scellé le ',
      { bold: frenchDateTimeToTheSecond(seal.sealedMs) },
      `. Le vote s’ouvrira le ${frenchDateTime(seal.calendar.opensMs)} et se fermera le ${frenchDateTime(seal.calendar.closesMs)}, sans intervention.`,
    ]),
    sealBox(on, seal.sealCode),
    heading(on, 2, 'Ce que couvre le code de scellement'),
    ...parts(on, seal),
    ...expertise(on, seal.expertise),
    ...derogations(on, seal.derogations),
    ...seal.bureaus.flatMap((bureau) => bureauBlocks(on, bureau, seal.applianceKey)),
  ]);
}

function sealBox(on: Measure, sealCode: string): Block {
  return boxed(on, (inside) => [
    paragraph(inside, 'Code de scellement', { weight: 'bold', size: 11 }),
    { ...codeBlock(inside, sealCode, { size: 22, weight: 'bold', color: petrol }), gap: 4 },
    paragraph(
      inside,
      'Tout membre du bureau peut le faire recalculer pendant le vote ; il est recalculé au dépouillement. S’il est le même, ni le logiciel ni les données n’ont changé. S’il diffère, le repère de chaque partie montre laquelle, et le bureau décide de la suite. Sur une autre machine : « isoloir seal check », avec ce code tapé depuis cette feuille.',
      { size: 9.5, color: softInk },
    ),
  ]);
}

function parts(on: Measure, { parts: all }: SealSheet): readonly Block[] {
  return all.flatMap(({ label, code, value }) =>
    code === null
      ? [paragraph(on, [{ bold: `${label} : ` }, value])]
      : [
          {
            ...paragraph(on, [{ bold: label }, '. Repère : ', { bold: code }], { size: 9.5, gap: 8 }),
            keepsNext: true,
          },
          { ...fingerprintBlock(on, value), gap: 1 },
        ],
  );
}

function expertise(on: Measure, sentences: readonly string[]): readonly Block[] {
  return [heading(on, 2, 'Rapport d’expertise'), ...sentences.map((each) => paragraph(on, each))];
}

function fingerprint(on: Measure, name: string, value: string): readonly Block[] {
  return [
    { ...paragraph(on, name, { weight: 'bold', size: 9.5, gap: 8 }), keepsNext: true },
    { ...fingerprintBlock(on, value), gap: 1 },
  ];
}

function derogations(on: Measure, accepted: readonly string[]): readonly Block[] {
  return [
    heading(on, 2, 'Dérogations acceptées par le bureau'),
    accepted.length === 0 ? paragraph(on, 'Aucune.') : bulleted(on, accepted),
  ];
}

function bureauBlocks(on: Measure, bureau: SealedBureau, applianceKey: boolean): readonly Block[] {
  const own = applianceKey ? ', et la clé du système, qui ne sert qu’après la clôture' : '';
  return [
    { ...heading(on, 2, bureau.name), startsPage: true },
    paragraph(
      on,
      `Pour dépouiller, il faut ${bureau.needed} parmi celles des porteurs suivants${own}. Chaque porteur a vérifié l’empreinte de la sienne.`,
    ),
    ...bureau.groups.flatMap(({ name, holders }) => [
      ...(bureau.groups.length === 1 ? [] : [heading(on, 3, name)]),
      ...holderTable(on, holders),
    ]),
    { ...heading(on, 3, 'Urnes vides, chiffrées par ces clés'), gap: 14 },
    ...bureau.urns.flatMap((urn) =>
      fingerprint(
        on,
        `${urn.name} — ${plural(urn.electors, 'électeur', 'électeurs')}, 0 bulletin, 0 émargement. Clé publique :`,
        urn.publicKey,
      ),
    ),
    ...signatureLines(on, bureau.members, {
      title: `Signatures : ${bureau.name}`,
      remark:
        'Les signataires ont vu les urnes vides, le contrôle des paramètres et l’essai du dépouillement.',
    }),
    ...witnessLines(on),
  ];
}

function holderTable(on: Measure, holders: readonly SealedHolder[]): readonly Block[] {
  return table(
    on,
    [{ label: 'Fonction' }, { label: 'Porteur' }, { label: 'Gardée dans' }, { label: 'Empreinte de la clé' }],
    holders.map((holder) => ({
      cells: [
        functionName(holder),
        fullName(holder),
        holder.keptIn.join(', '),
        { verbatim: holder.fingerprint },
      ],
    })),
    { size: 9 },
  );
}

/** The representatives of the lists are present by law (R2314-15), and sign if they wish. */
function witnessLines(on: Measure): readonly Block[] {
  const rows = Array.from({ length: 3 }, () => ({ cells: ['', '', ''], height: mm(11) }));
  const columns = [{ label: 'Liste', part: 0.25 }, { label: 'Nom', part: 0.25 }, { label: 'Signature' }];
  return [heading(on, 3, 'Représentants des listes présents'), ...table(on, columns, rows)];
}
