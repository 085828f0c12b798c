/**
 * A dossier small enough that its ballots cost little: one list of one candidate a contest, one contest of titulaires a
 * college, one bureau. Written as files, so that it is read as any dossier is. People are invented.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SmallDossier {
  /** Electors of each college, in order: `c1`, `c2`, … */
  readonly colleges: readonly number[];
  readonly secretAtLogin?: boolean;
  /** Secrets long enough to be looked for in a file without meeting them by chance. */
  readonly longSecrets?: boolean;
  /** Each holder has a key token, and a sheet in case it fails. */
  readonly keyTokens?: boolean;
  /**
   * Keys of the public service: president, secretary, two delegates and their substitutes in each bureau, in two groups of
   * holders, 1 of 2 and 2 of 4, instead of one, 2 of 3; no key of the appliance; a second list in each contest.
   */
  readonly publicService?: boolean;
  /** Two lists in each contest, and everyone born on the same day: equal votes leave a tie that no rule settles. */
  readonly tied?: boolean;
  /** Nobody stands in the last college, which has a bureau of its own. */
  readonly lastIsDeserted?: boolean;
  /** The last college has a bureau of its own. */
  readonly lastHasOwnBureau?: boolean;
  /** Whom the watch warns. */
  readonly emails?: readonly string[];
  /** Offered at the kiosks. */
  readonly languages?: readonly string[];
  /** The bureau needs the organising authority's authorisation to suspend, resume or extend. */
  readonly authorisation?: 'required';
}

/** Matricule of the nth elector of a college, both from 1. */
export function matricule(college: number, elector: number): string {
  return `E${college}${String(elector).padStart(4, '0')}`;
}

/** Writes the dossier into `folder` and answers it. */
export function writeSmallDossier(folder: string, small: SmallDossier): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'dossier.yaml'), yaml(small));
  writeFileSync(join(folder, 'roll.csv'), roll(small));
  writeFileSync(join(folder, 'lists.csv'), lists(small));
  return folder;
}

function yaml(small: SmallDossier): string {
  const { colleges, secretAtLogin = false, longSecrets = false } = small;
  const contests = colleges.map((_, index) => ({
    id: `c${index + 1}`,
    bureau: hasOwnBureau(small, index) ? 'bureau-2' : 'bureau-1',
  }));
  return `title: Élection d’essai
regime: cse
round: 1
organisation:
  name: Atelier d’essai
  mark: AE
  address: [1 rue de l’Essai, 11100 Narbonne]
  siret: 498 003 128 00028
  idcc: null
  headcount: ${colleges.reduce((sum, count) => sum + count, 0)}
  previousElection: null
help: { phone: 04 65 71 00 10, hours: 24 heures sur 24, price: appel gratuit }
calendar:
  round1: { opens: J+17 08:30, closes: J+17 17:30 }
  graceMinutes: 5
ballot: { strikes: true, listOrder: alphabetical }
access:
  challenge: birthDate
  secretAtLogin: ${secretAtLogin}
  secret: { ${longSecrets ? 'alphabet: crockford, length: 12' : 'alphabet: digits, length: 5'}, channel: sameLetter }
  attempts: { max: 3, lockMinutes: 15 }
keys: { ${small.publicService === true ? 'rules: publicService, applianceKey: false' : 'applianceKey: true'}${small.keyTokens === true ? ', carrier: token, backup: paper, prove: every' : ''} }
secrecy: { minimumUrn: 10 }
turnout: { electors: true, observers: true, direction: false }
${small.languages === undefined ? '' : `kiosk: { languages: [${small.languages.join(', ')}] }\n`}${small.emails === undefined ? '' : `alerts: { emails: [${small.emails.join(', ')}] }\n`}${small.authorisation === undefined ? '' : `decisions: { authorisation: ${small.authorisation} }\n`}colleges:
${contests.map(({ id }) => `  - { id: ${id}, name: Collège ${id} }`).join('\n')}
contests:
${contests.map(contestLine).join('\n')}
bureaus:
${[...new Set(contests.map(({ bureau }) => bureau))].map((id) => bureauLines(small, id)).join('\n')}
roles:
  - { account: ressources-humaines, role: management, firstName: Paul, lastName: Vidal }
  - { account: observatrice, role: observer, firstName: Rose, lastName: Blanc }
`;
}

function hasOwnBureau(small: SmallDossier, index: number): boolean {
  const { colleges, lastHasOwnBureau = false } = small;
  return isDeserted(small, index) || (lastHasOwnBureau && index === colleges.length - 1);
}

function isDeserted({ colleges, lastIsDeserted = false }: SmallDossier, index: number): boolean {
  return lastIsDeserted && index === colleges.length - 1;
}

