/**
 * Every sentence of the table of refusals, brought about on a virtual token or by what a token answers; those of the PIN are in
 * pin-refusals.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { err, ok } from '../../../core/result.ts';
import { hidCommand, reportsOf } from '../../../core/tokens/ctaphid.ts';
import { enrol, unwrap } from '../../../core/tokens/key-token.ts';
import { chooseToken, findKeyToken, pinStateOf } from '../../../core/tokens/open-token.ts';
import { refusalOfStatus, type TokenRefusal } from '../../../core/tokens/refusals.ts';
import { tokenRefusalText } from '../../../core/tokens/refusal-text-fr.ts';
import type { TokenPort } from '../../../core/tokens/transport.ts';
import {
  answerOnce,
  enrolled,
  enrolledBench,
  enrolment,
  getAssertion,
  holder,
  newBench,
  opened,
  plugged,
  random,
  refused,
} from './token-bench.ts';

/** A port whose one token takes everything and says only what `receive` says. */
function portOf(receive: () => Promise<Uint8Array | null>): TokenPort {
  const device = {
    id: 'x',
    product: 'x',
    send: () => Promise.resolve(ok(undefined)),
    receive: async () => ok(await receive()),
    close: () => Promise.resolve(),
  };
  return {
    list: () => Promise.resolve([device]),
    onChange: () => () => undefined,
    open: () => Promise.resolve(ok(device)),
  };
}

describe('plugged or not', () => {
  it('no token', async () => {
    const { bench, record } = await enrolledBench();
    for (const { id } of bench.tokens.memories()) bench.tokens.pullOut(id);
    expect(await findKeyToken(bench.means, record)).toEqual(refused({ code: 'token/none-plugged' }));
    expect(await chooseToken(bench.means)).toEqual(refused({ code: 'token/none-plugged' }));
  });

  it('no permission', async () => {
    const { means } = newBench();
    const port: TokenPort = {
      ...means.port,
      list: () => Promise.resolve([{ id: 'x', product: 'x' }]),
      open: () => Promise.resolve(err({ code: 'token/no-permission' })),
    };
    expect(await pinStateOf({ ...means, port }, 'x')).toEqual(refused({ code: 'token/no-permission' }));
  });

  it('plugging in and pulling out are told until one stops listening', () => {
    const bench = newBench();
    let changes = 0;
    const stop = bench.tokens.port.onChange(() => (changes += 1));
    const token = plugged(bench, 'bleue');
    bench.tokens.pullOut(token);
    stop();
    bench.tokens.plugIn(token);
    expect(changes).toBe(2);
  });

  it('busy with another application, for good', async () => {
    const { means } = newBench();
    const busy = reportsOf({
      channel: 0xffffffff,
      command: hidCommand.error,
      payload: Uint8Array.of(0x06),
    })[0];
    const port = portOf(() => Promise.resolve(busy ?? null));
    expect(await pinStateOf({ ...means, port }, 'x')).toEqual(refused({ code: 'token/busy' }));
  });

  it('busy for a moment is waited for', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const device = await bench.tokens.port.open(token);
    if (!device.ok) throw new Error('not opened');
    // Another application has a channel and waits for a touch that comes when we are already asking.
    await device.value.send(
      reportsOf({ channel: 0xffffffff, command: hidCommand.init, payload: random(8) })[0] ?? random(64),
    );
    const answer = await device.value.receive(10);
    if (!answer.ok || answer.value === null) throw new Error('no channel');
    const channel = new DataView(answer.value.buffer).getUint32(15);
    for (const report of reportsOf({ channel, command: hidCommand.cbor, payload: Uint8Array.of(0x0b) })) {
      await device.value.send(report);
    }
    let waits = 0;
    const timer = {
      ...bench.timer,
      wait: (ms: number) => {
        if (ms === 100 && (waits += 1) === 3) bench.tokens.touch(token);
        return bench.timer.wait(ms);
      },
    };
    expect((await pinStateOf({ ...bench.means, timer }, token)).ok).toBe(true);
    expect(waits).toBe(3);
  });

  it('silent', async () => {
    const { means, timer } = newBench();
    const port = portOf(async () => {
      await timer.wait(50);
      return null;
    });
    const answer = await pinStateOf({ ...means, port }, 'x');
    expect(answer).toEqual(refused({ code: 'token/broken-answer', detail: 'no answer' }));
  });
});

