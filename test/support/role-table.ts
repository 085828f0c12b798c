/**
 * Who may come in by which door, and when, in three elections: written by hand from the law, the two agreements and the
 * issue, never from the code's own tables, which the tests compare with it. A door that is not here fails.
 */
import type { Phase } from '../../core/lifecycle/phase.ts';
import type { Role, RoundState } from '../../core/lifecycle/round.ts';

export const everyRole = [
  'bureau',
  'observer',
  'direction',
  'management',
  'helpdesk',
  'expert',
  'recette',
] as const satisfies readonly Role[];

export type Agreement = 'domitia' | 'gepor' | 'silent';

/**
 * What each agreement opens to each role: P participation, C compteurs, d émargements pendant, a émargements après,
 * J journal, A journal de l’assistance, U plis non distribués, S scellement, E électeurs, Q paramètres, M procès-verbaux, R résultats publiés.
 */
const opens: Readonly<Record<Agreement, Readonly<Record<Role, string>>>> = {
  // Articles 12 §4 and 13; the roles it does not speak of have the defaults.
  domitia: {
    bureau: 'PCdaJSEQMR',
    observer: 'PE',
    direction: 'JSEMR',
    management: 'SEQRU',
    helpdesk: 'SA',
    expert: 'JSQMR',
    recette: 'EQ',
  },
  // Annex 3, « Droits des administrateurs »; article 14 for the seal of the direction.
  gepor: {
    bureau: 'PCaJASEQMR',
    observer: 'PEJR',
    direction: 'PEJAUSMR',
    management: 'SEQRU',
    helpdesk: 'SA',
    expert: 'JSQMR',
    recette: 'EQ',
  },
  // A dossier without `rights`, whose `turnout` opens it to observers and not to the direction.
  silent: {
    bureau: 'PCdaJAUSEQMR',
    observer: 'PEJSR',
    direction: 'JSEMR',
    management: 'SEQRU',
    helpdesk: 'SA',
    expert: 'JSQMR',
    recette: 'EQ',
  },
};

type When =
  | 'toSuspend'
  | 'toResume'
  | 'toExtend'
  | 'always'
  | 'preparing'
  | 'codes'
  | 'unsealed'
  | 'toSeal'
  | 'sealed'
  | 'vote'
  | 'end'
  | 'count';

const moments: Readonly<Record<When, (state: RoundState, phase: Phase) => boolean>> = {
  always: () => true,
  preparing: (state) => state === 'preparing',
  codes: (state) => state !== 'preparing',
  unsealed: (state) => state === 'preparing' || state === 'codesIssued',
  toSeal: (state, phase) => state === 'codesIssued' && phase === 'beforeOpening',
  toSuspend: (state, phase) => state === 'sealed' && ['open', 'suspended', 'grace'].includes(phase),
  toResume: (state, phase) => state === 'sealed' && ['open', 'suspended', 'grace', 'closed'].includes(phase),
  toExtend: (state, phase) => state === 'sealed' && ['beforeOpening', 'open', 'suspended'].includes(phase),
  sealed: (state) => state === 'sealed' || state === 'closingSealed',
  vote: (state) => state === 'sealed',
  end: (state) => state === 'closingSealed',
  count: (state, phase) => state === 'closingSealed' && phase === 'closed',
};

/** Roles of the page; then the letters of which one must be open, each with its moment. */
type Row = readonly [roles: readonly Role[] | 'all', when: When, letters?: Readonly<Record<string, When>>];

const bureau = ['bureau'] as const;
const management = ['management'] as const;

