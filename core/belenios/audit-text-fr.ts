/**
 * The audit's checks and their evidence as French sentences, for the command and for the verification page.
 * Nothing is decided here.
 */
import type { AuditCheck, Check, Evidence } from './audit.ts';
import { isLists, type Arranged, type Question } from './question.ts';
import type { Counts } from './result.ts';

export const checkTitles: Readonly<Record<AuditCheck, string>> = {
  archive: 'Forme de l’archive et chaîne des événements',
  election: 'Paramètres de l’élection',
  trustees: 'Clés des porteurs et clé de l’élection',
  credentials: 'Liste des codes de vote publics',
  'ballot-form': 'Forme des bulletins',
  'ballot-credentials': 'Un code inscrit pour chaque bulletin',
  'ballot-proofs': 'Preuves et signature de chaque bulletin',
  'credential-elements': 'Validité des codes de vote publics',
  'replaced-ballots': 'Bulletins remplacés',
  'tally-counts': 'Nombre de bulletins comptés',
  tally: 'Somme chiffrée, recalculée',
  'partial-decryptions': 'Déchiffrements partiels des porteurs',
  result: 'Résultat conforme au déchiffrement',
  'result-consistency': 'Cohérence du résultat',
};

function number(evidence: Evidence, name: string): number {
  const value = evidence[name];
  return typeof value === 'number' ? value : 0;
}

function list(evidence: Evidence, name: string): string {
  const value = evidence[name];
  return Array.isArray(value) ? value.join(', ') : '';
}

function text(evidence: Evidence, name: string): string {
  const value = evidence[name];
  return typeof value === 'string' ? value : '';
}

function counted(count: number, singular: string, plural: string): string {
  return `${count} ${count < 2 ? singular : plural}`;
}

/** What a check found, in one sentence. */
export function evidenceText({ check, ok, evidence }: Check): string {
  if ('skipped' in evidence) return 'non vérifié, à cause d’un refus précédent';
  return ok ? foundGood(check, evidence) : foundBad(check, evidence);
}

function foundGood(check: AuditCheck, evidence: Evidence): string {
  switch (check) {
    case 'archive':
      return `${counted(number(evidence, 'events'), 'événement', 'événements')}, empreinte ${text(evidence, 'sha256')}`;
    case 'election':
      return `« ${text(evidence, 'name')} », empreinte ${text(evidence, 'fingerprint')}`;
    case 'trustees':
      return counted(number(evidence, 'owners'), 'clé de porteur', 'clés de porteurs');
    case 'credentials':
      return `${counted(number(evidence, 'credentials'), 'code', 'codes')}, triés, sans doublon`;
    case 'ballot-form':
      return counted(number(evidence, 'ballots'), 'bulletin lu', 'bulletins lus');
    case 'ballot-credentials':
      return counted(number(evidence, 'voters'), 'votant', 'votants');
    case 'ballot-proofs':
      return counted(number(evidence, 'verified'), 'bulletin vérifié', 'bulletins vérifiés');
    case 'credential-elements':
      return counted(number(evidence, 'credentials'), 'code vérifié', 'codes vérifiés');
    case 'replaced-ballots':
      return counted(number(evidence, 'replaced'), 'bulletin remplacé', 'bulletins remplacés');
    case 'tally-counts':
      return `${counted(number(evidence, 'num_tallied'), 'bulletin', 'bulletins')}, poids total ${number(evidence, 'total_weight')}`;
    case 'tally':
      return `empreinte ${text(evidence, 'sha256')}`;
    case 'partial-decryptions': {
      const bad = list(evidence, 'bad');
      const aside = bad === '' ? '' : ` ; mauvaise part écartée, sans effet : porteur ${bad}`;
      return `parts valables des porteurs ${list(evidence, 'good')}${aside}`;
    }
    case 'result':
      return counted(number(evidence, 'sums'), 'somme vérifiée', 'sommes vérifiées');
    case 'result-consistency':
      return 'les sommes s’accordent avec le nombre de bulletins';
  }
}

