/**
 * Trees of files: Debian packages unpacked (their scripts never run), our own files laid over, and everything brought to
 * one owner, one kind of mode and nothing special, so that neither this machine nor its umask shows in an image.
 */
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError, runProgram } from './progress.ts';

/** Unpacks packages, one over the other, into a folder made anew. */
export function unpackPackages(files: readonly string[], tree: string): void {
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  // First what makes /bin, /lib and /sbin links into /usr: the others' files then follow them.
  const first = files.filter((file) => /-base-files_/.test(file));
  for (const file of [...first, ...files.filter((each) => !first.includes(each))])
    runProgram('/usr/bin/dpkg-deb', ['-x', file, tree]);
}

/** What a package brings that is no folder, by its places in a tree. */
export function filesOf(packageFile: string): string[] {
  const lines = runProgram('/usr/bin/dpkg-deb', ['-c', packageFile]).split('\n');
  return lines.flatMap((line) => / \.\/(.*[^/])$/.exec(line.replace(/ (?:->|link to) .*$/, ''))?.[1] ?? []);
}

/** Lays a folder over a tree. */
export function layOver(folder: string, tree: string): void {
  cpSync(folder, tree, { recursive: true, verbatimSymlinks: true });
}

/** Removes what a system does not need to run; each entry must be there, so that the list stays true. */
export function prune(tree: string, paths: readonly string[]): void {
  for (const path of paths) {
    const file = join(tree, path);
    if (!existsSync(file)) throw new BuildError(`rien à retirer à ${path} : corrigez la liste`);
    rmSync(file, { recursive: true });
  }
}

/** Leaves of a folder the files named; each must be there. */
export function keepOnly(tree: string, folder: string, names: readonly string[]): void {
  const own = readdirSync(join(tree, folder));
  const missing = names.filter((name) => !own.includes(name));
  if (missing.length > 0) throw new BuildError(`${folder} n’a pas ${missing.join(', ')} : corrigez la liste`);
  for (const name of own) if (!names.includes(name)) rmSync(join(tree, folder, name), { recursive: true });
}

/** Every file's mode brought to 0644, or 0755 when its owner may run it; no set-user bit, no private file. */
export function levelModes(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  if (stat.isDirectory()) {
    chmodSync(path, 0o755);
    for (const entry of readdirSync(path)) levelModes(join(path, entry));
  } else chmodSync(path, (stat.mode & 0o100) === 0 ? 0o644 : 0o755);
}

/** Runs a program of the tools' tree with that tree's own libraries, on any machine of the same kind. */
export function runTool(tools: string, program: string, args: readonly string[], cwd?: string): string {
  const loader = join(tools, 'usr/lib64/ld-linux-x86-64.so.2');
  const libraries = join(tools, 'usr/lib/x86_64-linux-gnu');
  return runProgram(
    loader,
    ['--library-path', libraries, join(tools, program), ...args],
    cwd === undefined ? {} : { cwd },
  );
}

/** A program of the tools' tree and every library that it loads, by their places in the tree. */
export function withLibraries(tools: string, program: string): string[] {
  const loader = 'usr/lib64/ld-linux-x86-64.so.2';
  const libraries = join(tools, 'usr/lib/x86_64-linux-gnu');
  const listed = runProgram(join(tools, loader), [
    '--library-path',
    libraries,
    '--list',
    join(tools, program),
  ]);
  const names = [...listed.matchAll(/=> \S*\/([^/\s]+) \(/g)].map(([, name = '']) => name);
  return [program, loader, ...names.map((name) => `usr/lib/x86_64-linux-gnu/${name}`)];
}
