/** A certificate of `localhost` under an authority of its own, for servers of tests that only speak TLS. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate } from '../../appliance/tls.ts';
import { temporaryFolder } from './spine.ts';

export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
  readonly authority: string;
}

/** As the appliance makes its own: an authority, and a certificate under it. */
export async function serverCertificate(): Promise<ServerCertificate> {
  const folder = temporaryFolder();
  const data = {
    path: folder,
    mode: 'real',
    now: Date.now,
    file: (...names: string[]) => join(folder, ...names),
    offsetFile: join(folder, 'clock-offset'),
    socket: (name: string) => join(folder, 'run', `${name}.sock`),
  } as const;
  mkdirSync(data.file('tls'));
  await makeCertificate(data, ['localhost']);
  const read = (name: string) => readFileSync(data.file('tls', name), 'utf8');
  const made = { cert: read('server.crt'), key: read('server.key'), authority: read('authority.crt') };
  rmSync(folder, { recursive: true });
  return made;
}
