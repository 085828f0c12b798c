/**
 * The record of an occurrence of a ceremony, for those present to sign, once it has ended: made from what is recorded and
 * from nothing else, so that asking again gives the same bytes until something more is noted.
 */
import { interruptionsOf } from '../../core/ceremony/interruptions.ts';
import { sequenceOf, type CeremonyId } from '../../core/ceremony/sequence.ts';
import {
  stateOf,
  type CeremonyRecord,
  type CeremonyState,
  type StepState,
} from '../../core/ceremony/state.ts';
import { ceremonyTitles, stepWords } from '../../core/ceremony/words-fr.ts';
import { withDrawnFunctions } from '../../core/dossier/composition.ts';
import type { Bureau, Dossier } from '../../core/dossier/types.ts';
import { err, ok } from '../../core/result.ts';
import { checkpointCode, parseCheckpoint } from '../../core/sealing/checkpoint.ts';
import {
  ceremonyRecord,
  type Present,
  type RecordedRemark,
  type RecordedStep,
} from '../documents/ceremony-record.ts';
import type { RecordSection } from '../documents/sections.ts';
import { fullName, functionName } from '../documents/election-words.ts';
import { remarkNames, roleNames } from '../role-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { StoredOccurrence } from '../storage/election/ceremonies.ts';
import { ceremonySections } from './ceremony-sections.ts';
import { isWithin, type Told } from './ceremony-told.ts';
import { recordOf, shapeOf, subjectOf } from './ceremonies.ts';
import { sealChecks } from './check-seal.ts';
import { authorise, dossierOf, type Context } from './context.ts';
import { issueOf, type Made } from './documents.ts';
import { ceremonyEnds, endCeremony, type CeremonyEnd } from './end-ceremony.ts';

/** What an item of the control showed, as its page shows it: its title and its data. */
export type Controlled = (dossier: Dossier, item: string) => RecordSection;

/** @param number of the occurrence, from 1; null for the last one that ended. */
export async function ceremonyRecordDocument(
  context: Context,
  actor: Account,
  id: CeremonyId,
  number: number | null,
  controlled: Controlled,
): Made {
  const allowed = authorise(context, actor, 'holdCeremony');
  if (!allowed.ok) return allowed;
  const bureau = dossierOf(context).bureaus.find((each) => each.id === actor.bureau);
  if (bureau === undefined) return err({ code: 'role/other-bureau' });
  await endCeremony(context, bureau.id, id);
  const end = ceremonyEnds(context, bureau.id).findLast(
    (each) => each.ceremony === id && (number === null || each.number === number),
  );
  const held = context.election
    .occurrences(bureau.id)
    .find((each) => each.ceremony === id && each.number === end?.number);
  if (end === undefined || held === undefined) return err({ code: 'document/not-ready' });
  return ok(await recordAt(context, { end, held, controlled, id }, bureau));
}

interface Wanted {
  readonly id: CeremonyId;
  readonly end: CeremonyEnd;
  readonly held: StoredOccurrence;
  readonly controlled: Controlled;
}

async function recordAt(context: Context, wanted: Wanted, { id: bureauId }: Bureau): Promise<Uint8Array> {
  const { id, end, held } = wanted;
  const dossier = dossierAt(context, end.atMs);
  const bureau = dossier.bureaus.find((each) => each.id === bureauId);
  const checkpoint = parseCheckpoint(end.checkpoint);
  if (bureau === undefined || checkpoint === null) throw new Error('a ceremony ends with a checkpoint');
  const told: Told = { dossier, bureau, openedMs: held.atMs, endedMs: end.atMs };
  const state = stateThen(context, told, held);
  const remarks = remarksOf(context, bureau, held, end.atMs);
  const acts = [...state.steps.flatMap(({ fact }) => fact?.atMs ?? []), ...remarks.map(({ atMs }) => atMs)];
  const inSession = acts.filter((atMs) => isWithin(told, atMs));
  const items = id === 'control' ? itemsOf(state) : [];
  return ceremonyRecord({
    ...issueOf(context, dossier, Math.max(end.atMs, ...remarks.map(({ atMs }) => atMs))),
    bureau: bureau.name,
    ceremony: ceremonyTitles[id],
    articles: state.ceremony.articles,
    occurrence: held.number,
    place: `${dossier.organisation.name}, ${dossier.organisation.address.join(', ')}`,
    openedMs: held.atMs,
    openedBy: personName(context, held.account),
    endedMs: end.atMs,
    ...peopleOf(dossier, bureau, held),
    steps: state.steps.map((step) => stepOf(context, told, step)),
    sections: [
      ...items.map((item) => wanted.controlled(dossier, item)),
      ...(await ceremonySections(context, id, told)),
    ],
    interruptions: interruptionsOf([held.atMs, ...inSession]),
    remarks,
    checkpoint: { ...checkpoint, code: checkpointCode(checkpoint) },
  });
}

