/**
 * What each step says in French: definition of the terms, rule, table, conclusion (Domitia annex 2 §4.1.2: « à
 * chaque étape, le système affiche la définition des termes employés, indique les règles de calcul appliquées, et
 * précise ses conclusions »). A projection of the recorded evidence: nothing of the election is computed here.
 * Numbers are rounded for display only (numbers-fr.ts).
 */
import { assertNever } from '../result.ts';
import {
  alreadyElected,
  candidateAudience,
  listVotes,
  noList,
  organisationAudience,
  quorum,
  quotient,
  urnsAdded,
} from './fact-text-fr.ts';
import { typeset } from './numbers-fr.ts';
import type { Text } from './phrases-fr.ts';
import {
  elected,
  listExhausted,
  seatByHighestAverage,
  seatsByQuotient,
  vacantSeats,
} from './seat-text-fr.ts';
import type { Article, Step, StepEvidence } from './types.ts';

/** The step with its text. */
export function toStep(evidence: StepEvidence): Step {
  const { terms = [], ...text } = textOf(evidence);
  return {
    ...evidence,
    title: typeset(text.title),
    text: typeset(text.text),
    source: typeset(sourceOf[evidence.article]),
    terms: terms.map(({ term, definition }) => ({ term, definition: typeset(definition) })),
    table: {
      columns: text.table.columns.map((column) => ({ ...column, label: typeset(column.label) })),
      rows: text.table.rows.map((row) => ({ ...row, cells: row.cells.map(typeset) })),
    },
    conclusion: typeset(text.conclusion),
  };
}

const sourceOf: Readonly<Record<Article, string>> = {
  'D2011-636-8': 'Décret n° 2011-636 du 8 juin 2011, article 8',
  'L2122-1': 'Code du travail, articles L. 2122-1 et L. 2122-3',
  'L2143-3': 'Code du travail, article L. 2143-3',
  'L2314-29': 'Code du travail, article L. 2314-29',
  'R2314-19': 'Code du travail, article R. 2314-19',
  'R2314-20': 'Code du travail, article R. 2314-20',
  'R2314-21': 'Code du travail, articles R. 2314-20 et R. 2314-21',
  'Soc. 82-60.336': 'Cour de cassation, chambre sociale, 19 juillet 1983, n° 82-60.336',
  'Soc. 11-18.912': 'Cour de cassation, chambre sociale, 10 mai 2012, n° 11-18.912',
};

function textOf(step: StepEvidence): Text {
  switch (step.kind) {
    case 'urns-added':
      return urnsAdded(step);
    case 'quorum':
      return quorum(step);
    case 'no-list':
      return noList(step);
    case 'quotient':
      return quotient(step);
    case 'list-votes':
      return listVotes(step);
    case 'already-elected':
      return alreadyElected(step);
    case 'seats-by-quotient':
      return seatsByQuotient(step);
    case 'seat-by-highest-average':
      return seatByHighestAverage(step);
    case 'list-exhausted':
      return listExhausted(step);
    case 'vacant-seats':
      return vacantSeats(step);
    case 'elected':
      return elected(step);
    case 'organisation-audience':
      return organisationAudience(step);
    case 'candidate-audience':
      return candidateAudience(step);
    default:
      return assertNever(step);
  }
}
