/**
 * The process of the wizard, under a user that can read nothing else: `main.ts FOLDER WORD NETWORK PORT`. Makes a key and a
 * certificate for its own time, in memory, and serves until the guard of the machine stops it.
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import { pathToFileURL } from 'node:url';
import { mailGateway } from '../clock/mail-gateway.ts';
import { smsGateway } from '../clock/sms-gateway.ts';
import { algorithm, validity } from '../tls.ts';
import { codeAccess } from './access.ts';
import { guardAt, type GuardFiles } from './handover.ts';
import type { SendTest } from './services-step.ts';
import { createWizard, type Means } from './site.ts';
import { largestDossier } from './dossier-step.ts';

const trial = {
  ...{ id: 1, tries: 0, subject: 'Isoloir : message d’essai' },
  body: 'Ce message a été demandé pendant l’installation d’Isoloir. Il n’appelle aucune réponse.\n',
};
const sendTest: SendTest = {
  mail: (mail, recipient) => mailGateway(mail).send({ ...trial, recipients: [recipient] }),
  sms: (sms, telephone) =>
    smsGateway(sms).send({
      ...trial,
      ...{
        recipients: [telephone],
        body: "Essai demandé pendant l'installation d'Isoloir. Ne répondez pas.",
      },
    }),
};

/** Resolves once it listens. */
export async function runWizard(
  folder: string,
  told: GuardFiles,
  port: number,
  means: Means = { sendTest, largestDossier },
): Promise<Server> {
  const { cert, key, fingerprint } = await ownCertificate();
  const guard = guardAt(folder, told);
  const access = codeAccess((code) => guard.show({ code, fingerprint }));
  const server = createServer({ cert, key, minVersion: 'TLSv1.2' }, createWizard(access, guard, means));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve(server));
  });
}

async function ownCertificate(): Promise<{ cert: string; key: string; fingerprint: string }> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    { name: 'CN=Isoloir (premiere installation)', ...validity(), signingAlgorithm: algorithm, keys },
    webcrypto,
  );
  const exported = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const hash = Buffer.from(await certificate.getThumbprint('SHA-256', webcrypto)).toString('hex');
  return {
    cert: certificate.toString('pem'),
    key: x509.PemConverter.encode(exported, 'PRIVATE KEY'),
    fingerprint: (hash.toUpperCase().match(/../g) ?? []).join(':'),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , folder, word, network, port] = process.argv;
  if (folder === undefined || word === undefined || network === undefined) throw new Error('which folder?');
  await runWizard(folder, { word, network }, Number(port ?? '8443'));
}
