#!/usr/bin/env node
// One door to every command: installs and builds what is missing, then runs the pinned Node on it.
// No dependency, and plain enough for the Node 20 of a bare machine. It speaks on stderr only, so that the
// output of a command stays clean.
import { spawnSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageSteps, machinePackages } from './image/tests.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text) => process.stderr.write(`${text}\n`);

function stop(text) {
  say(text);
  process.exit(2);
}

function step(what, command, args, options = {}) {
  say(`${what}…`);
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (done.error) stop(`${what} : impossible de lancer « ${command} » (${done.error.message}).`);
  if (done.status !== 0) stop(`${what} : échec (« ${command} ${args.join(' ')} », code ${done.status}).`);
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.isoloir-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  step('Installation des dépendances', 'npm', ['ci', '--loglevel=error']);
  writeFileSync(stamp, lock);
}

/** The Node of the lock file; without it (another platform), the running one if it is recent enough. */
function pinnedNode() {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return stop(
    `Il faut Node 24 : aucun paquet pour ${process.platform}-${process.arch}. Installez Node 24 puis relancez.`,
  );
}

/** Debian packages that tests need, by a program or a file of each; several after a space. */
function debian(wanted) {
  const placeOf = (file) => (file.startsWith('/') ? file : `/usr/bin/${file}`);
  const missing = Object.entries(wanted).filter(([file]) => !existsSync(placeOf(file)));
  if (missing.length === 0) return;
  const names = missing.flatMap(([, name]) => name.split(' '));
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    stop(
      `Paquets manquants : ${names.join(', ')}. Installez-les (« apt-get install ${names.join(' ')} »), puis relancez.`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  step('Mise à jour de la liste des paquets', 'apt-get', ['update', '-qq'], { env });
  step(
    `Installation de ${names.join(', ')}`,
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...names],
    { env },
  );
}

function build(node) {
  const done = spawnSync(node, [join(root, 'appliance', 'booth', 'bundle.mjs')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) stop("La construction des pages de l'isoloir a échoué.");
}

/** Runs to the end with our terminal, passing signals on; answers the exit code. */
function run(node, args, env = {}) {
  const child = spawn(node, args, {
    cwd: process.cwd(),
    stdio: 'inherit',
    env: { ...process.env, ...env, ISOLOIR_ROOT: root },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) =>
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0))),
  );
}

async function check(node) {
  const tools = [
    ['types', [join(root, 'node_modules/typescript/bin/tsc'), '-b']],
    ['lint', [join(root, 'node_modules/eslint/bin/eslint.js'), '.', '--max-warnings=0']],
    ['format', [join(root, 'node_modules/prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']],
  ];
  for (const [name, args] of tools) {
    say(`Contrôle : ${name}…`);
    const code = await run(node, args);
    if (code !== 0) return code;
  }
  return 0;
}

const testPackages = {
  chromium: 'chromium',
  pdftoppm: 'poppler-utils',
  Xvfb: 'xvfb',
  xdotool: 'xdotool',
  'espeak-ng': 'espeak-ng',
  // A security chip in software, and what asks it.
  swtpm: 'swtpm',
  tpm2_quote: 'tpm2-tools libtss2-tcti-swtpm0',
};

/** What root alone may try: a firewall in force, an encrypted disk. */
const rootPackages = {
  '/usr/sbin/nft': 'nftables',
  '/usr/sbin/ip': 'iproute2',
  '/usr/sbin/cryptsetup': 'cryptsetup-bin',
};

/** Runs tests to their end: how many passed and failed, and the exit code. */
async function tested(node, args, env = {}) {
  const report = join(root, 'dist', 'tests.json');
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', root];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run(node, [...vitest, ...reporters, ...args], env);
  if (!existsSync(report)) stop('Les tests ne sont pas allés au bout : pas de rapport.');
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
  );
  const failed = numFailedTests + brokenFiles.length;
  return { passed: numPassedTests, failed, code: code !== 0 ? code : failed > 0 ? 1 : 0 };
}

