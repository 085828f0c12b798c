/**
 * `provisioning/image/build KIND [--work DIR] [--refresh] [--mirror URL]`: builds a system image (kinds.ts), from recorded
 * packages and this folder's sources, to the same bytes on any machine and any day; says its fingerprint. Needs neither
 * root nor anything mounted; only dpkg-deb of the machine, npm, and the archive or the pool.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeImage, measureImage, type MadeImage } from '../../core/image/disk.ts';
import { describeImage, descriptionText, descriptionWords, type ImageDescription } from './description.ts';
import { makeInitialSystem, takenFromTools } from './initial.ts';
import { imageKinds, kindNames, type KindName } from './kinds.ts';
import { keepModules } from './modules.ts';
import { debianMirror, fetchPackages, readLock, type LockedPackage } from './packages.ts';
import { installProgram, programFolder } from './program.ts';
import { BuildError, Progress } from './progress.ts';
import { refreshLock } from './refresh.ts';
import { billOfMaterials, packagesOf, type NpmLock } from './sbom.ts';
import { compress, finishTree } from './system.ts';
import { filesOf, unpackPackages } from './tree.ts';
import { writeImage } from './write.ts';

const usage = `Usage : provisioning/image/build ${kindNames.join('|')} [--work DOSSIER] [--refresh] [--mirror ADRESSE]`;
const project = resolve(import.meta.dirname, '..', '..');
/** Of the tools' tree: what the firmware starts. */
const stub = 'usr/lib/systemd/boot/efi/linuxx64.efi.stub';
/** Of every image of this version: 32 bytes that make its hash tree its own. */
const salt = (kind: string) => createHash('sha256').update(`isoloir/1/image|${kind}`).digest('hex');

interface Wanted {
  readonly kind: KindName;
  readonly work: string;
  readonly refresh: boolean;
  readonly mirror: () => string;
}

function readWanted(args: string[]): Wanted {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { work: { type: 'string' }, refresh: { type: 'boolean' }, mirror: { type: 'string' } },
  });
  const kind = kindNames.find((each) => each === positionals[0]);
  if (kind === undefined || positionals.length > 1) throw new BuildError(usage);
  return {
    kind,
    work: resolve(values.work ?? join(project, 'OUT', `image-${kind}`)),
    refresh: values.refresh === true,
    mirror: () => debianMirror(values.mirror),
  };
}

async function build({ kind, work, refresh, mirror }: Wanted): Promise<void> {
  process.umask(0o022);
  mkdirSync(work, { recursive: true });
  process.stderr.write(
    `Il faut dpkg-deb, npm et ses paquets, les archives de Debian ou leur réserve (${join(work, 'pool')}), et 1,5 Go dans ${work} ; de deux à huit minutes.\n`,
  );
  const progress = new Progress(refresh ? 9 : 8);
  if (refresh)
    await progress.step('Versions d’aujourd’hui des paquets', (note) => {
      const counts = [kind, 'tools'].map((name) => refreshLock(name, work, mirror()));
      note(`${counts.join(' et ')} paquets enregistrés`);
    });
  const [locked, toolsLocked] = [readLock(kind), readLock('tools')];
  const [root, tools] = [join(work, 'root'), join(work, 'tools')];
  const fetched = await progress.step('Paquets de Debian', async (note) => {
    const all = [...locked, ...toolsLocked];
    const files = await fetchPackages(all, join(work, 'pool'), mirror, () => undefined);
    note(`${files.length} paquets, ${megabytes(all.reduce((sum, { size }) => sum + size, 0))}`);
    return files;
  });
  await progress.step('Outils de construction', () => unpackPackages(fetched.slice(locked.length), tools));
  await progress.step('Système', () => unpackPackages(fetched.slice(0, locked.length), root));
  const kernel = await progress.step('Noyau et ses modules', (note) => {
    const kept = keepModules(root, tools, imageKinds[kind].modules);
    note(`Linux ${kept.version}`);
    return kept;
  });
  await progress.step('Programme et paquets npm', () => installProgram(project, work, root));
  const parts = await progress.step('Système de démarrage', () => {
    const bootFolder = join(root, 'boot');
    const made = {
      kernel: readFileSync(join(bootFolder, `vmlinuz-${kernel.version}`)),
      initial: makeInitialSystem(root, tools, kernel),
      osRelease: finishTree(root, kind, version()),
      stub: readFileSync(join(tools, stub)),
    };
    return made;
  });
  const image = await progress.step('Compression, arbre de contrôle, image', (note) => {
    const made = makeImage({ ...parts, root: compress(root, tools, work), salt: salt(kind) });
    writeImage(join(work, `isoloir-${kind}.img`), made);
    note(megabytes(made.total));
    return made;
  });
  const starting = packagesOf([stub, ...takenFromTools(tools)], toolsLocked, (index) =>
    filesOf(fetched[locked.length + index] ?? ''),
  );
  const description = await progress.step('Relecture de l’image', () =>
    finish(kind, work, [...locked, ...starting], image),
  );
  process.stderr.write(`Terminé en ${progress.total()}.\n`);
  process.stdout.write(descriptionWords(description, join(work, `isoloir-${kind}.img`)));
}

/** Measures the written file as anyone will, and writes beside it what it is made of. */
function finish(
  kind: string,
  work: string,
  debian: readonly LockedPackage[],
  image: MadeImage,
): ImageDescription {
  const measured = measureImage(readFileSync(join(work, `isoloir-${kind}.img`)));
  if (measured.fingerprint !== image.fingerprint) throw new Error('the written image is not the one made');
  const about = describeImage(`isoloir-${kind}`, version(), measured);
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as NpmLock;
  const isInstalled = (folder: string) => existsSync(join(work, 'root', programFolder, folder));
  writeFileSync(join(work, `isoloir-${kind}.cdx.json`), billOfMaterials(about, debian, lock, isInstalled));
  writeFileSync(join(work, `isoloir-${kind}.json`), descriptionText(about));
  return about;
}

function version(): string {
  const { version: own } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
    version: string;
  };
  return own;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} Mo`;

try {
  await build(readWanted(process.argv.slice(2)));
} catch (error) {
  const isExpected =
    error instanceof BuildError ||
    (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  if (!isExpected) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
