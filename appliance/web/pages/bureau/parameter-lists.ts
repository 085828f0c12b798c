/**
 * The lists of candidates as the control of data shows them: candidates in order, and the numbers computed for parity
 * (L2314-30). Nothing is judged here: a remark only says where to look.
 */
import { contestLists } from '../../../../core/contest-question.ts';
import {
  countSexes,
  parityAllowed,
  parityOf,
  parityTerms,
  sexesInWords,
  type ParityFinding,
} from '../../../../core/dossier/parity.ts';
import type { CandidateList, Contest, Dossier } from '../../../../core/dossier/types.ts';
import { fullName } from '../../../documents/election-words.ts';
import { contestWords, some } from '../../../role-words.ts';
import type { LoadedDossier } from '../../../storage/election/dossier.ts';
import { columns, type Table } from '../role/table.ts';
import type { ParameterFacts } from './parameters.ts';

export function listFacts(
  dossier: Dossier,
  { warnings, files }: Pick<LoadedDossier, 'warnings' | 'files'>,
): ParameterFacts {
  const attached = Object.keys(files).filter((name) => name.startsWith('documents/'));
  return {
    facts: [
      {
        label: 'Documents attachés aux listes (professions de foi, photographies, vidéos)',
        value: attached.length === 0 ? 'aucun dans le dossier de vote' : attached.join(', '),
      },
    ],
    tables: dossier.contests.map((contest) => listsOf(dossier, contest)),
    remarks: [
      ...dossier.contests
        .filter(({ id }) => contestLists(dossier, id).length === 0)
        .map((contest) => `${contestWords(dossier, contest)} : aucune liste.`),
      ...warnings,
    ],
  };
}

function listsOf(dossier: Dossier, contest: Contest): Table {
  const registered = countSexes(dossier.roll.filter(({ college }) => college === contest.college));
  return {
    caption: `${contestWords(dossier, contest)} : ${some(contest.seats, 'siège', 'sièges', 'aucun siège')}, ${sexesInWords(registered)} inscrits`,
    columns: columns('Liste', 'Candidats, dans l’ordre', 'Femmes et hommes', 'Composition calculée'),
    rows: contestLists(dossier, contest.id).map((list) => ({
      cells: [
        listName(list),
        candidatesOf(list),
        sexesInWords(countSexes(list.candidates)),
        parityText(list, registered),
      ],
    })),
  };
}

function listName({ name, affiliation, split }: CandidateList): string {
  const shares = split.length > 1 ? split.map(({ organisation, share }) => `${organisation} ${share}`) : [];
  const more = [...(affiliation === null || affiliation === name ? [] : [affiliation]), ...shares];
  return more.length === 0 ? name : `${name} (${more.join(' ; ')})`;
}

function candidatesOf({ candidates }: CandidateList): string {
  return candidates.map((each, index) => `${index + 1}. ${fullName(each)}`).join(' ; ');
}

const findingNames: Readonly<Record<ParityFinding, string>> = {
  count: 'à vérifier : nombre de femmes et d’hommes',
  first: 'à vérifier : le premier candidat',
  alternation: 'à vérifier : l’alternance',
};

function parityText(list: CandidateList, registered: Parameters<typeof parityOf>[1]): string {
  const parity = parityOf(list.candidates, registered);
  if (parity === null) return 'sans objet : un seul candidat';
  const verdict =
    parity.findings.length === 0 ? 'conforme' : parity.findings.map((each) => findingNames[each]).join(', ');
  return `${parityTerms(parity)} → ${parityAllowed(parity)} : ${verdict}`;
}