describe('the wrong token', () => {
  it('is said of one that answers, and not of one that is blocked', async () => {
    const bench = newBench();
    const model = { credProtect: false, blockedForUnknown: true };
    const right = plugged(bench, 'bleue', model);
    const record = await enrolled(bench, right);
    bench.tokens.pullOut(right);
    const other = plugged(bench, 'verte', model, 'vert-code');
    const wrong = refused({ code: 'token/wrong-token', expected: holder });
    expect(await findKeyToken(bench.means, record)).toEqual(wrong);
    for (let times = 0; times < 3; times += 1) {
      await unwrap(bench.means, { token: other, pin: 'faux', isConfirmed: false }, record);
    }
    expect(await findKeyToken(bench.means, record)).toEqual(refused({ code: 'token/replug', triesLeft: 5 }));
    const text = tokenRefusalText({ code: 'token/wrong-token', expected: holder }, 'M. Bages');
    expect(text).toContain('celle de M. Bages');
  });

  it('that hides nothing and accepts the PIN still does not open', async () => {
    const bench = newBench();
    const right = plugged(bench, 'bleue');
    const record = await enrolled(bench, right);
    bench.tokens.pullOut(right);
    plugged(bench, 'verte');
    expect(await opened(bench, record)).toEqual(refused({ code: 'token/wrong-token', expected: holder }));
  });

  it('a token that wants its PIN before it says anything is neither right nor wrong', async () => {
    const { bench, token, record } = await enrolledBench({ credProtect: false });
    answerOnce(bench, getAssertion, 0x36);
    expect(await findKeyToken(bench.means, record)).toEqual(
      ok({ id: token, product: 'bleue', isConfirmed: false }),
    );
  });

  it('a token that knows no assertion without touch is asked with one', async () => {
    const bench = newBench();
    const model = { credProtect: false, refusesUpFalse: true };
    const right = plugged(bench, 'bleue', model);
    const record = await enrolled(bench, right);
    bench.touches = 0;
    expect(await findKeyToken(bench.means, record)).toEqual(
      ok({ id: right, product: 'bleue', isConfirmed: true }),
    );
    expect(bench.touches).toBe(1);
    expect((await opened(bench, record)).ok).toBe(true);
  });
});

describe('the touch', () => {
  it('does not come in time', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    bench.patience = {};
    const before = bench.timer.now();
    expect(await enrol(bench.means, enrolment(token))).toEqual(refused({ code: 'token/no-touch' }));
    expect(bench.timer.now() - before).toBeGreaterThan(29_000);
    expect(bench.timer.now() - before).toBeLessThan(40_000);
  });

  it('is given up by the person: the token stops blinking at once', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    let isCancelled = false;
    bench.patience = { onTouchNeeded: () => (isCancelled = true), isCancelled: () => isCancelled };
    expect(await enrol(bench.means, enrolment(token))).toEqual(refused({ code: 'token/cancelled' }));
    expect(bench.tokens.isWaitingForTouch(token)).toBe(false);
  });
});

