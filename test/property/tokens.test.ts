/** Hostile tokens: whatever reports and answers come, ours is an answer or a refusal, in bounded time. */
import fc from 'fast-check';
import { encode } from 'cborg';
import { describe, expect, test } from 'vitest';
import { readAuthenticatorData } from '../../core/tokens/authenticator-data.ts';
import { cborMap, decodeLeadingMap, decodeMap, encodeCbor, type Cbor } from '../../core/tokens/cbor.ts';
import {
  beginAssembly,
  continueAssembly,
  hidCommand,
  isComplete,
  maxPayloadBytes,
  readReport,
  reportsOf,
  type Assembly,
} from '../../core/tokens/ctaphid.ts';
import { enrol } from '../../core/tokens/key-token.ts';
import { parseKeyToken } from '../../core/tokens/key-token-record.ts';
import { findKeyToken, pinStateOf } from '../../core/tokens/open-token.ts';
import { tokenRefusalText } from '../../core/tokens/refusal-text-fr.ts';
import { parseVirtualTokens } from '../../core/tokens/virtual-model.ts';
import { ok } from '../../core/result.ts';
import type { TokenPort } from '../../core/tokens/transport.ts';
import { enrolled, enrolment, newBench, opened, plugged, random } from '../unit/tokens/token-bench.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

describe('CTAPHID', () => {
  test('a message of any length comes back from its reports', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 0xfffffffe }),
        fc.nat(0x7f),
        fc.nat(maxPayloadBytes),
        (channel, command, length) => {
          const payload = random(length);
          const reports = reportsOf({ channel, command, payload });
          expect(reports.every((report) => report.length === 64)).toBe(true);
          let assembly: Assembly | undefined;
          for (const report of reports.map(readReport)) {
            if (report === undefined) throw new Error('not a report');
            assembly =
              report.kind === 'first'
                ? beginAssembly(report)
                : assembly && continueAssembly(assembly, report);
          }
          expect(assembly !== undefined && isComplete(assembly)).toBe(true);
          expect(assembly).toMatchObject({ channel, command });
          expect(Buffer.compare(assembly?.payload ?? new Uint8Array(), payload)).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
    expect(maxPayloadBytes).toBe(7609);
    expect(() => reportsOf({ channel: 1, command: 1, payload: new Uint8Array(7610) })).toThrow();
  });

  test('reports out of order, missing or repeated are not put together', () => {
    const reports = reportsOf({ channel: 7, command: 16, payload: random(300) }).map(readReport);
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 1 }), (order) => {
        const [first] = reports;
        if (first?.kind !== 'first') throw new Error('not a first report');
        let assembly = beginAssembly(first);
        for (const index of order) {
          const next = reports[index];
          if (next?.kind === 'next' && assembly !== undefined) assembly = continueAssembly(assembly, next);
        }
        const isWhole = assembly !== undefined && isComplete(assembly);
        expect(isWhole).toBe(order.join() === '1,2,3,4,5');
      }),
    );
  });

  /** A token that takes everything and says these reports, over and over; its channel is whatever it says. */
  const saying = (reports: readonly Uint8Array[], pass: (ms: number) => Promise<void>): TokenPort => {
    let at = 0;
    const device = {
      id: 'x',
      product: 'x',
      send: () => Promise.resolve(ok(undefined)),
      receive: async (timeoutMs: number) => {
        const report = reports[at % (reports.length + 1)];
        at += 1;
        if (report === undefined) await pass(timeoutMs);
        return ok(report ?? null);
      },
      close: () => Promise.resolve(),
    };
    return {
      list: () => Promise.resolve([device]),
      open: () => Promise.resolve(ok(device)),
      onChange: () => () => undefined,
    };
  };

  test('any reports at all end in a refusal with its sentence', async () => {
    const channel = fc.constantFrom(0, 1, 0xffffffff, 0x15010001);
    const message = fc
      .tuple(channel, fc.constantFrom(...Object.values(hidCommand)), bytes(80))
      .chain(([id, command, payload]) => fc.constantFrom(...reportsOf({ channel: id, command, payload })));
    const report = fc.oneof(bytes(70), fc.uint8Array({ minLength: 64, maxLength: 64 }), message);
    await fc.assert(
      fc.asyncProperty(fc.array(report, { maxLength: 8 }), async (reports) => {
        const { means, timer } = newBench();
        const answer = await pinStateOf({ ...means, port: saying(reports, timer.wait) }, 'x');
        expect(answer.ok).toBe(false);
        if (!answer.ok) expect(tokenRefusalText(answer.error)).toMatch(/\.$/);
        expect(timer.now()).toBeLessThan(60_000);
      }),
      { numRuns: 60 },
    );
  });

  test('reports of other channels are ignored', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const noise = reportsOf({ channel: 0x22222222, command: hidCommand.cbor, payload: random(200) });
    const port: TokenPort = {
      ...bench.tokens.port,
      open: async (id) => {
        const device = await bench.tokens.port.open(id);
        if (!device.ok) return device;
        let turn = 0;
        const receive: typeof device.value.receive = (timeoutMs) => {
          turn += 1;
          const foreign = noise[turn % (noise.length + 1)];
          return foreign === undefined ? device.value.receive(timeoutMs) : Promise.resolve(ok(foreign));
        };
        return ok({ ...device.value, receive });
      },
    };
    expect((await enrol({ ...bench.means, port }, enrolment(token))).ok).toBe(true);
  });

  test('keepalives without end are not waited for without end', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    bench.tamper = () => new Uint8Array();
    const started = bench.timer.now();
    expect((await pinStateOf(bench.means, token)).ok).toBe(false);
    const flood = reportsOf({
      channel: 0xffffffff,
      command: hidCommand.keepalive,
      payload: Uint8Array.of(2),
    });
    const port = saying(flood, bench.timer.wait);
    expect((await pinStateOf({ ...bench.means, port }, 'x')).ok).toBe(false);
    expect(bench.timer.now() - started).toBeLessThan(120_000);
  });
});

