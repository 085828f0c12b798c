/**
 * `isoloir seal check --against ADDRESS [--code CODE] [--authority FILE] [--json]`: the verdict on an appliance, computed on
 * this machine (core/sealing/verdict.ts): what it publishes, its files against those of this checkout, the voting page as
 * it serves it, the code from the signed sheet. Exit: 0 nothing differs, 1 something does, 2 nothing could be concluded.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseCode } from '../../core/bytes/crockford.ts';
import { parseMeasurement, type MeasuredFile } from '../../core/sealing/measurement.ts';
import type { SignedSeal } from '../../core/sealing/published.ts';
import { isFavourable, verdict, type Verdict } from '../../core/sealing/verdict.ts';
import { verdictLimits, verdictLines, verdictTitles } from '../../core/sealing/verdict-text-fr.ts';
import { frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import { measureSoftware } from '../software.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { siteClient, type SiteClient } from './site-client.ts';

const usage = 'Usage : isoloir seal check --against ADRESSE [--code CODE] [--authority FICHIER] [--json]';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const parts = z.strictObject({ software: hash, standby: hash.nullable(), data: hash });
const state = { code: z.string().max(64), atMs: z.number().int(), parts, image: hash.nullable() };
/** The manifest is hashed as it is: what it must hold is its own hash, and a key to check the signature by. */
const manifest = z.looseObject({
  mode: z.enum(['real', 'demonstration', 'rehearsal']),
  booth: hash,
  clockKey: hash,
});
const signedSeal = z.strictObject({
  seal: z.strictObject({
    format: z.literal(1),
    sealed: z.strictObject({ ...state, manifest }),
    found: z.strictObject(state),
  }),
  statement: z.strictObject({ answer: hash, atMs: z.number().int(), nonce: hash }),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});

/** @param measureOwn the files of this machine's own copy. */
export async function seal(
  args: string[],
  io: Io,
  measureOwn: () => Promise<readonly MeasuredFile[]> = async () => (await measureSoftware()).files,
): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    {
      against: { type: 'string' },
      code: { type: 'string' },
      authority: { type: 'string' },
      json: { type: 'boolean' },
    },
    usage,
  );
  if (positionals[0] !== 'check' || positionals.length > 1 || values.against === undefined)
    throw new CommandError(usage);
  const printedCode = readCode(values.code);
  const client = siteClient(readAddress(values.against), readAuthority(values.authority));
  const nonce = randomBytes(32).toString('hex');
  const answer = await readAnswer(client, nonce);
  const checks = verdict({
    answer,
    nonce,
    printedCode,
    sealedProgram: await readProgram(client, 'sealed'),
    foundProgram: await readProgram(client, 'found'),
    ownProgram: await measureOwn(),
    booth: createHash('sha256')
      .update(await client.get('/isoloir'))
      .digest('hex'),
  });
  if (values.json === true) io.stdout(`${JSON.stringify(asData(client, answer, checks))}\n`);
  else io.stdout(`${asWords(client, answer, checks).join('\n')}\n`);
  return isFavourable(checks) ? 0 : 1;
}

function readCode(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  if (parseCode(typed, 24).ok) return typed;
  throw new CommandError(
    `« ${typed} » n’est pas un code de scellement : six groupes de quatre caractères, comme sur la feuille signée. Relisez-le.`,
  );
}

function readAddress(given: string): URL {
  const text = given.includes('://') ? given : `https://${given}`;
  if (URL.canParse(text)) {
    const address = new URL(text);
    if (address.protocol === 'https:') return address;
  }
  throw new CommandError(
    `« ${given} » n’est pas l’adresse d’un site (par exemple https://vote.exemple.fr:8443).`,
  );
}

function readAuthority(file: string | undefined): string | null {
  if (file === undefined) return null;
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new CommandError(`${file} : ce certificat d’autorité n’existe pas.`);
}

async function readAnswer(client: SiteClient, nonce: string): Promise<SignedSeal> {
  const bytes = await client.get(`/api/seal?nonce=${nonce}`);
  const read = signedSeal.safeParse(parseJson(bytes.toString('utf8')));
  // Checked as far as the verdict reads it; the rest is covered by the hashes that the verdict computes.
  if (read.success) return read.data as unknown as SignedSeal;
  throw new CommandError('Le site ne répond pas comme un appareil Isoloir scellé. Rien n’a été conclu.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function readProgram(client: SiteClient, which: 'sealed' | 'found'): Promise<MeasuredFile[]> {
  const files = parseMeasurement((await client.get(`/api/seal/program/${which}`)).toString('utf8'));
  if (files !== null) return files;
  throw new CommandError('La liste des fichiers que donne le site est illisible. Rien n’a été conclu.');
}

function asData(client: SiteClient, { seal: published, statement }: SignedSeal, checks: readonly Verdict[]) {
  return {
    ok: isFavourable(checks),
    mode: published.sealed.manifest.mode,
    code: published.sealed.code,
    sealedMs: published.sealed.atMs,
    answeredMs: statement.atMs,
    certificate: { sha256: client.fingerprint(), verified: client.isPinned },
    checks,
    limits: verdictLimits,
  };
}

const marks: Readonly<Record<Verdict['outcome'], string>> = { same: '✓', different: '✗', undone: '–' };

function asWords(client: SiteClient, { seal: { sealed } }: SignedSeal, checks: readonly Verdict[]): string[] {
  const differing = checks.filter(({ outcome }) => outcome === 'different').length;
  return [
    `Code de scellement : ${sealed.code}`,
    `Scellé le ${frenchDateTimeToTheSecond(sealed.atMs)}${modeWords(sealed.manifest.mode)}.`,
    client.isPinned
      ? `Certificat du site : vérifié par l’autorité donnée (${client.fingerprint()}).`
      : `Certificat du site : ${client.fingerprint()}\n  Non vérifié : comparez cette empreinte avec celle que le bureau tient de l’appareil, ou donnez « --authority ».`,
    '',
    ...checks.flatMap((each) => {
      const [first = '', ...others] = verdictLines(each);
      return [
        `${marks[each.outcome]} ${verdictTitles[each.check]} : ${first}`,
        ...others.map((line) => `    ${line}`),
      ];
    }),
    '',
    differing === 0
      ? 'Rien de ce qui a été comparé ne diffère.'
      : `${differing === 1 ? 'Un contrôle diffère' : `${differing} contrôles diffèrent`} : le bureau décide de la suite, et dit pourquoi.`,
    '',
    'Ce que ce contrôle ne prouve pas :',
    ...verdictLimits.map((limit) => `  – ${limit}`),
  ];
}

function modeWords(mode: 'real' | 'demonstration' | 'rehearsal'): string {
  if (mode === 'real') return '';
  return mode === 'demonstration'
    ? ' (DÉMONSTRATION : les votes ne comptent pas)'
    : ' (RÉPÉTITION : les votes ne comptent pas)';
}
