/**
 * Short notice to voters (Code du travail, R2314-12; Domitia article 15): when, where and how to vote, on any device or at a
 * kiosk, how to get help, how to check one's own vote, and the fingerprint of the voting page for those who want to
 * verify it. For people who never used a computer; no word of cryptography but « chiffré » and « preuve de vote ».
 */
import type { AccessRules, BallotRules, Calendar } from '../../core/dossier/types.ts';
import { frenchPeriod, frenchTime } from '../../core/french/dates.ts';
import { boxed, bulleted, heading, numberedSteps, paragraph } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { fingerprintBlock } from './code-block.ts';
import type { Text } from './lines.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { softInk } from './pen.ts';
import type { SealedPart } from './seal-sheet.ts';

export interface ElectionNotice extends Issue {
  readonly round: 1 | 2;
  readonly calendar: Calendar;
  readonly access: Pick<AccessRules, 'challenge' | 'secretAtLogin' | 'secret'>;
  readonly ballot: Pick<BallotRules, 'strikes'>;
  readonly help: { readonly phone: string; readonly hours: string; readonly price: string };
  readonly siteUrl: string;
  /** « au siège et dans chaque agence »; null without kiosk. */
  readonly kiosks: string | null;
  /** SHA-256 of the voting page (booth), hexadecimal; null before sealing. */
  readonly booth: string | null;
  /** The seal code and the short code of each part; null before sealing. */
  readonly seal: { readonly code: string; readonly parts: readonly SealedPart[] } | null;
  /** Suspensions, resumptions and extensions so far, each one sentence or two. */
  readonly decisions: readonly string[];
}

export function electionNotice(data: ElectionNotice): Promise<Uint8Array> {
  const { calendar, help } = data;
  return typeset({ ...data, title: 'Notice pour voter' }, (on) => [
    heading(on, 1, 'Comment voter'),
    boxed(on, (inside) => [
      paragraph(
        inside,
        ['Le vote est ouvert ', { bold: frenchPeriod(calendar.opensMs, calendar.closesMs) }, '.'],
        {
          size: 12,
        },
      ),
      paragraph(inside, ['Site : ', { bold: data.siteUrl }], { size: 12, gap: 4 }),
      paragraph(inside, ['Aide : ', { bold: help.phone }, ` (${help.price}), ${help.hours}.`], {
        size: 12,
        gap: 4,
      }),
    ]),
    ...decisionBlocks(on, data),
    heading(on, 2, 'Ce qu’il vous faut'),
    bulleted(on, needs(data)),
    heading(on, 2, 'Pas à pas'),
    numberedSteps(on, steps(data)),
    heading(on, 2, 'Sans ordinateur, ou si vous préférez de l’aide'),
    bulleted(on, alternatives(data)),
    heading(on, 2, 'Votre vote est secret'),
    bulleted(on, secrecy(data)),
    heading(on, 2, 'Si quelque chose ne va pas'),
    bulleted(on, troubles(data)),
    ...boothBlocks(on, data),
  ]);
}

function decisionBlocks(on: Measure, { decisions }: ElectionNotice): readonly Block[] {
  if (decisions.length === 0) return [];
  return [heading(on, 2, 'Suspensions et prolongations du vote'), bulleted(on, decisions)];
}

function needs({ access, round }: ElectionNotice): readonly Text[] {
  const { channel, length, alphabet } = access.secret;
  const secret = `un code secret de ${length} ${alphabet === 'digits' ? 'chiffres' : 'caractères'}`;
  const letters = channel === 'sameLetter' ? 'La lettre reçue' : 'Les deux lettres reçues';
  return [
    `${letters} : un identifiant de 16 caractères et ${secret}.${round === 2 ? ' Ce sont les mêmes codes qu’au premier tour.' : ''}`,
    access.challenge === 'birthDate' ? 'Votre date de naissance.' : 'Votre numéro de matricule.',
    'Un ordinateur, une tablette ou un téléphone, sans rien installer.',
  ];
}

