/**
 * The real data behind each item of the checklist, as facts and tables: what the dossier says, with its counts. Nothing
 * is judged here: a remark only says where to look. The lists are in parameter-lists.ts, the keys in parameter-keys.ts.
 */
import { assignments } from '../../../../core/contest-question.ts';
import { countSexes } from '../../../../core/dossier/parity.ts';
import type { Contest, Dossier } from '../../../../core/dossier/types.ts';
import { mayEver, rights as allRights } from '../../../../core/lifecycle/rights.ts';
import type { Language } from '../../../../core/language.ts';
import type { Role } from '../../../../core/lifecycle/round.ts';
import { collegeRank } from '../../../documents/election-words.ts';
import { frenchDateTime, frenchDay } from '../../../../core/french/dates.ts';
import type { LoadedDossier } from '../../../storage/election/dossier.ts';
import { urnSizes } from '../../../use-cases/accept-derogations.ts';
import type { ChecklistItem } from '../../../use-cases/confirm-parameters.ts';
import { contestWords, rightNames, roleNames, some, staffWords, urnTitle } from '../../../role-words.ts';
import { columns } from '../role/table.ts';
import { keyHolderFacts } from './parameter-keys.ts';
import { listFacts } from './parameter-lists.ts';
import type { ParameterFacts } from './parameters.ts';

type Facts = (
  dossier: Dossier,
  loaded: Pick<LoadedDossier, 'warnings' | 'printer' | 'files'>,
) => ParameterFacts;

export const parameterFacts: Readonly<Record<ChecklistItem, Facts>> = {
  rules,
  calendar,
  seats,
  roll,
  lists: listFacts,
  bureau: keyHolderFacts,
  roles,
  access,
  secrecy,
};

const yes = (value: boolean) => (value ? 'oui' : 'non');

const languageNames: Readonly<Record<Language, string>> = { fr: 'français', en: 'anglais' };

function rules({ title, organisation, round, ballot, keys, kiosk, notes }: Dossier): ParameterFacts {
  return {
    facts: [
      { label: 'Élection', value: title },
      { label: 'Organisation', value: `${organisation.name}, ${organisation.address.join(', ')}` },
      { label: 'SIRET', value: organisation.siret },
      { label: 'Convention collective (IDCC)', value: organisation.idcc ?? 'sans objet' },
      { label: 'Effectif', value: String(organisation.headcount) },
      {
        label: 'Élection précédente',
        value: organisation.previousElection === null ? 'aucune' : frenchDay(organisation.previousElection),
      },
      { label: 'Instance', value: 'Comité social et économique' },
      { label: 'Tour', value: round === 1 ? '1er tour' : '2e tour' },
      {
        label: 'Mode de scrutin',
        value: 'Liste à deux tours, représentation proportionnelle à la plus forte moyenne',
      },
      { label: 'Ratures', value: ballot.strikes ? 'permises' : 'non permises' },
      {
        label: 'Ordre des listes à l’écran',
        value: ballot.listOrder === 'alphabetical' ? 'alphabétique' : 'tiré au sort à chaque affichage',
      },
      {
        label: 'Langues proposées aux bornes',
        value: kiosk.languages.map((each) => languageNames[each]).join(', '),
      },
      { label: 'Clé du système, en plus de celles du bureau', value: yes(keys.applianceKey) },
    ],
    tables: [],
    remarks: notes,
  };
}

function calendar({ calendar: own, secondRound }: Dossier): ParameterFacts {
  const second =
    secondRound === null
      ? []
      : [
          { label: 'Second tour éventuel, ouverture', value: frenchDateTime(secondRound.opensMs) },
          { label: 'Second tour éventuel, clôture', value: frenchDateTime(secondRound.closesMs) },
        ];
  return {
    facts: [
      { label: 'Ouverture', value: frenchDateTime(own.opensMs) },
      { label: 'Clôture', value: frenchDateTime(own.closesMs) },
      { label: 'Délai pour finir un vote commencé', value: `${own.graceMs / 60_000} minutes` },
      ...second,
    ],
    tables: [],
    remarks: [],
  };
}

function seats(dossier: Dossier): ParameterFacts {
  return {
    facts: [],
    tables: [
      {
        caption: 'Sièges par scrutin',
        columns: columns('Scrutin', 'Collège', '#Sièges', '#Urnes', 'Bureau de vote'),
        rows: dossier.contests.map((contest) => ({
          cells: [
            contestWords(dossier, contest),
            collegeName(dossier, contest),
            String(contest.seats),
            String(contest.urns.length),
            dossier.bureaus.find(({ id }) => id === contest.bureau)?.name ?? contest.bureau,
          ],
        })),
      },
    ],
    remarks: [],
  };
}

function collegeName({ colleges }: Dossier, contest: Contest): string {
  return colleges.find(({ id }) => id === contest.college)?.name ?? contest.college;
}

