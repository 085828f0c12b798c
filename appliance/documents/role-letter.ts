/**
 * One sheet per holder of a role: account, generated password, address of the site, what the role may and may not do by
 * the rights of its dossier, dates (Domitia articles 12, 13, 17). Handed over in person; an
 * elector's own codes are never on it. The password is shown in groups, exactly as it is typed without the spaces.
 */
import { memberFunctions } from '../../core/dossier/types.ts';
import type { Calendar, Civility, MemberFunction, RoleHolder } from '../../core/dossier/types.ts';
import type { Right, Rights } from '../../core/lifecycle/rights.ts';
import { frenchDate, frenchDateTime } from '../../core/french/dates.ts';
import { boxed, bulleted, heading, numberedSteps, paragraph, sideBySide, stack } from './blocks.ts';
import type { Block, Measure, ParagraphStyle } from './blocks.ts';
import { codeBlock } from './code-block.ts';
import type { Text } from './lines.ts';
import { bodyHeight, bodyWidth, letterhead, margin, sheets } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { mm, petrol, softInk } from './pen.ts';

export interface RoleLetter {
  readonly role: MemberFunction | RoleHolder['role'];
  readonly civility: Civility | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly account: string;
  readonly password: string;
  /** The bureau of a member, and how many keys open its urns (« 2 clés sur 3 »); null for the other roles. */
  readonly bureau: { readonly name: string; readonly needed: string } | null;
}

export interface RoleLetterCommon extends Issue {
  readonly calendar: Calendar;
  /** Address of the page where roles sign in. */
  readonly siteUrl: string;
  readonly rights: Rights;
  /** Whether the login asks for a second factor after the password. */
  readonly oneTimeCode: boolean;
  readonly help: { readonly phone: string; readonly hours: string; readonly price: string };
}

/** One sheet per role holder, in the order given. */
export function roleLetters(letters: readonly RoleLetter[], common: RoleLetterCommon): Promise<Uint8Array> {
  const frame = { ...common, title: 'Comptes des rôles' };
  return sheets(
    frame,
    letters.map((letter) => (pen, typeface) => {
      const on: Measure = { typeface, width: bodyWidth };
      const head = letterhead(on, frame);
      const whole = listStyles
        .map((style) => stack([head, ...body(on, letter, common, style)]))
        .find(({ height }) => height <= bodyHeight);
      if (whole === undefined) throw new Error('the letter of a role is longer than its page');
      whole.draw(pen, margin.left, margin.top);
    }),
  );
}

/** From the ordinary one down: a role with many rights still has its whole letter on one page. */
const listStyles: readonly ParagraphStyle[] = [
  {},
  { size: 9.5, gap: 2 },
  { size: 9, gap: 1 },
  { size: 8.5, gap: 0 },
];

/** Points from which a list stands in two columns. */
const longList = 9;

function inColumns(on: Measure, points: readonly Text[], style: ParagraphStyle): Block {
  if (points.length < longList) return bulleted(on, points, style);
  const half = Math.ceil(points.length / 2);
  return twoColumns(on, (column, side) => [
    bulleted(column, side === 'left' ? points.slice(0, half) : points.slice(half), style),
  ]);
}

function twoColumns(on: Measure, make: (column: Measure, side: 'left' | 'right') => readonly Block[]): Block {
  const between = mm(6);
  const column = { ...on, width: (on.width - between) / 2 };
  const left = stack(make(column, 'left'));
  const right = { x: column.width + between, block: stack(make(column, 'right')) };
  return { ...sideBySide([{ x: 0, block: left }, right]), gap: left.gap };
}

const roleNames: Record<RoleLetter['role'], string> = {
  president: 'présidence',
  secretary: 'secrétariat',
  assessor: 'assesseur',
  delegate: 'délégation d’une liste',
  substitute: 'suppléance',
  observer: 'observateur',
  direction: 'direction',
  management: 'gestion de l’élection',
  helpdesk: 'cellule d’assistance',
  expert: 'expert indépendant',
  recette: 'recette du site',
};

