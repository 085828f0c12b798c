// Passkeys in a real browser, with an authenticator of its own, over the site's HTTPS: enrolled at a first login, asked for
// at the next and at a lock, a second one refused on the same device; what the page says when a browser refuses.
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserArguments } from '../../appliance/rehearsal/browser-voters.ts';
import { readCertificate } from '../../appliance/tls.ts';
import type { ReadableAccount } from '../../appliance/use-cases/install.ts';
import { createApp } from '../../appliance/web/server.ts';
import { isWiderThanItsWindow, violations } from '../support/accessibility.ts';
import { freePorts } from '../support/free-ports.ts';
import { writeSmallDossier } from '../support/small-dossier.ts';
import { startSpine, temporaryFolder, type Spine } from '../support/spine.ts';

const account = 'bureau-1-president';

let spine: Spine;
let server: Server;
let browser: Browser;
let page: Page;
let devices: CDPSession;
let device: string;
let address: string;

beforeAll(async () => {
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../../appliance/booth/bundle.mjs', import.meta.url)),
  ]);
  const folder = writeSmallDossier(join(temporaryFolder(), 'dossier'), { colleges: [8] });
  appendFileSync(join(folder, 'dossier.yaml'), 'login: { oneTimeCode: always }\n');
  spine = await startSpine(folder);
  const port = await freePorts();
  address = `https://localhost:${port}`;
  const pair = readCertificate(spine.data);
  const noBooth = { content: Buffer.from(''), hash: '0'.repeat(64), policy: "default-src 'none'" };
  server = createServer(pair, createApp({ ...spine.context, site: address }, noBooth));
  await new Promise<void>((resolve) => server.listen(port, resolve));
  browser = await openTrusting(pair.cert);
  page = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
  page.setDefaultTimeout(60_000);
  devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'usb',
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  ({ authenticatorId: device } = await devices.send('WebAuthn.addVirtualAuthenticator', { options }));
}, 120_000);
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await spine.stop();
});

function passwordOfAccount(): string {
  const accounts = JSON.parse(
    readFileSync(spine.data.file('readable-accounts.json'), 'utf8'),
  ) as ReadableAccount[];
  return accounts.find((each) => each.account === account)?.password ?? '';
}

/** As a machine of the organisation, which knows the site's certificate: browsers use passkeys on no other. */
function openTrusting(certificate: string): Promise<Browser> {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  const known = createHash('sha256').update(key).digest('base64');
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...browserArguments, `--ignore-certificate-errors-spki-list=${known}`],
  });
}

async function password(): Promise<void> {
  await page.goto(`${address}/roles`);
  await page.getByLabel('Votre compte').fill(account);
  await page.getByLabel('Votre mot de passe').fill(passwordOfAccount());
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.waitForURL('**/roles/code');
}

async function looksWell(): Promise<void> {
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 720 });
  expect(await isWiderThanItsWindow(page)).toBe(false);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('a passkey is enrolled at the first login, asked for at the next and at a lock', async () => {
  await password();
  await looksWell();
  await page.getByRole('button', { name: 'Inscrire cette clé et me connecter' }).click();
  // A key without its name is not asked for.
  expect(await page.getByLabel('Nom de cette clé').evaluate((field) => field.matches(':invalid'))).toBe(true);
  await page.getByLabel('Nom de cette clé').fill('clé bleue');
  await page.getByRole('button', { name: 'Inscrire cette clé et me connecter' }).click();
  await page.waitForURL('**/bureau');
  await page.getByRole('button', { name: 'Me déconnecter' }).click();
  await password();
  await looksWell();
  await page.getByRole('button', { name: 'Utiliser ma clé d’accès' }).click();
  await page.waitForURL('**/bureau');
  await page.getByRole('button', { name: 'Verrouiller', exact: true }).click();
  await page.getByLabel('Votre mot de passe').fill(passwordOfAccount());
  await page.getByRole('button', { name: 'Déverrouiller avec ma clé d’accès' }).click();
  await page.waitForURL('**/bureau');
});

test('the same device is not enrolled twice, and what a browser refuses is said', async () => {
  await page.getByRole('link', { name: 'Ma connexion' }).click();
  await looksWell();
  await page.getByLabel('Nom de cette clé').fill('clé bleue encore');
  await page.getByLabel('Votre mot de passe').fill('not looked at');
  await page.getByRole('button', { name: 'Ajouter cette clé d’accès' }).click();
  await page.getByText('est déjà inscrit pour ce compte').waitFor();
  await page.getByRole('button', { name: 'Me déconnecter' }).click();
  await password();
  await devices.send('WebAuthn.setUserVerified', { authenticatorId: device, isUserVerified: false });
  await page.getByRole('button', { name: 'Utiliser ma clé d’accès' }).click();
  await page.getByText('La demande a été annulée').waitFor();
  // What Chromium answers where the certificate is not one that its machine knows.
  await page.evaluate(() => {
    const told = 'WebAuthn is not supported on sites with TLS certificate errors.';
    navigator.credentials.get = () => Promise.reject(new DOMException(told, 'NotAllowedError'));
  });
  await page.getByRole('button', { name: 'Utiliser ma clé d’accès' }).click();
  await page.getByText('ne reconnaît pas le certificat du site').waitFor();
  await page.goto(page.url().replace('localhost', '127.0.0.1').replace('/code', ''));
  await page.getByLabel('Votre compte').fill(account);
  await page.getByLabel('Votre mot de passe').fill(passwordOfAccount());
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByText('ouverte à une autre adresse').waitFor();
  expect(await page.getByRole('button', { name: 'Utiliser ma clé d’accès' }).isVisible()).toBe(false);
});
