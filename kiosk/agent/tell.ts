/**
 * A kiosk's screen before it can be a kiosk: shows what its machine says it lacks (a JSON file of `title` and `lines`,
 * written by the guard of the image), by the same page and browser as a voter sees, and nothing else; no appliance is
 * called. Until it is stopped. Exit codes: 0 stopped, 2 wrong arguments.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { typeset } from '../../core/french/text.ts';
import { usualLimits } from '../../core/kiosk/limits.ts';
import type { Screen } from '../../core/kiosk/screen.ts';
import { usualPixelsPerMm } from '../../core/kiosk/skin.ts';
import { browserProgram, removeOldProfiles, startBrowser } from './chromium.ts';
import { accountsOf } from './options.ts';
import { servePages } from './page-server.ts';
import { screenDensity } from './screen-density.ts';
import { silent } from './speech-calls.ts';
import { supervise, type Supervisor } from './supervise.ts';

const known = {
  file: { type: 'string' },
  port: { type: 'string' },
  profiles: { type: 'string' },
  'browser-uids': { type: 'string' },
  screen: { type: 'string' },
} as const;

/** Null when there is nothing to show, or nothing that can be. */
export function readNotice(file: string): Screen | null {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as { title?: unknown; lines?: unknown };
    const { title, lines } = read;
    const isText = (value: unknown): value is string => typeof value === 'string';
    if (!isText(title) || !Array.isArray(lines) || !lines.every(isText)) return null;
    return {
      language: 'fr',
      title: typeset(title),
      lines: lines.map(typeset),
      ...{ context: null, problem: null, entry: null, code: null, list: [], actions: [] },
    };
  } catch {
    return null;
  }
}

async function tell(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: known, strict: true });
  const { file = '', profiles = '/dev/shm', screen = '' } = values;
  const [port, accounts] = [Number(values.port), accountsOf(values['browser-uids'])];
  removeOldProfiles(profiles);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  let path = '';
  let signs: Supervisor | null = null;
  const pages = await servePages(
    {
      calls: () => null,
      notice: () => readNotice(file),
      speech: silent,
      bureau: {
        ask: () => Promise.resolve(null),
        open: () => Promise.resolve(false),
        isOpen: () => false,
        board: () => null,
        close: () => undefined,
      },
      printer: null,
      path: () => path,
      limits: usualLimits,
      pixelsPerMm: screenDensity() ?? usualPixelsPerMm,
      isSimulated: false,
      onSign: () => signs?.sign(),
      onRecording: () => undefined,
      onEnd: () => undefined,
    },
    port,
  );
  signs = supervise({
    start: () => {
      path = randomBytes(16).toString('hex');
      return startBrowser({
        program: browserProgram,
        address: `http://127.0.0.1:${port}/${path}/`,
        profiles: resolve(profiles),
        isWindow: false,
        accounts,
        screen,
        hasSandbox: true,
      });
    },
    isCasting: () => false,
    forget: () => undefined,
    discardsAfterPassage: false,
    signal: stop.signal,
  });
  await signs.stopped;
  pages.closeAllConnections();
  pages.close();
}

if (import.meta.main) {
  try {
    await tell(process.argv.slice(2));
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'cause inconnue'}\n`);
    process.exit(2);
  }
}
