/**
 * Letters that carry the access codes of the electors (Domitia article 18, annex 2 §2.8): one sheet each, folded so that
 * the address shows in a window envelope and the codes do not. The first letter holds the identifier, as text and as a
 * QR code of the identifier alone; the secret is on it only where the dossier says `sameLetter`, otherwise on a second
 * letter that does not bear the identifier. Streamed encrypted to the printer: nothing here stores or logs a code.
 */
import type { AccessRules, Calendar, College, Elector, SeatType } from '../../core/dossier/types.ts';
import { frenchDate, frenchPeriod } from '../../core/french/dates.ts';
import { boxed, heading, numberedSteps, paragraph, sideBySide, stack } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { codeBlock } from './code-block.ts';
import { collegeRank, fullName, seatName } from './election-words.ts';
import { bodyBottom, bodyLeft, bodyTop, bodyWidth, drawEnvelopeParts } from './envelope.ts';
import type { Text } from './lines.ts';
import { sheets } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { mm, petrol, softInk } from './pen.ts';
import type { Pen } from './pen.ts';
import { qrBlock } from './qr-code.ts';
import type { QrBlock } from './qr-code.ts';

/** What is the same on every letter; `issuedMs` is the date that they bear. */
export interface LetterCommon extends Issue {
  readonly organisation: Issue['organisation'] & { readonly address: readonly string[] };
  readonly round: 1 | 2;
  readonly calendar: Pick<Calendar, 'opensMs' | 'closesMs'>;
  readonly access: Pick<AccessRules, 'challenge' | 'secretAtLogin' | 'secret'>;
  readonly help: { readonly phone: string; readonly hours: string; readonly price: string };
  readonly siteUrl: string;
  /** Where the kiosks are, after « une borne de vote » (« au siège et dans chaque agence »); null without kiosk. */
  readonly kiosks: string | null;
}

export type Recipient = Pick<Elector, 'civility' | 'firstName' | 'lastName' | 'address'>;

export interface AccessLetter {
  readonly elector: Recipient;
  readonly college: Pick<College, 'name' | 'ordinal'>;
  /** The contests of the college, in the order of the site. */
  readonly contests: readonly { readonly seat: SeatType; readonly seats: number }[];
  readonly identifier: string;
  /** Present if and only if the dossier says `sameLetter`. */
  readonly secret: string | null;
}

export interface SecretLetter {
  readonly elector: Recipient;
  readonly secret: string;
}

/** One sheet per elector, in the order given. Throws if a secret is where the dossier does not want it. */
export function accessLetters(letters: readonly AccessLetter[], common: LetterCommon): Promise<Uint8Array> {
  const wanted = common.access.secret.channel === 'sameLetter';
  if (letters.some(({ secret }) => (secret !== null) !== wanted)) {
    throw new Error(`the dossier says ${common.access.secret.channel}: a letter disagrees about its secret`);
  }
  const draw = letters.map((letter) => sheet(letter.elector, common, accessBody(letter, common)));
  return sheets({ ...common, title: 'Lettres d’accès au vote' }, draw);
}

/** The second letters, where the secret travels by itself: no identifier, no QR code. */
export function secretLetters(letters: readonly SecretLetter[], common: LetterCommon): Promise<Uint8Array> {
  const draw = letters.map((letter) => sheet(letter.elector, common, secretBody(letter, common)));
  return sheets({ ...common, title: 'Lettres des codes secrets' }, draw);
}

type Body = (on: Measure, size: number) => readonly Block[];

/** The largest letters with which the whole text stays on one sheet. */
function sheet(elector: Recipient, common: LetterCommon, body: Body): Parameters<typeof sheets>[1][number] {
  return (pen: Pen, typeface) => {
    drawEnvelopeParts(pen, typeface, {
      sender: common.organisation,
      date: `Le ${frenchDate(common.issuedMs)}`,
      recipient: [fullName(elector), ...elector.address],
    });
    const on: Measure = { typeface, width: bodyWidth };
    fitting(on, body).draw(pen, bodyLeft, bodyTop);
  };
}

