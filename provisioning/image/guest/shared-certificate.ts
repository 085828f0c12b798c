/**
 * The site's certificate as another process reads it: copied when it changed, whole or not at all. The folder is of the
 * pages, which a fault may have given away: a plain file alone is read, and nothing but a certificate is passed on.
 */
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readPlain } from './plain-file.ts';

const longest = 262_144;

/** @param give makes the file its reader's. */
export function shareCurrent(from: string, to: string, give: (file: string) => void): void {
  const current = readPlain(from, longest);
  if (
    current === null ||
    !/^(?:-----BEGIN CERTIFICATE-----[A-Za-z\d+/=\s]+-----END CERTIFICATE-----\s*)+$/.test(current)
  )
    return;
  if (existsSync(to) && readFileSync(to, 'utf8') === current) return;
  const next = `${to}.part`;
  writeFileSync(next, current, { mode: 0o600 });
  chmodSync(next, 0o600);
  give(next);
  renameSync(next, to);
}