/** With the functions of its bureaus as they were: drawn later, nobody presided yet. */
function dossierAt(context: Context, atMs: number): Dossier {
  const drawn = context.election.drawings().filter((each) => each.atMs <= atMs);
  return withDrawnFunctions(
    dossierOf(context),
    new Map(drawn.map(({ bureau, drawn: members }) => [bureau, members[0]?.member ?? ''])),
  );
}

/** As it stood at the end of this occurrence: what was done again later belongs to a later one. */
function stateThen(context: Context, told: Told, held: StoredOccurrence): CeremonyState {
  const { dossier, bureau } = told;
  const shape = shapeOf(dossier, bureau.id);
  const record = recordOf(context, bureau.id);
  const facts: Map<string, { atMs: number; account: string | null }> = new Map(record.facts);
  const test = context.election
    .functionTests()
    .findLast((each) => each.passed && isWithin(told, each.startedMs));
  if (test !== undefined) facts.set('tested', { atMs: test.startedMs, account: test.account });
  const check = sealChecks(context, bureau.id).findLast(
    ({ by, atMs }) => by === 'bureau' && isWithin(told, atMs),
  );
  if (check !== undefined)
    facts.set('sealChecked', { atMs: check.atMs, account: record.facts.get('sealChecked')?.account ?? null });
  const until = (record.occurrences.get(held.ceremony) ?? []).slice(0, held.number);
  const ceremony = sequenceOf(shape).find(({ id }) => id === held.ceremony);
  if (ceremony === undefined) throw new Error('a ceremony held is one of the round');
  return stateOf(ceremony, shape, {
    facts: facts as CeremonyRecord['facts'],
    occurrences: new Map([[held.ceremony, until]]),
  });
}

function itemsOf({ steps }: CeremonyState): string[] {
  return steps.map(({ step: { id } }) => id.slice('control:'.length));
}

const doneWords: Readonly<Record<string, string>> = {
  control: 'conforme',
  read: 'lu',
  proclaimed: 'proclamé',
};

function stepOf(
  context: Context,
  { dossier, openedMs }: Told,
  { step: { id }, fact }: StepState,
): RecordedStep {
  const { title } = stepWords(id, subjectOf(dossier, id));
  if (fact === null) return { title, atMs: null, by: null, outcome: 'à refaire' };
  const { atMs, account } = fact;
  const done = doneWords[id.split(':')[0] ?? ''] ?? 'fait';
  return {
    title,
    atMs,
    by: account === null ? null : personName(context, account),
    outcome: atMs < openedMs ? `déjà ${done}` : done,
  };
}

function remarksOf(
  context: Context,
  bureau: Bureau,
  { ceremony, number }: StoredOccurrence,
  endedMs: number,
): RecordedRemark[] {
  return context.election
    .ceremonyRemarks(bureau.id)
    .filter((each) => each.ceremony === ceremony && each.number === number)
    .map(({ kind, content, account, atMs }) => ({
      kind: remarkNames[kind],
      content,
      atMs,
      by: personName(context, account),
      isLate: atMs > endedMs,
    }));
}

/** Who was there, in the order of the bureau, then the other roles, then the names typed; and who was not. */
function peopleOf(dossier: Dossier, { members, composition }: Bureau, { presence }: StoredOccurrence) {
  const isDrawn = composition !== 'lot' || members.some((member) => member.function === 'president');
  const here = members.filter(({ account }) => presence.members.includes(account));
  const present: Present[] = [
    ...here.map((member) => ({
      quality: isDrawn ? functionName(member) : 'Membre du bureau',
      name: fullName(member),
    })),
    ...dossier.roles
      .filter(({ account }) => presence.roles.includes(account))
      .map(({ role, firstName, lastName }) => ({
        quality: roleNames[role],
        name: `${firstName} ${lastName}`,
      })),
    ...presence.guests.map((name) => ({ quality: '', name })),
  ];
  const absent = members.filter((member) => !here.includes(member)).map(fullName);
  return { present, absent, electors: presence.electors, reason: presence.reason };
}

/** As the dossier names who has an account; the account itself for one that is gone. */
export function personName({ election }: Pick<Context, 'election'>, account: string): string {
  const found = election.account(account);
  return found === null ? account : `${found.firstName} ${found.lastName}`;
}
