// A quote as a chip gave it (swtpm 0.7, tpm2-tools 5.4), and all that must not pass for one.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { changedRegisters, verifyQuote, type Quote } from '../../../core/attestation/quote.ts';

const nonce = createHash('sha256').update('nonce').digest('hex');
const measured = createHash('sha256')
  .update(Buffer.alloc(32))
  .update(createHash('sha256').update('a').digest())
  .digest('hex');
const zero = '0'.repeat(64);

const quote: Quote = {
  publicArea:
    '00580023000b00050072000000100018000b0003001000203cddeba286927e6ee4573b4cc130f7e7aec6009df705a0440c5fee2a201d5f2100' +
    '2083ec23f6de8b2b798d1c6134c590e8c309aba5f0e55bdb910c79e7db39ba4d9f',
  attested:
    'ff54434780180022000b5609303d356bf9f94c727546e799db000a0fde1b066a1809f5b265ca8fc6f3f8002078377b525757b494427f89014f' +
    '97d79928f3938d14eb51e20fb5dec9834eb30400000000000004a0000000020000000000201910230016363600000001000b03901a0000207f' +
    '03f332e5a20d4973ab1f5e64f6270c82210b25de560735ebcd8aaac173aece',
  signature:
    '0018000b0020b6e097aa908f52e5e924e3e1582c1dbfce31bbc57ee0d5c4855e4765e1c691800020752a0f1d71eb8dd17161939101deea3f64' +
    '2de90465ab7dff5bb510c552e906cb',
  registers: [zero, zero, zero, measured, zero].join(''),
};

test('a chip’s quote gives the name of its key and the value of each register', () => {
  expect(verifyQuote(quote, nonce)).toEqual({
    ok: true,
    value: {
      key: createHash('sha256')
        .update(Buffer.from(quote.publicArea.slice(4), 'hex'))
        .digest('hex'),
      registers: { 4: zero, 7: zero, 9: zero, 11: measured, 12: zero },
    },
  });
});

function flip(hex: string, byte: number): string {
  const bytes = Buffer.from(hex, 'hex');
  bytes.writeUInt8(bytes.readUInt8(byte) ^ 1, byte);
  return bytes.toString('hex');
}

test.each<[string, Partial<Quote>, string]>([
  ['other registers', { registers: flip(quote.registers, 100) }, 'quote/other-registers'],
  ['fewer registers', { registers: quote.registers.slice(0, -64) }, 'quote/malformed'],
  ['another signature', { signature: flip(quote.signature, 20) }, 'quote/bad-signature'],
  ['another key', { publicArea: flip(quote.publicArea, 40) }, 'quote/bad-signature'],
  ['another firmware than the one signed', { attested: flip(quote.attested, 90) }, 'quote/bad-signature'],
  // Restricted, from outside the chip, for decryption too: bytes 6 to 9 of the public area.
  ['a key that may sign anything', { publicArea: flip(quote.publicArea, 7) }, 'quote/other-key-kind'],
  [
    'a key brought from outside',
    { publicArea: quote.publicArea.replace('00050072', '00050052') },
    'quote/other-key-kind',
  ],
  [
    'a key that decrypts',
    { publicArea: quote.publicArea.replace('00050072', '00070072') },
    'quote/other-key-kind',
  ],
  [
    'another kind of statement',
    { attested: quote.attested.replace('ff5443478018', 'ff5443478017') },
    'quote/malformed',
  ],
  ['something not made by a chip', { attested: `00${quote.attested.slice(2)}` }, 'quote/malformed'],
  ['a byte too many', { signature: `${quote.signature}00` }, 'quote/malformed'],
  ['a byte too few', { attested: quote.attested.slice(0, -2) }, 'quote/malformed'],
  ['no hexadecimal', { publicArea: 'zz' }, 'quote/malformed'],
  ['nothing', { publicArea: '', attested: '', signature: '', registers: '' }, 'quote/malformed'],
])('%s is refused', (_case, change, code) => {
  expect(verifyQuote({ ...quote, ...change }, nonce)).toEqual({ ok: false, error: { code } });
});

test('an old quote does not serve another asker', () => {
  expect(verifyQuote(quote, flip(nonce, 0))).toEqual({ ok: false, error: { code: 'quote/other-nonce' } });
});

test('a quote over other registers than those asked is refused: its selection is signed too', () => {
  const others = quote.attested.replace('03901a00', '03901b00');
  expect(others).not.toBe(quote.attested);
  expect(verifyQuote({ ...quote, attested: others }, nonce).ok).toBe(false);
});

test('registers that changed are named', () => {
  expect(changedRegisters({ 4: zero, 11: measured }, { 4: zero, 11: zero })).toEqual(['11']);
});
