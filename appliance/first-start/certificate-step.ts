/** Step « Certificat »: the appliance's own authority, a request for the organisation's, or a certificate with its key. */
import type { Response } from 'express';
import { makeRequest } from '../certificate/request.ts';
import type { CertificateAnswer } from './answers.ts';
import { chainProblem, fieldsOf, type Fields } from './read-forms.ts';
import type { Wizard } from './site.ts';

const longest = 65_536;

export function certificateStep({ app, answers, show, go }: Wizard): void {
  app.get('/certificat/demande.csr', (_request, response) => {
    const { certificate } = answers;
    if (certificate.kind !== 'request') go(response, 'certificat');
    else response.attachment('demande.csr').type('application/pkcs10').send(Buffer.from(certificate.csr));
  });
  app.post('/certificat', async (request, response) => {
    if (answers.host === '') {
      go(response, 'nature');
      return;
    }
    const fields = fieldsOf(request.body);
    switch (fields('kind')) {
      case 'own':
        answers.certificate = { kind: 'own' };
        go(response, 'dossier');
        return;
      case 'request':
        answers.certificate = { kind: 'request', chain: '', ...(await makeRequest([answers.host])) };
        show(response, 'certificat', { told: 'La demande est faite. Sa clé reste dans la machine.' });
        return;
      case 'signed':
      case 'given':
        given(response, fields);
        return;
      default:
        show(response, 'certificat', { problems: { kind: 'Choisissez l’une des trois façons.' } });
    }
  });

  function given(response: Response, fields: Fields): void {
    const { certificate, host } = answers;
    const isSigned = fields('kind') === 'signed' && certificate.kind === 'request';
    const field = isSigned ? 'chain' : 'givenChain';
    const chain = fields(field, longest);
    const key = isSigned ? certificate.key : fields('givenKey', longest);
    const problem = chainProblem(chain, key, host);
    if (problem !== null) {
      // A key pasted there by mistake is not shown again.
      const typed = chain.includes('PRIVATE KEY') ? '' : chain;
      show(response, 'certificat', { problems: { [field]: problem }, typed: { [field]: typed } });
      return;
    }
    const answer: CertificateAnswer = isSigned ? { ...certificate, chain } : { kind: 'given', key, chain };
    answers.certificate = answer;
    go(response, 'dossier');
  }
}
