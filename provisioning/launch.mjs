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

/** Debian packages that the browser tests and the documents' pictures need, by a program of each; several after a space. */
function debian(wanted) {
  const missing = Object.entries(wanted).filter(([program]) => !existsSync(`/usr/bin/${program}`));
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
function run(node, args) {
  const child = spawn(node, args, {
    cwd: process.cwd(),
    stdio: 'inherit',
    env: { ...process.env, ISOLOIR_ROOT: root },
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

async function test(node, args) {
  const report = join(root, 'dist', 'tests.json');
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', root];
  const code = await run(node, [
    ...vitest,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  ]);
  if (!existsSync(report)) stop('Les tests ne sont pas allés au bout : pas de rapport.');
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
  );
  const failed = numFailedTests + brokenFiles.length;
  process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`);
  return code !== 0 ? code : failed > 0 ? 1 : 0;
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
    debian({
      chromium: 'chromium',
      pdftoppm: 'poppler-utils',
      Xvfb: 'xvfb',
      xdotool: 'xdotool',
      'espeak-ng': 'espeak-ng',
      // A security chip in software, and what asks it.
      swtpm: 'swtpm',
      tpm2_quote: 'tpm2-tools libtss2-tcti-swtpm0',
    });
    process.exit(await test(node, args));
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
