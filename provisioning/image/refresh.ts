/**
 * `--refresh`: records today's versions of the packages that `packages/<name>.list` asks for. Apt resolves them for a
 * machine that has nothing, from archives whose signature it verifies by Debian's own keyring; this machine's packages
 * and settings do not count. The only part of a build that believes anything but a recorded hash.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError, runProgram } from './progress.ts';
import { writeLock, type LockedPackage } from './packages.ts';

const release = 'trixie';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

export function refreshLock(name: string, work: string, mirror: string): number {
  for (const needed of ['/usr/bin/apt-get', keyring])
    if (!existsSync(needed))
      throw new BuildError(`${needed} manque : « --refresh » se fait sur une machine Debian.`);
  const apt = privateApt(join(work, 'apt'), mirror);
  const wanted = readWanted(name);
  runProgram('/usr/bin/apt-get', [...apt, 'update', '-qq']);
  const simulated = runProgram('/usr/bin/apt-get', [
    ...[...apt, 'install', '-qq', '-y', '--simulate', '--no-install-recommends'],
    ...wanted.names,
  ]);
  const found = [...simulated.matchAll(/^Inst (\S+) \((\S+) /gm)].map(([, own = '', version = '']) => ({
    name: own,
    version,
  }));
  const kept = found.filter(({ name: own }) => !wanted.leftOut.has(own));
  const unknown = [...wanted.leftOut].filter((own) => found.every((each) => each.name !== own));
  if (unknown.length > 0)
    throw new BuildError(
      `${name}.list laisse de côté des paquets qui ne viennent plus : ${unknown.join(', ')}.`,
    );
  const described = describe(apt, kept);
  writeLock(name, described);
  return described.length;
}

function readWanted(name: string): { names: string[]; leftOut: Set<string> } {
  const lines = readFileSync(join(import.meta.dirname, 'packages', `${name}.list`), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return {
    names: lines.filter((line) => !line.startsWith('-')),
    leftOut: new Set(lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1))),
  };
}

/** Options that make apt look at a folder of its own, as if on an empty machine. */
function privateApt(folder: string, mirror: string): string[] {
  for (const own of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, own), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  const source = (archive: string, suite: string) =>
    `deb [signed-by=${keyring}] ${mirror}/${archive} ${suite} main\n`;
  writeFileSync(
    join(folder, 'sources.list'),
    source('debian', release) +
      source('debian', `${release}-updates`) +
      source('debian-security', `${release}-security`),
  );
  return [
    `Dir::State=${folder}`,
    `Dir::State::lists=${folder}/lists`,
    `Dir::State::status=${folder}/status`,
    `Dir::Cache=${folder}/cache`,
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    'Dir::Etc::sourceparts=/dev/null',
    'Dir::Etc::preferencesparts=/dev/null',
    'APT::Architecture=amd64',
    'APT::Architectures=amd64',
  ].flatMap((option) => ['-o', option]);
}

function describe(
  apt: readonly string[],
  packages: readonly { name: string; version: string }[],
): LockedPackage[] {
  const asked = packages.map(({ name, version }) => `${name}=${version}`);
  const text = runProgram('/usr/bin/apt-cache', [...apt, 'show', '--no-all-versions', ...asked]);
  const records = text.split('\n\n').map((record) => {
    const field = (name: string) => new RegExp(`^${name}: (.+)$`, 'm').exec(record)?.[1] ?? '';
    return {
      name: field('Package'),
      version: field('Version'),
      sha256: field('SHA256'),
      size: Number(field('Size')),
      path: field('Filename'),
    };
  });
  return packages.map(({ name, version }) => {
    const own = records.find((record) => record.name === name && record.version === version);
    if (own === undefined || own.sha256 === '')
      throw new BuildError(`Le paquet ${name} ${version} n’est pas décrit.`);
    const archive = own.path.startsWith('pool/updates/') ? 'debian-security' : 'debian';
    return { ...own, path: `${archive}/${own.path}` };
  });
}