function fitting(on: Measure, body: Body): Block {
  for (const size of [11, 10.5, 10, 9.5, 9, 8.5, 8]) {
    const whole = stack(body(on, size));
    if (bodyTop + whole.height <= bodyBottom) return whole;
  }
  throw new Error('the letter does not fit on one sheet: shorten the texts of the dossier');
}

function accessBody(letter: AccessLetter, common: LetterCommon): Body {
  const { calendar } = common;
  const symbol = qrBlock(letter.identifier.replaceAll(/[\s-]/g, ''), mm(25));
  return (on, size) => [
    { ...heading(on, 1, 'Vos codes pour voter'), gap: 4 },
    paragraph(on, salutation(letter.elector), { size }),
    paragraph(
      on,
      [
        `${common.organisation.name} organise un vote : « ${common.election} ». `,
        `Vous votez dans le ${collegeRank(letter.college.ordinal)} (${letter.college.name}) pour élire ${seatsInWords(letter.contests)}. `,
        { bold: `Le vote est ouvert ${frenchPeriod(calendar.opensMs, calendar.closesMs)}.` },
      ],
      { size, gap: 4 },
    ),
    identifierBox(on, size, letter.identifier, symbol),
    letter.secret === null ? separateSecret(on, size, common) : secretBox(on, size, letter.secret, common),
    { ...heading(on, 3, 'Comment voter'), gap: 11 },
    numberedSteps(on, howToVote(common), { size, leading: 1.3, gap: 4.5 }),
    { ...helpBlock(on, size, common), gap: 11 },
  ];
}

function secretBody(letter: SecretLetter, common: LetterCommon): Body {
  const { calendar } = common;
  return (on, size) => [
    { ...heading(on, 1, 'Votre code secret pour voter'), gap: 4 },
    paragraph(on, salutation(letter.elector), { size }),
    paragraph(
      on,
      [
        `${common.organisation.name} organise un vote : « ${common.election} ». Une première lettre vous donne votre `,
        'identifiant et explique comment voter. Celle-ci vous donne votre code secret. ',
        { bold: `Le vote est ouvert ${frenchPeriod(calendar.opensMs, calendar.closesMs)}.` },
      ],
      { size },
    ),
    secretBox(on, size, letter.secret, common),
    paragraph(
      on,
      ['Rangez cette lettre à part de la première : il faut les deux pour voter à votre place.'],
      { size },
    ),
    { ...helpBlock(on, size, common), gap: 14 },
  ];
}

function salutation(elector: Recipient): string {
  return elector.civility === 'Mme' ? 'Madame,' : 'Monsieur,';
}

function seatsInWords(contests: AccessLetter['contests']): string {
  return contests.map(({ seat, seats }) => `${seats} ${seatName(seat, seats)}`).join(' et ');
}

/** The quiet zone of the symbol may lie over the padding of its box. */
const intoPadding = mm(3);

function shallower(block: Block, by: number): Block {
  return { ...block, height: block.height - 2 * by, draw: (pen, x, top) => block.draw(pen, x, top - by) };
}

function identifierBox(on: Measure, size: number, identifier: string, symbol: QrBlock): Block {
  return boxed(on, (inside) => {
    const left = { ...inside, width: inside.width - symbol.width - mm(4) };
    const words = stack([
      paragraph(left, 'Votre identifiant', { size: size + 0.5, weight: 'bold' }),
      { ...codeBlock(left, identifier, { size: 23, weight: 'bold', color: petrol }), gap: 2 },
      paragraph(
        left,
        'Il s’écrit sans espace, en majuscules ou en minuscules. Le rond barré, 0, est un zéro : il n’y a pas de lettre O, I, L ni U.',
        { size: size - 1.5, color: softInk, leading: 1.3, gap: 4 },
      ),
    ]);
    return [
      sideBySide(
        [
          { x: 0, block: words },
          { x: inside.width - symbol.width + intoPadding, block: shallower(symbol, intoPadding) },
        ],
        'middle',
      ),
    ];
  });
}

