/**
 * French text of the steps that state facts: urns added, quorum, quotient, votes of the lists, double elections,
 * audience. Read from the evidence of the step; spacing is set by step-text-fr.ts.
 */
import { decimal, percent, whole } from './numbers-fr.ts';
import { columns, listNames, plural, type Text } from './phrases-fr.ts';
import type {
  AlreadyElectedStep,
  CandidateAudienceStep,
  ListVotesStep,
  NoListStep,
  OrganisationAudienceStep,
  QuorumStep,
  QuotientStep,
  UrnsAddedStep,
} from './types.ts';

const validVotesTerm = {
  term: 'Suffrages valablement exprimés',
  definition:
    'Bulletins portant une liste et au moins un de ses candidats ; les bulletins blancs n’en sont pas.',
};

export function urnsAdded(step: UrnsAddedStep): Text {
  const names = listNames(step.before);
  const sums = step.before.map(({ ballots }) => whole(ballots));
  return {
    title: 'Addition des urnes',
    text: 'Les voix des agents de droit public sont dépouillées à part, puis ajoutées à celles des autres salariés. Les sièges sont attribués sur le total.',
    table: {
      columns: columns(
        'Urne',
        ...step.before.map(({ list }) => `#${names(list)}`),
        '#Blancs',
        '#Suffrages valables',
      ),
      rows: [
        ...step.urns.map((urn) => ({
          cells: [
            urnName(urn.id),
            ...urn.lists.map(({ ballots }) => whole(ballots)),
            whole(urn.blank),
            whole(urn.validVotes),
          ],
        })),
        { cells: ['Total', ...sums, whole(step.blank), whole(step.validVotes)], won: true },
      ],
    },
    conclusion: `${plural(step.validVotes, 'suffrage valablement exprimé', 'suffrages valablement exprimés')} au total.`,
  };
}

function urnName(id: string): string {
  const status = id.slice(id.lastIndexOf('.') + 1);
  if (status === 'public') return 'Agents de droit public';
  if (status === 'private') return 'Salariés de droit privé';
  return id;
}

export function quorum(step: QuorumStep): Text {
  const double = whole(2 * step.validVotes);
  const comparison = `${whole(step.validVotes)} × 2 = ${double}`;
  return {
    title: 'Quorum',
    text: 'Au premier tour, le quorum est atteint si les suffrages valablement exprimés représentent au moins la moitié des électeurs inscrits.',
    terms: [
      validVotesTerm,
      { term: 'Quorum', definition: 'Moitié du nombre des électeurs inscrits, sans arrondi.' },
    ],
    table: {
      columns: columns('#Inscrits', '#Blancs', '#Suffrages valables', '#Quorum'),
      rows: [
        {
          cells: [
            whole(step.registered),
            whole(step.blank),
            whole(step.validVotes),
            `${whole(step.registered)} ÷ 2 = ${halfOf(step.registered)}`,
          ],
        },
      ],
    },
    conclusion: step.reached
      ? `Le quorum est atteint : ${comparison} ≥ ${whole(step.registered)}.`
      : `Le quorum n’est pas atteint : ${comparison} < ${whole(step.registered)}. Le dépouillement mesure l’audience, mais aucun siège n’est attribué à ce tour et un second tour est nécessaire.`,
  };
}

function halfOf(count: number): string {
  return `${whole(Math.floor(count / 2))}${count % 2 === 0 ? '' : ',5'}`;
}

export function noList(step: NoListStep): Text {
  return {
    title: 'Carence de candidats',
    text: 'Aucune liste ne s’est présentée : il n’y a pas de vote à dépouiller.',
    table: { columns: columns('#Sièges à pourvoir'), rows: [{ cells: [whole(step.seats)] }] },
    conclusion:
      step.round === 1
        ? 'Aucun siège n’est attribué à ce tour. Un second tour est nécessaire.'
        : 'Les sièges restent vacants.',
  };
}

export function quotient(step: QuotientStep): Text {
  const exact = decimal(step.quotient);
  return {
    title: 'Quotient électoral',
    text: 'Le quotient électoral est le nombre des suffrages valablement exprimés divisé par le nombre de sièges à pourvoir. Ses décimales sont conservées.',
    terms: [validVotesTerm],
    table: {
      columns: columns('#Suffrages valables', '#Sièges à pourvoir', '#Quotient électoral'),
      rows: [{ cells: [whole(step.validVotes), whole(step.seats), exact] }],
    },
    conclusion: `Le quotient électoral est ${whole(step.validVotes)} ÷ ${whole(step.seats)} = ${exact}.`,
  };
}