function contestLine({ id, bureau }: { id: string; bureau: string }): string {
  return `  - { id: ${id}-titulaires, college: ${id}, seat: titulaire, seats: 1, bureau: ${bureau}, urns: single }`;
}

function bureauLines({ publicService = false }: SmallDossier, id: string): string {
  const member = (account: string, own: string, name: string, more = '') =>
    `      - { account: ${id}-${account}, function: ${own}, ${name}, elector: null${more} }`;
  const president = member('president', 'president', 'civility: Mme, firstName: Anne, lastName: Roux');
  return [
    `  - id: ${id}`,
    `    name: Bureau de vote ${id}`,
    ...(publicService ? twoGroupsLines(id) : ['    threshold: 2']),
    '    members:',
    president,
    ...(publicService
      ? [
          member('secretaire', 'secretary', 'civility: M., firstName: Jean, lastName: Petit'),
          ...delegate(id, member, 1, 'essai', ['Faure', 'Morin']),
          ...delegate(id, member, 2, 'autre', ['Blin', 'Gallet']),
        ]
      : [
          member('assesseur-1', 'assessor', 'civility: M., firstName: Jean, lastName: Petit'),
          member('assesseur-2', 'assessor', 'civility: Mme, firstName: Lise, lastName: Faure'),
        ]),
  ].join('\n');
}

/** A delegate of a list, then the substitute. */
function delegate(
  id: string,
  member: (account: string, own: string, name: string, more?: string) => string,
  number: number,
  list: string,
  [own, substitute]: readonly [string, string],
): string[] {
  const delegateName = `civility: Mme, firstName: Lise, lastName: ${own}`;
  const substituteName = `civility: M., firstName: Luc, lastName: ${substitute}`;
  const replaces = `, replaces: ${id}-delegue-${number}`;
  return [
    member(`delegue-${number}`, 'delegate', delegateName, `, list: ${list}`),
    member(`suppleant-${number}`, 'substitute', substituteName, replaces),
  ];
}

function twoGroupsLines(id: string): string[] {
  const delegates = ['delegue-1', 'suppleant-1', 'delegue-2', 'suppleant-2'].map((each) => `${id}-${each}`);
  return [
    '    groups:',
    `      - { id: ${id}-presidence, name: Présidence, threshold: 1, holders: [${id}-president, ${id}-secretaire] }`,
    `      - { id: ${id}-delegues, name: Délégués, threshold: 2, holders: [${delegates.join(', ')}] }`,
  ];
}

function roll({ colleges, tied = false }: SmallDossier): string {
  const columns =
    'matricule;college;civilite;prenom;nom;sexe;naissance;entree;eligible;statut;adresse;code_postal;ville;courriel;mobile';
  const lines = colleges.flatMap((count, index) =>
    Array.from({ length: count }, (_, elector) => {
      const [civility, first, sex] = elector % 2 === 0 ? ['Mme', 'Claire', 'F'] : ['M.', 'Marc', 'H'];
      const born = tied
        ? '1970-03-11'
        : `${1960 + (elector % 40)}-${String(1 + (elector % 12)).padStart(2, '0')}-11`;
      return `${matricule(index + 1, elector + 1)};c${index + 1};${civility};${first};${surname(index, elector)};${sex};${born};2015-09-01;oui;;1 rue de l’Essai;11100;Narbonne;;`;
    }),
  );
  return `${[columns, ...lines].join('\n')}\n`;
}

/** A name of letters alone, different for everyone. */
function surname(college: number, elector: number): string {
  const letters = String(college * 10_000 + elector).replace(/\d/g, (digit) =>
    'abcdefghij'.charAt(Number(digit)),
  );
  return `Nom${letters}`;
}

function lists(small: SmallDossier): string {
  const columns = 'scrutin;liste;nom_liste;affiliation;repartition;rang;matricule;prenom;nom';
  const listsOf = [
    ['essai', 'Liste d’essai', 'CFDT'],
    ...(small.publicService === true || small.tied === true ? [['autre', 'Autre liste', 'CGT']] : []),
  ];
  const lines = small.colleges.flatMap((_, index) =>
    isDeserted(small, index)
      ? []
      : listsOf.map(([code, name, affiliation], place) => {
          const first = place % 2 === 0 ? 'Claire' : 'Marc';
          const candidate = `${matricule(index + 1, place + 1)};${first};${surname(index, place)}`;
          return `c${index + 1}-titulaires;${code};${name};${affiliation};;1;${candidate}`;
        }),
  );
  return `${[columns, ...lines].join('\n')}\n`;
}
