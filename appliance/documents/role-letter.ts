/**
 * One sheet per holder of a role (bureau, observer, direction, management, help desk): account, generated password, address
 * of the site, what the role may and may not do, dates (Domitia articles 12, 13, 17). Handed over in person; an
 * elector's own codes are never on it. The password is shown in groups, exactly as it is typed without the spaces.
 */
import type { BureauMember, Calendar, Civility, RoleHolder } from '../../core/dossier/types.ts';
import { frenchDate, frenchDateTime } from '../../core/french/dates.ts';
import { boxed, bulleted, heading, numberedSteps, paragraph, stack } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { codeBlock } from './code-block.ts';
import type { Text } from './lines.ts';
import { bodyWidth, letterhead, margin, sheets } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { petrol, softInk } from './pen.ts';

export interface RoleLetter {
  readonly role: BureauMember['function'] | RoleHolder['role'];
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
  /** Who may see the turnout while the vote is open. */
  readonly turnout: { readonly observers: boolean; readonly direction: boolean };
  readonly help: { readonly phone: string; readonly hours: string; readonly price: string };
}

/** One sheet per role holder, in the order given. */
export function roleLetters(letters: readonly RoleLetter[], common: RoleLetterCommon): Promise<Uint8Array> {
  const frame = { ...common, title: 'Comptes des rôles' };
  return sheets(
    frame,
    letters.map((letter) => (pen, typeface) => {
      const on: Measure = { typeface, width: bodyWidth };
      stack([letterhead(on, frame), ...body(on, letter, common)]).draw(pen, margin.left, margin.top);
    }),
  );
}

const roleNames: Record<RoleLetter['role'], string> = {
  president: 'présidence',
  assessor: 'assesseur',
  observer: 'observateur',
  direction: 'direction',
  management: 'gestion de l’élection',
  helpdesk: 'cellule d’assistance',
};

function body(on: Measure, letter: RoleLetter, common: RoleLetterCommon): readonly Block[] {
  const { opensMs, closesMs } = common.calendar;
  const name = [letter.civility, letter.firstName, letter.lastName].filter((part) => part !== null).join(' ');
  const bureau = letter.bureau === null ? '' : `, ${letter.bureau.name}`;
  return [
    paragraph(on, `Remis à ${name}, le ${frenchDate(common.issuedMs)}`, { size: 9.5, color: softInk }),
    { ...heading(on, 1, 'Votre compte pour suivre l’élection'), gap: 5 },
    paragraph(on, ['Votre rôle : ', { bold: `${roleNames[letter.role]}${bureau}` }, '.']),
    accountBox(on, letter, common),
    heading(on, 2, 'Ce que vous pouvez faire'),
    bulleted(on, rights(letter, common)),
    heading(on, 2, 'Ce que vous ne pouvez pas faire'),
    bulleted(on, limits(letter)),
    heading(on, 2, 'Les dates'),
    bulleted(on, [
      ['Ouverture du vote : ', { bold: frenchDateTime(opensMs) }, '. Elle se fait d’elle-même.'],
      ['Clôture du vote : ', { bold: frenchDateTime(closesMs) }, '. Elle se fait d’elle-même.'],
      [
        'Dépouillement : ',
        { bold: `à partir du ${frenchDateTime(closesMs + common.calendar.graceMs)}` },
        '.',
      ],
    ]),
    heading(on, 2, 'Pour commencer'),
    numberedSteps(on, [
      ['Ouvrez l’adresse ci-dessus, puis tapez le compte et le mot de passe.'],
      'Gardez cette feuille sous clé. Le mot de passe est personnel : personne ne doit vous le demander.',
      `En cas de perte ou de doute, appelez aussitôt le ${common.help.phone} (${common.help.price}), ${common.help.hours}.`,
    ]),
  ];
}

function accountBox(on: Measure, letter: RoleLetter, common: RoleLetterCommon): Block {
  return boxed(on, (inside) => [
    paragraph(inside, 'Adresse', { size: 9.5, color: softInk }),
    paragraph(inside, { verbatim: common.siteUrl }, { size: 12, weight: 'bold', gap: 1 }),
    paragraph(inside, 'Compte', { size: 9.5, color: softInk }),
    paragraph(
      inside,
      { verbatim: letter.account },
      { size: 15, weight: 'bold', color: petrol, tabular: true, gap: 1 },
    ),
    paragraph(inside, 'Mot de passe (les espaces ne comptent pas)', { size: 9.5, color: softInk }),
    { ...codeBlock(inside, letter.password, { size: 19, weight: 'bold', color: petrol }), gap: 1 },
  ]);
}

const bureauRights = [
  'Voir les listes électorales, les listes de candidats et la composition du bureau.',
  'Suivre les compteurs d’émargements et de bulletins, la participation et la liste d’émargement de vos scrutins.',
  'Lire le journal des événements et vérifier à tout moment le code de scellement.',
];

function rights(letter: RoleLetter, common: RoleLetterCommon): readonly Text[] {
  const { role, bureau } = letter;
  switch (role) {
    case 'president':
    case 'assessor':
      return [...bureauRights, keyRight(bureau)];
    case 'observer':
      return [
        'Voir les listes électorales, les listes de candidats et leurs documents, et la composition des bureaux de vote.',
        ...(common.turnout.observers
          ? ['Suivre la participation pendant le vote, pour tous les scrutins.']
          : []),
        'Assister au scellement et au dépouillement, et lire les résultats publiés.',
      ];
    case 'direction':
      return [
        'Voir les listes électorales, les listes de candidats et la composition des bureaux de vote.',
        ...(common.turnout.direction ? ['Suivre le nombre de votants pendant le vote.'] : []),
        'Lire les résultats après leur validation par le bureau, et télécharger les procès-verbaux.',
      ];
    case 'management':
      return [
        'Préparer le dossier de vote : listes électorales, listes de candidats, documents, calendrier, jusqu’au scellement.',
        'Convoquer les séances et imprimer les affiches et les notices.',
        'Suivre l’envoi des lettres et les plis non distribués.',
      ];
    case 'helpdesk':
      return [
        'Vérifier l’identité d’une personne qui appelle, à partir des données que le système affiche.',
        'Déclencher l’envoi de nouveaux codes ; les anciens cessent aussitôt de fonctionner.',
        'Signaler un incident au bureau de vote.',
      ];
  }
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
    case 'assessor':
      return [
        ...everyone,
        'Ne confiez votre clé à personne, pas même à la direction, et ne la sortez pas avant la clôture.',
      ];
    case 'helpdesk':
      return [...everyone, 'Vous ne voyez jamais les codes que vous faites envoyer.'];
    case 'management':
      return [...everyone, 'Après le scellement, vous ne pouvez plus rien modifier.'];
    case 'observer':
    case 'direction':
      return [
        ...everyone,
        'La liste d’émargement est réservée au bureau de vote (article R. 2314-16 du code du travail).',
      ];
  }
}
