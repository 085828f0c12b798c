/** The certificate that the site shows, the request that waits for another one, and the changes that were made. */
import { X509Certificate } from 'node:crypto';
import { frenchDateTime } from '../../../../core/french/dates.ts';
import { nameOf } from '../../../certificate/check.ts';
import { readKeptRequest } from '../../../certificate/place.ts';
import { readCertificate } from '../../../tls.ts';
import type { Context } from '../../../use-cases/context.ts';
import { journalFacts, textOf } from '../../../use-cases/journal-facts.ts';
import { hostOf } from '../../../use-cases/set-certificate.ts';
import { rolePage } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

export interface CertificateView {
  readonly problem: string | null;
  /** What was typed and refused. */
  readonly chain: string;
  readonly host: string;
  readonly isSealed: boolean;
  readonly issuer: string;
  readonly ends: string;
  readonly fingerprint: string;
  /** Of the request that waits, PEM. */
  readonly csr: string | null;
  readonly table: Table | null;
}

export const renderCertificate = rolePage<CertificateView>(
  import.meta.url,
  'certificate.ejs',
  'Certificat du site',
);

export function certificateView(
  context: Pick<Context, 'data' | 'election' | 'site'>,
  problem: string | null,
  chain: string,
): CertificateView {
  const shown = new X509Certificate(readCertificate(context.data).cert);
  const rows = journalFacts(context, 'certificate-set')
    .toReversed()
    .map((fact) => ({
      cells: [frenchDateTime(fact.atMs), textOf(fact, 'issuer'), textOf(fact, 'fingerprint')],
    }));
  return {
    problem,
    chain,
    host: hostOf(context),
    isSealed: context.election.sealed() !== null,
    issuer: nameOf(shown.issuer),
    ends: frenchDateTime(shown.validToDate.getTime()),
    fingerprint: shown.fingerprint256,
    csr: readKeptRequest(context.data)?.csr ?? null,
    table:
      rows.length === 0
        ? null
        : { caption: 'Certificats mis en place', columns: columns('Date', 'Émis par', 'Empreinte'), rows },
  };
}
