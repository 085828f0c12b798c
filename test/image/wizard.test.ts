/**
 * The wizard of a first start, in a machine that runs the image: nothing but an empty disk, a network given by a line typed
 * on its console, the pages answered in a real browser that believes the console's fingerprint alone; then the same
 * installation without anyone, by the answers kept. Long, on an emulated processor: `npm run test:image`.
 */
import { execFileSync } from 'node:child_process';
import { createHash, type X509Certificate } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:tls';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserArguments } from '../../appliance/rehearsal/browser-voters.ts';
import { freePorts } from '../support/free-ports.ts';
import { startMachine, type Machine } from '../support/machine.ts';

const image = process.env['ISOLOIR_IMAGE'];
const minute = 60_000;
const progress = (text: string) => void process.stderr.write(`${text}\n`);
/** Not what DHCP gives: the port is forwarded to it, so that nothing answers before it is the machine's. */
const address = '10.0.2.77';
const line = `${address}/24 10.0.2.2 10.0.2.3`;
const fingerprint = /((?:[0-9A-F]{2}:){31}[0-9A-F]{2})/;

describe.runIf(image !== undefined)('a first start answered in a browser', () => {
  let folder = '';
  let port = 0;
  let machine: Machine;
  let browser: Browser;
  let page: Page;
  const started = performance.now();
  const tell = (text: string) =>
    progress(`${text} after ${Math.round((performance.now() - started) / 1000)} s`);
  const file = (name: string) => join(folder, name);
  const disk = (name: string, bytes: number) => {
    writeFileSync(file(name), '');
    truncateSync(file(name), bytes);
    return file(name);
  };
  const boot = (disks: readonly string[]) =>
    (machine = startMachine(folder, port, { image: image ?? '', disks, address }));
  const readable = async (name: string) => {
    const [, text = ''] = await machine.says(new RegExp(`DEMONSTRATION ${name} (\\S*)\\s`), 10);
    return Buffer.from(text, 'base64').toString('utf8');
  };
  const press = (name: string) => page.getByRole('button', { name }).click();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isoloir-wizard-'));
    port = await freePorts();
  });
  afterAll(async () => {
    await machine.cutPower();
    rmSync(folder, { recursive: true });
  });

  test(
    'the console says the address, the code and how to give another network',
    { timeout: 15 * minute },
    async () => {
      boot([disk('data.img', 2 * 1024 ** 3)]);
      await machine.says(/EN ATTENTE\. Première installation/, 10);
      await machine.says(/CODE : [0-9A-Z]{4} [0-9A-Z]{4}/, 5);
      await machine.says(/Réseau : 10\.0\.2\.15, adresse reçue \(DHCP\)/, 2);
      tell('the console shows a code');
      await machine.type('10.0.2.77/24 192.168.1.1');
      await machine.says(
        /« 10\.0\.2\.77\/24 192\.168\.1\.1 »\. La passerelle 192\.168\.1\.1 n’est pas dans le réseau/,
        1,
      );
      await machine.type(line);
      await machine.says(/La machine prend cette adresse/, 1);
      await machine.says(new RegExp(`https://${address}:8443 et tapez-y`), 2);
      await machine.says(new RegExp(`Réseau : ${address}, d’après la ligne donnée`), 1);
      expect(machine.said().slice(machine.said().lastIndexOf('EN ATTENTE'))).not.toContain('10.0.2.15');
      tell('the machine has the address typed');
    },
  );

  test('its pages are answered, under the certificate of the console', { timeout: 40 * minute }, async () => {
    const [, told = ''] = await machine.says(
      new RegExp(`Empreinte du certificat : ${fingerprint.source}`),
      1,
    );
    const certificate = await certificateAt(port);
    expect(certificate.fingerprint256).toBe(told);
    browser = await openPinned(certificate);
    page = await browser.newPage();
    page.setDefaultTimeout(2 * minute);
    await page.goto(`https://localhost:${port}/`);
    const codes = [...machine.said().matchAll(/CODE : (\S{4} \S{4})/g)];
    await page.getByLabel('Code de l’écran').fill(codes.at(-1)?.[1] ?? '');
    await press('Commencer');
    await page.getByLabel('Une démonstration, dont les votes ne comptent pas').check();
    await page.getByLabel('Nom du site').fill('localhost');
    await press('Continuer');
    await press('Employer l’autorité de l’appareil');
    await press('Domitia Habitat (bailleur social)');
    await page.getByLabel('Serveurs de temps authentifié').fill('temps.example.org');
    await press('Continuer');
    await page.getByText('démonstration', { exact: true }).waitFor();
    await page.getByText(line).waitFor();
    writeFileSync(file('installation.json'), await downloaded(page, 'Télécharger installation.json'));
    await press('Installer cette machine');
    await page.getByRole('heading', { name: 'La machine est installée' }).waitFor({ timeout: 10 * minute });
    tell('installed');
    const letters = await downloaded(page, 'Télécharger les courriers');
    expect(letters.subarray(0, 5).toString()).toBe('%PDF-');
    const [, next = ''] = fingerprint.exec(await page.getByRole('main').innerText()) ?? [];
    expect(next).not.toBe(told);
    await press('Terminer et démarrer le site');
    await page.getByRole('heading', { name: 'Le site démarre' }).waitFor();
    await browser.close();
    await machine.says(/EN SERVICE/, 20);
    tell('in service');
    expect((await certificateAt(port)).fingerprint256).toBe(next);
    await expectSite(port);
  });

  test('names and hour are asked of whom it was told', { timeout: 5 * minute }, async () => {
    expect(await readable('names')).toBe('nameserver 10.0.2.3\n');
    expect(await readable('time')).toContain('temps.example.org');
    await machine.cutPower();
  });

  test(
    'what was answered, kept on a disk, installs another machine without anyone',
    { timeout: 45 * minute },
    async () => {
      mkdirSync(file('answers'));
      copyFileSync(file('installation.json'), join(file('answers'), 'installation.json'));
      expect(JSON.parse(readFileSync(file('installation.json'), 'utf8'))).toMatchObject({ network: line });
      const settings = disk('settings.img', 8 * 1024 ** 2);
      execFileSync('/usr/sbin/mkfs.ext4', ['-q', '-L', 'ISOLOIR', '-d', file('answers'), settings]);
      boot([disk('other.img', 2 * 1024 ** 3), settings]);
      await machine.says(/EN SERVICE/, 25);
      await machine.says(/COURRIERS\. Ceux des comptes sont écrits sur le disque ISOLOIR/, 3);
      tell('installed by itself, in service, its letters on the disk');
      expect(machine.said()).not.toContain('CODE :');
      await expectSite(port);
      await machine.cutPower();
    },
  );
});

