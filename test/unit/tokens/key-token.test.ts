import { describe, expect, it } from 'vitest';
import { enrol } from '../../../core/tokens/key-token.ts';
import { parseKeyToken, printKeyToken, type KeyTokenRecord } from '../../../core/tokens/key-token-record.ts';
import { chooseToken, findKeyToken } from '../../../core/tokens/open-token.ts';
import { enrolSequence, unwrapSequence, verificationOf } from '../../../core/tokens/token-sequence.ts';
import { parseVirtualTokens, printVirtualTokens } from '../../../core/tokens/virtual-model.ts';
import { assertOk } from '../../../core/result.ts';
import { drawSequence } from '../../../core/station/sequence.ts';
import {
  enrolled,
  enrolment,
  holder,
  newBench,
  opened,
  pin,
  plugged,
  random,
  secret,
} from './token-bench.ts';

const itsText = new TextDecoder().decode(secret);
const itOpens = { ok: true, value: itsText };
const refusal = (code: string) => ({ ok: false, error: expect.objectContaining({ code }) as unknown });
const makeCredential = 0x01;
const getAssertion = 0x02;

describe.each([
  ['protocols 2 and 1, CTAP 2.1', { pinProtocols: [2, 1] }],
  ['protocol 1, CTAP 2.1', { pinProtocols: [1] }],
  ['protocol 2 alone, CTAP 2.1', { pinProtocols: [2] }],
  ['protocol 1, CTAP 2.0', { pinProtocols: [1], permissions: false, credProtect: false }],
] as const)('a token of %s', (_name, model) => {
  it('carries a secret and gives it back, for one PIN: three touches, then one each time', async () => {
    const bench = newBench();
    const record = await enrolled(bench, plugged(bench, 'bleue', model));
    expect(bench.touches).toBe(3);
    expect(await opened(bench, record)).toEqual(itOpens);
    expect(await opened(bench, record)).toEqual(itOpens);
    expect(bench.touches).toBe(5);
    expect(record.protected).toBe('credProtect' in model ? model.credProtect : true);
  });
});

describe('the secret of a token', () => {
  it('does not depend on the PIN protocol', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue', { pinProtocols: [1] });
    const record = await enrolled(bench, token);
    const [memory] = bench.tokens.memories();
    if (memory === undefined) throw new Error('no token');
    const other = newBench([{ ...memory, model: { ...memory.model, pinProtocols: [2] } }]);
    expect(await opened(other, record)).toEqual(itOpens);
  });

  it('stays when it is pulled out and plugged in again, and when the demonstration restarts', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const record = await enrolled(bench, token);
    bench.tokens.pullOut(token);
    bench.tokens.plugIn(token);
    expect(await opened(bench, record)).toEqual(itOpens);
    const remembered = parseVirtualTokens(printVirtualTokens(bench.tokens.memories()));
    expect(await opened(newBench(assertOk(remembered)), record)).toEqual(itOpens);
    expect(bench.memoriesChanged).toBeGreaterThan(0);
  });

  it('is lost when the token is reset', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const record = await enrolled(bench, token);
    bench.tokens.reset(token);
    expect(await opened(bench, record)).toEqual(refusal('token/pin-not-set'));
  });

  it('is not the same for two enrolments of one token, nor for two tokens', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const [first, second] = [await enrolled(bench, token), await enrolled(bench, token)];
    expect(second.wrapped).not.toBe(first.wrapped);
    expect(await opened(bench, { ...first, wrapped: second.wrapped })).toEqual(
      refusal('token/record-does-not-open'),
    );
    bench.tokens.pullOut(token);
    plugged(bench, 'verte');
    expect(await opened(bench, first)).toEqual(refusal('token/wrong-token'));
  });
});

