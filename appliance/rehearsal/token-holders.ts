/**
 * The key tokens of holders who do not exist: software authenticators, for demonstrations, rehearsals and tests alone.
 * Each is plugged in for its holder's turn, touched when it blinks, and pulled out; its PIN is drawn. No real time passes.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { HolderCarrier } from '../../core/station/api.ts';
import type { HolderCarriers, HolderTurn } from '../../core/station/generate-keys.ts';
import type { Sequence } from '../../core/station/sequence.ts';
import { parseKeyToken, printKeyToken } from '../../core/tokens/key-token-record.ts';
import { findKeyToken, type TokenMeans } from '../../core/tokens/open-token.ts';
import { enrolSequence, unwrapSequence } from '../../core/tokens/token-sequence.ts';
import type { Timer, TokenPort } from '../../core/tokens/transport.ts';
import { virtualTokens, type VirtualTokens } from '../../core/tokens/virtual.ts';
import type { VirtualMemory } from '../../core/tokens/virtual-model.ts';
import { assertOk } from '../../core/result.ts';
import { RehearsalFailure } from './site-session.ts';

export interface TokenHolders {
  /** A holder's turn at the generation: tokens and sheets as the dossier asks. */
  readonly carry: (turn: HolderTurn) => Promise<HolderCarriers>;
  /** The sequence in a key token, by its PIN. */
  readonly open: (record: string) => Promise<Sequence>;
  readonly memories: () => readonly VirtualMemory[];
  /** By token id. */
  readonly pins: () => Readonly<Record<string, string>>;
}

/** By what way a software token is met: straight, and in no time, or as the kernel shows it. */
export interface TokenReach {
  readonly timer: Timer;
  readonly port: (tokens: VirtualTokens) => TokenPort;
  /** Answers by what id the port knows it, and how to pull it out. */
  readonly plugIn: (
    tokens: VirtualTokens,
    id: string,
  ) => Promise<{ readonly as: string; readonly pullOut: () => Promise<void> }>;
}

const straight = (): TokenReach => ({
  timer: ownTimer(),
  port: ({ port }) => port,
  plugIn: (tokens, id) => {
    tokens.plugIn(id);
    const pullOut = () => {
      tokens.pullOut(id);
      return Promise.resolve();
    };
    return Promise.resolve({ as: id, pullOut });
  },
});

/** A clock that goes on by itself when it is waited for. */
function ownTimer(): Timer {
  let now = 0;
  return {
    now: () => now,
    wait: (ms) => {
      now += Math.max(ms, 1);
      return Promise.resolve();
    },
  };
}

export function tokenHolders(reach: TokenReach = straight()): TokenHolders {
  const random = (count: number) => new Uint8Array(randomBytes(count));
  const { timer } = reach;
  const tokens = virtualTokens({ timer, random }, []);
  const pins = new Map<string, string>();
  /** Id of the token of each credential. */
  const carriers = new Map<string, string>();
  const touchAll = () => {
    for (const { id, isPlugged } of tokens.memories()) if (isPlugged) tokens.touch(id);
  };
  const port = reach.port(tokens);
  const means: TokenMeans = { port, timer, random, patience: { onTouchNeeded: touchAll } };
  const plugged = async <Value>(id: string, work: (as: string) => Promise<Value>): Promise<Value> => {
    const { as, pullOut } = await reach.plugIn(tokens, id);
    try {
      return await work(as);
    } finally {
      await pullOut();
    }
  };
  const enrolled = async (
    { holder, sequence, keys, others }: HolderTurn,
    own: readonly string[],
    slot: HolderCarrier['slot'],
  ): Promise<string> => {
    const pin = String(randomInt(1_000_000)).padStart(6, '0');
    const id = tokens.add(slot === 'main' ? holder.name : `${holder.name} (secours)`, { pin });
    pins.set(id, pin);
    const record = await plugged(id, (token) =>
      enrolSequence(means, sequence, {
        token,
        pin,
        holder: { round: keys.round, bureau: holder.group, index: holder.holder },
        rpId: keys.rpId,
        rpName: 'Isoloir',
        userName: holder.name,
        others: [...others, ...own].map((text) => assertOk(parseKeyToken(text))),
      }),
    );
    if (!record.ok) throw new RehearsalFailure(`une clé de sécurité a refusé (${record.error.code})`);
    carriers.set(record.value.credential, id);
    return printKeyToken(record.value);
  };
  return {
    carry: async (turn) => {
      const carried: HolderCarrier[] = [];
      for (const { slot, kind, envelope } of turn.asked) {
        const own = carried.flatMap(({ record }) => record ?? []);
        carried.push({ slot, envelope, record: kind === 'token' ? await enrolled(turn, own, slot) : null });
      }
      return carried;
    },
    open: async (text) => {
      const record = assertOk(parseKeyToken(text));
      const id = carriers.get(record.credential) ?? '';
      const opened = await plugged(id, async () => {
        const found = await findKeyToken(means, record);
        if (!found.ok) return found;
        const { id: token, isConfirmed } = found.value;
        return unwrapSequence(means, { token, pin: pins.get(id) ?? '', isConfirmed }, record);
      });
      if (opened.ok) return opened.value;
      throw new RehearsalFailure(`une clé de sécurité ne s’ouvre pas (${opened.error.code})`);
    },
    memories: tokens.memories,
    pins: () => Object.fromEntries(pins),
  };
}
