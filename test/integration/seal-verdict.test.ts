// The verdict on an appliance, from another machine, over HTTPS: an honest one, one that runs something else, and several
// that lie. Each difference is named; what cannot be concluded is not taken for a yes.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertOk } from '../../core/result.ts';
import type { MeasuredFile } from '../../core/sealing/measurement.ts';
import { measurementText } from '../../core/sealing/measurement.ts';
import type { SignedSeal } from '../../core/sealing/published.ts';
import { measuredBoot } from '../../appliance/attestation/measured-boot.ts';
import { attest } from '../../appliance/cli/attest.ts';
import { seal as sealCommand } from '../../appliance/cli/seal.ts';
import type { Io } from '../../appliance/cli/io.ts';
import { readCertificate } from '../../appliance/tls.ts';
import { checkSeal } from '../../appliance/use-cases/check-seal.ts';
import { createApp } from '../../appliance/web/server.ts';
import { startChip, type SoftwareChip } from '../support/software-chip.ts';
import { writeSmallDossier } from '../support/small-dossier.ts';
import {
  accountOf,
  prepare,
  seal,
  softwareOfTests,
  startSpine,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';

const content = Buffer.from('<!doctype html>\n');
const booth = {
  content,
  hash: createHash('sha256').update(content).digest('hex'),
  policy: "default-src 'none'",
};

let spine: Spine;
let chip: SoftwareChip;
let honest: string;
let code: string;
const servers: Server[] = [];

/** Over HTTPS under the appliance's own certificate. `lies` come first. */
async function serve(
  on: Spine,
  lies: RequestHandler = (_request, _response, next) => next(),
): Promise<string> {
  const app = express();
  app.use(lies, createApp(on.context, booth));
  const server = createServer(readCertificate(spine.data), app);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return `localhost:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const folder = temporaryFolder();
  const started = await startSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [3] }));
  chip = await startChip(join(folder, 'puce'));
  const { quote } = chip;
  const measureSoftware = async () => ({ ...softwareOfTests, boot: await measuredBoot(quote) });
  const context = { ...started.context, booth: { hash: booth.hash }, measureSoftware, quote };
  spine = { ...started, context };
  honest = await serve(spine);
  await prepare(spine);
}, 240_000);
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await chip.stop();
  await spine.stop();
});

async function check(
  against: string,
  args: readonly string[] = [],
  own: readonly MeasuredFile[] = softwareOfTests.files,
): Promise<{ exit: number; said: string }> {
  return answered((io) =>
    sealCommand(['check', '--against', against, ...args], io, () => Promise.resolve(own)),
  );
}

/** `isoloir attest`. */
function attested(against: string, ...args: readonly string[]): Promise<{ exit: number; said: string }> {
  return answered((io) => attest(['--against', against, ...args], io));
}

async function answered(run: (io: Io) => Promise<number>): Promise<{ exit: number; said: string }> {
  let said = '';
  try {
    const exit = await run({ stdout: (text) => void (said += text), stderr: () => undefined });
    return { exit, said: said.replaceAll('\u00a0', ' ') };
  } catch (error) {
    if (!(error instanceof Error) || !('exitCode' in error)) throw error;
    const { exitCode, message } = error as unknown as { exitCode: number; message: string };
    return { exit: exitCode, said: message };
  }
}

test('before the seal there is nothing to judge', async () => {
  expect(await check(honest)).toMatchObject({
    exit: 2,
    said: expect.stringContaining('pas encore scellée') as string,
  });
  await seal(spine);
  code = spine.context.election.sealed()?.code ?? '';
});

test('an honest appliance, under its own authority', async () => {
  const authority = spine.data.file('tls', 'authority.crt');
  const { exit, said } = await check(honest, ['--code', code, '--authority', authority]);
  expect(said).toContain('Rien de ce qui a été comparé ne diffère.');
  expect(said).toContain('✓ Code tapé depuis la feuille signée');
  expect(said).toContain('vérifié par l’autorité donnée');
  expect(said).toContain('Un système qui ment peut répondre avec les bons nombres');
  expect(said).not.toContain('✗');
  expect(exit).toBe(0);
});

test('the code as people type it; without it, what was not compared is said', async () => {
  expect((await check(honest, ['--code', code.toLowerCase().replaceAll(' ', '-')])).exit).toBe(0);
  const { exit, said } = await check(honest);
  expect(said).toContain('– Code tapé depuis la feuille signée : non comparé');
  expect(said).toContain('Non vérifié : comparez cette empreinte');
  expect(exit).toBe(0);
});

test('as data for a program', async () => {
  const { said } = await check(honest, ['--code', code, '--json']);
  const answer = JSON.parse(said) as { ok: boolean; checks: { check: string; outcome: string }[] };
  expect(answer).toMatchObject({ ok: true, mode: 'rehearsal', certificate: { verified: false } });
  expect(Object.fromEntries(answer.checks.map(({ check: name, outcome }) => [name, outcome]))).toEqual({
    answer: 'same',
    'printed-code': 'same',
    code: 'same',
    data: 'same',
    software: 'same',
    'own-program': 'same',
    booth: 'same',
    now: 'same',
    'now-program': 'same',
    image: 'undone',
    chip: 'same',
    boot: 'same',
    'boot-image': 'undone',
    standby: 'undone',
  });
});

test('no record of the roll and no account is published', async () => {
  const { said } = await check(honest, ['--json']);
  const { get } = await answers(honest);
  const published = `${said}${await get('/api/seal?nonce=' + '0'.repeat(64))}`;
  for (const { id, lastName } of spine.dossier.roll) {
    expect(published).not.toContain(id);
    expect(published).not.toContain(lastName);
  }
  const items = spine.context.election.sealedItems().items;
  for (const each of Object.values(items.elector)) expect(published).not.toContain(each);
});

async function answers(address: string) {
  const { siteClient } = await import('../../appliance/cli/site-client.ts');
  const client = siteClient(new URL(`https://${address}`), null);
  return { get: async (path: string) => (await client.get(path)).toString('utf8') };
}

test('another code on the signed sheet', async () => {
  const other = spine.context.election.sealed()?.parts.data.slice(0, 8) ?? '';
  expect((await check(honest, ['--code', other])).exit).toBe(2);
  const { sealCode } = await import('../../core/sealing/seal.ts');
  const printed = sealCode({ software: '3'.repeat(64), standby: null, data: '4'.repeat(64) });
  const { exit, said } = await check(honest, ['--code', printed]);
  expect(said).toContain('✗ Code tapé depuis la feuille signée');
  expect(exit).toBe(1);
});

test('a file of this machine that is not the sealed one is named', async () => {
  const [file] = softwareOfTests.files;
  if (file === undefined) throw new Error('a file');
  const own = [
    { ...file, sha256: '2'.repeat(64) },
    { ...file, path: 'core/more.ts' },
  ];
  const { exit, said } = await check(honest, [], own);
  expect(said).toContain('program.ts : différent de celui de cette machine');
  expect(said).toContain('core/more.ts : sur cette machine, absent du système scellé');
  expect(exit).toBe(1);
});

test('an appliance that runs another program says so, and names it', async () => {
  const files = [{ path: 'program.ts', executable: true, sha256: '1'.repeat(64) }];
  const context = {
    ...spine.context,
    measureSoftware: () => Promise.resolve({ files, image: null, boot: null }),
  };
  const { exit, said } = await check(await serve({ ...spine, context }), ['--code', code]);
  expect(said).toContain('✗ Code que le système dit trouver à présent');
  expect(said).toMatch(
    /✗ Fichiers que le système dit faire tourner : program\.ts : modifié depuis le scellement/,
  );
  expect(exit).toBe(1);
});

/** Alters the JSON of the answer on its way. */
function altering(change: (answer: SignedSeal) => unknown): RequestHandler {
  return (request, response, next) => {
    if (request.path === '/api/seal') {
      const send = response.json.bind(response);
      response.json = (body: unknown) => send(change(body as SignedSeal));
    }
    next();
  };
}

test.each<[string, RequestHandler, string]>([
  [
    'another manifest under the same code',
    altering((answer) => {
      const { seal: published } = answer;
      const manifest = { ...published.sealed.manifest, accounts: 'f'.repeat(64) };
      return { ...answer, seal: { ...published, sealed: { ...published.sealed, manifest } } };
    }),
    '✗ Partie « données »',
  ],
  [
    'another code over the same parts',
    altering((answer) => {
      const sealed = { ...answer.seal.sealed, code: '0000 0000 0000 0000 0000 0000' };
      return { ...answer, seal: { ...answer.seal, sealed } };
    }),
    '✗ Code recalculé à partir de ses parties',
  ],
  [
    'an answer to someone else',
    altering((answer) => ({ ...answer, statement: { ...answer.statement, nonce: '0'.repeat(64) } })),
    '✗ Réponse signée par l’horloge scellée',
  ],
  [
    'another voting page',
    (request, response, next) => {
      if (request.path === '/isoloir') response.send('<!doctype html><p>');
      else next();
    },
    '✗ Page de vote (isoloir) téléchargée',
  ],
  [
    'another list of sealed files',
    (request, response, next) => {
      if (request.path === '/api/seal/program/sealed')
        response.send(measurementText([{ path: 'program.ts', executable: false, sha256: '5'.repeat(64) }]));
      else next();
    },
    '✗ Partie « logiciel »',
  ],
])('a server that serves %s', async (_case, lie, said) => {
  const answer = await check(await serve(spine, lie), ['--code', code]);
  expect(answer.said).toContain(said);
  expect(answer.exit).toBe(1);
});

test.each<[string, string[], string]>([
  ['another authority', ['--authority', 'other'], 'ne vient pas de l’autorité donnée'],
  ['an authority that is not there', ['--authority', '/nothing.crt'], 'n’existe pas'],
  ['something that is not a code', ['--code', 'ABCD'], 'n’est pas un code de scellement'],
])('nothing is concluded with %s', async (_case, args, said) => {
  // Any certificate that is not the authority's will do.
  const other = args.includes('other') ? ['--authority', writeOther()] : args;
  const answer = await check(honest, other);
  expect(answer).toMatchObject({ exit: 2, said: expect.stringContaining(said) as string });
});

function writeOther(): string {
  const file = spine.data.file('tls', 'server.crt');
  expect(readFileSync(file, 'utf8')).toContain('BEGIN CERTIFICATE');
  return file;
}

test.each([
  ['nobody answers', 'localhost:1', 'ne répond pas'],
  ['a site without HTTPS', 'http://localhost:1', 'n’est pas l’adresse d’un site'],
])('nothing is concluded when %s', async (_case, against, said) => {
  expect(await check(against)).toMatchObject({ exit: 2, said: expect.stringContaining(said) as string });
});

test('an answer that is not one of ours', async () => {
  const other = await serve(spine, (_request, response) => void response.send('bonjour'));
  expect(await check(other)).toMatchObject({
    exit: 2,
    said: expect.stringContaining('ne répond pas comme un appareil') as string,
  });
});

test('the question is limited', async () => {
  const real = { ...spine.context, data: { ...spine.data, mode: 'demonstration' as const } };
  const { get } = await answers(await serve({ ...spine, context: real }));
  const asked = Array.from({ length: 25 }, () =>
    get('/api/seal?nonce=' + '0'.repeat(64)).then(
      () => 200,
      (error: unknown) => String(error),
    ),
  );
  expect((await Promise.all(asked)).filter((each) => String(each).includes('trop de demandes')).length).toBe(
    5,
  );
});

test('the chip of the seal says that the machine started as sealed, and from the image that was rebuilt', async () => {
  const registers = spine.context.election.sealedItems().software.boot?.registers ?? {};
  const image = join(temporaryFolder(), 'image.json');
  writeFileSync(image, JSON.stringify({ registers: { 4: registers[4], 11: registers[11] } }));
  const { exit, said } = await attested(honest, '--image', image);
  expect(said).toContain('✓ Puce de sécurité (TPM) de la machine scellée');
  expect(said).toContain('✓ Démarrage mesuré par la puce, comparé à celui du scellement');
  expect(said).toContain('✓ Démarrage mesuré par la puce, comparé à l’image reconstruite');
  expect(exit).toBe(0);
  writeFileSync(image, JSON.stringify({ registers: { 4: registers[4], 11: '1'.repeat(64) } }));
  const other = await attested(honest, '--image', image);
  expect(other.said).toContain('comparé à l’image reconstruite : autre système démarré : registre 11');
  expect(other.exit).toBe(1);
  writeFileSync(image, '{}');
  expect(await attested(honest, '--image', image)).toMatchObject({ exit: 2 });
  expect(await attested(honest, '--image', `${image}.absent`)).toMatchObject({ exit: 2 });
});

test('without a chip at the seal, nothing is concluded, and it is said', async () => {
  const bare = altering((answer) => {
    const sealed = { ...answer.seal.sealed, boot: null };
    return { ...answer, seal: { ...answer.seal, sealed }, quote: null };
  });
  expect(await attested(await serve(spine, bare))).toMatchObject({
    exit: 2,
    said: expect.stringContaining('sans puce de sécurité') as string,
  });
});

test('an old quote, no quote and another chip’s are no answer', async () => {
  const old = await chip.quote('0'.repeat(64));
  const other = await startChip(join(temporaryFolder(), 'autre'));
  for (const quote of [() => Promise.resolve(old), () => Promise.resolve(null), other.quote]) {
    const context = { ...spine.context, quote };
    const { exit, said } = await attested(await serve({ ...spine, context }));
    expect(said).toContain('✗ Puce de sécurité (TPM) de la machine scellée');
    expect(exit).toBe(1);
  }
  await other.stop();
});

test('a machine that started something else: the bureau’s check, the verdict and the chip name the register', async () => {
  chip.extend(11, 'a'.repeat(64));
  const president = spine.dossier.bureaus[0]?.members[0]?.account ?? '';
  const { same, findings } = assertOk(await checkSeal(spine.context, accountOf(spine, president)));
  expect([same, findings.map(({ what, name }) => `${what} ${name}`)]).toEqual([false, ['boot 11']]);
  const anew = await serve(spine);
  for (const { exit, said } of [await check(anew, ['--code', code]), await attested(anew)]) {
    expect(said).toContain(
      '✗ Démarrage mesuré par la puce, comparé à celui du scellement : autre système démarré : registre 11',
    );
    expect(exit).toBe(1);
  }
});