function roll({ colleges, roll: electors }: Dossier): ParameterFacts {
  const hasStaff = electors.some(({ staff }) => staff !== null);
  const row = (name: string, own: typeof electors) => {
    const { women, men } = countSexes(own);
    const staff = (status: 'public' | 'private') => own.filter((elector) => elector.staff === status).length;
    const eligible = own.filter((elector) => elector.eligible).length;
    return {
      cells: [
        name,
        ...[own.length, women, men, eligible].map(String),
        ...(hasStaff ? [String(staff('public')), String(staff('private'))] : []),
      ],
    };
  };
  const staffColumns = hasStaff ? [`#dont ${staffWords('public')}`, `#dont ${staffWords('private')}`] : [];
  const rows = colleges.map(({ id, ordinal, name }) =>
    row(
      `${collegeRank(ordinal)} : ${name}`,
      electors.filter(({ college }) => college === id),
    ),
  );
  return {
    facts: [],
    tables: [
      {
        caption: 'Inscrits par collège',
        columns: columns('Collège', '#Inscrits', '#Femmes', '#Hommes', '#Éligibles', ...staffColumns),
        rows: [...rows, { ...row('Ensemble', electors), look: 'won' }],
      },
    ],
    remarks: [],
  };
}

function roles({ roles: people, bureaus, turnout, rights }: Dossier): ParameterFacts {
  const names = (role: Role) =>
    role === 'bureau'
      ? some(bureaus.flatMap(({ members }) => members).length, 'membre', 'membres', 'aucun membre')
      : people
          .filter((each) => each.role === role)
          .map(({ firstName, lastName }) => `${firstName} ${lastName}`)
          .join(', ') || 'personne';
  const everyRole = Object.keys(roleNames) as Role[];
  return {
    facts: [
      { label: 'Participation montrée aux électeurs', value: yes(turnout.electors) },
      { label: 'Participation montrée hors du bureau', value: rhythmWords(turnout.everyMinutes) },
      ...everyRole.map((role) => ({ label: roleNames[role], value: names(role) })),
    ],
    tables: [
      {
        caption: 'Qui voit quoi',
        columns: columns('Droit', ...everyRole.map((role) => roleNames[role])),
        rows: allRights.map((right) => ({
          cells: [
            rightNames[right],
            ...everyRole.map((role) => yes(rights[role].includes(right) && mayEver(right, role))),
          ],
        })),
      },
    ],
    remarks: [],
  };
}

function rhythmWords(everyMinutes: number): string {
  const figures = 'chiffres arrêtés';
  if (everyMinutes % 60 !== 0) return `${figures} toutes les ${everyMinutes} minutes`;
  const hours = everyMinutes / 60;
  return hours === 1 ? `${figures} toutes les heures` : `${figures} toutes les ${hours} heures`;
}

function access({ access: own }: Dossier, { printer }: Pick<LoadedDossier, 'printer'>): ParameterFacts {
  const { secret, attempts } = own;
  const same = secret.channel === 'sameLetter';
  return {
    facts: [
      { label: 'Identifiant', value: '16 caractères tirés au hasard, dans le courrier' },
      {
        label: 'Question à la connexion',
        value: own.challenge === 'birthDate' ? 'date de naissance' : 'matricule',
      },
      {
        label: 'Code secret',
        value: `${secret.length} ${secret.alphabet === 'digits' ? 'chiffres' : 'caractères'}, demandé ${own.secretAtLogin ? 'à la connexion et à chaque vote' : 'à chaque vote'}`,
      },
      { label: 'Remise du code secret', value: same ? 'dans le même courrier' : 'dans un second courrier' },
      {
        label: 'Essais',
        value: `${attempts.max} erreurs de suite, puis ${attempts.lockMinutes} minutes d’attente`,
      },
      {
        label: 'Données pour reconnaître un électeur qui appelle l’assistance',
        value: 'aucune : l’assistance ne remplace pas de code, elle oriente l’électeur',
      },
      ...(printer === null
        ? []
        : [
            {
              label: 'Clé publique de l’imprimeur',
              value: `${printer} — comparez-la à celle que l’imprimeur a remise`,
            },
          ]),
    ],
    tables: [],
    remarks: same
      ? [
          'Dérogation : l’identifiant et le code secret sont dans le même courrier. Elle sera à accepter au scellement.',
        ]
      : [],
  };
}

function secrecy(dossier: Dossier): ParameterFacts {
  const minimum = dossier.secrecy.minimumUrn;
  const sizes = urnSizes(dossier);
  const small = sizes.filter(({ electors }) => electors > 0 && electors < minimum);
  return {
    facts: [
      { label: 'Seuil de prudence', value: `${minimum} électeurs par urne` },
      { label: 'Votes à émettre', value: String(assignments(dossier).length) },
    ],
    tables: [
      {
        caption: 'Électeurs par urne',
        columns: columns('Urne', '#Électeurs'),
        rows: sizes.map(({ urn, electors }) => ({
          cells: [urnTitle(dossier, urn), String(electors)],
          ...(electors > 0 && electors < minimum ? { look: 'row-bad' as const } : {}),
        })),
      },
    ],
    remarks: small.map(
      ({ urn, electors }) =>
        `${urnTitle(dossier, urn)} : ${some(electors, 'électeur', 'électeurs', 'personne')}. Un si petit nombre peut révéler comment chacun a voté. Son détail ira au procès-verbal, pas sur le site.`,
    ),
  };
}
