/**
 * Key tokens on USB: the port of core/tokens over node-hid, and the only file that imports it. Linux hidraw, FIDO usage
 * page 0xF1D0, usage 1; a write is the report number 0 and 64 bytes. Plugging in and pulling out are seen by listing
 * again, since hidapi tells of neither. What goes wrong is one of two refusals: pulled out, or no permission, which
 * IT settles with provisioning/udev/70-isoloir-tokens.rules.
 */
import { access, constants } from 'node:fs/promises';
import { devicesAsync, HIDAsync, type Device } from 'node-hid';
import { err, ok } from '../../core/result.ts';
import {
  reportBytes,
  type Timer,
  type TokenDescriptor,
  type TokenDevice,
  type TokenPort,
} from '../../core/tokens/transport.ts';

const FIDO_USAGE_PAGE = 0xf1d0;
const FIDO_USAGE = 0x01;
const LIST_EVERY_MS = 700;

/** The time of this process, for core/tokens. */
export const stationTimer: Timer = {
  now: () => performance.now(),
  wait: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
};

export const hidTokens: TokenPort = {
  list,
  open: async (path) => {
    try {
      return ok(deviceOf(await describe(path), await HIDAsync.open(path)));
    } catch {
      return err(await whyNotOpen(path));
    }
  },
  onChange: (listener) => {
    let known: string | undefined;
    let timeout: NodeJS.Timeout | undefined;
    let isStopped = false;
    const look = async () => {
      const found = await listed();
      if (isStopped) return;
      // A listing that failed counts as one of its own, so that whoever listens lists again once the next succeeds.
      const paths = found?.map(({ id }) => id).join('\n') ?? 'failed';
      if (known !== undefined && known !== paths) listener();
      known = paths;
      timeout = setTimeout(() => void look(), LIST_EVERY_MS);
    };
    void look();
    return () => {
      isStopped = true;
      clearTimeout(timeout);
    };
  },
};

function isToken({ usagePage, usage, path }: Device): boolean {
  return usagePage === FIDO_USAGE_PAGE && usage === FIDO_USAGE && path !== undefined;
}

/** Those that this process may not open are listed too: the refusal comes when they are opened, and says why. */
async function list(): Promise<readonly TokenDescriptor[]> {
  const found = await listed();
  if (found !== null) return found;
  await stationTimer.wait(LIST_EVERY_MS);
  return (await listed()) ?? [];
}

/** Null when hidapi could not list, as may happen while a device comes or goes: nobody's ceremony ends for that. */
async function listed(): Promise<readonly TokenDescriptor[] | null> {
  try {
    const devices = (await devicesAsync()).filter(isToken);
    return devices.map(({ path = '', product = '' }) => ({ id: path, product }));
  } catch {
    return null;
  }
}

async function describe(path: string): Promise<TokenDescriptor> {
  return (await list()).find(({ id }) => id === path) ?? { id: path, product: '' };
}

/** hidapi gives one message for every cause: the file system is asked. */
async function whyNotOpen(path: string) {
  try {
    await access(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { code: isAbsent ? 'token/unplugged' : 'token/no-permission' } as const;
  }
  // The file is there and ours, and does not open: it is on its way out.
  return { code: 'token/unplugged' } as const;
}

function deviceOf(descriptor: TokenDescriptor, hid: HIDAsync): TokenDevice {
  return {
    ...descriptor,
    send: async (report) => {
      const written = new Uint8Array(1 + reportBytes);
      written.set(report, 1);
      try {
        await hid.write(Buffer.from(written));
        return ok(undefined);
      } catch {
        return err({ code: 'token/unplugged' });
      }
    },
    receive: async (timeoutMs) => {
      try {
        // 0 would mean « at once », and a negative number « for ever ».
        const report = await hid.read(Math.max(1, Math.ceil(timeoutMs)));
        return ok(report === undefined || report.length === 0 ? null : new Uint8Array(report));
      } catch {
        return err({ code: 'token/unplugged' });
      }
    },
    close: async () => {
      try {
        await hid.close();
      } catch {
        // Pulled out: there is nothing left to close.
      }
    },
  };
}
