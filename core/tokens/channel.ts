/**
 * A CTAPHID channel to one open token (CTAP 2.1 §11.2.4): allocate it, send a command, wait for the answer. Reports of other
 * channels are ignored, a busy token is asked again, keepalives say when a touch is wanted. Every wait is bounded by
 * the passed-in timer and by a number of reports, so that no device can hold us for ever.
 */
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
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
import { brokenAnswer, ctapStatus, type TokenRefusal } from './refusals.ts';
import type { Timer, TokenDevice } from './transport.ts';

/** A token that waits for a touch gives up after about 30 s; we a little later. */
const ANSWER_MS = 45_000;
/** Keepalives come every 100 ms: longer silence is not work in progress. */
const SILENCE_MS = 5_000;
const BUSY_MS = 5_000;
const BUSY_STEP_MS = 100;
const AFTER_CANCEL_MS = 1_000;
/** How often a cancellation is looked at. */
const SLICE_MS = 200;
/** Twice what keepalives and the longest message can be. */
const MAX_REPORTS = 2_000;

export interface Channel {
  readonly device: TokenDevice;
  readonly id: number;
  readonly timer: Timer;
}

/** What the person in front is told and may do while a command waits. */
export interface Patience {
  /** Called once a command, when the token begins to blink. */
  readonly onTouchNeeded?: () => void;
  /** Looked at while waiting; once true the token is told to give up. */
  readonly isCancelled?: () => boolean;
}

/** Allocates a channel with an 8-byte nonce; a token without CBOR (U2F only) is unsupported. */
export async function openChannel(
  device: TokenDevice,
  timer: Timer,
  random: Random,
): Promise<Result<Channel, TokenRefusal>> {
  const nonce = random(8);
  const broadcast: Channel = { device, id: broadcastChannel, timer };
  const isOurs = (message: Message) =>
    message.command === hidCommand.init && nonce.every((byte, index) => byte === message.payload[index]);
  const answer = await exchange(broadcast, hidCommand.init, nonce, {}, isOurs);
  if (!answer.ok) return answer;
  const { payload } = answer.value;
  if (payload.length < 17) return err(brokenAnswer('short answer to INIT'));
  const id = new DataView(payload.buffer, payload.byteOffset).getUint32(8);
  if (id === 0 || id === broadcastChannel) return err(brokenAnswer('channel of INIT'));
  if (((payload[16] ?? 0) & capability.cbor) === 0) {
    return err({ code: 'token/unsupported', missing: 'ctap2' });
  }
  return ok({ device, id, timer });
}

/** One CBOR command and its answer: a status byte and what follows. */
export async function transact(
  channel: Channel,
  payload: Uint8Array,
  patience: Patience,
): Promise<Result<Uint8Array, TokenRefusal>> {
  const isOurs = (message: Message) => message.command === hidCommand.cbor;
  const answer = await exchange(channel, hidCommand.cbor, payload, patience, isOurs);
  return answer.ok ? ok(answer.value.payload) : answer;
}

/** Sends until the token is not busy. `isOurs` tells the answer from messages of others on a shared channel. */
async function exchange(
  channel: Channel,
  command: number,
  payload: Uint8Array,
  patience: Patience,
  isOurs: (message: Message) => boolean,
): Promise<Result<Message, TokenRefusal>> {
  const { timer } = channel;
  const busyUntil = timer.now() + BUSY_MS;
  for (let attempt = 0; attempt <= BUSY_MS / BUSY_STEP_MS; attempt += 1) {
    const sent = await send(channel, command, payload);
    if (!sent.ok) return sent;
    const answer = await awaitAnswer(channel, patience, isOurs);
    if (!answer.ok) return answer;
    if (answer.value !== 'busy') return ok(answer.value);
    if (timer.now() >= busyUntil) break;
    await timer.wait(BUSY_STEP_MS);
  }
  return err({ code: 'token/busy' });
}

async function send(
  { device, id }: Channel,
  command: number,
  payload: Uint8Array,
): Promise<Result<undefined, TokenRefusal>> {
  for (const report of reportsOf({ channel: id, command, payload })) {
    const sent = await device.send(report);
    if (!sent.ok) return sent;
  }
  return ok(undefined);
}

