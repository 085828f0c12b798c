/** Debian's Chromium, driven for tests as the rehearsal drives it: nothing is fetched from outside, nothing stays on disk. */
import { chromium, type Browser } from 'playwright-core';
import { browserArguments } from '../../appliance/rehearsal/browser-voters.ts';

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: browserArguments });
}
