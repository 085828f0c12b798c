/** Every sentence of the table of refusals, brought about on a virtual token or by what a token answers. */
import { describe, expect, it } from 'vitest';
import { err, ok } from '../../../core/result.ts';
import { hidCommand, reportsOf } from '../../../core/tokens/ctaphid.ts';
import { enrol, unwrap } from '../../../core/tokens/key-token.ts';
import {
  changePinOf,
  chooseToken,
  findKeyToken,
  pinStateOf,
  setPinOf,
} from '../../../core/tokens/open-token.ts';
import { refusalOfStatus, type TokenRefusal } from '../../../core/tokens/refusals.ts';
import { tokenRefusalText } from '../../../core/tokens/refusal-text-fr.ts';
import type { TokenPort } from '../../../core/tokens/transport.ts';
import {
  enrolled,
  enrolment,
  holder,
  newBench,
  opened,
  pin,
  plugged,
  random,
  type Bench,
} from './token-bench.ts';

const refused = (error: TokenRefusal) => ({ ok: false, error });
const clientPin = 0x06;
const getAssertion = 0x02;

/** The answer of the nth time that a command is asked becomes this status. */
function answerOnce(bench: Bench, command: number, status: number, nth = 1): { count: number } {
  const seen = { count: 0 };
  bench.tamper = (_id, asked, answer) => {
    if (asked !== command) return answer;
    seen.count += 1;
    return seen.count === nth ? Uint8Array.of(status) : answer;
  };
  return seen;
}

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
    const bench = newBench();
    const record = await enrolled(bench, plugged(bench, 'bleue'));
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

