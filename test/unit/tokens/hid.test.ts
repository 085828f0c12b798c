/** The port over node-hid, with node-hid replaced: what is listed, what is written, what goes wrong. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { assertOk } from '../../../core/result.ts';
import { hidTokens } from '../../../kiosk/station/hid.ts';

const usb = vi.hoisted(() => ({
  devices: [] as unknown[],
  listError: undefined as Error | undefined,
  written: [] as Uint8Array[],
  answers: [] as (Uint8Array | undefined | Error)[],
  openError: undefined as Error | undefined,
  closed: 0,
}));

vi.mock('node-hid', () => ({
  devicesAsync: () =>
    usb.listError === undefined ? Promise.resolve(usb.devices) : Promise.reject(usb.listError),
  HIDAsync: {
    open: () =>
      usb.openError === undefined
        ? Promise.resolve({
            write: (bytes: Uint8Array) => {
              usb.written.push(new Uint8Array(bytes));
              return Promise.resolve(bytes.length);
            },
            read: () => {
              const answer = usb.answers.shift();
              return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
            },
            close: () => {
              usb.closed += 1;
              return Promise.reject(new Error('already closed'));
            },
          })
        : Promise.reject(usb.openError),
  },
}));

const token = { path: '/dev/hidraw7', product: 'Clé', usagePage: 0xf1d0, usage: 1 };

beforeEach(() => {
  Object.assign(usb, { devices: [token], written: [], answers: [], closed: 0 });
  Object.assign(usb, { openError: undefined, listError: undefined });
});

describe('tokens on USB', () => {
  it('are those of the FIDO usage page, and no keyboard or mouse', async () => {
    usb.devices = [
      { ...token, path: '/dev/hidraw0', usagePage: 1, usage: 6 },
      { ...token, path: '/dev/hidraw1', usage: 2 },
      { ...token, path: undefined },
      token,
    ];
    expect(await hidTokens.list()).toEqual([{ id: '/dev/hidraw7', product: 'Clé' }]);
  });

  it('are written 65 bytes, the report number 0 first, and read 64', async () => {
    const device = assertOk(await hidTokens.open('/dev/hidraw7'));
    usb.answers = [new Uint8Array(64).fill(5), undefined];
    assertOk(await device.send(new Uint8Array(64).fill(9)));
    expect(usb.written).toEqual([Uint8Array.from([0, ...new Uint8Array(64).fill(9)])]);
    expect(assertOk(await device.receive(10))).toEqual(new Uint8Array(64).fill(5));
    expect(assertOk(await device.receive(10))).toBeNull();
    await device.close();
    expect(usb.closed).toBe(1);
  });

  it('pulled out while they are read are « unplugged »', async () => {
    const device = assertOk(await hidTokens.open('/dev/hidraw7'));
    usb.answers = [new Error('could not read data from device')];
    expect(await device.receive(10)).toEqual({ ok: false, error: { code: 'token/unplugged' } });
  });

  it('that may not be opened are told from those that are gone', async () => {
    usb.openError = new Error('cannot open device');
    expect(await hidTokens.open('/nowhere/hidraw')).toEqual({
      ok: false,
      error: { code: 'token/unplugged' },
    });
    // A path below a file cannot be used by anyone, root included.
    expect(await hidTokens.open('/dev/null/hidraw')).toEqual({
      ok: false,
      error: { code: 'token/no-permission' },
    });
  });

  it('that could not be listed are listed again, and the process goes on', async () => {
    vi.useFakeTimers();
    try {
      let changes = 0;
      usb.listError = new Error('hid_enumerate failed');
      const stop = hidTokens.onChange(() => (changes += 1));
      const never = hidTokens.list();
      await vi.advanceTimersByTimeAsync(2_000);
      expect(await never).toEqual([]);
      expect(changes).toBe(0);
      const later = hidTokens.list();
      usb.listError = undefined;
      await vi.advanceTimersByTimeAsync(1_000);
      expect(await later).toEqual([{ id: '/dev/hidraw7', product: 'Clé' }]);
      // Who listens is told to look again.
      expect(changes).toBe(1);
      stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('plugged in or pulled out are noticed, and no longer once one stops listening', async () => {
    vi.useFakeTimers();
    try {
      let changes = 0;
      const stop = hidTokens.onChange(() => (changes += 1));
      await vi.advanceTimersByTimeAsync(2_000);
      expect(changes).toBe(0);
      usb.devices = [];
      await vi.advanceTimersByTimeAsync(1_000);
      expect(changes).toBe(1);
      stop();
      usb.devices = [token];
      await vi.advanceTimersByTimeAsync(2_000);
      expect(changes).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
