/**
 * The ceremonies of a round, in order, as data (Domitia annex 2 §3.1 and §4.1, GEPOR articles 12 to 14 and annex 1,
 * R2314-15, R211-541 and following): what must come first, who must be there, and the steps. What is read aloud and
 * shown is words-fr.ts; where a ceremony stands is state.ts. A ceremony is of one bureau.
 */
import type { ContestId } from '../dossier/types.ts';

export const ceremonyIds = [
  'recette',
  'training',
  'control',
  'functionTest',
  'trial',
  'drawing',
  'keys',
  'sealing',
  'opening',
  'sealCheck',
  'closing',
  'count',
  'proclamation',
  'archiving',
] as const;

export type CeremonyId = (typeof ceremonyIds)[number];

/** Recorded by its own use case: the round holds the fact, wherever it was done from. */
export type FactStepId =
  | `control:${string}`
  | 'tested'
  | 'trialHeld'
  | 'drawn'
  | 'keysMade'
  | 'keysProved'
  | 'sealed'
  | 'opened'
  | 'sealChecked'
  | 'closed'
  | 'closingChecked'
  | 'counted'
  | 'validated';

/** Done in the room, then confirmed on the page by a member of the bureau. */
export type SaidStepId =
  | 'recetteAnswered'
  | 'trainingHeld'
  | 'testRead'
  | 'trialCompared'
  | 'papersWritten'
  | 'holdersRead'
  | 'fingerprintsCompared'
  | 'envelopesClosed'
  | 'frozenRead'
  | 'codeRead'
  | 'sealSheetSigned'
  | 'countersRead'
  | 'otherMachine'
  | 'alertsRead'
  | 'closingCompared'
  | 'envelopesIntact'
  | `read:${ContestId}`
  | 'minutesSigned'
  | 'signOffsSigned'
  | `proclaimed:${ContestId}`
  | 'documentsKept';

export type Step =
  { readonly kind: 'fact'; readonly id: FactStepId } | { readonly kind: 'said'; readonly id: SaidStepId };

export type StepId = Step['id'];

export interface Ceremony {
  readonly id: CeremonyId;
  readonly articles: string;
  /** Whose facts must all be there before this one begins. */
  readonly after: readonly CeremonyId[];
  /** Once its facts are all there, this one is too late; null for a ceremony that is never. */
  readonly before: CeremonyId | null;
  /** The round cannot go on without it: its facts are asked for by a later ceremony. */
  readonly obligatory: boolean;
  /** What comes first must also have been held, with those present written down: its facts are not enough. */
  readonly afterHeld: boolean;
  /** Said steps without which it was not held; said after its last fact. */
  readonly heldWith: readonly SaidStepId[];
  /** How many of the bureau must be there beside its president; null where the law and the agreements say nothing. */
  readonly assessors: number | null;
  /** Its facts must be later than its opening, because it may be held as often as the bureau wants. */
  readonly anew: boolean;
  readonly steps: readonly Step[];
}

/** What the steps depend on. */
export interface Shape {
  /** Items of the control of data, in order. */
  readonly items: readonly string[];
  /** Contests of the bureau, titulaires first (GEPOR article 13). */
  readonly contests: readonly ContestId[];
  /** The functions of the bureau are drawn by lot (GEPOR article 12). */
  readonly byLot: boolean;
}

const fact = (id: FactStepId): Step => ({ kind: 'fact', id });
const said = (id: SaidStepId): Step => ({ kind: 'said', id });
const usual = { before: null, anew: false, afterHeld: false, heldWith: [] } as const;
const held = { ...usual, obligatory: true, assessors: 2 } as const;
const optional = { ...usual, after: [], obligatory: false, assessors: null } as const;

/** Every ceremony of a bureau, in order; the drawing is there only where the dossier asks for it. */
export function sequenceOf(shape: Shape): readonly Ceremony[] {
  return [...beforeTheSeal(shape), ...fromTheSeal(shape)];
}

