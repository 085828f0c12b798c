/**
 * The CTAPHID side of a virtual token (CTAP 2.1 §11.2 seen from the token): channels, reports in and out, busy, cancel,
 * keepalives while it waits for a touch, giving up after 30 s. For demonstrations and tests only. It has no timer of
 * its own: time passes when someone receives (`tick`), and everything it says goes to all who have it open.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import {
  beginAssembly,
  broadcastChannel,
  capability,
  continueAssembly,
  hidCommand,
  isComplete,
  keepalive,
  readReport,
  reportsOf,
  type Assembly,
  type Message,
  type Report,
} from './ctaphid.ts';
import { ctapStatus } from './refusals.ts';
import { answerBytes, handle, type Reply } from './virtual-authenticator.ts';
import type { VirtualSelf } from './virtual-pin.ts';

const TOUCH_MS = 30_000;
const KEEPALIVE_MS = 100;

/** Tests look at a command and may change its answer. */
export type Tamper = (command: number, answer: Uint8Array) => Uint8Array;

export interface VirtualHid {
  readonly receive: (report: Uint8Array, nowMs: number) => void;
  /** Lets time pass: keepalives, and the end of the wait for a touch. */
  readonly tick: (nowMs: number) => void;
  /** A finger; nothing if no touch is wanted. */
  readonly touch: () => void;
  readonly isWaitingForTouch: () => boolean;
}

interface Waiting {
  readonly channel: number;
  readonly command: number;
  readonly outcome: Extract<Reply, { readonly kind: 'once-touched' }>['outcome'];
  readonly until: number;
  nextKeepalive: number;
}

interface State {
  readonly self: VirtualSelf;
  readonly emit: (report: Uint8Array) => void;
  readonly tamper: Tamper;
  channels: number;
  readonly assemblies: Map<number, Assembly>;
  waiting: Waiting | undefined;
}

export function virtualHid(
  self: VirtualSelf,
  emit: (report: Uint8Array) => void,
  tamper: Tamper,
): VirtualHid {
  const state: State = { self, emit, tamper, channels: 0, assemblies: new Map(), waiting: undefined };
  return {
    receive: (bytes, nowMs) => {
      const report = readReport(bytes);
      if (report !== undefined) take(state, report, nowMs);
    },
    tick: (nowMs) => tick(state, nowMs),
    touch: () => touch(state),
    isWaitingForTouch: () => state.waiting !== undefined,
  };
}

function say(state: State, message: Message): void {
  for (const report of reportsOf(message)) state.emit(report);
}

function sayError(state: State, channel: number, code: number): void {
  say(state, { channel, command: hidCommand.error, payload: Uint8Array.of(code) });
}

function take(state: State, report: Report, nowMs: number): void {
  const { channel } = report;
  let assembly: Assembly | undefined;
  if (report.kind === 'first') {
    if (isForOthers(state, report.command, channel)) return;
    assembly = beginAssembly(report);
  } else {
    const begun = state.assemblies.get(channel);
    if (begun === undefined) return;
    assembly = continueAssembly(begun, report);
  }
  state.assemblies.delete(channel);
  if (assembly === undefined) sayError(state, channel, ctapStatus.invalidLength);
  else if (isComplete(assembly)) perform(state, assembly, nowMs);
  else state.assemblies.set(channel, assembly);
}

/** Answers at once what may not begin: an unknown channel, or another's turn. */
function isForOthers(state: State, command: number, channel: number): boolean {
  const isKnown = channel === broadcastChannel ? command === hidCommand.init : isAllocated(state, channel);
  if (!isKnown) {
    sayError(state, channel, ctapStatus.invalidChannel);
    return true;
  }
  const isFree = command === hidCommand.init || command === hidCommand.cancel;
  if (state.waiting === undefined || isFree) return false;
  sayError(state, channel, ctapStatus.channelBusy);
  return true;
}

const FIRST_CHANNEL = 0x15010000;

function isAllocated(state: State, channel: number): boolean {
  return channel > FIRST_CHANNEL && channel <= FIRST_CHANNEL + state.channels;
}

function perform(state: State, { channel, command, payload }: Message, nowMs: number): void {
  switch (command) {
    case hidCommand.init:
      allocate(state, channel, payload);
      return;
    case hidCommand.ping:
      say(state, { channel, command, payload });
      return;
    case hidCommand.cancel:
      if (state.waiting?.channel === channel) finish(state, state.waiting, ctapStatus.keepaliveCancel);
      return;
    case hidCommand.cbor:
      ask(state, channel, payload, nowMs);
      return;
    default:
      sayError(state, channel, ctapStatus.invalidCommand);
  }
}

function allocate(state: State, channel: number, nonce: Uint8Array): void {
  if (nonce.length !== 8) {
    sayError(state, channel, ctapStatus.invalidLength);
    return;
  }
  if (channel === broadcastChannel) state.channels += 1;
  const allocated = new Uint8Array(4);
  const id = channel === broadcastChannel ? FIRST_CHANNEL + state.channels : channel;
  new DataView(allocated.buffer).setUint32(0, id);
  const device = Uint8Array.of(2, 1, 0, 0, capability.cbor | capability.noMessage);
  say(state, { channel, command: hidCommand.init, payload: concatBytes(nonce, allocated, device) });
}

function ask(state: State, channel: number, payload: Uint8Array, nowMs: number): void {
  const command = payload[0] ?? 0;
  const reply = handle(state.self, payload);
  if (reply.kind === 'now') {
    answer(state, channel, command, answerBytes(reply.outcome));
    return;
  }
  const { outcome } = reply;
  state.waiting = { channel, command, outcome, until: nowMs + TOUCH_MS, nextKeepalive: nowMs };
  if (state.self.memory.isAlwaysTouched) touch(state);
}

function answer(state: State, channel: number, command: number, bytes: Uint8Array): void {
  say(state, { channel, command: hidCommand.cbor, payload: state.tamper(command, bytes) });
}

function finish(state: State, waiting: Waiting, outcome: ReturnType<Waiting['outcome']>): void {
  state.waiting = undefined;
  answer(state, waiting.channel, waiting.command, answerBytes(outcome));
}

function touch(state: State): void {
  const { waiting } = state;
  if (waiting === undefined) return;
  say(state, {
    channel: waiting.channel,
    command: hidCommand.keepalive,
    payload: Uint8Array.of(keepalive.processing),
  });
  finish(state, waiting, waiting.outcome());
}

function tick(state: State, nowMs: number): void {
  const { waiting } = state;
  if (waiting === undefined) return;
  if (nowMs >= waiting.until) {
    finish(state, waiting, ctapStatus.userActionTimeout);
  } else if (nowMs >= waiting.nextKeepalive) {
    waiting.nextKeepalive = nowMs + KEEPALIVE_MS;
    const payload = Uint8Array.of(keepalive.touchNeeded);
    say(state, { channel: waiting.channel, command: hidCommand.keepalive, payload });
  }
}
