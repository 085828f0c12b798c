/** The rules for hmac-secret, each with an answer that breaks it: what a token says is used only once all of it holds. */
import { describe, expect, it } from 'vitest';
import { cborMap, decodeMap, encodeCbor, type Cbor, type CborMap } from '../../../core/tokens/cbor.ts';
import { enrol } from '../../../core/tokens/key-token.ts';
import { authFlag } from '../../../core/tokens/authenticator-data.ts';
import type { TokenRefusal } from '../../../core/tokens/refusals.ts';
import {
  enrolled,
  enrolment,
  newBench,
  opened,
  pin,
  plugged,
  random,
  throughHands,
  type Bench,
} from './token-bench.ts';

const makeCredential = 0x01;
const getAssertion = 0x02;
const refused = (error: TokenRefusal) => ({ ok: false, error });
const broken = (detail: string) => refused({ code: 'token/broken-answer', detail });

/** The same answer with some keys changed; undefined takes a key out. */
function altered(
  answer: Uint8Array,
  change: (map: CborMap) => readonly [number, Cbor | undefined][],
): Uint8Array {
  const map = decodeMap(answer.subarray(1));
  if (map === undefined) return answer;
  const changed = cborMap([...new Map<string | number, Cbor | undefined>([...map, ...change(map)])]);
  return Uint8Array.from([0, ...encodeCbor(changed)]);
}

function alterAuthData(bench: Bench, command: number, change: (data: Uint8Array) => Uint8Array): void {
  bench.tamper = (_id, asked, answer) =>
    asked === command && answer.length > 1
      ? altered(answer, (map) => [[2, change(map.get(2) as Uint8Array)]])
      : answer;
}

const flag = (change: (flags: number) => number) => (data: Uint8Array) =>
  data.with(32, change(data[32] ?? 0));

describe.each([
  ['the creation', makeCredential],
  ['the assertion', getAssertion],
] as const)('an answer to %s', (_name, command) => {
  it.each([
    ['PIN checked', authFlag.userVerified],
    ['touched', authFlag.userPresent],
  ])('without the flag « %s » is not used', async (_flag, bit) => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    alterAuthData(
      bench,
      command,
      flag((flags) => flags & ~bit),
    );
    expect(await enrol(bench.means, enrolment(token))).toEqual(refused({ code: 'token/not-verified' }));
  });

  it('for another relying party is not used', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    alterAuthData(bench, command, (data) => data.with(0, (data[0] ?? 0) ^ 1));
    expect(await enrol(bench.means, enrolment(token))).toEqual(broken('relying party'));
  });

  it('with a byte too many or too few in its data is not used', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    for (const change of [
      (data: Uint8Array) => Uint8Array.from([...data, 0]),
      (data: Uint8Array) => data.slice(0, -1),
      (data: Uint8Array) => data.slice(0, 30),
    ]) {
      alterAuthData(bench, command, change);
      expect(await enrol(bench.means, enrolment(token))).toEqual(broken('authenticator data'));
    }
  });

  it('without hmac-secret is not used', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    alterAuthData(bench, command, (data) => {
      const at = Buffer.from(data).indexOf('hmac-secret');
      return at === -1 ? data : data.with(at + 10, 'd'.charCodeAt(0));
    });
    const missing = 'hmac-secret';
    expect(await enrol(bench.means, enrolment(token))).toEqual(
      refused({ code: 'token/unsupported', missing }),
    );
  });
});

describe('an assertion', () => {
  it('of another credential is not used; one that names none is, since one alone was asked for', async () => {
    const bench = newBench();
    const record = await enrolled(bench, plugged(bench, 'bleue'));
    const alter = (credential: Cbor | undefined) => {
      bench.tamper = (_id, command, answer) =>
        command === getAssertion ? altered(answer, () => [[1, credential]]) : answer;
    };
    const named = (id: Uint8Array) =>
      cborMap([
        ['id', id],
        ['type', 'public-key'],
      ]);
    alter(named(random(49)));
    expect(await opened(bench, record)).toEqual(broken('another credential'));
    alter('text');
    expect(await opened(bench, record)).toEqual(broken('another credential'));
    alter(undefined);
    expect((await opened(bench, record)).ok).toBe(true);
  });

  it('whose output is short is not used', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    bench.tamper = (_id, command, answer) => {
      if (command !== getAssertion) return answer;
      const output = cborMap([['hmac-secret', new Uint8Array(48)]]);
      return altered(answer, (map) => {
        const data = (map.get(2) as Uint8Array).subarray(0, 37);
        return [[2, Uint8Array.from([...data, ...encodeCbor(output)])]];
      });
    };
    expect(await enrol(bench.means, enrolment(token))).toEqual(broken('length of hmac-secret'));
  });
});

