// A request names the machine that wrote it without showing its identifier, and two machines are not one because both have
// a loopback.
import { expect, it } from 'vitest';
import { inCommon, machineOf } from '../../../core/station/machine.ts';

const id = '0123456789abcdef0123456789abcdef';
const one = machineOf(`${id}\n`, ['127.0.0.1', '::1', 'fe80::1', '169.254.3.4', '192.0.2.7', '2001:db8::7']);

it('keeps what tells a machine from another, and not the identifier itself', () => {
  expect(one.addresses).toEqual(['192.0.2.7', '2001:db8::7']);
  expect(one.system).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(one)).not.toContain(id);
  expect(machineOf('uninitialized\n', []).system).toBeNull();
});

it('is the same by its system, or by one address', () => {
  expect(inCommon(one, machineOf(id, []))).toBe('system');
  expect(inCommon(one, machineOf(null, ['198.51.100.1', '2001:db8::7']))).toEqual({ address: '2001:db8::7' });
});

it('is another one otherwise', () => {
  expect(inCommon(one, machineOf(`1${id.slice(1)}`, ['127.0.0.1', 'fe80::1', '192.0.2.8']))).toBeNull();
  expect(inCommon(machineOf(null, []), machineOf(null, []))).toBeNull();
});
