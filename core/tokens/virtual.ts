/**
 * Virtual tokens: software authenticators behind the same port as real ones, which speak real CTAPHID reports. FOR
 * DEMONSTRATIONS AND TESTS ONLY: their secrets lie in a file, so that they protect nothing. A page or a test plugs them
 * in, pulls them out, touches them and resets them; what they remember is printed and read by virtual-model.ts.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
import { sha256Bytes } from '../bytes/digest.ts';
import { pinHash } from './pin-protocol.ts';
import type { Timer, TokenDevice, TokenPort, TransportRefusal } from './transport.ts';
import { resetIt } from './virtual-authenticator.ts';
import { virtualHid, type Tamper, type VirtualHid } from './virtual-hid.ts';
import { ordinaryModel, type VirtualMemory, type VirtualModel } from './virtual-model.ts';
import { allTries, powerUp, type VirtualSelf } from './virtual-pin.ts';

export interface VirtualMeans {
  readonly timer: Timer;
  readonly random: Random;
  /** After anything that is remembered changed: the moment to write it to a file. */
  readonly onMemory?: () => void;
  /** For tests: sees every answer of a token, and may change it. */
  readonly tamper?: (id: string, ...seen: Parameters<Tamper>) => Uint8Array;
}

export interface VirtualTokens {
  readonly port: TokenPort;
  readonly memories: () => readonly VirtualMemory[];
  /** New, without PIN unless one is given, pulled out; answers its id. */
  readonly add: (name: string, how?: NewVirtualToken) => string;
  readonly plugIn: (id: string) => void;
  /** At any moment, in the middle of a command too. */
  readonly pullOut: (id: string) => void;
  readonly touch: (id: string) => void;
  readonly isWaitingForTouch: (id: string) => boolean;
  /** PIN and everything that it protected are lost. */
  readonly reset: (id: string) => void;
}

export interface NewVirtualToken {
  readonly model?: VirtualModel;
  readonly pin?: string;
  readonly isAlwaysTouched?: boolean;
}

/** One token; `hid` while it is plugged in. */
interface Plug {
  readonly self: VirtualSelf;
  readonly handles: Set<Handle>;
  hid: VirtualHid | undefined;
}

interface Handle {
  readonly reports: Uint8Array[];
}

/** Throughout: an unknown id is the caller's bug, and throws. */
export function virtualTokens(means: VirtualMeans, remembered: readonly VirtualMemory[]): VirtualTokens {
  const plugs = new Map<string, Plug>();
  const listeners = new Set<() => void>();
  const plugOf = (id: string): Plug => {
    const plug = plugs.get(id);
    if (plug === undefined) throw new Error('no such virtual token');
    return plug;
  };
  const remember = () => means.onMemory?.();
  const changePlug = (id: string, isPlugged: boolean) => {
    const plug = plugOf(id);
    if (plug.self.memory.isPlugged === isPlugged) return;
    plug.self.memory = { ...plug.self.memory, isPlugged };
    power(means, plug);
    remember();
    for (const listener of listeners) listener();
  };
  for (const memory of remembered) plugs.set(memory.id, newPlug(means, memory));
  return {
    port: portOf(means, plugs, listeners),
    memories: () => [...plugs.values()].map(({ self }) => self.memory),
    add: (name, how = {}) => {
      const memory = newMemory(means.random, name, how);
      plugs.set(memory.id, newPlug(means, memory));
      remember();
      return memory.id;
    },
    plugIn: (id) => changePlug(id, true),
    pullOut: (id) => changePlug(id, false),
    touch: (id) => {
      plugOf(id).hid?.touch();
      remember();
    },
    isWaitingForTouch: (id) => plugOf(id).hid?.isWaitingForTouch() === true,
    reset: (id) => {
      resetIt(plugOf(id).self);
      remember();
    },
  };
}

function newMemory(random: Random, name: string, how: NewVirtualToken): VirtualMemory {
  return {
    id: `virtual-${bytesToHex(random(4))}`,
    name,
    model: how.model ?? ordinaryModel,
    isPlugged: false,
    isAlwaysTouched: how.isAlwaysTouched === true,
    deviceSecret: bytesToHex(sha256Bytes(random(32))),
    pinHash: how.pin === undefined ? '' : bytesToHex(pinHash(how.pin)),
    triesLeft: allTries,
    signatures: 0,
  };
}

function newPlug(means: VirtualMeans, memory: VirtualMemory): Plug {
  const self: VirtualSelf = { memory, power: powerUp(means.random), random: means.random };
  const plug: Plug = { self, handles: new Set(), hid: undefined };
  power(means, plug);
  return plug;
}

/** Forgets what is lost without current; who had it open has it no more. */
function power(means: VirtualMeans, plug: Plug): void {
  plug.handles.clear();
  plug.self.power = powerUp(means.random);
  const emit = (report: Uint8Array) => {
    for (const { reports } of plug.handles) reports.push(report);
  };
  const tamper: Tamper = (command, answer) => means.tamper?.(plug.self.memory.id, command, answer) ?? answer;
  plug.hid = plug.self.memory.isPlugged ? virtualHid(plug.self, emit, tamper) : undefined;
}

function portOf(
  means: VirtualMeans,
  plugs: ReadonlyMap<string, Plug>,
  listeners: Set<() => void>,
): TokenPort {
  return {
    list: () => {
      const plugged = [...plugs.values()].filter(({ hid }) => hid !== undefined);
      return Promise.resolve(
        plugged.map(({ self: { memory } }) => ({ id: memory.id, product: memory.name })),
      );
    },
    open: (id) => {
      const plug = plugs.get(id);
      const isPlugged = plug?.hid !== undefined;
      return Promise.resolve(isPlugged ? ok(openVirtual(means, plug)) : err({ code: 'token/unplugged' }));
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** How often a waiting reader looks whether the token was touched. */
const STEP_MS = 50;

function openVirtual(means: VirtualMeans, plug: Plug): TokenDevice {
  const { timer } = means;
  const handle: Handle = { reports: [] };
  plug.handles.add(handle);
  const current = (): VirtualHid | undefined => (plug.handles.has(handle) ? plug.hid : undefined);
  const unplugged: Result<never, TransportRefusal> = err({ code: 'token/unplugged' });
  return {
    id: plug.self.memory.id,
    product: plug.self.memory.name,
    send: (report) => {
      const hid = current();
      if (hid === undefined) return Promise.resolve(unplugged);
      const before = plug.self.memory;
      hid.receive(report, timer.now());
      if (plug.self.memory !== before) means.onMemory?.();
      return Promise.resolve(ok(undefined));
    },
    receive: async (timeoutMs) => {
      const until = timer.now() + timeoutMs;
      for (;;) {
        const hid = current();
        if (hid === undefined) return unplugged;
        hid.tick(timer.now());
        const report = handle.reports.shift();
        if (report !== undefined) return ok(report);
        const left = until - timer.now();
        if (left <= 0) return ok(null);
        await timer.wait(Math.min(left, STEP_MS));
      }
    },
    close: () => {
      plug.handles.delete(handle);
      return Promise.resolve();
    },
  };
}
