/**
 * The guard of an appliance's machine, the only program of ours that runs as root: says what image runs, opens the data,
 * installs the first time, and starts the five processes once nothing is in the way. What is in the way is said on the
 * console, and looked at again every few seconds: never a silent start, never a start anyway.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { groupedCode } from '../../../core/bytes/crockford.ts';
import { fullCode } from '../../../core/sealing/seal.ts';
import { runProgram } from '../progress.ts';
import { noteSeen } from './clock-check.ts';
import { Consoles } from './console.ts';
import { DataDisk } from './data-disk.ts';
import { hasRoomToGrow } from './data-growth.ts';
import { Demonstration } from './demonstration.ts';
import {
  freeBytes,
  hasSettingsDisk,
  mountedDevice,
  readDisks,
  readSettingsDisk,
  writeOnSettingsDisk,
} from './disks.ts';
import { FirstLetters } from './first-letters.ts';
import { openGateways } from './gateways.ts';
import { tellNames } from './names.ts';
import { MachineNetwork, ownAddresses } from './network.ts';
import type { Typed } from './new-phrase.ts';
import { renewed } from './new-settings.ts';
import { drawPhrase } from './recovery-phrase.ts';
import { giveLetters, installFirst, ownVersion, shareCertificate } from './first-start.ts';
import { ImageChange } from './image-change.ts';
import { MachineHour } from './machine-hour.ts';
import { reportImage, type ImageReport } from './report.ts';
import { SaveDisk } from './save-disk.ts';
import { saveWords } from './save-words.ts';
import type { DiskUse } from './sealed-disk.ts';
import { keepSettings, parseSettings, readKept, type Settings } from './settings.ts';
import { siteAnswers } from './site-answers.ts';
import { tellProcesses } from './tell-processes.ts';
import { tellTime } from './time-servers.ts';
import { closeUsb } from './usb.ts';
import { answerOfWeb, asWeb, dataPlaces } from './web-command.ts';
import { WholeReading } from './whole-reading.ts';
import { Wizard, type WizardAccess } from './wizard.ts';
import { leastFreeBytes, lettersWritten, settingsRenewed, wordsOf, type GuardState } from './words.ts';

const lookMs = 3_000;
const consoles = new Consoles();
const installing = 'PREMIÈRE INSTALLATION. Le dossier est lu, l’autorité et les comptes sont créés…';
const wizardFolder = '/run/isoloir/first-start';
const wizard = new Wizard({
  run: runProgram,
  folder: wizardFolder,
  wordFile: '/run/isoloir/first-start.json',
});
const network = new MachineNetwork({
  run: runProgram,
  file: '/run/systemd/network/05-isoloir.network',
  lineFile: '/run/isoloir/network',
});
const letters = new FirstLetters({
  documents: '/data/web/documents',
  mark: '/data/letters-waiting',
  onDisk: writeOnSettingsDisk,
});
const demonstration = new Demonstration();
const hour = new MachineHour({
  now: Date.now,
  lastSeen: '/data/last-time',
  confirmed: '/data/hour-typed',
});
const draw = () => drawPhrase((count) => new Uint8Array(randomBytes(count)));
const saveFolder = '/run/isoloir-save';
const save = new SaveDisk({
  disks: readDisks,
  run: runProgram,
  make: makeFiles,
  folder: saveFolder,
  phraseFile: '/run/isoloir/save-phrase',
  saidFile: '/run/isoloir/save-said',
  needsPhrase: () => answerOfWeb(['backup', ...dataPlaces, '--lock']) === 'passphrase',
  draw,
  show: (place, text) => consoles.show(place, text),
});
let saidOfSave = '';
/** The processes were asked to start. */
let started = false;
/** Why the installation was refused, until the disk of its answers is taken out. */
let refused: string | null = null;

/** Everything that must be so before the processes start, in order; the settings when all is well. */
function ready(image: ImageReport | null, disk: DataDisk, typed: Typed | null): Settings | GuardState {
  if (image === null) return { state: 'no-image' };
  const data = disk.open(typed, () => {
    const given = givenSettings();
    return 'state' in given ? null : useOf(given);
  });
  if (data.state === 'unmade') {
    const given = givenSettings();
    return 'state' in given ? given : nothingGiven(null);
  }
  if (data.state !== 'mounted') return { state: 'data', data };
  const kept = readKept();
  if (kept === 'unreadable') return { state: 'bad-kept' };
  network.follow(kept?.network);
  // While they serve, the processes judge for themselves.
  if (!started) {
    if (data.freeBytes < leastFreeBytes) return { state: 'data-full', freeBytes: data.freeBytes };
    const clock = hour.look(typed?.text ?? null, () => tellTime(kept?.timeServers ?? [], runProgram));
    if (clock.state === 'wrong') return { state: 'clock', clock };
  }
  const settings = kept ?? givenSettings();
  if ('state' in settings) {
    refused = null;
    return settings;
  }
  if (useOf(settings) !== data.use) {
    if (wizard.given() !== null) wizard.refuse(wordsOf({ state: 'other-use' }));
    return { state: 'other-use' };
  }
  if (kept !== null) return wizard.isOver(performance.now()) ? kept : { state: 'wizard-ends' };
  if (refused !== null && hasSettingsDisk()) return { state: 'not-installed', why: refused };
  network.follow(settings.network);
  consoles.say(installing);
  if (!hasSettingsDisk() && wizard.given() !== null) return installWizards(settings);
  refused = installFirst({ ...settings, network: network.line() });
  // A backup brings its own, which were given long ago.
  if (refused === null && settings.dossier !== 'restore') letters.made();
  return refused === null ? settings : { state: 'not-installed', why: refused };
}