function body(
  on: Measure,
  letter: RoleLetter,
  common: RoleLetterCommon,
  lists: ParagraphStyle,
): readonly Block[] {
  const name = [letter.civility, letter.firstName, letter.lastName].filter((part) => part !== null).join(' ');
  const bureau = letter.bureau === null ? '' : `, ${letter.bureau.name}`;
  return [
    paragraph(on, `Remis à ${name}, le ${frenchDate(common.issuedMs)}`, { size: 9.5, color: softInk }),
    { ...heading(on, 1, 'Votre compte pour suivre l’élection'), gap: 5 },
    paragraph(on, ['Votre rôle : ', { bold: `${roleNames[letter.role]}${bureau}` }, '.']),
    accountBox(on, letter, common),
    heading(on, 2, 'Ce que vous pouvez faire'),
    inColumns(on, rights(letter, common), lists),
    twoColumns(on, (column, side) =>
      side === 'left'
        ? [heading(column, 2, 'Ce que vous ne pouvez pas faire'), bulleted(column, limits(letter), lists)]
        : [heading(column, 2, 'Les dates'), bulleted(column, dates(common), lists)],
    ),
    heading(on, 2, 'Pour commencer'),
    numberedSteps(on, [
      ['Ouvrez l’adresse ci-dessus, puis tapez le compte et le mot de passe.'],
      ...(common.oneTimeCode
        ? [
            'À la première connexion, inscrivez une seconde preuve, demandée ensuite à chaque connexion : une clé d’accès de votre ordinateur, de votre téléphone ou d’une clé de sécurité, si la page la propose ; ou une application de codes à usage unique (norme TOTP) sur votre téléphone.',
          ]
        : []),
      'Gardez cette feuille sous clé. Le mot de passe est personnel : personne ne doit vous le demander.',
      `En cas de perte ou de doute, appelez aussitôt le ${common.help.phone} (${common.help.price}), ${common.help.hours}.`,
    ]),
  ];
}

function dates({ calendar: { opensMs, closesMs, graceMs } }: RoleLetterCommon): readonly Text[] {
  return [
    ['Ouverture du vote : ', { bold: frenchDateTime(opensMs) }, '. Elle se fait d’elle-même.'],
    ['Clôture du vote : ', { bold: frenchDateTime(closesMs) }, '. Elle se fait d’elle-même.'],
    ['Dépouillement : ', { bold: `à partir du ${frenchDateTime(closesMs + graceMs)}` }, '.'],
  ];
}

function accountBox(on: Measure, letter: RoleLetter, common: RoleLetterCommon): Block {
  return boxed(on, (inside) => [
    twoColumns(inside, (column, side) =>
      side === 'left'
        ? [
            paragraph(column, 'Adresse', { size: 9.5, color: softInk }),
            paragraph(column, { verbatim: common.siteUrl }, { size: 12, weight: 'bold', gap: 1 }),
          ]
        : [
            paragraph(column, 'Compte', { size: 9.5, color: softInk }),
            paragraph(
              column,
              { verbatim: letter.account },
              { size: 15, weight: 'bold', color: petrol, tabular: true, gap: 1 },
            ),
          ],
    ),
    paragraph(inside, 'Mot de passe (les espaces ne comptent pas)', { size: 9.5, color: softInk }),
    { ...codeBlock(inside, letter.password, { size: 19, weight: 'bold', color: petrol }), gap: 1 },
  ]);
}

const rightSentences: Readonly<Record<Exclude<Right, 'rolls' | 'lists' | 'bureaus'>, string>> = {
  parameters: 'Lire les paramètres de l’élection tels qu’ils seront scellés.',
  turnout: 'Suivre la participation pendant le vote.',
  counters: 'Suivre les compteurs d’émargements et de bulletins.',
  signOffsDuring: 'Lire la liste d’émargement de vos scrutins pendant le vote.',
  signOffsAfter: 'Lire et imprimer la liste d’émargement de vos scrutins à l’issue du vote.',
  results: 'Lire les résultats après leur validation par le bureau de vote.',
  minutes: 'Télécharger les procès-verbaux après le dépouillement.',
  journal: 'Lire le journal des événements.',
  assistanceJournal: 'Lire le journal de l’assistance aux électeurs.',
  undelivered: 'Suivre les plis non distribués.',
  programming: 'Sceller l’élection, qui s’ouvre et se clôt ensuite d’elle-même.',
  keys: 'Créer les clés et dépouiller.',
  seal: 'Lire le code de scellement.',
};