describe('CBOR', () => {
  const value: fc.Arbitrary<Cbor> = fc.letrec<{ value: Cbor }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      fc.integer({ min: -70_000, max: 70_000 }),
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      bytes(40),
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .uniqueArray(fc.tuple(fc.integer({ min: -9, max: 300 }), tie('value')), {
          maxLength: 3,
          selector: ([key]) => key,
        })
        .map(cborMap),
    ),
  })).value;
  const map = fc
    .uniqueArray(fc.tuple(fc.oneof(fc.integer({ min: -9, max: 300 }), fc.string()), value), {
      maxLength: 5,
      selector: ([key]) => key,
    })
    .map(cborMap);

  test('what is written is read, and nothing after it is accepted', () => {
    fc.assert(
      fc.property(map, bytes(3), (written, more) => {
        const text = encodeCbor(written);
        expect(encodeCbor(decodeMap(text) ?? 'nothing')).toEqual(text);
        const longer = Uint8Array.from([...text, ...more]);
        if (more.length > 0) expect(decodeMap(longer)).toBeUndefined();
        expect(decodeLeadingMap(longer)?.rest).toEqual(more);
      }),
    );
  });

  test('any bytes give a map whose bytes they are, or nothing', () => {
    fc.assert(
      fc.property(bytes(200), (some) => {
        const read = decodeMap(some);
        if (read !== undefined) expect(encodeCbor(read)).toEqual(some);
        readAuthenticatorData(some);
      }),
    );
  });

  test.each([
    ['a duplicate key', 'a201010102'],
    ['keys out of order', 'a202010101'],
    ['a number longer than needed', 'a1180101'],
    ['a length longer than needed', 'b8010101'],
    ['an indefinite map', 'bf0101ff'],
    ['a tag', 'a101c101'],
    ['a float', 'a101fb3ff199999999999a'],
    ['null', 'a101f6'],
    ['a 64-bit number beyond what is exact', 'a1011bffffffffffffffff'],
    ['text that is not UTF-8', 'a10161ff'],
    ['a map cut short', 'a101'],
    ['bytes longer than what follows', 'a1015affffffff00'],
    ['a key that is a list', 'a1800a'],
    ['a list of 7000 lists', `a101${'81'.repeat(7000)}00`],
    ['a list that says it has four thousand million items', 'a1019affffffff00'],
  ])('%s is refused', (_name, hex) => {
    expect(decodeMap(Buffer.from(hex, 'hex'))).toBeUndefined();
  });

  test('what cborg itself writes for these values is read', () => {
    expect(decodeMap(encode(new Map([[1, ['FIDO_2_0']]])))).toEqual(new Map([[1, ['FIDO_2_0']]]));
  });
});

