/**
 * The demonstration dossiers as numbers and lists: colleges and sexes of Domitia and GEPOR are those of the agreements
 * (Domitia article 7, GEPOR articles 2 and 10); the split by staff status, the unions that stand and their candidates are
 * invented. The community of communes, for the keys of the public service, is invented whole.
 */

export interface ListPlan {
  readonly contest: string;
  readonly code: string;
  readonly name: string;
  readonly affiliation: string;
  readonly split: string;
  /** Sex of each candidate; with a number, the same person wherever it is written (double candidacy). */
  readonly candidates: readonly string[];
}

export interface Plan {
  readonly folder: string;
  readonly seed: number;
  readonly prefix: string;
  readonly firstNumber: number;
  readonly domain: string;
  /** How many of ten have an e-mail. */
  readonly withEmail: number;
  readonly separator: ';' | ',';
  readonly frenchDates: boolean;
  readonly towns: readonly (readonly [postalCode: string, town: string])[];
  readonly colleges: readonly {
    readonly id: string;
    readonly women: number;
    readonly men: number;
    /** Of public status, in an OPH; null elsewhere. */
    readonly public: number | null;
  }[];
  readonly lists: readonly ListPlan[];
}

function list(contest: string, code: string, candidates: string): ListPlan {
  const [name, affiliation, split] = unions[code] ?? [code, code, ''];
  return { contest, code, name, affiliation, split, candidates: candidates.split(' ') };
}

const unions: Readonly<Record<string, readonly [name: string, affiliation: string, split: string]>> = {
  cfdt: ['CFDT', 'CFDT', ''],
  'cfdt-cftc': ['CFDT – CFTC', 'CFDT – CFTC', 'CFDT 60 % | CFTC 40 %'],
  'cfe-cgc': ['CFE-CGC', 'CFE-CGC', ''],
  cgt: ['CGT', 'CGT', ''],
  fo: ['Force Ouvrière', 'CGT-FO', ''],
  solidaires: ['Solidaires', 'Solidaires', ''],
};

export const domitia: Plan = {
  folder: 'domitia',
  seed: 20221208,
  prefix: 'D',
  firstNumber: 1004,
  domain: 'domitia.example.org',
  withEmail: 7,
  separator: ';',
  frenchDates: true,
  towns: [
    ['11100', 'Narbonne'],
    ['11100', 'Narbonne'],
    ['11100', 'Montredon-des-Corbières'],
    ['11110', 'Coursan'],
    ['11110', 'Salles-d’Aude'],
    ['11130', 'Sigean'],
    ['11200', 'Lézignan-Corbières'],
    ['11210', 'Port-la-Nouvelle'],
    ['11430', 'Gruissan'],
    ['34500', 'Béziers'],
  ],
  colleges: [
    { id: 'c1', women: 11, men: 11, public: 10 },
    { id: 'c2', women: 23, men: 18, public: 15 },
  ],
  lists: [
    list('c1-titulaires', 'cfdt-cftc', 'F'),
    list('c1-titulaires', 'fo', 'M1'),
    list('c1-suppleants', 'cfdt-cftc', 'M'),
    list('c1-suppleants', 'fo', 'M1'),
    list('c2-titulaires', 'cfdt', 'F M F'),
    list('c2-titulaires', 'cgt', 'F M2'),
    list('c2-titulaires', 'fo', 'F M F'),
    list('c2-suppleants', 'cfdt', 'F M F'),
    list('c2-suppleants', 'cgt', 'F M2'),
    list('c2-suppleants', 'fo', 'F M F'),
  ],
};

export const gepor: Plan = {
  folder: 'gepor',
  seed: 20190305,
  prefix: 'G',
  firstNumber: 2001,
  domain: 'gepor.example.org',
  withEmail: 8,
  separator: ',',
  frenchDates: false,
  towns: [
    ['57100', 'Thionville'],
    ['57100', 'Thionville'],
    ['57970', 'Yutz'],
    ['57970', 'Illange'],
    ['57190', 'Florange'],
    ['57270', 'Uckange'],
    ['57290', 'Fameck'],
    ['57310', 'Guénange'],
    ['57330', 'Hettange-Grande'],
    ['57480', 'Sierck-les-Bains'],
    ['57700', 'Hayange'],
    ['L-3593', 'Dudelange'],
  ],
  colleges: [
    { id: 'c1', women: 1, men: 69, public: null },
    { id: 'c2', women: 4, men: 66, public: null },
  ],
  lists: [
    list('c1-titulaires', 'cgt', 'M1 M M M'),
    list('c1-titulaires', 'cfdt', 'M M2 M M'),
    list('c1-titulaires', 'solidaires', 'M M M'),
    list('c1-suppleants', 'cgt', 'M M1 M M'),
    list('c1-suppleants', 'cfdt', 'M2 M M'),
    list('c1-suppleants', 'solidaires', 'M M'),
    list('c2-titulaires', 'cfdt', 'M F3 M M'),
    list('c2-titulaires', 'cfe-cgc', 'M M M4 M'),
    list('c2-titulaires', 'cgt', 'M M'),
    list('c2-suppleants', 'cfdt', 'M F3 M'),
    list('c2-suppleants', 'cfe-cgc', 'M4 M M M'),
    list('c2-suppleants', 'cgt', 'M'),
  ],
};

export const publicService: Plan = {
  folder: 'fonction-publique',
  seed: 20261210,
  prefix: 'A',
  firstNumber: 301,
  domain: 'trois-rivieres.example.org',
  withEmail: 9,
  separator: ';',
  frenchDates: false,
  towns: [
    ['99110', 'Saint-Aubin-des-Rivières'],
    ['99110', 'Saint-Aubin-des-Rivières'],
    ['99120', 'Montreuil-le-Petit'],
    ['99130', 'Villeneuve-sous-Bois'],
  ],
  colleges: [{ id: 'c1', women: 26, men: 18, public: null }],
  lists: [
    list('c1-titulaires', 'cfdt', 'F M F M'),
    list('c1-titulaires', 'cgt', 'F M F M'),
    list('c1-titulaires', 'fo', 'M F M F'),
  ],
};