/** What the machine shows at its port, believed by nobody. */
async function certificateAt(port: number): Promise<X509Certificate> {
  for (;;)
    try {
      return await new Promise((resolve, reject) => {
        const socket = connect(
          { host: '127.0.0.1', port, rejectUnauthorized: false, timeout: 10_000 },
          () => {
            const shown = socket.getPeerX509Certificate();
            socket.destroy();
            if (shown === undefined) reject(new Error('no certificate'));
            else resolve(shown);
          },
        );
        socket.once('error', reject);
        socket.once('timeout', () => socket.destroy(new Error('no answer')));
      });
    } catch {
      // Not there yet: the test has its own limit.
      await pause(1_000);
    }
}

/** A browser that believes this key, and no other that no authority knows. */
function openPinned(certificate: X509Certificate): Promise<Browser> {
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const pin = createHash('sha256').update(key).digest('base64');
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...browserArguments, `--ignore-certificate-errors-spki-list=${pin}`],
  });
}

async function downloaded(page: Page, link: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).click(),
  ]);
  return readFileSync(await download.path());
}

async function expectSite(port: number): Promise<void> {
  const browser = await openPinned(await certificateAt(port));
  try {
    const page = await browser.newPage();
    const answer = await page.goto(`https://localhost:${port}/`, { timeout: 2 * minute });
    expect(answer?.status()).toBe(200);
    expect(await page.getByRole('main').innerText()).toContain('Domitia');
  } finally {
    await browser.close();
  }
}
