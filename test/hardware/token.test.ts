/**
 * Key tokens through node-hid. On a virtual token that the kernel shows as a device, where /dev/uhid can be opened; and
 * on a real one, for whoever asks: ISOLOIR_TEST_HIDRAW=1, its PIN in ISOLOIR_TEST_PIN, and a finger for each blink.
 * The real one keeps its other keys: nothing is reset, and its credential is not stored in it.
 */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assertOk } from '../../core/result.ts';
import { enrol, unwrap } from '../../core/tokens/key-token.ts';
import { chooseToken, pinStateOf, type TokenMeans } from '../../core/tokens/open-token.ts';
import { virtualTokens } from '../../core/tokens/virtual.ts';
import { hidTokens, stationTimer } from '../../kiosk/station/hid.ts';
import { plugIntoKernel, whyNoUhid } from '../support/uhid.ts';
import { enrolment, pin, random, secret } from '../unit/tokens/token-bench.ts';

const means: TokenMeans = {
  port: hidTokens,
  timer: stationTimer,
  random: (count) => new Uint8Array(randomBytes(count)),
  patience: { onTouchNeeded: () => process.stderr.write('Touchez la clé.\n') },
};

/** Enrols, opens again, and says what was seen. */
async function carries(token: string, itsPin: string): Promise<void> {
  const record = assertOk(await enrol(means, enrolment(token, { pin: itsPin })));
  const request = { token, pin: itsPin, isConfirmed: true };
  expect(assertOk(await unwrap(means, request, record))).toEqual(secret);
  expect(record.credential.length).toBeGreaterThan(32);
}

it('listing the tokens of this machine answers, with or without any', async () => {
  expect(Array.isArray(await hidTokens.list())).toBe(true);
});

it('a token that is not there is « unplugged », not an exception', async () => {
  expect(await hidTokens.open('/dev/hidraw-none')).toEqual({ ok: false, error: { code: 'token/unplugged' } });
});

const noUhid = await whyNoUhid();
describe(`a virtual token in the kernel${noUhid === undefined ? '' : ` — skipped: ${noUhid}`}`, () => {
  it.skipIf(noUhid !== undefined)('is found by node-hid, enrolled, opened, and seen pulled out', async () => {
    const virtual = virtualTokens({ timer: stationTimer, random }, []);
    const name = `Isoloir test ${Buffer.from(random(4)).toString('hex')}`;
    const id = virtual.add(name, { pin, isAlwaysTouched: true });
    virtual.plugIn(id);
    const pullOut = await plugIntoKernel(assertOk(await virtual.port.open(id)));
    const path = async () => (await hidTokens.list()).find(({ product }) => product.includes(name))?.id;
    let changes = 0;
    const stop = hidTokens.onChange(() => (changes += 1));
    try {
      await expect.poll(path, { timeout: 5_000 }).toBeDefined();
      await carries((await path()) ?? '', pin);
    } finally {
      await pullOut();
    }
    await expect.poll(() => changes, { timeout: 5_000 }).toBeGreaterThan(0);
    stop();
    expect(await path()).toBeUndefined();
  });
});

const isAsked = process.env['ISOLOIR_TEST_HIDRAW'] === '1';
describe(`a real token${isAsked ? '' : ' — skipped: set ISOLOIR_TEST_HIDRAW=1 and ISOLOIR_TEST_PIN'}`, () => {
  it.skipIf(!isAsked)('carries a secret and gives it back', { timeout: 180_000 }, async () => {
    const { id, product } = assertOk(await chooseToken(means));
    const state = assertOk(await pinStateOf(means, id));
    process.stderr.write(`${product}: ${state.isSet ? `${state.triesLeft ?? 0} essais` : 'sans code PIN'}\n`);
    await carries(id, process.env['ISOLOIR_TEST_PIN'] ?? '');
  });
});