async function test(node, args) {
  const { ISOLOIR_IMAGE, ISOLOIR_KIOSK_IMAGE, ISOLOIR_CONTAINER_TEST } = process.env;
  debian({
    ...testPackages,
    ...(process.getuid?.() === 0 ? rootPackages : {}),
    ...((ISOLOIR_IMAGE ?? ISOLOIR_KIOSK_IMAGE) === undefined ? {} : machinePackages),
    ...(ISOLOIR_CONTAINER_TEST === undefined ? {} : { buildah: 'buildah', mmdebstrap: 'mmdebstrap' }),
  });
  const { passed, failed, code } = await tested(node, args);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return code;
}

/** The images built and tried, step by step (image/tests.mjs), or the steps named. */
async function testImage(node, names) {
  const unknown = names.filter((name) => imageSteps.every((step) => step.name !== name));
  if (unknown.length > 0)
    stop(
      `Étapes inconnues : ${unknown.join(', ')}. Il y a ${imageSteps.map(({ name }) => name).join(', ')}.`,
    );
  debian({ ...testPackages, ...machinePackages });
  const steps = names.length === 0 ? imageSteps : imageSteps.filter(({ name }) => names.includes(name));
  say(
    `Étapes : ${steps.length}, environ ${steps.reduce((sum, { minutes }) => sum + minutes, 0)} minutes en tout.`,
  );
  const [work, sum] = [join(root, 'OUT', 'image-test'), { passed: 0, failed: 0 }];
  for (const [index, { name, of, what, needs, minutes }] of steps.entries()) {
    const head = `[${index + 1}/${steps.length}] ${name}`;
    say(`${head} : ${what}. Il faut ${needs} ; environ ${minutes} minutes.`);
    const [image, startedMs] = [join(work, `${of}`, `isoloir-${of}.img`), Date.now()];
    if (of !== null && !existsSync(image)) stop(`${image} manque : commencez par l’étape « build ».`);
    const given = of === 'kiosk' ? { ISOLOIR_KIOSK_IMAGE: image } : { ISOLOIR_IMAGE: image };
    const env =
      of === null ? { ISOLOIR_IMAGE_WORK: work } : { ...given, ISOLOIR_PICTURES: join(root, 'OUT') };
    const { passed, failed } = await tested(node, [`test/image/${name}.test.ts`], env);
    const took = Math.round((Date.now() - startedMs) / 60_000);
    say(`${head} : ${passed} réussis, ${failed} échoués, en ${took} minutes.`);
    sum.passed += passed;
    sum.failed += failed;
    // Without images, nothing else can be tried.
    if (of === null && failed > 0) break;
  }
  process.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`);
  return sum.failed > 0 ? 1 : 0;
}

const [command = 'help', ...args] = process.argv.slice(2);
const cli = join(root, 'appliance', 'cli', 'main.ts');
install();
const node = pinnedNode();
if (command !== 'check') build(node);
switch (command) {
  case 'start':
    process.exit(await run(node, [cli, 'start', ...args]));
    break;
  case 'build':
    break;
  case 'station':
    // The token station, on any machine of the holders' side: nothing of the appliance runs with it.
    process.exit(await run(node, [join(root, 'kiosk', 'station', 'main.ts'), ...args]));
    break;
  case 'kiosk':
    // The voting terminal of an agency, or its simulation in a window.
    if (!args.includes('--no-browser')) debian({ chromium: 'chromium' });
    if (process.getuid?.() === 0) debian({ 'espeak-ng': 'espeak-ng' });
    process.exit(await run(node, [join(root, 'kiosk', 'agent', 'main.ts'), ...args]));
    break;
  case 'check':
    process.exit(await check(node));
    break;
  case 'test':
    process.exit(await test(node, args));
    break;
  case 'test-image':
    process.exit(await testImage(node, args));
    break;
  case 'bench':
    process.exit(await run(node, [join(root, 'test', 'bench', 'main.ts'), ...args]));
    break;
  case 'image':
    // The system image: provisioning/image/build.
    process.exit(await run(node, [join(root, 'provisioning', 'image', 'main.ts'), ...args]));
    break;
  case 'isoloir':
    process.exit(await run(node, [cli, ...args]));
    break;
  default:
    // « npx isoloir COMMAND »
    process.exit(await run(node, [cli, command, ...args]));
}