describe('answers of a token', () => {
  /** What a token could say instead of its answer. */
  type Change = (answer: Uint8Array) => Uint8Array;
  const change: fc.Arbitrary<Change> = fc.oneof(
    bytes(300).map((some) => () => some),
    fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(
      ([at, by]) =>
        (answer: Uint8Array) =>
          answer.length === 0
            ? answer
            : answer.with(at % answer.length, (answer[at % answer.length] ?? 0) ^ by),
    ),
    fc.nat().map((at) => (answer: Uint8Array) => answer.slice(0, at % (answer.length + 1))),
    bytes(20).map((more) => (answer: Uint8Array) => Uint8Array.from([...answer, ...more])),
    fc.nat(255).map((status) => () => Uint8Array.of(status)),
  );

  test('one answer changed in any way: enrolled and sure, or refused; never an exception, never for ever', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    await fc.assert(
      fc.asyncProperty(fc.nat(22), change, async (which, changed) => {
        let seen = 0;
        bench.tamper = (_id, _command, answer) => (seen++ === which ? changed(answer) : answer);
        const started = bench.timer.now();
        const record = await enrol(bench.means, enrolment(token));
        expect(bench.timer.now() - started).toBeLessThan(200_000);
        bench.tamper = (_id, _command, answer) => answer;
        if (record.ok) expect((await opened(bench, record.value)).ok).toBe(true);
        else expect(tokenRefusalText(record.error)).toMatch(/\.$/);
        expect(bench.tokens.memories()[0]?.triesLeft).toBe(8);
      }),
      { numRuns: 25 },
    );
  });

  test('one answer changed in any way while a record is opened: its secret, or a refusal', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue', { credProtect: false });
    const record = await enrolled(bench, token);
    const right = await opened(bench, record);
    await fc.assert(
      fc.asyncProperty(fc.nat(12), change, async (which, changed) => {
        let seen = 0;
        bench.tamper = (_id, _command, answer) => (seen++ === which ? changed(answer) : answer);
        const answer = await opened(bench, record);
        if (answer.ok) expect(answer).toEqual(right);
        else expect(tokenRefusalText(answer.error)).toMatch(/\.$/);
      }),
      { numRuns: 60 },
    );
  });

  test('no answer of a token is believed about a record that it does not carry', async () => {
    const bench = newBench();
    const right = plugged(bench, 'bleue', { credProtect: false });
    const record = await enrolled(bench, right);
    bench.tokens.pullOut(right);
    plugged(bench, 'verte', { credProtect: false });
    bench.tamper = (_id, command, answer) => (command === 0x02 ? Uint8Array.of(0) : answer);
    expect((await findKeyToken(bench.means, record)).ok).toBe(true);
    expect((await opened(bench, record)).ok).toBe(false);
  });
});

test('any text is a record or a refusal, and a memory of virtual tokens or a refusal', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parseKeyToken(text).ok).toBe(false);
      expect(parseVirtualTokens(text).ok).toBe(false);
    }),
  );
});