function secretBox(on: Measure, size: number, secret: string, common: LetterCommon): Block {
  return boxed(on, (inside) => {
    const half = inside.width * 0.42;
    const code = stack([
      paragraph({ ...inside, width: half }, 'Votre code secret', { size: size + 0.5, weight: 'bold' }),
      {
        ...codeBlock({ ...inside, width: half }, secret, { size: 23, weight: 'bold', color: petrol }),
        gap: 2,
      },
    ]);
    const advice = paragraph(
      { ...inside, width: inside.width - half - mm(4) },
      `Le site vous demande ce code de ${secretInWords(common)} ${common.access.secretAtLogin ? 'à la connexion, puis ' : ''}pour confirmer chaque vote : il vaut votre signature. Ne le donnez à personne et ne jetez pas cette lettre avant la fin du vote.`,
      { size: size - 1, leading: 1.3 },
    );
    return [
      sideBySide(
        [
          { x: 0, block: code },
          { x: half + mm(4), block: advice },
        ],
        'middle',
      ),
    ];
  });
}

function separateSecret(on: Measure, size: number, common: LetterCommon): Block {
  return paragraph(
    on,
    [
      { bold: 'Votre code secret vous est envoyé séparément' },
      `, dans une autre lettre : un code de ${secretInWords(common)} qui confirme chaque vote. `,
      'Il faut les deux lettres pour voter.',
    ],
    { size, gap: 9 },
  );
}

function secretInWords({ access }: LetterCommon): string {
  return `${access.secret.length} ${access.secret.alphabet === 'digits' ? 'chiffres' : 'caractères'}`;
}

function howToVote(common: LetterCommon): readonly Text[] {
  const { challenge, secretAtLogin } = common.access;
  const proofOfIdentity =
    challenge === 'birthDate' ? 'votre date de naissance (jour, mois, année)' : 'votre numéro de matricule';
  const kiosk: Text =
    common.kiosks === null
      ? '.'
      : `. Sans ordinateur : à une borne de vote, ${common.kiosks}, montrez le carré ci-dessus.`;
  return [
    ['Sur un ordinateur, une tablette ou un téléphone, ouvrez le site ', { bold: common.siteUrl }, kiosk],
    `Tapez votre identifiant${secretAtLogin ? ', votre code secret' : ''} et ${proofOfIdentity}.`,
    'Pour chaque vote, choisissez une liste ou le vote blanc, puis relisez. Vous pouvez encore changer d’avis.',
    'Confirmez avec votre code secret : le vote est alors définitif. Gardez la preuve de vote affichée.',
  ];
}

function helpBlock(on: Measure, size: number, common: LetterCommon): Block {
  const { phone, hours, price } = common.help;
  const gap = mm(8);
  const column: Measure = { ...on, width: (on.width - gap) / 2 };
  const text = (content: Text): Block =>
    paragraph(column, content, { size: size - 0.5, leading: 1.32, gap: 2 });
  const keptCodes =
    common.round === 1 ? ' Gardez cette lettre : s’il y a un second tour, les mêmes codes serviront.' : '';
  const help = stack([
    heading(column, 3, 'Besoin d’aide, lettre perdue ?'),
    text([
      'Appelez le ',
      { bold: phone },
      ` (${price}), ${hours}. Après avoir vérifié qui vous êtes, on vous fera parvenir de nouveaux codes ; les anciens ne marcheront plus.${keptCodes}`,
    ]),
  ]);
  const caution = stack([
    heading(column, 3, 'Personne ne vous demandera ces codes'),
    text(
      'Ni votre direction, ni le bureau de vote, ni l’assistance. Vous pouvez vous faire aider par la personne de votre choix, mais personne ne peut voter à votre place. Votre vote est secret.',
    ),
  ]);
  return sideBySide([
    { x: 0, block: help },
    { x: column.width + gap, block: caution },
  ]);
}
