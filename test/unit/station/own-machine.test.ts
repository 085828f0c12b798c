// A real election's station is not the appliance itself: which addresses lead back to the machine that asks.
import { expect, it } from 'vitest';
import { isOwnAddress, isThisMachine } from '../../../kiosk/station/own-machine.ts';

const own = ['127.0.0.1', '192.168.7.20', 'fd00::20', 'fe80::20'];

it.each([
  '127.0.0.1',
  '127.8.9.10',
  '0.0.0.0',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '192.168.7.20',
  '::ffff:192.168.7.20',
  'fd00:0:0::20',
  'fe80::20%eth0',
])('%s is this machine', (address) => {
  expect(isOwnAddress([address], own)).toBe(true);
  // One of several is enough.
  expect(isOwnAddress(['203.0.113.9', address], own)).toBe(true);
});

it.each(['192.168.7.21', '128.0.0.1', '::2', 'fd00::21', '::ffff:192.168.7.21', 'fe80::21%eth0'])(
  '%s is another',
  (address) => {
    expect(isOwnAddress([address], own)).toBe(false);
  },
);

it('asks for the host of the address, in brackets or not', async () => {
  expect(await isThisMachine(new URL('https://localhost:8444'))).toBe(true);
  expect(await isThisMachine(new URL('https://[::1]:8444'))).toBe(true);
  // RFC 6761: never resolves.
  expect(await isThisMachine(new URL('https://appliance.invalid:8444'))).toBe(false);
});
