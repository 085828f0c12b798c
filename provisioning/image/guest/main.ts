/**
 * The guard of an appliance's machine, the only program of ours that runs as root: says what image runs, opens the data,
 * installs the first time, and starts the five processes once nothing is in the way. What is in the way is said on the
 * console, and looked at again every few seconds: never a silent start, never a start anyway.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { groupedCode } from '../../../core/bytes/crockford.ts';
import { fullCode } from '../../../core/sealing/seal.ts';
import { judgeClock, noteSeen, readLastSeen } from './clock-check.ts';
import { openData, readSettingsDisk } from './disks.ts';
import { installFirst, shareCertificate } from './first-start.ts';
import { reportImage, type ImageReport } from './report.ts';
import { parseSettings, readKept, tellProcesses, type Settings } from './settings.ts';
import { wordsOf, type GuardState } from './words.ts';

const lookMs = 3_000;
const leastFreeBytes = 64e6;

function say(text: string): void {
  for (const console of ['/dev/tty1', '/dev/ttyS0'])
    try {
      appendFileSync(console, `\r\n${text.replaceAll('\n', '\r\n')}\r\n`);
    } catch {
      // This machine has no such console.
    }
}

/** Everything that must be so before the processes start, in order; the settings when all is well. */
function ready(image: ImageReport | null): Settings | GuardState {
  if (image === null) return { state: 'no-image' };
  const data = openData();
  if (data.state !== 'mounted') return { state: 'data', data };
  if (data.freeBytes < leastFreeBytes) return { state: 'data-full', freeBytes: data.freeBytes };
  const clock = judgeClock(Date.now(), readLastSeen());
  if (clock.state === 'wrong') return { state: 'clock', clock };
  const kept = readKept();
  if (kept !== null) return kept;
  const given = readSettingsDisk('installation.json');
  if (given === null) return { state: 'no-settings' };
  const settings = parseSettings(given);
  if (settings === null) return { state: 'bad-settings' };
  say('PREMIÈRE INSTALLATION. Le dossier est lu, l’autorité et les comptes sont créés…');
  const why = installFirst(settings);
  return why === null ? settings : { state: 'not-installed', why };
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: 8443, timeout: 2_000 });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

/** The codes of a demonstration, whose votes count for nothing, on the serial line: for who tries it from outside. */
function sayReadable(settings: Settings, said: Set<string>): void {
  if (settings.mode !== 'demonstration') return;
  for (const file of [
    '/data/web/readable-accounts.json',
    '/data/codes/readable-codes.json',
    '/data/web/tls/authority.crt',
  ]) {
    if (said.has(file) || !existsSync(file)) continue;
    said.add(file);
    const text = readFileSync(file, 'utf8');
    appendFileSync(
      '/dev/ttyS0',
      `\r\nDEMONSTRATION ${file.split('/').at(-1) ?? ''} ${Buffer.from(text).toString('base64')}\r\n`,
    );
  }
}

async function guard(): Promise<never> {
  const image = reportImage();
  if (image !== null) say(`ISOLOIR. Empreinte de l’image : ${groupedCode(fullCode(image.fingerprint))}`);
  const saidFiles = new Set<string>();
  let said = '';
  let started = false;
  for (;;) {
    const found = ready(image);
    let state: GuardState;
    if ('state' in found) state = found;
    else {
      const site = `https://${found.host}:8443`;
      if (!started) start(found);
      started = true;
      state = { state: (await answers()) ? 'serving' : 'starting', site };
      noteSeen(Date.now());
      sayReadable(found, saidFiles);
    }
    const words = wordsOf(state);
    if (words !== said) say(words);
    said = words;
    await pause(lookMs);
  }
}

function start(settings: Settings): void {
  tellProcesses(settings);
  shareCertificate();
  spawnSync('/usr/bin/systemctl', ['start', '--no-block', 'isoloir.target']);
}

await guard();
