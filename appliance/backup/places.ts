/**
 * Where a file of the appliance lies: in its data folder, or, in the system image, where each process has a folder of its
 * own beside the others', in that of the process that keeps it.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DataFolder } from '../data-folder.ts';

const keepers = {
  'election.db': 'web',
  'roles.key': 'web',
  'roll.db': 'roll',
  'urn.db': 'urn',
  'urn.key': 'urn',
  'codes.db': 'codes',
  'codes.key': 'codes',
  'clock.db': 'clock',
  'clock.key': 'clock',
} as const;

export type KeptFile = keyof typeof keepers;

/** The file itself, there or not. */
export function placeOf(data: DataFolder, name: KeptFile): string {
  const own = data.file(name);
  const apart = join(folderOf(data, keepers[name]), name);
  return existsSync(own) || !existsSync(apart) ? own : apart;
}

/** The folders in which processes leave their messages. */
export function messageFolders(data: DataFolder): string[] {
  const apart = [...new Set(Object.values(keepers))].map((process) => join(folderOf(data, process), 'pm2'));
  return [...new Set([data.file('pm2'), ...apart])].filter((folder) => existsSync(folder));
}

function folderOf(data: DataFolder, process: string): string {
  return join(dirname(data.path), process);
}
