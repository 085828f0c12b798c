/** « Certificat du site », for the manager: what it is, a request for the organisation's authority, another one put in place. */
import { z } from 'zod';
import { readKeptRequest } from '../../certificate/place.ts';
import { certificateRefusalText } from '../../certificate/refusal-text-fr.ts';
import type { Context } from '../../use-cases/context.ts';
import {
  requestCertificate,
  setCertificate,
  type SetCertificateRefusal,
} from '../../use-cases/set-certificate.ts';
import { certificateView, renderCertificate } from '../pages/management/certificate.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import type { Mount, Visit } from './visit.ts';

const form = z.object({ chain: z.string().max(65_536), key: z.string().max(16_384) });

export function certificatePages(context: Context, mount: Mount): void {
  const show = (visit: Visit, problem: string | null, chain = '') =>
    visit.send(renderCertificate(certificateView(context, problem, chain), visit.frame), problem);
  mount('GET /gestion/certificat', (visit) => show(visit, null));
  mount('POST /gestion/certificat', async (visit) => {
    const read = form.safeParse(visit.request.body);
    const given = read.success ? read.data : { chain: '', key: '' };
    const done = await setCertificate(context, visit.account, given);
    if (done.ok) visit.go('/gestion/certificat');
    // A key pasted there by mistake is not shown again.
    else show(visit, textOf(done.error), given.chain.includes('PRIVATE KEY') ? '' : given.chain);
  });
  mount('POST /gestion/certificat/demande', async (visit) => {
    const done = await requestCertificate(context, visit.account);
    if (done.ok) visit.go('/gestion/certificat#demande');
    else show(visit, textOf(done.error));
  });
  mount('GET /gestion/certificat/demande.csr', (visit) => {
    const request = readKeptRequest(context.data);
    if (request === null) visit.go('/gestion/certificat');
    else visit.response.attachment('demande.csr').type('application/pkcs10').send(Buffer.from(request.csr));
  });
}

function textOf(refusal: SetCertificateRefusal): string {
  const { code } = refusal;
  return code === 'role/not-allowed' || code === 'role/other-bureau' || code === 'round/not-now'
    ? roleRefusalText(refusal)
    : certificateRefusalText(refusal);
}
