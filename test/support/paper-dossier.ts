/** The Domitia dossier with keys on paper, for the pages that hand over sequences in a browser. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { domitia } from './spine.ts';

const carriers = ', carrier: token, backup: paper';

/** Writes it into `folder` and answers it. */
export function writePaperDossier(folder: string): string {
  cpSync(domitia, folder, { recursive: true });
  const file = join(folder, 'dossier.yaml');
  const text = readFileSync(file, 'utf8');
  if (!text.includes(carriers)) throw new Error('the dossier has no key tokens');
  writeFileSync(file, text.replace(carriers, ''));
  return folder;
}