function beforeTheSeal({ items, byLot }: Shape): Ceremony[] {
  const drawing: Ceremony = {
    ...held,
    id: 'drawing',
    articles: 'GEPOR article 12',
    after: [],
    steps: [said('papersWritten'), fact('drawn')],
  };
  const drawn = byLot ? (['drawing'] as const) : [];
  return [
    {
      ...optional,
      id: 'recette',
      articles: 'GEPOR annexe 1',
      before: 'sealing',
      steps: [said('recetteAnswered')],
    },
    {
      ...optional,
      id: 'training',
      articles: 'Domitia article 16, R2314-13 ; R211-544',
      steps: [said('trainingHeld')],
    },
    {
      ...held,
      id: 'control',
      articles: 'Domitia annexe 2 §3.1.1',
      after: [],
      steps: items.map((item) => fact(`control:${item}`)),
    },
    {
      ...held,
      id: 'functionTest',
      articles: 'R2314-15, 1° et 2° ; Domitia annexe 2 §3.1.2 ; R211-551',
      after: [],
      anew: true,
      steps: [fact('tested'), said('testRead')],
    },
    {
      ...optional,
      id: 'trial',
      articles: 'GEPOR article 14',
      before: 'sealing',
      steps: [fact('trialHeld'), said('trialCompared')],
    },
    ...(byLot ? [drawing] : []),
    {
      ...held,
      id: 'keys',
      articles: 'Domitia annexe 2 §3.1.3 et article 14 ; R211-545 et R211-548',
      after: drawn,
      heldWith: ['fingerprintsCompared'],
      steps: [
        said('holdersRead'),
        fact('keysMade'),
        fact('keysProved'),
        said('fingerprintsCompared'),
        said('envelopesClosed'),
      ],
    },
    {
      ...held,
      id: 'sealing',
      articles: 'R2314-8 et R2314-15 ; Domitia annexe 2 §3.1.4 ; R211-552',
      after: ['control', 'functionTest', ...drawn, 'keys'],
      afterHeld: true,
      steps: [said('frozenRead'), fact('sealed'), said('codeRead'), said('sealSheetSigned')],
    },
  ];
}

function fromTheSeal({ contests }: Shape): Ceremony[] {
  return [
    {
      ...optional,
      id: 'opening',
      articles: 'Domitia annexe 2 §3.2 ; R211-541, 1° c',
      after: ['sealing'],
      steps: [fact('opened'), said('countersRead')],
    },
    {
      ...optional,
      id: 'sealCheck',
      articles: 'R2314-15, 3° ; R211-542',
      after: ['sealing'],
      anew: true,
      steps: [fact('sealChecked'), said('otherMachine')],
    },
    {
      ...held,
      id: 'closing',
      articles: 'R2314-8 et R2314-15, 3° ; Domitia annexe 2 §4.1.1 ; R211-572',
      after: ['sealing'],
      steps: [fact('closed'), fact('closingChecked'), said('alertsRead'), said('closingCompared')],
    },
    {
      ...held,
      id: 'count',
      articles: 'Domitia annexe 2 §4.1.2 ; R211-573 et R211-574',
      after: ['closing'],
      steps: [
        said('envelopesIntact'),
        fact('counted'),
        ...contests.map((contest) => said(`read:${contest}`)),
      ],
    },
    {
      ...held,
      id: 'proclamation',
      articles: 'Domitia annexe 2 §4.1.3 et §4.1.4 ; GEPOR article 13',
      after: ['count'],
      steps: [
        said('minutesSigned'),
        said('signOffsSigned'),
        ...contests.map((contest) => said(`proclaimed:${contest}`)),
        fact('validated'),
      ],
    },
    {
      ...optional,
      id: 'archiving',
      articles: 'R2314-17 ; Domitia annexe 2 §4.3 ; R211-575',
      after: ['proclamation'],
      steps: [said('documentsKept')],
    },
  ];
}