const rows: Readonly<Record<string, Row>> = {
  'GET /bureau': [bureau, 'always'],
  'GET /bureau/parametres': [bureau, 'always'],
  'POST /bureau/parametres': [bureau, 'unsealed'],
  'GET /bureau/cles': [bureau, 'always'],
  'GET /bureau/postes': [bureau, 'always'],
  'POST /bureau/postes': [bureau, 'always'],
  'POST /bureau/seance': [bureau, 'always'],
  'GET /bureau/acces': [bureau, 'always'],
  'POST /bureau/acces': [bureau, 'always'],
  'GET /bureau/alertes': [bureau, 'always'],
  'POST /bureau/alertes': [bureau, 'always'],
  'POST /bureau/alertes/controle': [bureau, 'always'],
  'GET /bureau/points': [bureau, 'always'],
  'GET /bureau/essai': [bureau, 'unsealed'],
  'POST /bureau/essai': [bureau, 'unsealed'],
  'POST /bureau/essai/effacer': [bureau, 'unsealed'],
  'GET /bureau/essai/codes': [bureau, 'always'],
  'GET /bureau/documents/scrutin-a-blanc.pdf': [bureau, 'always'],
  'GET /bureau/seances/:ceremony': [bureau, 'always'],
  'GET /bureau/seances/:ceremony/presence': [bureau, 'always'],
  'POST /bureau/seances/:ceremony/presence': [bureau, 'always'],
  'POST /bureau/seances/:ceremony/etapes': [bureau, 'always'],
  'POST /bureau/seances/:ceremony/remarques': [bureau, 'always'],
  'GET /bureau/decisions': [bureau, 'always'],
  'GET /bureau/decisions/suspendre': [bureau, 'toSuspend'],
  'POST /bureau/decisions/suspendre': [bureau, 'toSuspend'],
  'GET /bureau/decisions/reprendre': [bureau, 'toResume'],
  'POST /bureau/decisions/reprendre': [bureau, 'toResume'],
  'GET /bureau/decisions/prolonger': [bureau, 'toExtend'],
  'POST /bureau/decisions/prolonger': [bureau, 'toExtend'],
  'GET /bureau/documents/cle-systeme.pdf': [bureau, 'sealed'],
  'GET /bureau/sceller': [bureau, 'always'],
  'POST /bureau/sceller': [bureau, 'toSeal'],
  'GET /bureau/scellement': [bureau, 'sealed'],
  'POST /bureau/scellement': [bureau, 'sealed'],
  // After the closing seal the same decision is taken at POST /bureau/cloture.
  'POST /bureau/scellement/decision': [bureau, 'vote'],
  'GET /bureau/suivi/direct': [bureau, 'sealed', { P: 'sealed' }],
  'GET /bureau/suivi': [bureau, 'sealed', { P: 'sealed' }],
  'GET /bureau/emargement/:contest': [bureau, 'sealed', { d: 'vote', a: 'end' }],
  'GET /bureau/emargements': [bureau, 'sealed', { d: 'vote', a: 'end' }],
  'POST /bureau/emargements': [bureau, 'sealed', { d: 'vote', a: 'end' }],
  'POST /bureau/emargements/:link': [bureau, 'sealed', { d: 'vote', a: 'end' }],
  'GET /bureau/cloture': [bureau, 'end'],
  'POST /bureau/cloture': [bureau, 'count'],
  'GET /bureau/remplacements': [bureau, 'count'],
  'POST /bureau/remplacements': [bureau, 'count'],
  'GET /bureau/depouillement': [bureau, 'count'],
  'GET /bureau/resultats': [bureau, 'end'],
  'POST /bureau/resultats': [bureau, 'end'],
  'GET /bureau/resultats/:contest': [bureau, 'end'],
  'POST /bureau/resultats/:contest': [bureau, 'count'],
  'GET /bureau/documents': [bureau, 'always'],
  'POST /bureau/documents': [bureau, 'always'],
  'GET /bureau/documents/signes/:number.pdf': [bureau, 'always'],
  'GET /bureau/documents/operations.pdf': [bureau, 'end'],
  'GET /bureau/documents/feuilles-porteurs.pdf': [bureau, 'unsealed'],
  'GET /bureau/documents/seances/:ceremony.pdf': [bureau, 'always'],
  'GET /bureau/documents/scellement.pdf': [bureau, 'sealed'],
  'GET /bureau/documents/cloture.pdf': [bureau, 'end'],
  'GET /bureau/documents/emargement/:contest.pdf': [bureau, 'sealed', { d: 'vote', a: 'end' }],
  'GET /bureau/documents/proces-verbal/:contest.pdf': [bureau, 'end'],
  'GET /bureau/documents/resultats.pdf': [bureau, 'end'],
  'GET /bureau/documents/journal.jsonl': [bureau, 'always', { J: 'always' }],
  'GET /observation': [['observer'], 'always'],
  'GET /direction': [['direction'], 'always'],
  'GET /expertise': [['expert'], 'always'],
  'GET /recette': [['recette'], 'always'],
  // Inside a trial alone: there is nothing behind it anywhere else.
  'GET /recette/codes': [['recette'], 'always'],
  'POST /recette': [['recette'], 'unsealed'],
  'GET /gestion': [management, 'always'],
  'POST /gestion/codes': [management, 'preparing'],
  'GET /gestion/lettres/:name': [management, 'codes'],
  'GET /gestion/terminaux': [management, 'always'],
  'GET /gestion/terminaux/terminal.json': [management, 'always'],
  'POST /gestion/terminaux': [management, 'always'],
  'GET /gestion/acces': [management, 'always'],
  'POST /gestion/acces': [management, 'always'],
  'GET /gestion/intervention': [management, 'always'],
  'POST /gestion/intervention': [management, 'always'],
  'GET /gestion/certificat': [management, 'always'],
  'POST /gestion/certificat': [management, 'always'],
  'POST /gestion/certificat/demande': [management, 'always'],
  'GET /gestion/certificat/demande.csr': [management, 'always'],
  'GET /systeme': [['management', 'helpdesk'], 'always'],
  'GET /assistance': [['helpdesk'], 'always'],
  'GET /assistance/alertes': [['helpdesk'], 'always'],
  'GET /journal-assistance': ['all', 'always', { A: 'always' }],
  'POST /journal-assistance': [['helpdesk'], 'always', { A: 'always' }],
  'GET /plis': ['all', 'always', { U: 'always' }],
  'POST /plis': [['management', 'helpdesk'], 'always', { U: 'always' }],
  'POST /plis/suite': [['management', 'helpdesk'], 'always', { U: 'always' }],
  'GET /droits': ['all', 'always'],
  'GET /listes-electorales': ['all', 'always', { E: 'always' }],
  'GET /parametres': ['all', 'always', { Q: 'always' }],
  'GET /documents/scellement.pdf': ['all', 'sealed', { S: 'sealed' }],
  'GET /documents/resultats/:bureau.pdf': ['all', 'end', { R: 'end' }],
  'GET /documents/proces-verbal/:contest.pdf': ['all', 'end', { M: 'end' }],
  'GET /journal': ['all', 'always', { J: 'always' }],
  'GET /journal/journal.csv': ['all', 'always', { J: 'always' }],
  'GET /journal/journal.pdf': ['all', 'always', { J: 'always' }],
  'GET /ma-connexion': ['all', 'always'],
  'POST /ma-connexion/demande': ['all', 'always'],
  'POST /ma-connexion/cles': ['all', 'always'],
  'GET /ma-connexion/application': ['all', 'always'],
  'POST /ma-connexion/application': ['all', 'always'],
  'POST /ma-connexion/retrait': ['all', 'always'],
  'POST /horloge': ['all', 'always'],
};

export const doorsWritten = Object.keys(rows);

export type Admission = 'in' | 'not-for-you' | 'not-now';

/** What a role is answered at a door, at a moment, under an agreement. */
export function admission(
  agreement: Agreement,
  role: Role,
  door: string,
  { state, phase }: { readonly state: RoundState; readonly phase: Phase },
): Admission {
  const row = rows[door];
  if (row === undefined) throw new Error(`nobody wrote who may come in by ${door}`);
  const [of, when, letters] = row;
  if (of !== 'all' && !of.includes(role)) return 'not-for-you';
  const own = Object.entries(letters ?? {}).filter(([letter]) => opens[agreement][role].includes(letter));
  if (letters !== undefined && own.length === 0) return 'not-for-you';
  // Of the recette nothing is left once sealed, but its own page, which says so.
  const isOwn = door === 'GET /recette' || door === 'GET /recette/codes';
  if (role === 'recette' && moments.sealed(state, phase) && !isOwn) return 'not-now';
  const isNow =
    moments[when](state, phase) && (letters === undefined || own.some(([, at]) => moments[at](state, phase)));
  return isNow ? 'in' : 'not-now';
}