/** Where the wait for one answer stands. */
interface Waiting {
  readonly deadline: number;
  lastHeard: number;
  touchNeeded: boolean;
  /** Until when an answer to our CANCEL is waited for. */
  cancelledUntil: number | undefined;
  assembly: Assembly | undefined;
}

async function awaitAnswer(
  channel: Channel,
  patience: Patience,
  isOurs: (message: Message) => boolean,
): Promise<Result<Message | 'busy', TokenRefusal>> {
  const start = channel.timer.now();
  const waiting: Waiting = {
    deadline: start + ANSWER_MS,
    lastHeard: start,
    touchNeeded: false,
    cancelledUntil: undefined,
    assembly: undefined,
  };
  for (let reports = 0; reports < MAX_REPORTS;) {
    const left = await timeLeft(channel, patience, waiting);
    if (!left.ok) return left;
    const received = await channel.device.receive(left.value);
    if (!received.ok) return received;
    if (received.value === null) continue;
    reports += 1;
    const report = readReport(received.value);
    if (report === undefined) return err(brokenAnswer('length of a report'));
    if (report.channel !== channel.id) continue;
    waiting.lastHeard = channel.timer.now();
    const message = assemble(waiting, report, channel.id);
    if (!message.ok) return message;
    if (message.value === undefined) continue;
    const outcome = outcomeOf(message.value, waiting, patience, isOurs);
    if (outcome !== undefined) return outcome;
  }
  return err(brokenAnswer('reports without end'));
}

/** How long to wait for the next report; sends CANCEL when the person or the time says so. */
async function timeLeft(
  channel: Channel,
  patience: Patience,
  waiting: Waiting,
): Promise<Result<number, TokenRefusal>> {
  const now = channel.timer.now();
  if (waiting.cancelledUntil !== undefined) {
    if (now < waiting.cancelledUntil) return ok(waiting.cancelledUntil - now);
    return err(patience.isCancelled?.() === true ? { code: 'token/cancelled' } : { code: 'token/no-touch' });
  }
  if (now - waiting.lastHeard >= SILENCE_MS) return err(brokenAnswer('no answer'));
  if (patience.isCancelled?.() === true || now >= waiting.deadline) {
    waiting.cancelledUntil = now + AFTER_CANCEL_MS;
    const sent = await send(channel, hidCommand.cancel, new Uint8Array());
    return sent.ok ? ok(AFTER_CANCEL_MS) : sent;
  }
  return ok(Math.min(SLICE_MS, waiting.deadline - now, waiting.lastHeard + SILENCE_MS - now));
}

/** The message that this report completes, if it completes one. */
function assemble(
  waiting: Waiting,
  report: Report,
  channel: number,
): Result<Message | undefined, TokenRefusal> {
  const shared = channel === broadcastChannel;
  let assembly: Assembly | undefined;
  if (report.kind === 'first') {
    if (waiting.assembly !== undefined && !shared) return err(brokenAnswer('a message inside another'));
    assembly = beginAssembly(report);
  } else {
    // The rest of an answer that an earlier user of the token did not read is not ours to judge.
    if (waiting.assembly === undefined) return ok(undefined);
    assembly = continueAssembly(waiting.assembly, report);
  }
  waiting.assembly = undefined;
  if (assembly === undefined) return shared ? ok(undefined) : err(brokenAnswer('sequence of reports'));
  if (isComplete(assembly)) return ok(assembly);
  waiting.assembly = assembly;
  return ok(undefined);
}

function outcomeOf(
  message: Message,
  waiting: Waiting,
  patience: Patience,
  isOurs: (message: Message) => boolean,
): Result<Message | 'busy', TokenRefusal> | undefined {
  const [first] = message.payload;
  switch (message.command) {
    case hidCommand.keepalive:
      if (first === keepalive.touchNeeded && !waiting.touchNeeded) {
        waiting.touchNeeded = true;
        patience.onTouchNeeded?.();
      }
      return undefined;
    case hidCommand.error:
      if (first === ctapStatus.channelBusy) return ok('busy');
      if (first === ctapStatus.invalidLength) return err({ code: 'token/too-large' });
      return err(brokenAnswer(`CTAPHID error ${first ?? 'without code'}`));
    default:
      if (isOurs(message)) return ok(message);
      // On the shared channel others are answered too.
      return message.channel === broadcastChannel ? undefined : err(brokenAnswer('another command'));
  }
}
