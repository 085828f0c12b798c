/**
 * The first start: makes the data folder of the election from the answers, then gives each process a folder that is its
 * own and no other's. What was interrupted is begun again; what has been in service is never made anew.
 */
import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { copyFromSettingsDisk, type CopyState } from './disks.ts';
import { restoreArguments, spread } from './restoration.ts';
import { shareCurrent } from './shared-certificate.ts';
import { owners, type Owner } from './separation.ts';
import { keepSettings, type Settings } from './settings.ts';
import { everyProcess, users, wizardUser } from './users.ts';
import { asWeb, program } from './web-command.ts';

/** Where a dossier of one's own, or a backup, is copied until it is installed. */
const given = '/data/given';
/** The folders of the installation disk that are brought, by what the answers ask for. */
const brought = { own: 'dossier', restore: 'restauration' } as const;

/** Copies a folder of that name there, for all to read; null when there is none. */
export type CopyOwn = (name: string, to: string) => CopyState | null;

/** Null when it is done; else why not, as the installation says it: of a dossier, each file and line. */
export function installFirst(settings: Settings, copyOwn: CopyOwn = copyFromSettingsDisk): string | null {
  const { dossier } = settings;
  rmSync(given, { recursive: true, force: true });
  try {
    if (dossier !== 'own' && dossier !== 'restore')
      return install(settings, installArguments(settings, join(program, 'provisioning/dossiers', dossier)));
    const copied = copyOwn(brought[dossier], given);
    if (copied === null)
      return `le disque ISOLOIR n’a pas de dossier « ${brought[dossier]} » à côté d’installation.json.`;
    if (copied === 'too-large')
      return `le dossier « ${brought[dossier]} » du disque ISOLOIR dépasse 5 000 fichiers ou 1 Go.`;
    const args =
      dossier === 'own' ? installArguments(settings, given) : restoreArguments(given, settings, '/data/web');
    return install(settings, args);
  } finally {
    rmSync(given, { recursive: true, force: true });
  }
}

function installArguments({ mode, host, printer }: Settings, folder: string): string[] {
  return [
    ...['install', folder, '--data', '/data/web', '--mode', mode, '--host', host, '--port', '8443'],
    ...(printer === undefined ? [] : ['--printer', printer]),
    ...(mode === 'real' ? [] : ['--starts', 'day-before']),
  ];
}

function install(settings: Settings, args: readonly string[]): string | null {
  for (const owner of owners) {
    rmSync(join('/data', owner), { recursive: true, force: true });
    ownFolder(join('/data', owner), owner);
  }
  rmSync('/data/shared', { recursive: true, force: true });
  mkdirSync('/data/shared');
  chownSync('/data/shared', users.web, everyProcess);
  chmodSync('/data/shared', 0o2750);
  const failure = asWeb(args);
  if (failure !== null) return failure;
  spread(
    '/data/web',
    (owner) => join('/data', owner),
    (file, owner) => chownSync(file, users[owner], users[owner]),
  );
  const { certificate, ...kept } = settings;
  const refused = certificate === undefined ? null : giveCertificate(certificate);
  if (refused !== null) return refused;
  share();
  keepSettings(kept);
  return null;
}

/** Of the program in this image. */
export function ownVersion(): string {
  return z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(program, 'package.json'), 'utf8'))).version;
}

/** A key with its chain is put in place by the command that checks it; a request waits for its chain. */
function giveCertificate({ key, request, chain }: NonNullable<Settings['certificate']>): string | null {
  const tls = '/data/web/tls';
  const write = (name: string, text: string) => {
    writeFileSync(join(tls, name), text, { mode: 0o600 });
    chownSync(join(tls, name), users.web, users.web);
  };
  write('request.key', key);
  write('request.csr', request ?? '');
  if (chain === undefined) return null;
  write('given.pem', chain);
  const refused = asWeb(['certificate', 'set', join(tls, 'given.pem'), '--data', '/data/web']);
  rmSync(join(tls, 'given.pem'));
  return refused;
}

/** What the install made in the folder of `web` and others need: the mode, the hour of a demonstration. */
function share(): void {
  for (const owner of owners.filter((each) => each !== 'web')) {
    copyFor(owner, 'mode');
    for (const name of ['pm2', 'run', 'tls']) ownFolder(join('/data', owner, name), owner);
  }
  const offset = '/data/web/clock-offset';
  if (!existsSync(offset)) return;
  renameSync(offset, '/data/shared/clock-offset');
  chownSync('/data/shared/clock-offset', users.web, everyProcess);
  chmodSync('/data/shared/clock-offset', 0o640);
}

/** To the wizard: the letters of the accounts, and the fingerprint of the certificate as browsers write it. */
export function giveLetters(folder: string): { readonly letters: string; readonly fingerprint: string } {
  const documents = '/data/web/documents';
  const letters = readdirSync(documents).find((name) => name.startsWith('courriers-roles.pdf')) ?? '';
  copyFileSync(join(documents, letters), join(folder, letters));
  chownSync(join(folder, letters), wizardUser, wizardUser);
  const { fingerprint256 } = new X509Certificate(readFileSync('/data/web/tls/server.crt'));
  return { letters, fingerprint: fingerprint256 };
}

/** The certificate of the site, which may be another one since, for `clock`, which watches its end. It is public. */
export function shareCertificate(): void {
  shareCurrent('/data/web/tls/server.crt', '/data/clock/tls/server.crt', (file) =>
    chownSync(file, users.clock, users.clock),
  );
}

function copyFor(owner: Owner, name: string): void {
  const copy = join('/data', owner, name);
  copyFileSync(join('/data/web', name), copy);
  chownSync(copy, users[owner], users[owner]);
  chmodSync(copy, 0o600);
}

function ownFolder(path: string, owner: Owner): void {
  mkdirSync(path, { recursive: true });
  chownSync(path, users[owner], users[owner]);
  chmodSync(path, 0o700);
}