describe('a record', () => {
  it('is read back only as it was printed', async () => {
    const bench = newBench();
    const record = await enrolled(bench, plugged(bench, 'bleue'));
    const text = printKeyToken(record);
    expect(assertOk(parseKeyToken(text))).toEqual(record);
    expect(Object.keys(record)).toEqual([
      'type',
      'version',
      'holder',
      'rpId',
      'credential',
      'protected',
      'nonce',
      'wrapped',
    ]);
    for (const other of [` ${text}`, text.replace('"version":1', '"version":2'), `${text}\n`, '{}', '']) {
      expect(parseKeyToken(other)).toEqual(refusal('token/bad-record'));
    }
  });

  it('says nothing of the secret or of the PIN in clear', async () => {
    const bench = newBench();
    const record = await enrolled(bench, plugged(bench, 'bleue'));
    const text = printKeyToken(record) + printVirtualTokens(bench.tokens.memories());
    for (const hidden of [itsText, Buffer.from(secret).toString('hex'), pin])
      expect(text).not.toContain(hidden);
  });

  it.each([
    ['another holder', { holder: { ...holder, index: 2 } }],
    ['another verification key', { holder: { ...holder, verification: 'cd'.repeat(32) } }],
    ['another election', { holder: { ...holder, round: 'cse-2026-t2' } }],
    ['another bureau', { holder: { ...holder, bureau: 'agence' } }],
    ['another nonce', { nonce: '00'.repeat(32) }],
    ['less protection', { protected: false }],
  ] satisfies [string, Partial<KeyTokenRecord>][])('does not open for %s', async (_name, change) => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const altered = { ...(await enrolled(bench, token)), ...change };
    const answer = await opened(bench, altered);
    expect(answer.ok).toBe(false);
    if (!answer.ok) {
      expect(['token/record-does-not-open', 'token/wrong-token']).toContain(answer.error.code);
    }
  });

  it('does not open with any one byte of its wrapped secret changed', async () => {
    const bench = newBench();
    const record = await enrolled(bench, plugged(bench, 'bleue'));
    for (const at of [0, record.wrapped.length - 1]) {
      const digit = record.wrapped[at] === '0' ? '1' : '0';
      const wrapped = record.wrapped.slice(0, at) + digit + record.wrapped.slice(at + 1);
      expect(await opened(bench, { ...record, wrapped })).toEqual(refusal('token/record-does-not-open'));
    }
  });

  it('holds a credential id of any length that the standard allows; one too long to ask for is said', async () => {
    const bench = newBench();
    const record = { ...(await enrolled(bench, plugged(bench, 'bleue'))), protected: false };
    const long = { ...record, credential: 'ab'.repeat(1023) };
    expect(assertOk(parseKeyToken(printKeyToken(long)))).toEqual(long);
    expect(parseKeyToken(printKeyToken({ ...long, credential: `${long.credential}ab` })).ok).toBe(false);
    expect(await opened(bench, long)).toEqual(refusal('token/too-large'));
  });

  it('cannot be made for a name or a host that it could not print', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    for (const more of [{ rpId: 'Vote.Example.fr' }, { holder: { ...holder, round: 'é' } }]) {
      expect(await enrol(bench.means, enrolment(token, more))).toEqual(refusal('token/bad-record'));
    }
  });
});