export function listVotes(step: ListVotesStep): Text {
  const names = listNames(step.before);
  return {
    title: 'Voix de chaque liste',
    text: 'Les voix d’une liste sont la moyenne des voix de ses candidats : leur total divisé par le nombre de candidats présentés. Toutes les ratures comptent.',
    terms: [
      { term: 'Voix d’un candidat', definition: 'Bulletins de sa liste, moins ceux où son nom est rayé.' },
    ],
    table: {
      columns: columns('Liste', '#Bulletins × candidats − ratures', '#Voix de la liste'),
      rows: step.lists.map((list) => ({ cells: [names(list.list), totalCell(list), averageCell(list)] })),
    },
    conclusion: `${step.lists.map((list) => `${names(list.list)} : ${decimal(list.votes)} voix`).join(' ; ')}.`,
  };
}

type ListVotes = ListVotesStep['lists'][number];

/** « 17 × 3 − 1 = 50 ». */
function totalCell({ ballots, candidates, total }: ListVotes): string {
  const struck = candidates.reduce((sum, { strikes }) => sum + strikes, 0);
  const strikes = struck === 0 ? '' : ` − ${whole(struck)}`;
  return `${whole(ballots)} × ${candidates.length}${strikes} = ${whole(total)}`;
}

/** « 50 ÷ 3 = 16,67 ». */
function averageCell({ candidates, total, votes }: ListVotes): string {
  const exact = decimal(votes);
  return candidates.length === 1 ? exact : `${whole(total)} ÷ ${candidates.length} = ${exact}`;
}

export function alreadyElected(step: AlreadyElectedStep): Text {
  const names = listNames(step.before);
  return {
    title: 'Candidats déjà élus titulaires',
    text: 'Le candidat élu à la fois titulaire et suppléant est titulaire. Son siège de suppléant va au candidat suivant de sa liste, à défaut à la liste concurrente qui a la plus forte moyenne. Ses voix comptent toujours dans celles de sa liste.',
    table: {
      columns: columns('Candidat', 'Liste'),
      rows: step.candidates.map(({ name, list }) => ({ cells: [name, names(list)] })),
    },
    conclusion: `${plural(step.candidates.length, 'candidat ne peut', 'candidats ne peuvent')} recevoir un siège de suppléant.`,
  };
}

export function organisationAudience(step: OrganisationAudienceStep): Text {
  return {
    title: 'Audience des organisations syndicales',
    text: 'Chaque bulletin compte pour une voix, sans tenir compte des ratures. Les voix d’une liste commune sont réparties comme l’ont indiqué ses organisations.',
    terms: [validVotesTerm],
    table: {
      columns: columns('Organisation', '#Voix', '#Part des suffrages valables', '10 %'),
      rows: step.organisations.map(({ organisation, votes, share, reaches10 }) => ({
        cells: [organisation, decimal(votes), percent(share), reaches10 ? 'atteint' : 'non atteint'],
        ...(reaches10 ? { won: true } : {}),
      })),
    },
    conclusion:
      'Pour ce scrutin seul : la représentativité se mesure sur tous les collèges de titulaires réunis.',
  };
}

export function candidateAudience(step: CandidateAudienceStep): Text {
  const names = listNames(step.before);
  const reached = step.candidates.filter(({ reaches10 }) => reaches10).map(({ name }) => name);
  return {
    title: 'Audience personnelle des candidats',
    text: 'Les voix de chaque candidat, ratures déduites, sont rapportées aux suffrages valablement exprimés du scrutin.',
    terms: [validVotesTerm],
    table: {
      columns: columns('Candidat', 'Liste', '#Voix', '#Part des suffrages valables', '10 %'),
      rows: step.candidates.map(({ name, list, votes, share, reaches10 }) => ({
        cells: [name, names(list), whole(votes), percent(share), reaches10 ? 'atteint' : 'non atteint'],
        ...(reaches10 ? { won: true } : {}),
      })),
    },
    conclusion:
      reached.length === 0
        ? 'Aucun candidat n’atteint 10 % à titre personnel.'
        : `${plural(reached.length, 'candidat atteint', 'candidats atteignent')} 10 % à titre personnel : ${reached.join(', ')}.`,
  };
}
