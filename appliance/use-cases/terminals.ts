/**
 * Terminals: one asks to be known (anyone on the network may ask, so few may wait at a time), a person compares the
 * code on its screen with ours and accepts or refuses it, and may withdraw it later, at once. A terminal is known by
 * its certificate alone, and what it may do is asked at each request. Nothing here concerns an elector.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import {
  enrolmentCode,
  type EnrolmentAnswer,
  type EnrolmentRequest,
  type TerminalRefusal,
  type TerminalState,
} from '../../core/terminal/enrolment.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Terminal } from '../storage/election/terminals.ts';
import { authorityBytes, issueCertificate, readRequest } from '../terminal-certificate.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';

type Parts = Pick<Context, 'election' | 'data'>;

export type TerminalDecisionRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  /** Gone, already decided, or never was. */
  | { readonly code: 'terminal/not-pending' | 'terminal/not-accepted' }
  | { readonly code: 'terminal/no-place' };

const forgottenAfterMs = 30 * 60_000;
const mostPending = 20;
/** From one network address: one machine cannot take all the room. */
const mostPendingThere = 3;

/** A terminal asks, or asks again where its request stands. `address` is where the call came from. */
export async function enrolTerminal(
  context: Parts,
  { kind, label, csr }: EnrolmentRequest,
  address: string,
): Promise<Result<EnrolmentAnswer, TerminalRefusal>> {
  const { election, data } = context;
  const publicKey = await readRequest(csr);
  if (publicKey === null) return err({ code: 'request/malformed' });
  const publicKeyHash = createHash('sha256').update(publicKey).digest('hex');
  election.forgetTerminalRequests(data.now() - forgottenAfterMs);
  const known = election.terminalByKey(publicKeyHash);
  if (known !== null) return ok(answerOf(known));
  if (!hasRoom(context, address)) return err({ code: 'enrolment/full' });
  // Slow on purpose: outside the transaction.
  const code = enrolmentCode(kind, publicKey, authorityBytes(data));
  const id = randomUUID();
  return election.transaction(() => {
    const meanwhile = election.terminalByKey(publicKeyHash);
    if (meanwhile !== null) return ok(answerOf(meanwhile));
    if (!hasRoom(context, address)) return err({ code: 'enrolment/full' });
    election.addTerminal({ id, kind, label, address, publicKeyHash, csr, code });
    election.journal.append({ kind: 'terminal-asked', facts: { terminal: id, terminalKind: kind, label } });
    return ok({ state: 'pending' });
  });
}

function hasRoom({ election }: Parts, address: string): boolean {
  const pending = election.terminals().filter(({ state }) => state === 'pending');
  const there = pending.filter((each) => each.address === address);
  return pending.length < mostPending && there.length < mostPendingThere;
}

function answerOf({ state, certificate }: Terminal): EnrolmentAnswer {
  if (state === 'accepted' && certificate !== null) return { state, certificate };
  return { state: state === 'pending' ? 'pending' : 'refused' };
}

/** The codes were compared: a certificate is issued. `place` says where the terminal stands. */
export async function acceptTerminal(
  context: Parts,
  actor: Account,
  { terminal, place }: { readonly terminal: string; readonly place: string },
): Promise<Result<null, TerminalDecisionRefusal>> {
  const { election, data } = context;
  const allowed = authorise(context, actor, 'manageTerminals');
  if (!allowed.ok) return allowed;
  if (place === '') return err({ code: 'terminal/no-place' });
  const pending = pendingTerminal(context, terminal);
  if (pending === null) return err({ code: 'terminal/not-pending' });
  const issued = await issueCertificate(data, pending);
  return election.transaction(() => {
    if (pendingTerminal(context, terminal) === null) return err({ code: 'terminal/not-pending' });
    election.acceptTerminal(terminal, { place, ...issued });
    const facts = {
      account: actor.account,
      terminal,
      terminalKind: pending.kind,
      label: pending.label,
      place,
    };
    election.journal.append({ kind: 'terminal-accepted', facts });
    return ok(null);
  });
}

export function refuseTerminal(
  context: Parts,
  actor: Account,
  terminal: string,
): Result<null, TerminalDecisionRefusal> {
  const { election } = context;
  const allowed = authorise(context, actor, 'manageTerminals');
  if (!allowed.ok) return allowed;
  return election.transaction(() => {
    if (pendingTerminal(context, terminal) === null) return err({ code: 'terminal/not-pending' });
    election.setTerminalState(terminal, 'refused');
    election.journal.append({ kind: 'terminal-refused', facts: { account: actor.account, terminal } });
    return ok(null);
  });
}

function pendingTerminal({ election }: Parts, id: string): Terminal | null {
  const found = election.terminal(id);
  return found?.state === 'pending' ? found : null;
}

/** At once: every request is checked, and open connections are cut within a second. */
export function withdrawTerminal(
  context: Parts,
  actor: Account,
  terminal: string,
): Result<null, TerminalDecisionRefusal> {
  const { election } = context;
  const allowed = authorise(context, actor, 'manageTerminals');
  if (!allowed.ok) return allowed;
  return election.transaction(() => {
    if (election.terminal(terminal)?.state !== 'accepted') return err({ code: 'terminal/not-accepted' });
    election.takeBackStation(terminal);
    election.setTerminalState(terminal, 'withdrawn');
    election.journal.append({ kind: 'terminal-withdrawn', facts: { account: actor.account, terminal } });
    return ok(null);
  });
}

/** The terminal of a certificate, when it was accepted and not withdrawn. */
export function acceptedTerminal(
  { election }: Pick<Parts, 'election'>,
  fingerprint: string,
): Terminal | null {
  const found = election.terminalByFingerprint(fingerprint);
  return found?.state === 'accepted' ? found : null;
}

const seenToMs = 5 * 60_000;

/**
 * What a terminal said of itself, and when to within five minutes: a finer time could tell who just voted at it. Written
 * only when it says more than what is known.
 */
export function noteTerminal({ election, data }: Parts, known: Terminal, state: TerminalState): void {
  const seenMs = Math.floor(data.now() / seenToMs) * seenToMs;
  // What a station does not say of itself, the kiosk that it runs on has said.
  const { version, measurement, sound = known.sound } = state;
  const hardware = state.hardware === undefined ? known.hardware : JSON.stringify(state.hardware);
  const noted = { version, measurement, sound, hardware, seenMs };
  const isSame = (Object.keys(noted) as (keyof typeof noted)[]).every((name) => known[name] === noted[name]);
  if (!isSame) election.noteTerminal(known.id, noted);
}
