/**
 * Who tells chrony the hour: the servers of authenticated time of the answers, in the folder where it looks. Without any,
 * the hour is the machine's own.
 */
import type { runProgram } from '../progress.ts';
import { writePublic } from './public-file.ts';

/** @param file in the `sourcedir` of chrony.conf, which its own user reads. */
export function tellTime(
  servers: readonly string[],
  run: typeof runProgram,
  file = '/run/isoloir/time.sources',
): void {
  writePublic(file, servers.map((server) => `server ${server} iburst nts\n`).join(''));
  // It reads its servers when it starts.
  if (servers.length > 0) run('/usr/bin/systemctl', ['restart', '--no-block', 'chrony.service']);
}