function foundBad(check: AuditCheck, evidence: Evidence): string {
  const reason = text(evidence, 'refusal');
  switch (check) {
    case 'archive':
      return `l’archive n’est pas conforme (${detail(evidence)})`;
    case 'election':
    case 'trustees':
    case 'credentials':
      return `donnée refusée (${detail(evidence)})`;
    case 'ballot-form':
      return `le bulletin n° ${number(evidence, 'ballot')} est illisible (${detail(evidence)})`;
    case 'ballot-credentials':
      return `le code du bulletin n° ${number(evidence, 'ballot')} n’est pas inscrit`;
    case 'ballot-proofs':
      return `bulletins refusés : n° ${list(evidence, 'ballots')} (${detail(evidence)})`;
    case 'credential-elements':
      return `le code ${text(evidence, 'credential')} n’est pas un élément du groupe`;
    case 'replaced-ballots':
      return `${counted(number(evidence, 'replaced'), 'bulletin remplacé', 'bulletins remplacés')}, ce qui est interdit ici`;
    case 'tally-counts':
      if (reason === 'audit/no-tally') return 'l’archive ne contient pas de somme chiffrée';
      return `l’archive annonce ${number(evidence, 'num_tallied')} (poids ${number(evidence, 'total_weight')}), les bulletins donnent ${number(evidence, 'counted')} (poids ${number(evidence, 'weight')})`;
    case 'tally':
      return 'la somme de l’archive n’est pas celle des bulletins';
    case 'partial-decryptions': {
      const bad = list(evidence, 'bad');
      return `parts insuffisantes (${detail(evidence)})${bad === '' ? '' : ` ; mauvaise part : porteur ${bad}`}`;
    }
    case 'result':
      if (reason === 'audit/no-result') return 'l’archive ne contient pas de résultat';
      return `le résultat n’est pas celui du déchiffrement (${detail(evidence)})`;
    case 'result-consistency':
      return `les sommes de la question ${number(evidence, 'question')} se contredisent`;
  }
}

const places: Readonly<Record<string, string>> = {
  cause: 'cause',
  offset: 'à l’octet',
  member: 'fichier n°',
  height: 'événement n°',
  where: 'en',
  path: 'en',
  index: 'rang',
  item: 'élément n°',
  owner: 'porteur n°',
  sum: 'somme n°',
};

/** Code and place of a refusal, for who looks into it. */
function detail(evidence: Evidence): string {
  return Object.entries(evidence)
    .filter(([name]) => name === 'refusal' || name in places)
    .map(([name, value]) => (name === 'refusal' ? String(value) : `${places[name] ?? name} ${String(value)}`))
    .join(', ');
}

/** The sums of a result, with the names of the questions: one line per question, list or answer. */
export function resultLines(questions: readonly Question[], counts: Counts): readonly string[] {
  return questions.flatMap((asked, i) => questionLines(asked, counts[i] ?? []));
}

function questionLines(asked: Question, counts: Arranged<number>): readonly string[] {
  if (isLists(asked)) {
    const lists = counts as readonly (readonly number[])[];
    return [
      asked.value.question,
      ...asked.value.answers.map(([name = '', ...candidates], i) => {
        const [votes = 0, ...each] = lists[i] ?? [];
        const named = candidates.map((candidate, j) => `${candidate} ${each[j] ?? 0}`).join(', ');
        return `  ${name} : ${counted(votes, 'voix', 'voix')} (${named})`;
      }),
    ];
  }
  const names = [...(asked.blank === true ? ['Vote blanc'] : []), ...asked.answers];
  const sums = counts as readonly number[];
  return [asked.question, ...names.map((name, i) => `  ${name} : ${counted(sums[i] ?? 0, 'voix', 'voix')}`)];
}