describe('among several tokens', () => {
  it('the one that carries the key is found without PIN or touch, where tokens tell', async () => {
    const bench = newBench();
    const model = { credProtect: false };
    plugged(bench, 'verte', model, 'vert-code');
    const right = plugged(bench, 'bleue', model);
    const record = await enrolled(bench, right);
    bench.touches = 0;
    const found = assertOk(await findKeyToken(bench.means, record));
    expect(found).toEqual({ id: right, product: 'bleue', isConfirmed: true });
    expect(bench.touches).toBe(0);
    expect(await opened(bench, record)).toEqual(itOpens);
  });

  it('the one that is touched is used, where tokens hide it; the others stop blinking', async () => {
    const bench = newBench();
    const other = plugged(bench, 'verte', {}, 'vert-code');
    const right = plugged(bench, 'bleue');
    const record = await enrolled(bench, right);
    bench.patience = { onTouchNeeded: () => bench.tokens.touch(right) };
    expect(assertOk(await findKeyToken(bench.means, record))).toEqual({
      id: right,
      product: 'bleue',
      isConfirmed: false,
    });
    expect(bench.tokens.isWaitingForTouch(other)).toBe(false);
    expect(await opened(bench, record)).toEqual(itOpens);
    bench.patience = { onTouchNeeded: () => bench.tokens.touch(other) };
    const chosen = assertOk(await findKeyToken(bench.means, record));
    expect(chosen.id).toBe(other);
  });

  it('one of CTAP 2.0 can be chosen by touch beside one of CTAP 2.1', async () => {
    const bench = newBench();
    const old = plugged(bench, 'ancienne', { permissions: false, credProtect: false, pinProtocols: [1] });
    plugged(bench, 'verte');
    bench.patience = { onTouchNeeded: () => bench.tokens.touch(old) };
    expect(assertOk(await chooseToken(bench.means)).id).toBe(old);
  });

  it('nobody touching is said', async () => {
    const bench = newBench();
    plugged(bench, 'verte');
    plugged(bench, 'bleue');
    bench.patience = {};
    expect(await chooseToken(bench.means)).toEqual(refusal('token/no-touch'));
  });

  it('a token already used by another holder of the round is refused', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const others = [await enrolled(bench, token)];
    const second = enrolment(token, { others, holder: { ...holder, index: 2 } });
    expect(await enrol(bench.means, second)).toEqual(refusal('token/already-used'));
    bench.tokens.pullOut(token);
    const fresh = plugged(bench, 'verte');
    expect((await enrol(bench.means, { ...second, token: fresh })).ok).toBe(true);
  });
});

describe('pulled out in the middle', () => {
  it.each([
    ['of the creation', makeCredential, 1],
    ['of the first derivation', getAssertion, 1],
    ['of the second derivation', getAssertion, 2],
  ])('%s, an enrolment gives no record, and begins again', async (_name, command, times) => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    let seen = 0;
    bench.tamper = (id, asked, answer) => {
      if (asked === command) seen += 1;
      if (asked === command && seen === times) bench.tokens.pullOut(id);
      return answer;
    };
    expect(await enrol(bench.means, enrolment(token))).toEqual(refusal('token/unplugged'));
    bench.tokens.plugIn(token);
    expect(await opened(bench, await enrolled(bench, token))).toEqual(itOpens);
  });

  it('while it waits for a touch, opening gives nothing', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const record = await enrolled(bench, token);
    bench.patience = { onTouchNeeded: () => bench.tokens.pullOut(token) };
    expect(await opened(bench, record)).toEqual(refusal('token/unplugged'));
    expect(await opened(bench, record)).toEqual(refusal('token/none-plugged'));
  });
});

describe('a sequence in a token', () => {
  it('comes back as it was, with the verification key of its holder', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const sequence = drawSequence(random);
    const { secret: _secret, ...rest } = enrolment(token);
    const record = assertOk(await enrolSequence(bench.means, sequence, rest));
    expect(record.holder.verification).toBe(verificationOf(sequence));
    const request = { token, pin, isConfirmed: true };
    expect(assertOk(await unwrapSequence(bench.means, request, record))).toBe(sequence);
  });

  it('is refused where it is not the one of the record’s verification key', async () => {
    const bench = newBench();
    const token = plugged(bench, 'bleue');
    const bytes = new TextEncoder().encode(drawSequence(random));
    const record = assertOk(await enrol(bench.means, enrolment(token, { secret: bytes })));
    const request = { token, pin, isConfirmed: true };
    expect(await unwrapSequence(bench.means, request, record)).toEqual(refusal('token/record-does-not-open'));
  });
});