const tasks: Readonly<Record<RoleLetter['role'], readonly string[]>> = {
  president: [],
  secretary: ['Remplacer le président absent ou empêché.'],
  assessor: [],
  delegate: [],
  substitute: ['Remplacer la personne dont vous êtes suppléant, absente ou empêchée.'],
  observer: ['Assister au scellement et au dépouillement.'],
  direction: [],
  management: [
    'Préparer le dossier de vote, créer les codes d’accès et remettre les courriers à l’imprimeur, avant le scellement.',
  ],
  helpdesk: ['Aider les personnes qui appellent, et signaler un incident au bureau de vote.'],
  expert: ['Comparer le logiciel, ses mesures et le scellement à votre rapport d’expertise.'],
  recette: ['Essayer le site avant le scellement, et écrire vos remarques, que le bureau lira.'],
};

const seen = {
  rolls: 'les listes électorales',
  lists: 'les listes de candidats',
  bureaus: 'la composition des bureaux de vote',
} as const;

function isMember(role: RoleLetter['role']): role is MemberFunction {
  return memberFunctions.some((each) => each === role);
}

/** What the role does, then what the dossier lets it see (core/lifecycle/rights.ts). */
function rights({ role, bureau }: RoleLetter, common: RoleLetterCommon): readonly Text[] {
  const own = common.rights[isMember(role) ? 'bureau' : role];
  const shown = own.filter((right) => right in seen).map((right) => seen[right as keyof typeof seen]);
  return [
    ...tasks[role],
    ...(shown.length === 0 ? [] : [`Voir ${enumeration(shown)}.`]),
    ...own.flatMap((right) => {
      if (right === 'rolls' || right === 'lists' || right === 'bureaus') return [];
      return [right === 'keys' ? keyRight(bureau) : rightSentences[right]];
    }),
  ];
}

/** « a, b et c ». */
function enumeration(parts: readonly string[]): string {
  const [last = '', ...before] = parts.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(', ')} et ${last}`;
}

function keyRight(bureau: RoleLetter['bureau']): string {
  if (!bureau) return 'Participer au dépouillement avec votre clé.';
  return `Participer au dépouillement avec votre clé : il faut ${bureau.needed} pour ouvrir les urnes.`;
}

function limits({ role }: RoleLetter): readonly Text[] {
  const everyone = [
    'Personne ne peut connaître le vote d’un électeur, ni un résultat avant le dépouillement.',
    'Aucun rôle ne donne accès aux identifiants ni aux codes secrets des électeurs.',
  ];
  switch (role) {
    case 'president':
    case 'secretary':
    case 'assessor':
    case 'delegate':
    case 'substitute':
      return [
        ...everyone,
        'Ne confiez votre clé à personne, pas même à la direction, et ne la sortez pas avant la clôture.',
      ];
    case 'helpdesk':
      return [...everyone, 'Vous ne voyez jamais les codes que vous faites envoyer.'];
    case 'management':
      return [...everyone, 'Après le scellement, vous ne pouvez plus rien modifier.'];
    case 'recette':
      return [...everyone, 'Une fois l’élection scellée, votre compte ne montre plus rien.'];
    case 'expert':
      return [...everyone, 'Vous ne voyez ni les données des électeurs, ni la liste d’émargement.'];
    case 'observer':
    case 'direction':
      return [
        ...everyone,
        'La liste d’émargement est réservée au bureau de vote (article R. 2314-16 du code du travail).',
      ];
  }
}
