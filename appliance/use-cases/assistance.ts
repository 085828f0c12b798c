/**
 * The journal of assistance to voters and the undelivered letters (GEPOR annex 3; Domitia annex 2 §3.4): what the help desk
 * did for whom, read by those to whom the dossier gives it. A note that looks like a code is refused, and whether someone
 * voted has no field. The chained journal says that a line was written, not what it says.
 */
import { contestsOf } from '../../core/dossier/perimeter.ts';
import type { AccessRules, Elector, ElectorId } from '../../core/dossier/types.ts';
import type { Action, PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import type {
  Call,
  CallSubject,
  LetterOutcome,
  UndeliveredLetter,
  UndeliveredReason,
} from '../storage/election/assistance.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';

type Parts = Pick<Context, 'election' | 'data'>;

export type AssistanceRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: `assistance/${'no-subject' | 'unknown-elector' | 'holds-code' | 'no-note'}` }
  | { readonly code: `letter/${'no-reason' | 'unknown' | 'already-followed' | 'no-outcome'}` };

export const longestNote = 1000;

/** Sixteen characters with a digit among them, in groups or not, as an identifier is written. */
const identifierLike = /\b(?=[0-9A-Z -]*\d)(?:[0-9A-HJKMNP-TV-Z]{4}[ -]?){3}[0-9A-HJKMNP-TV-Z]{4}\b/i;

/** What is written as an identifier is, or a run of digits exactly as long as a secret. */
function looksLikeCode(note: string, { secret }: Pick<AccessRules, 'secret'>): boolean {
  const isSecretOfDigits =
    secret.alphabet === 'digits' && new RegExp(`\\b\\d{${secret.length}}\\b`).test(note);
  return isSecretOfDigits || identifierLike.test(note);
}

export interface TypedCall {
  /** Empty when the person did not say. */
  readonly matricule: string;
  readonly subject: CallSubject | null;
  readonly note: string;
}

export function recordCall(
  context: Parts,
  actor: Account,
  { matricule, subject, note }: TypedCall,
): Result<null, AssistanceRefusal> {
  const allowed = authorise(context, actor, 'recordAssistance');
  if (!allowed.ok) return allowed;
  if (subject === null) return err({ code: 'assistance/no-subject' });
  const said = note.trim().slice(0, longestNote);
  if (subject === 'other' && said === '') return err({ code: 'assistance/no-note' });
  if (looksLikeCode(said, dossierOf(context).access)) return err({ code: 'assistance/holds-code' });
  const elector = matricule.trim() === '' ? ok(null) : electorOf(context, matricule);
  if (!elector.ok) return elector;
  const { election } = context;
  election.transaction(() => {
    const call = { account: actor.account, elector: elector.value, subject, note: said };
    const number = election.addCall(call);
    election.journal.append({ kind: 'assistance-recorded', facts: { account: actor.account, number } });
  });
  return ok(null);
}

export interface TypedLetter {
  readonly matricule: string;
  readonly reason: UndeliveredReason | null;
}

export function recordUndelivered(
  context: Parts,
  actor: Account,
  { matricule, reason }: TypedLetter,
): Result<null, AssistanceRefusal> {
  const allowed = authorise(context, actor, 'recordUndelivered');
  if (!allowed.ok) return allowed;
  if (reason === null) return err({ code: 'letter/no-reason' });
  const elector = electorOf(context, matricule);
  if (!elector.ok) return elector;
  const { election } = context;
  election.transaction(() => {
    const number = election.addUndelivered({ account: actor.account, elector: elector.value, reason });
    election.journal.append({ kind: 'letter-undelivered', facts: { account: actor.account, number } });
  });
  return ok(null);
}

/** What was done of a letter that came back; said once. */
export function followUndelivered(
  context: Parts,
  actor: Account,
  { letter, outcome }: { readonly letter: number; readonly outcome: LetterOutcome | null },
): Result<null, AssistanceRefusal> {
  const allowed = authorise(context, actor, 'recordUndelivered');
  if (!allowed.ok) return allowed;
  if (outcome === null) return err({ code: 'letter/no-outcome' });
  const { election } = context;
  return election.transaction(() => {
    const found = election.undelivered().find(({ number }) => number === letter);
    if (found === undefined) return err({ code: 'letter/unknown' });
    if (found.outcome !== null) return err({ code: 'letter/already-followed' });
    election.addLetterOutcome(letter, actor.account, outcome);
    election.journal.append({ kind: 'letter-followed', facts: { account: actor.account, number: letter } });
    return ok(null);
  });
}

/** Of a person of the roll, what these pages show: to a bureau, of its own colleges alone. */
export type Seen = Pick<Elector, 'civility' | 'firstName' | 'lastName'> | 'otherCollege' | null;

export function readCalls(
  context: Parts,
  actor: Account,
): Result<readonly (Call & { readonly person: Seen })[], AssistanceRefusal> {
  return readAs(context, actor, 'readAssistance', () => context.election.calls());
}

export function readUndelivered(
  context: Parts,
  actor: Account,
): Result<readonly (UndeliveredLetter & { readonly person: Seen })[], AssistanceRefusal> {
  return readAs(context, actor, 'readUndelivered', () => context.election.undelivered());
}

function readAs<Line extends { readonly elector: ElectorId | null }>(
  context: Parts,
  actor: Account,
  action: Action,
  lines: () => readonly Line[],
): Result<readonly (Line & { readonly person: Seen })[], PermissionRefusal | PerimeterRefusal> {
  const allowed = authorise(context, actor, action);
  if (!allowed.ok) return allowed;
  const dossier = dossierOf(context);
  const own = new Set(contestsOf(dossier, actor.account).map(({ college }) => college));
  const people = new Map(dossier.roll.map((elector) => [elector.id, elector]));
  return ok(
    lines().map((line) => {
      const person = line.elector === null ? undefined : people.get(line.elector);
      return {
        ...line,
        person: person === undefined ? null : own.has(person.college) ? person : 'otherCollege',
      };
    }),
  );
}

function electorOf(context: Parts, typed: string): Result<ElectorId, AssistanceRefusal> {
  const wanted = typed.trim().toUpperCase();
  const found = dossierOf(context).roll.find(({ id }) => id.toUpperCase() === wanted);
  return found === undefined ? err({ code: 'assistance/unknown-elector' }) : ok(found.id);
}
