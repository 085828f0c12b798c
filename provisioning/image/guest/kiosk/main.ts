/**
 * The guard of a kiosk's machine, the only program of ours that runs as root there: says what image runs, opens the small
 * disk where the kiosk keeps its certificate, and starts the agent; with what it lacks on the screen, when it lacks
 * something, looked at again every few seconds. Once the agent runs it is left alone (running.ts).
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { groupedCode } from '../../../../core/bytes/crockford.ts';
import { fullCode } from '../../../../core/sealing/seal.ts';
import { runProgram } from '../../progress.ts';
import { judgeClock, noteSeen, readLastSeen } from '../clock-check.ts';
import { readSettingsDisk } from '../disks.ts';
import { tellNames } from '../names.ts';
import { reportImage } from '../report.ts';
import { tellTime } from '../time-servers.ts';
import { closeUsb } from '../usb.ts';
import { nextProgram, runningProgram, type Program } from './running.ts';
import { argumentsOf, keep, parseTerminal, portOf, readKept, type TerminalSettings } from './settings.ts';
import { openStateDisk } from './state-disk.ts';
import { noticeOf, type Lack } from './words.ts';

const lookMs = 3_000;
const noticeFile = '/run/isoloir/notice.json';
const unit = 'isoloir-kiosk.service';
/** Of root-kiosk/etc/passwd. */
const agent = 910;

/** On the serial line, for who looks after many: the screen is the voters'. */
function say(text: string): void {
  try {
    appendFileSync('/dev/ttyS0', `\r\n${text}\r\n`);
  } catch {
    // This machine has none.
  }
}

/** Everything that must be so before the kiosk starts, in order; its settings when all is well. */
function ready(isVerified: boolean): TerminalSettings | Lack {
  if (!isVerified) return { state: 'no-image' };
  const data = openStateDisk();
  if (data.state !== 'mounted') return { state: 'data', data };
  const clock = judgeClock(Date.now(), readLastSeen());
  if (clock.state === 'wrong') return { state: 'clock', clock };
  const kept = readKept();
  if (kept !== null) return kept;
  const given = readSettingsDisk('terminal.json');
  if (given === null) return { state: 'no-settings' };
  const settings = parseTerminal(given);
  if (settings === null) return { state: 'bad-settings' };
  keep(settings);
  return settings;
}

/** What stands around the kiosk: its USB, its folder, its keyboard, the one port that its agent may reach, its clock. */
function prepare(settings: TerminalSettings): void {
  // Before USB is closed: from then on udev's rules ask for it (60-isoloir-usb.rules).
  if (settings.printer) writeFileSync('/run/isoloir/printer', '');
  closeUsb();
  if (settings.printer) spawnSync('/usr/bin/systemctl', ['start', '--no-block', 'isoloir-printer.service']);
  mkdirSync('/data/kiosk', { recursive: true, mode: 0o700 });
  chownSync('/data/kiosk', agent, agent);
  runProgram('/usr/sbin/nft', ['flush', 'set', 'inet', 'isoloir', 'appliance']);
  runProgram('/usr/sbin/nft', ['add', 'element', 'inet', 'isoloir', 'appliance', `{ ${portOf(settings)} }`]);
  tellTime(settings.timeServers, runProgram);
  writeFileSync('/run/isoloir/keyboard', `XKB_DEFAULT_LAYOUT=${settings.keyboard}\n`);
}

/** What another run of this guard started, and still runs. */
function findRunning(): Program | null {
  const told = ['show', '--property=MainPID', '--value', unit];
  const pid = spawnSync('/usr/bin/systemctl', told, { encoding: 'utf8' }).stdout.trim();
  try {
    return runningProgram(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    // None: systemd says 0.
    return null;
  }
}

function start(program: Program, args: string): void {
  writeFileSync('/run/isoloir/kiosk', `ISOLOIR_PROGRAM=${program}\nISOLOIR_ARGUMENTS='${args}'\n`, {
    mode: 0o600,
  });
  spawnSync('/usr/bin/systemctl', ['restart', '--no-block', unit]);
}

/** Shows what is lacking; the program that shows it reads it anew by itself. */
function show(lack: Lack): string {
  const notice = noticeOf(lack);
  writeFileSync(noticeFile, JSON.stringify(notice));
  chmodSync(noticeFile, 0o644);
  return `${notice.title}. ${notice.lines.join(' ')}`;
}

async function guard(): Promise<never> {
  const image = reportImage();
  if (image !== null) say(`ISOLOIR. Empreinte de l’image : ${groupedCode(fullCode(image.fingerprint))}`);
  let [said, running] = ['', findRunning()];
  for (;;) {
    tellNames();
    const found = ready(image !== null);
    const isLacking = 'state' in found;
    const next = nextProgram(running, !isLacking);
    running = next ?? running;
    const state = running === 'main.ts' ? 'À VOIR, SANS ARRÊTER LA BORNE' : 'EN ATTENTE';
    const words = isLacking ? `${state}. ${show(found)}` : `BORNE EN MARCHE, pour ${found.appliance}.`;
    if (next !== null) {
      if (!isLacking) prepare(found);
      start(next, isLacking ? `--file ${noticeFile}` : argumentsOf(found));
    }
    if (!isLacking) noteSeen(Date.now());
    if (words !== said) say(words);
    said = words;
    await pause(lookMs);
  }
}

await guard();
