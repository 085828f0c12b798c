/** What a token refuses of a PIN: each sentence, and that no try is ever lost but by what a person typed. */
import { describe, expect, it } from 'vitest';
import { ok } from '../../../core/result.ts';
import { enrol } from '../../../core/tokens/key-token.ts';
import { pinStateOf, setPinOf } from '../../../core/tokens/open-token.ts';
import { tokenRefusalText } from '../../../core/tokens/refusal-text-fr.ts';
import {
  answerOnce,
  clientPin,
  enrolledBench,
  enrolment,
  getAssertion,
  holder,
  newBench,
  opened,
  pin,
  plugged,
  refused,
} from './token-bench.ts';

describe('the PIN', () => {
  it('wrong once, twice: tries left; the third time: replug; nothing is sent to a blocked token', async () => {
    const { bench, token, record } = await enrolledBench({ credProtect: false });
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
    const { bench, record } = await enrolledBench({ countsWhileBlocked: true });
    for (const typed of ['faux', 'faux', 'faux', pin, pin]) await opened(bench, record, typed);
    expect(bench.tokens.memories()[0]?.triesLeft).toBe(5);
  });

  it('an older token that does not say that it waits to be replugged says so when asked', async () => {
    const { bench, record } = await enrolledBench({
      permissions: false,
      credProtect: false,
      pinProtocols: [1],
    });
    for (const typed of ['faux', 'faux', 'faux']) await opened(bench, record, typed);
    expect(await opened(bench, record)).toEqual(refused({ code: 'token/replug', triesLeft: 5 }));
  });

  it('wrong eight times: blocked for good, whatever is done', async () => {
    const { bench, token, record } = await enrolledBench();
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
    const { bench, record } = await enrolledBench();
    await opened(bench, record, 'faux');
    expect(bench.tokens.memories()[0]?.triesLeft).toBe(7);
  });

  it('wrong on a token that hides its credential: the code, or the token', async () => {
    const { bench, token, record } = await enrolledBench();
    bench.tokens.pullOut(token);
    plugged(bench, 'verte', {}, 'vert-code');
    const answer = await opened(bench, record);
    expect(answer).toEqual(refused({ code: 'token/wrong-pin', triesLeft: 7, expected: holder }));
    if (!answer.ok) {
      expect(tokenRefusalText(answer.error, 'Mme Martin')).toContain('n’est pas celle de Mme Martin');
    }
  });

  it('not set, then set; already set', async () => {
    const bench = newBench();
    const token = plugged(bench, 'neuve', {}, null);
    expect(await enrol(bench.means, enrolment(token))).toEqual(refused({ code: 'token/pin-not-set' }));
    expect(await pinStateOf(bench.means, token)).toEqual(
      ok({ isSet: false, minimumLength: 4, triesLeft: null, mustReplug: false }),
    );
    expect(await setPinOf(bench.means, token, pin)).toEqual(ok(undefined));
    expect(await setPinOf(bench.means, token, pin)).toEqual(refused({ code: 'token/pin-already-set' }));
    expect((await enrol(bench.means, enrolment(token))).ok).toBe(true);
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
    const { bench, record } = await enrolledBench();
    const once = answerOnce(bench, getAssertion, 0x33);
    expect((await opened(bench, record)).ok).toBe(true);
    expect(once.count).toBe(2);
    bench.tamper = (_id, command, answer) => (command === getAssertion ? Uint8Array.of(0x33) : answer);
    expect(await opened(bench, record)).toEqual(refused({ code: 'token/pin-again' }));
  });

  it('authorisation lost and a try counted: not asked again', async () => {
    const { bench, record } = await enrolledBench();
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