/** As the wizard was answered; its last page gives the letters of the first accesses. */
function installWizards(settings: Settings): GuardState {
  wizard.working(installing);
  const why = installFirst({ ...settings, network: network.line() }, (_name, to) => wizard.copyDossier(to));
  if (why !== null) {
    wizard.refuse(why);
    return { state: 'not-installed', why };
  }
  letters.made();
  const { letters: name, fingerprint } = giveLetters(wizardFolder);
  wizard.done(`https://${settings.host}:8443`, fingerprint, name, performance.now());
  return { state: 'wizard-ends' };
}

/** The answers on the small disk; else those of the wizard, which is offered until it has them. */
function givenSettings(): Settings | GuardState {
  const given = readSettingsDisk('installation.json');
  if (given === null) return wizard.given() ?? nothingGiven(wizard.offer());
  return parseSettings(given) ?? { state: 'bad-settings' };
}

function nothingGiven(access: WizardAccess | null): GuardState {
  return { state: 'no-settings', access, network: { line: network.line(), addresses: ownAddresses() } };
}

function useOf({ mode }: Settings): DiskUse {
  return mode === 'real' ? 'election' : 'demonstration';
}

async function guard(): Promise<never> {
  closeUsb();
  const image = reportImage();
  const disk = new DataDisk({
    run: runProgram,
    disks: readDisks,
    mounted: () => mountedDevice('/data'),
    freeBytes: () => freeBytes('/data'),
    hasRoomToGrow,
    hasChip: image?.isMeasured === true,
    draw,
    show: (place, text) => consoles.show(place, text),
  });
  if (image !== null)
    consoles.say(`ISOLOIR. Empreinte de l’image : ${groupedCode(fullCode(image.fingerprint))}`);
  const [reading, change] = image === null ? [null, null] : [readingOf(image), changeOf(image)];
  await reading?.read('', (percent) => {
    if (percent % 20 === 0) consoles.say(`Contrôle de l’image : ${percent} %`);
  });
  // Of a guard that was stopped in the middle of a backup.
  if (mountedDevice(saveFolder) !== null) runProgram('/usr/bin/umount', ['-l', saveFolder]);
  let said = '';
  for (;;) {
    reading?.look();
    tellNames();
    const typed = consoles.next();
    const found = admitted(ready(image, disk, typed), change, typed);
    let state: GuardState;
    if ('state' in found) {
      state = found;
      // Elsewhere a line is the phrase of the disk, the group of an image, or nothing.
      if (typed !== null && state.state === 'no-settings') consoles.say(network.type(typed.text));
    } else {
      state = await serve(found, typed);
    }
    const words = wordsOf(state);
    if (words !== said) {
      // What was typed answered what was shown then.
      consoles.forgetTyped();
      consoles.say(words);
    }
    if (state.state !== 'wizard-ends') wizard.working(words);
    said = words;
    await pause(lookMs);
  }
}

/** The settings, unless the image is another than the one with which this data served. */
function admitted(
  found: Settings | GuardState,
  change: ImageChange | null,
  typed: Typed | null,
): Settings | GuardState {
  if ('state' in found || change === null) return found;
  const look = change.look(typed);
  return look.state === 'admitted' ? found : { state: 'image-change', change: look };
}

function makeFiles(): Promise<boolean> {
  const unit = spawn('/usr/bin/systemctl', ['start', 'isoloir-save.service'], { stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    unit.once('error', reject);
    unit.once('exit', (status) => resolve(status === 0));
  });
}

function changeOf({ fingerprint }: ImageReport): ImageChange {
  return new ImageChange({
    image: { fingerprint, version: ownVersion() },
    file: '/data/image.json',
    ask: (args) => asWeb([...args, ...dataPlaces]),
    confirmation: () => readSettingsDisk('mise-a-jour.json'),
  });
}

/** Nothing is in the way: the processes run, and at each look what changes around them is told. */
async function serve(settings: Settings, typed: Typed | null): Promise<GuardState> {
  const site = `https://${settings.host}:8443`;
  if (!started) {
    const found = renewed(settings, readSettingsDisk('reglages.json'));
    if ('fields' in found) return { state: 'bad-new-settings', fields: found.fields };
    if (found !== settings) {
      keepSettings(found);
      network.follow(found.network);
      consoles.say(settingsRenewed);
    }
    if (wizard.gaveLetters()) letters.taken();
    wizard.stop();
    start(found);
  }
  started = true;
  shareCertificate();
  const written = letters.look();
  if (written !== null) consoles.say(lettersWritten(written));
  const isDemonstration = settings.mode === 'demonstration';
  const isServing = await siteAnswers();
  noteSeen(Date.now());
  if (isDemonstration) demonstration.say(isServing);
  if (isServing) sayOfSave(saveWords(save.look(typed)));
  return isServing
    ? {
        state: 'serving',
        site,
        isDemonstration,
        letters: letters.areWaiting(),
        freeBytes: freeBytes('/data'),
      }
    : { state: 'starting', site };
}

function sayOfSave(words: string): void {
  if (words !== saidOfSave && words !== '') consoles.say(words);
  saidOfSave = words;
}

function readingOf({ device, totalBytes }: ImageReport): WholeReading {
  return new WholeReading({
    ...{ device, totalBytes, request: '/run/isoloir/web/read-image' },
    ...{ answer: '/run/isoloir/image-read.json', dropCaches: '/proc/sys/vm/drop_caches' },
  });
}

function start(settings: Settings): void {
  tellProcesses(settings, { hasChip: existsSync('/dev/tpmrm0'), hour: hour.confirmed() });
  openGateways(settings, runProgram);
  tellTime(settings.timeServers, runProgram);
  spawnSync('/usr/bin/systemctl', ['start', '--no-block', 'isoloir.target']);
}

await guard();
