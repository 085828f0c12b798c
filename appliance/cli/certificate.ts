/**
 * `isoloir certificate request|set --data FOLDER`: the site's certificate under the organisation's authority. `request`
 * writes a request (PKCS #10) whose key stays in the data folder; `set` checks the chain that comes back, or one given with
 * its key, and puts it in place while the appliance runs.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { frenchDateTime } from '../../core/french/dates.ts';
import { typeset } from '../../core/french/text.ts';
import { keepRequest } from '../certificate/place.ts';
import { certificateRefusalText } from '../certificate/refusal-text-fr.ts';
import { makeRequest } from '../certificate/request.ts';
import type { DataFolder } from '../data-folder.ts';
import { openElectionStore } from '../storage/election-store.ts';
import { readCertificate } from '../tls.ts';
import { replaceCertificate } from '../use-cases/set-certificate.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { openOrExplain } from './run.ts';

const usage = `Usage : isoloir certificate request --data DOSSIER [--host NOM]… [--to DEMANDE.csr]
        isoloir certificate set CHAÎNE.pem --data DOSSIER [--host NOM]… [--key CLÉ.pem]`;

export async function certificate(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    {
      data: { type: 'string' },
      host: { type: 'string', multiple: true },
      key: { type: 'string' },
      to: { type: 'string' },
    },
    usage,
  );
  const [command, chain, ...others] = positionals;
  if (values.data === undefined || others.length > 0) throw new CommandError(usage);
  const data = openOrExplain(resolve(values.data));
  const hosts = values.host ?? namesNow(data);
  if (command === 'request' && chain === undefined) return request(data, hosts, values.to ?? null, io);
  if (command !== 'set' || chain === undefined) throw new CommandError(usage);
  const given = { chain: readText(chain), key: values.key === undefined ? '' : readText(values.key) };
  const election = openElectionStore(data.file('election.db'), data.now);
  try {
    const placed = replaceCertificate({ data, election }, hosts, given);
    if (!placed.ok) throw new CommandError(certificateRefusalText(placed.error), 1);
    io.stdout(
      `${typeset(`Certificat en place : émis par ${placed.value.issuer}, valable jusqu’au ${frenchDateTime(placed.value.endsMs)}. Le site le montre dans la seconde ; aucune connexion n’est coupée.`)}\n`,
    );
    return 0;
  } finally {
    election.close();
  }
}

async function request(
  data: DataFolder,
  hosts: readonly string[],
  to: string | null,
  io: Io,
): Promise<number> {
  const made = await makeRequest(hosts);
  keepRequest(data, made);
  if (to === null) io.stdout(made.csr.endsWith('\n') ? made.csr : `${made.csr}\n`);
  else writeFileSync(to, made.csr);
  io.stderr(
    `${typeset(`Demande faite pour ${hosts.join(', ')}. Sa clé reste dans le dossier de données ; faites signer la demande par votre autorité, puis « isoloir certificate set CHAÎNE.pem ».`)}\n`,
  );
  return 0;
}

/** The names of the certificate that is in place. */
function namesNow(data: DataFolder): readonly string[] {
  const { subjectAltName = '' } = new X509Certificate(readCertificate(data).cert);
  return subjectAltName.split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
}

function readText(file: string): string {
  try {
    return readFileSync(resolve(file), 'utf8');
  } catch {
    throw new CommandError(`Le fichier ${file} ne se lit pas.`);
  }
}