function steps({ access, ballot }: ElectionNotice): readonly Text[] {
  const identity = access.challenge === 'birthDate' ? 'votre date de naissance' : 'votre matricule';
  return [
    `Ouvrez le site, puis tapez votre identifiant${access.secretAtLogin ? ', votre code secret' : ''} et ${identity}.`,
    'Choisissez le scrutin : titulaires, puis suppléants. Ce sont deux votes séparés.',
    'Choisissez une liste ou le vote blanc. Tous les choix ont la même place.',
    ...(ballot.strikes
      ? [
          'Si vous le souhaitez, rayez des candidats de la liste en les décochant. Rayer tous les noms revient à voter blanc ; le site vous le dit avant la fin.',
        ]
      : []),
    'Relisez. Vous pouvez encore revenir en arrière.',
    [
      'Confirmez avec votre code secret. ',
      { bold: 'Le vote est alors définitif.' },
      ' Le site vous dit qu’il est enregistré et vous remet une preuve de vote : imprimez-la ou notez-la.',
    ],
  ];
}

function alternatives({ kiosks }: ElectionNotice): readonly Text[] {
  return [
    ...(kiosks === null
      ? []
      : [
          `Une borne de vote est à votre disposition ${kiosks}, dans un endroit isolé. Montrez-lui le carré noir et blanc de votre lettre, puis suivez l’écran.`,
        ]),
    'Vous pouvez vous faire aider par la personne de votre choix. Personne ne peut voter à votre place : la procuration est interdite.',
  ];
}

function secrecy({ calendar }: ElectionNotice): readonly Text[] {
  return [
    'Votre bulletin est chiffré sur votre appareil avant de partir, et rien n’y reste ensuite. Ni l’employeur, ni le bureau de vote, ni le système ne peuvent savoir pour qui vous avez voté.',
    'Aucun bulletin n’est jamais ouvert seul : seuls les totaux le sont, après la clôture, en présence du bureau.',
    'Votre preuve de vote permet de retrouver votre bulletin dans l’urne, sans révéler votre choix. Elle se vérifie sur le site.',
    `Si vous avez ouvert la page de vote avant ${frenchTime(calendar.closesMs)}, vous avez encore ${Math.round(calendar.graceMs / 60_000)} minutes pour finir.`,
  ];
}

function troubles({ help, access }: ElectionNotice): readonly Text[] {
  const lost =
    access.secret.channel === 'sameLetter'
      ? 'Lettre perdue ou jamais reçue'
      : 'Une lettre perdue ou jamais reçue';
  return [
    [
      `${lost} : appelez le `,
      { bold: help.phone },
      '. Après avoir vérifié qui vous êtes, on vous fait parvenir de nouveaux codes ; les anciens ne marchent plus. La personne qui vous répond ne les voit pas.',
    ],
    'On vous demande vos codes : ne les donnez pas, ni à votre direction, ni au bureau de vote, ni à l’assistance, et prévenez le bureau de vote.',
    'Le site dit que vous avez déjà voté alors que ce n’est pas le cas : prévenez aussitôt le bureau de vote.',
  ];
}

function boothBlocks(on: Measure, { booth, seal }: ElectionNotice): readonly Block[] {
  if (booth === null) return [];
  return [
    heading(on, 2, 'Pour ceux qui veulent vérifier la page de vote'),
    {
      ...paragraph(
        on,
        'La page qui prépare votre bulletin est un fichier unique, scellé avec l’élection. Voici son empreinte (SHA-256) ; elle doit être celle du fichier que vous ouvrez, où que vous l’ayez pris.',
        { size: 9.5, color: softInk },
      ),
      keepsNext: true,
    },
    { ...fingerprintBlock(on, booth), gap: 5 },
    ...(seal === null ? [] : [sealParagraph(on, seal)]),
  ];
}

function sealParagraph(on: Measure, { code, parts }: NonNullable<ElectionNotice['seal']>): Block {
  const named = parts.flatMap(({ label, code: part }) =>
    part === null ? [] : [`${label.split(/[:,(]/)[0]?.trim() ?? label}\u00a0: ${part}`],
  );
  return paragraph(
    on,
    [
      'Code de scellement de l’élection\u00a0: ',
      { bold: code },
      `. Repères de ses parties\u00a0: ${named.join('\u00a0; ')}.`,
    ],
    { size: 9.5, color: softInk, gap: 6 },
  );
}