/** Every CBOR request of a whole enrolment. */
async function requestsTo(model: Parameters<typeof plugged>[2]): Promise<readonly Uint8Array[]> {
  const bench = newBench();
  const token = plugged(bench, 'bleue', model);
  const requests: Uint8Array[] = [];
  const port = throughHands(bench.tokens.port, (request) => {
    requests.push(request);
    return request;
  });
  expect((await enrol({ ...bench.means, port }, enrolment(token))).ok).toBe(true);
  return requests;
}

const parametersOf = (request: Uint8Array | undefined) =>
  decodeMap((request ?? new Uint8Array()).subarray(1));

describe('what is asked of a token', () => {
  it.each([
    ['protocol 1', { pinProtocols: [1] }, 1, undefined, 16],
    ['protocol 2', { pinProtocols: [2] }, 2, 2, 32],
  ] as const)(
    'under %s: PIN at creation and at each derivation, protection, lengths',
    async (_name, model, protocol, key4, mac) => {
      const requests = await requestsTo({ ...model });
      for (const request of requests) expect(request.length).toBeLessThan(1024);
      const creation = parametersOf(requests.find(([command]) => command === makeCredential));
      expect(creation?.get(6)).toEqual(
        new Map<string, Cbor>([
          ['credProtect', 3],
          ['hmac-secret', true],
        ]),
      );
      expect(creation?.get(8)).toHaveLength(mac);
      expect(creation?.get(9)).toBe(protocol);
      const assertions = requests.filter(([command]) => command === getAssertion).map(parametersOf);
      expect(assertions).toHaveLength(2);
      for (const assertion of assertions) {
        expect(assertion?.get(6)).toHaveLength(mac);
        const extension = (assertion?.get(4) as CborMap).get('hmac-secret') as CborMap;
        expect(extension.get(4)).toBe(key4);
        expect(extension.get(2)).toHaveLength(64 + (protocol === 2 ? 16 : 0));
        expect(extension.get(3)).toHaveLength(mac);
      }
      // Each command has its own challenge.
      expect(new Set(assertions.map((one) => JSON.stringify(one?.get(2)))).size).toBe(2);
    },
  );

  it('permissions and relying party go with CTAP 2.1 alone', async () => {
    const pinTokens = (requests: readonly Uint8Array[]) =>
      requests
        .filter(([command]) => command === 0x06)
        .map(parametersOf)
        .filter((map) => map?.has(6));
    for (const map of pinTokens(await requestsTo({}))) {
      expect(map?.get(2)).toBe(0x09);
      expect(map?.get(10)).toBe('vote.example.fr');
      expect([1, 2]).toContain(map?.get(9));
    }
    const old = pinTokens(await requestsTo({ permissions: false, pinProtocols: [1], credProtect: false }));
    expect(old.length).toBe(3);
    for (const map of old) {
      expect(map?.get(2)).toBe(0x05);
      expect(map?.has(9)).toBe(false);
      expect(map?.has(10)).toBe(false);
    }
  });

  it('never the PIN, nor the secret, in clear', async () => {
    const sent = Buffer.concat(await requestsTo({})).toString('latin1');
    expect(sent).not.toContain(pin);
    expect(sent).not.toContain('0123456789ABCDEFGHJKMNPQRST');
  });
});

it('a secret brought out without PIN does not open what was wrapped with PIN, even if the flag is forged', async () => {
  const bench = newBench();
  const record = await enrolled(bench, plugged(bench, 'bleue', { credProtect: false }));
  const port = throughHands(bench.tokens.port, (request) => {
    if (request[0] !== getAssertion) return request;
    const withoutPin = [...(parametersOf(request) ?? [])].filter(([key]) => key !== 6 && key !== 7);
    return Uint8Array.from([getAssertion, ...encodeCbor(cborMap(withoutPin))]);
  });
  const forged: Bench = { ...bench, means: { ...bench.means, port } };
  expect(await opened(forged, record)).toEqual(refused({ code: 'token/not-verified' }));
  alterAuthData(
    bench,
    getAssertion,
    flag((flags) => flags | authFlag.userVerified),
  );
  expect(await opened(forged, record)).toEqual(refused({ code: 'token/record-does-not-open' }));
});
