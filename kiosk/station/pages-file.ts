/** Where a station writes the addresses of its two pages, for who started it: they change at each start. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const pagesName = 'pages.json';

/** Written whole or not at all, for its owner alone. */
export function writePages(
  folder: string,
  pages: { readonly poste: string; readonly projection: string },
): void {
  const next = join(folder, `${pagesName}.${process.pid}`);
  writeFileSync(next, JSON.stringify(pages), { mode: 0o600 });
  renameSync(next, join(folder, pagesName));
}

export function removePages(folder: string): void {
  rmSync(join(folder, pagesName), { force: true });
}
