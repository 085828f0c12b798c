/**
 * Where the ceremonies of a bureau stand: the engine (core/ceremony) over what is recorded. Facts of the round are read
 * where their own use case wrote them, whichever page it was done from; nothing is remembered apart.
 */
import {
  sequenceOf,
  type CeremonyId,
  type FactStepId,
  type Shape,
  type StepId,
} from '../../core/ceremony/sequence.ts';
import { stateOf, type CeremonyRecord, type CeremonyState, type Fact } from '../../core/ceremony/state.ts';
import { contestLists } from '../../core/contest-question.ts';
import type { BureauId, Dossier } from '../../core/dossier/types.ts';
import { contestWordsById } from '../role-words.ts';
import { acceptedDisagreement } from './accept-disagreement.ts';
import { bureauContests } from './allocate-contests.ts';
import { closingCheck, isClean } from './check-seal.ts';
import { checklist, checklistTitles, type ChecklistItem } from './confirm-parameters.ts';
import { dossierOf, momentOf, type Context } from './context.ts';
import { journalFacts, textOf } from './journal-facts.ts';
import { areProved } from './key-carriers.ts';
import { isComplete } from './key-generation.ts';
import { heldTrials } from './trial.ts';

type Parts = Pick<Context, 'election' | 'data'>;

export function shapeOf(dossier: Dossier, bureau: BureauId): Shape {
  const ordinal = (college: string) => dossier.colleges.find(({ id }) => id === college)?.ordinal ?? 0;
  return {
    items: checklist,
    byLot: dossier.bureaus.find(({ id }) => id === bureau)?.composition === 'lot',
    contests: bureauContests(dossier, bureau)
      .filter(({ id }) => contestLists(dossier, id).length > 0)
      .toSorted(
        (left, right) =>
          ordinal(left.college) - ordinal(right.college) ||
          Number(left.seat === 'suppleant') - Number(right.seat === 'suppleant'),
      )
      .map(({ id }) => id),
  };
}

/** What a step of the control, of the reading or of the proclamation is about; empty for any other. */
export function subjectOf(dossier: Dossier, step: StepId): string {
  const [kind = '', about = ''] = step.split(':');
  if (kind === 'control') return checklistTitles[about as ChecklistItem];
  return about === '' ? '' : contestWordsById(dossier, about);
}

/** Everything recorded of a bureau's ceremonies. */
export function recordOf(context: Parts, bureau: BureauId): CeremonyRecord {
  const said = Map.groupBy(context.election.stepsSaid(bureau), ({ ceremony }) => ceremony);
  const occurrences = Map.groupBy(context.election.occurrences(bureau), ({ ceremony }) => ceremony);
  return {
    facts: new Map([...beforeSeal(context, bureau), ...sinceSeal(context, bureau)]),
    occurrences: new Map(
      [...occurrences].map(([ceremony, all]) => [
        ceremony,
        all.map(({ number, account, atMs }) => ({
          number,
          account,
          openedMs: atMs,
          said: new Map(
            (said.get(ceremony) ?? [])
              .filter((each) => each.number === number)
              .map((each) => [each.step, { atMs: each.atMs, account: each.account }]),
          ),
        })),
      ]),
    ),
  };
}

type Entry = readonly [FactStepId, Fact];

function beforeSeal(context: Parts, bureau: BureauId): Entry[] {
  const { election } = context;
  const confirmed = election
    .confirmations(bureau)
    .map(({ item, account, atMs }): Entry => [`control:${item}`, { account, atMs }]);
  const test = election.lastEndedTest();
  const trial = heldTrials(context).at(-1);
  const drawing = election.drawings().find((each) => each.bureau === bureau);
  const own = dossierOf(context).bureaus.find(({ id }) => id === bureau);
  const [hasKeys, isProved] =
    own === undefined ? [false, false] : [isComplete(context, own), areProved(context, own)];
  const byItself = (kind: string) => ({ atMs: lastOf(context, kind, bureau)?.atMs ?? 0, account: null });
  return [
    ...confirmed,
    ...entry('tested', test?.passed !== true ? null : { atMs: test.startedMs, account: test.account }),
    ...entry('trialHeld', trial === undefined ? null : { atMs: trial.atMs, account: null }),
    ...entry('drawn', drawing ?? null),
    ...entry('keysMade', hasKeys ? byItself('keys-complete') : null),
    ...entry('keysProved', hasKeys && isProved ? byItself('key-possession-proved') : null),
  ];
}

function sinceSeal(context: Parts, bureau: BureauId): Entry[] {
  const { election } = context;
  const sealed = election.sealed();
  if (sealed === null) return [];
  const { phase } = momentOf(context);
  const opened =
    phase === 'beforeOpening' ? null : { atMs: dossierOf(context).calendar.opensMs, account: null };
  const closed = journalFacts(context, 'closing-seal-received').at(-1) ?? null;
  const counted = lastOf(context, 'counted', bureau);
  return [
    ...entry('sealed', sealed),
    ...entry('opened', opened),
    ...entry('sealChecked', lastOf(context, 'seal-checked', bureau)),
    ...entry('closed', closed === null ? null : { atMs: closed.atMs, account: null }),
    ...entry('closingChecked', settledCheck(context, bureau)),
    ...entry('counted', counted === null ? null : { atMs: counted.atMs, account: null }),
    ...entry('validated', election.validation(bureau)),
  ];
}

function entry(id: FactStepId, fact: Fact | null): Entry[] {
  return fact === null ? [] : [[id, { atMs: fact.atMs, account: fact.account }]];
}

function lastOf(context: Pick<Context, 'election'>, kind: string, bureau: BureauId): Fact | null {
  const found = journalFacts(context, kind)
    .filter((each) => textOf(each, 'bureau') === bureau)
    .at(-1);
  return found === undefined ? null : { atMs: found.atMs, account: textOf(found, 'account') };
}

/** The check of the seal made since the closing, once nothing differs or the bureau decided: as the count asks. */
function settledCheck(context: Parts, bureau: BureauId): Fact | null {
  const check = closingCheck(context, bureau);
  if (check === null) return null;
  if (!isClean(check) && acceptedDisagreement(context, bureau, 'seal') === null) return null;
  return lastOf(context, 'seal-checked', bureau);
}

/** Every ceremony of a bureau, in order, with where it stands. */
export function ceremonyStates(context: Parts, bureau: BureauId): CeremonyState[] {
  const shape = shapeOf(dossierOf(context), bureau);
  const record = recordOf(context, bureau);
  return sequenceOf(shape).map((ceremony) => stateOf(ceremony, shape, record));
}

/** Null when the round has no such ceremony. */
export function ceremonyState(context: Parts, bureau: BureauId, id: string): CeremonyState | null {
  return ceremonyStates(context, bureau).find(({ ceremony }) => ceremony.id === id) ?? null;
}

/** Whether a bureau opened a ceremony at least once, with those present written down. */
export function wasOpened(
  { election }: Pick<Context, 'election'>,
  bureau: BureauId,
  id: CeremonyId,
): boolean {
  return election.occurrences(bureau).some(({ ceremony }) => ceremony === id);
}
