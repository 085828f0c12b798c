/** A bench of virtual tokens under a clock that runs by itself: nothing waits for real time. */
import { randomBytes } from 'node:crypto';
import type { Patience } from '../../../core/tokens/channel.ts';
import { enrol, unwrap, type Enrolment } from '../../../core/tokens/key-token.ts';
import type { KeyHolder, KeyTokenRecord } from '../../../core/tokens/key-token-record.ts';
import { findKeyToken, type TokenMeans } from '../../../core/tokens/open-token.ts';
import type { TokenRefusal } from '../../../core/tokens/refusals.ts';
import {
  beginAssembly,
  continueAssembly,
  hidCommand,
  isComplete,
  readReport,
  reportsOf,
  type Assembly,
} from '../../../core/tokens/ctaphid.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Timer, TokenDevice, TokenPort } from '../../../core/tokens/transport.ts';
import { ordinaryModel, type VirtualMemory, type VirtualModel } from '../../../core/tokens/virtual-model.ts';
import { virtualTokens, type VirtualTokens } from '../../../core/tokens/virtual.ts';

export const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count));

export function runningTimer(): Timer {
  let now = 0;
  return {
    now: () => now,
    wait: (ms) => {
      now += Math.max(ms, 1);
      return Promise.resolve();
    },
  };
}

export interface Bench {
  readonly tokens: VirtualTokens;
  readonly means: TokenMeans;
  readonly timer: Timer;
  /** Sees the answers of tokens; a test replaces it. */
  tamper: (id: string, command: number, answer: Uint8Array) => Uint8Array;
  patience: Patience;
  touches: number;
  memoriesChanged: number;
}

/** Whoever waits for a touch gets it, unless the test says otherwise. */
export function newBench(remembered: readonly VirtualMemory[] = []): Bench {
  const timer = runningTimer();
  const tokens = virtualTokens(
    {
      timer,
      random,
      onMemory: () => (bench.memoriesChanged += 1),
      tamper: (id, command, answer) => bench.tamper(id, command, answer),
    },
    remembered,
  );
  const bench: Bench = {
    tokens,
    timer,
    tamper: (_id, _command, answer) => answer,
    touches: 0,
    memoriesChanged: 0,
    patience: { onTouchNeeded: () => touchAll(bench) },
    means: {
      port: tokens.port,
      timer,
      random,
      patience: {
        onTouchNeeded: () => bench.patience.onTouchNeeded?.(),
        isCancelled: () => bench.patience.isCancelled?.() === true,
      },
    },
  };
  return bench;
}

function touchAll(bench: Bench): void {
  bench.touches += 1;
  for (const { id } of bench.tokens.memories()) bench.tokens.touch(id);
}

export const pin = 'bureau-2026';

export function plugged(
  bench: Bench,
  name: string,
  model: Partial<VirtualModel> = {},
  itsPin: string | null = pin,
): string {
  const how = { model: { ...ordinaryModel, ...model }, ...(itsPin === null ? {} : { pin: itsPin }) };
  const id = bench.tokens.add(name, how);
  bench.tokens.plugIn(id);
  return id;
}

export const holder: KeyHolder = {
  round: 'cse-2026-t1',
  bureau: 'siege',
  index: 1,
  verification: 'ab'.repeat(32),
};

export const secret = new TextEncoder().encode('0123456789ABCDEFGHJKMNPQRST');

export function enrolment(token: string, more: Partial<Enrolment> = {}): Enrolment {
  return {
    token,
    pin,
    holder,
    rpId: 'vote.example.fr',
    rpName: 'Isoloir',
    userName: 'Porteur 1',
    secret,
    others: [],
    ...more,
  };
}

export async function enrolled(bench: Bench, token: string): Promise<KeyTokenRecord> {
  const record = await enrol(bench.means, enrolment(token));
  if (!record.ok) throw new Error(JSON.stringify(record.error));
  return record.value;
}

/** A bench with one token plugged in, of this model, which carries a key. */
export async function enrolledBench(model: Partial<VirtualModel> = {}) {
  const bench = newBench();
  const token = plugged(bench, 'bleue', model);
  return { bench, token, record: await enrolled(bench, token) };
}

/** As a station does: finds the token, then opens the record with the typed PIN. */
export async function opened(
  bench: Bench,
  record: KeyTokenRecord,
  typed = pin,
): Promise<Result<string, TokenRefusal>> {
  const found = await findKeyToken(bench.means, record);
  if (!found.ok) return found;
  const request = { token: found.value.id, pin: typed, isConfirmed: found.value.isConfirmed };
  const answer = await unwrap(bench.means, request, record);
  return answer.ok ? { ok: true, value: new TextDecoder().decode(answer.value) } : err(answer.error);
}

export const refused = (error: TokenRefusal) => ({ ok: false, error });
/** CTAP 2.1 §6: commands that tests tamper with. */
export const clientPin = 0x06;
export const getAssertion = 0x02;

/** The answer of the nth time that a command is asked becomes this status. */
export function answerOnce(bench: Bench, command: number, status: number, nth = 1): { count: number } {
  const seen = { count: 0 };
  bench.tamper = (_id, asked, answer) => {
    if (asked !== command) return answer;
    seen.count += 1;
    return seen.count === nth ? Uint8Array.of(status) : answer;
  };
  return seen;
}

/** Between us and the tokens: sees every CBOR request whole, and may change it. */
export function throughHands(port: TokenPort, change: (request: Uint8Array) => Uint8Array): TokenPort {
  return {
    ...port,
    open: async (id) => {
      const device = await port.open(id);
      return device.ok ? ok(deviceThroughHands(device.value, change)) : device;
    },
  };
}

function deviceThroughHands(device: TokenDevice, change: (request: Uint8Array) => Uint8Array): TokenDevice {
  let assembly: Assembly | undefined;
  const send: TokenDevice['send'] = async (bytes) => {
    const report = readReport(bytes);
    if (report?.kind === 'first') assembly = beginAssembly(report);
    else if (report !== undefined && assembly !== undefined) assembly = continueAssembly(assembly, report);
    if (assembly === undefined || !isComplete(assembly)) return ok(undefined);
    const { channel, command, payload } = assembly;
    const changed = command === hidCommand.cbor ? change(payload) : payload;
    for (const each of reportsOf({ channel, command, payload: changed })) {
      const sent = await device.send(each);
      if (!sent.ok) return sent;
    }
    return ok(undefined);
  };
  return { ...device, send };
}