describe('the PIN', () => {
  it('wrong once, twice: tries left; the third time: replug; nothing is sent to a blocked token', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue', { credProtect: false });
    const record = await enrolled(bench, token);
    expect(await opened(bench, record, 'faux')).toEqual(refused({ code: 'token/wrong-pin', triesLeft: 7 }));
    expect(await opened(bench, record, 'faux')).toEqual(refused({ code: 'token/wrong-pin', triesLeft: 6 }));
    expect(await opened(bench, record, 'faux')).toEqual(refused({ code: 'token/replug', triesLeft: 5 }));
    for (let again = 0; again < 3; again += 1) {
      expect(await opened(bench, record)).toEqual(refused({ code: 'token/replug', triesLeft: 5 }));
    }
    bench.tokens.pullOut(token);
    bench.tokens.plugIn(token);
    expect((await opened(bench, record)).ok).toBe(true);
    expect(await pinStateOf(bench.means, token)).toEqual(
      ok({ isSet: true, minimumLength: 4, triesLeft: 8, mustReplug: false }),
    );
  });

  it('a token that counts tries while blocked loses none through us', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue', { countsWhileBlocked: true });
    const record = await enrolled(bench, token);
    for (const typed of ['faux', 'faux', 'faux', pin, pin]) await opened(bench, record, typed);
    expect(bench.tokens.memories()[0]?.triesLeft).toBe(5);
  });

  it('an older token that does not say that it waits to be replugged says so when asked', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue', { permissions: false, credProtect: false, pinProtocols: [1] });
    const record = await enrolled(bench, token);
    for (const typed of ['faux', 'faux', 'faux']) await opened(bench, record, typed);
    expect(await opened(bench, record)).toEqual(refused({ code: 'token/replug', triesLeft: 5 }));
  });

  it('wrong eight times: blocked for good, whatever is done', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const record = await enrolled(bench, token);
    for (let wrong = 0; wrong < 8; wrong += 1) {
      await opened(bench, record, 'faux');
      bench.tokens.pullOut(token);
      bench.tokens.plugIn(token);
    }
    expect(await opened(bench, record)).toEqual(refused({ code: 'token/blocked' }));
    expect(await enrol(bench.means, enrolment(token))).toEqual(refused({ code: 'token/blocked' }));
    expect(tokenRefusalText({ code: 'token/blocked' })).toContain('définitivement bloquée');
  });

  it('one typed wrong PIN is one request: never tried again by itself', async () => {
    const bench = newBench();
    const record = await enrolled(bench, plugged(bench, 'bleue'));
    await opened(bench, record, 'faux');
    expect(bench.tokens.memories()[0]?.triesLeft).toBe(7);
  });

  it('wrong on a token that hides its credential: the code, or the token', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const record = await enrolled(bench, token);
    bench.tokens.pullOut(token);
    plugged(bench, 'verte', {}, 'vert-code');
    const answer = await opened(bench, record);
    expect(answer).toEqual(refused({ code: 'token/wrong-pin', triesLeft: 7, expected: holder }));
    if (!answer.ok) {
      expect(tokenRefusalText(answer.error, 'Mme Martin')).toContain('n’est pas celle de Mme Martin');
    }
  });

  it('not set, then set; already set; changed', async () => {
    const bench = newBench();
    const token = plugged(bench, 'neuve', {}, null);
    expect(await enrol(bench.means, enrolment(token))).toEqual(refused({ code: 'token/pin-not-set' }));
    expect(await pinStateOf(bench.means, token)).toEqual(
      ok({ isSet: false, minimumLength: 4, triesLeft: null, mustReplug: false }),
    );
    expect(await setPinOf(bench.means, token, pin)).toEqual(ok(undefined));
    expect(await setPinOf(bench.means, token, pin)).toEqual(refused({ code: 'token/pin-already-set' }));
    const pins = { old: 'faux', new: 'autre-code' };
    expect(await changePinOf(bench.means, token, pins)).toEqual(
      refused({ code: 'token/wrong-pin', triesLeft: 7 }),
    );
    expect(await changePinOf(bench.means, token, { ...pins, old: pin })).toEqual(ok(undefined));
    expect((await enrol(bench.means, enrolment(token, { pin: 'autre-code' }))).ok).toBe(true);
  });

  it('too short, for us or for the token', async () => {
    const bench = newBench();
    const token = plugged(bench, 'neuve', { minimumPinLength: 6 }, null);
    const short = refused({ code: 'token/pin-policy', minimumLength: 6 });
    expect(await setPinOf(bench.means, token, '12345')).toEqual(short);
    answerOnce(bench, clientPin, 0x37, 2);
    expect(await setPinOf(bench.means, token, '123456')).toEqual(short);
  });

  it('to be changed first', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    bench.tamper = (_id, command, answer) => (command === 0x04 ? withMustChange(answer) : answer);
    expect(await enrol(bench.means, enrolment(token))).toEqual(refused({ code: 'token/pin-must-change' }));
  });

  it('authorisation lost once: asked again of the token; lost twice: typed again', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const record = await enrolled(bench, token);
    const once = answerOnce(bench, getAssertion, 0x33);
    expect((await opened(bench, record)).ok).toBe(true);
    expect(once.count).toBe(2);
    bench.tamper = (_id, command, answer) => (command === getAssertion ? Uint8Array.of(0x33) : answer);
    expect(await opened(bench, record)).toEqual(refused({ code: 'token/pin-again' }));
  });

  it('authorisation lost and a try counted: not asked again', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const record = await enrolled(bench, token);
    let assertions = 0;
    let retries = 0;
    bench.tamper = (_id, command, answer) => {
      if (command === getAssertion) {
        assertions += 1;
        return Uint8Array.of(0x33);
      }
      // {3: 8, 4: false}: the third time that tries are read, one is gone.
      if (command === clientPin && answer.length === 6 && (retries += 1) >= 3) return answer.with(3, 7);
      return answer;
    };
    expect(await opened(bench, record)).toEqual(
      refused({ code: 'token/wrong-pin', triesLeft: 7, expected: holder }),
    );
    expect(assertions).toBe(1);
  });
});

/** getInfo with key 12 (forcePINChange) true, put before key 13. */
function withMustChange(answer: Uint8Array): Uint8Array {
  const last = answer.lastIndexOf(0x0d);
  const bytes = [...answer.subarray(0, last), 0x0c, 0xf5, ...answer.subarray(last)];
  return Uint8Array.from(bytes).with(1, (answer[1] ?? 0) + 1);
}

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
    const bench = newBench();
    const token = plugged(bench, 'bleue', { credProtect: false });
    const record = await enrolled(bench, token);
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