describe('a token that does not fit', () => {
  it.each([
    ['without hmac-secret', { hmacSecret: 'none' }, 'hmac-secret'],
    ['with hmac-secret at creation only', { hmacSecret: 'creation-only' }, 'hmac-secret'],
  ] as const)('%s', async (_name, model, missing) => {
    const bench = newBench();
    const token = plugged(bench, 'simple', model);
    expect(await enrol(bench.means, enrolment(token))).toEqual(
      refused({ code: 'token/unsupported', missing }),
    );
  });

  it('of too small messages', async () => {
    const bench = newBench();
    const token = plugged(bench, 'petite', { maxMessageBytes: 200 });
    expect(await enrol(bench.means, enrolment(token))).toEqual(refused({ code: 'token/too-large' }));
  });

  it('gives another secret each time', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    let asked = 0;
    bench.tamper = (_id, command, answer) => {
      if (command !== getAssertion || (asked += 1) !== 2) return answer;
      // The last bytes of authenticator data are those of the encrypted output, before the signature: key 3, a string
      // of bytes that ends the answer.
      const signature = answer.findIndex(
        (byte, at) =>
          byte === 0x03 && answer[at + 1] === 0x58 && at + 3 + (answer[at + 2] ?? 0) === answer.length,
      );
      return answer.with(signature - 1, (answer[signature - 1] ?? 0) ^ 1);
    };
    expect(await enrol(bench.means, enrolment(token))).toEqual(refused({ code: 'token/unstable-secret' }));
  });
});

describe('what other status bytes mean', () => {
  it.each([
    [0x06, 'token/busy'],
    [0x19, 'token/already-used'],
    [0x26, 'token/unsupported'],
    [0x27, 'token/denied'],
    [0x28, 'token/full'],
    [0x2d, 'token/cancelled'],
    [0x2f, 'token/no-touch'],
    [0x3a, 'token/no-touch'],
    [0x32, 'token/blocked'],
    [0x36, 'token/pin-not-set'],
    [0x39, 'token/too-large'],
    [0x3c, 'token/uv-blocked'],
    [0x2b, 'token/broken-answer'],
    [0x7f, 'token/broken-answer'],
  ])('status %i is %s', async (status, code) => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    answerOnce(bench, 0x01, status);
    const answer = await enrol(bench.means, enrolment(token));
    expect(answer).toEqual(refused(refusalOfStatus(status)));
    expect(answer.ok ? '' : answer.error.code).toBe(code);
  });
});

const all: readonly TokenRefusal[] = [
  { code: 'token/none-plugged' },
  { code: 'token/no-permission' },
  { code: 'token/wrong-token', expected: holder },
  { code: 'token/wrong-pin', triesLeft: 1 },
  { code: 'token/wrong-pin', triesLeft: 5, expected: holder },
  { code: 'token/replug', triesLeft: 5 },
  { code: 'token/blocked' },
  { code: 'token/pin-not-set' },
  { code: 'token/pin-already-set' },
  { code: 'token/pin-policy', minimumLength: 6 },
  { code: 'token/pin-must-change' },
  { code: 'token/pin-again' },
  { code: 'token/unplugged' },
  { code: 'token/no-touch' },
  { code: 'token/denied' },
  { code: 'token/cancelled' },
  { code: 'token/unsupported', missing: 'hmac-secret' },
  { code: 'token/uv-blocked' },
  { code: 'token/not-verified' },
  { code: 'token/unstable-secret' },
  { code: 'token/already-used' },
  { code: 'token/full' },
  { code: 'token/too-large' },
  { code: 'token/busy' },
  { code: 'token/record-does-not-open' },
  { code: 'token/bad-record' },
  { code: 'token/broken-answer', detail: 'CBOR' },
];

it.each(all)('$code has its own French sentences, with the right spaces', (refusal) => {
  const text = tokenRefusalText(refusal, 'Mme Martin');
  expect(text).toMatch(/^[A-ZÀÉÊ].*\.$/);
  expect(text).not.toMatch(/ [;:!?»]|« |'/);
  expect(all.filter((other) => tokenRefusalText(other, 'Mme Martin') === text)).toHaveLength(1);
});

it('tries are counted in good French', () => {
  const text = (triesLeft: number) => tokenRefusalText({ code: 'token/wrong-pin', triesLeft });
  expect(text(1)).toBe('Le code PIN est faux\u00a0: il reste 1 essai.');
  expect(text(5)).toBe('Le code PIN est faux\u00a0: il reste 5 essais.');
});
