/**
 * `isoloir seal check --against ADDRESS [--code CODE] [--image FILE] [--authority FILE] [--json]`: the verdict on an appliance, computed on
 * this machine (core/sealing/verdict.ts): what it publishes, its files against those of this checkout, the voting page as
 * it serves it, the code from the signed sheet. Exit: 0 nothing differs, 1 something does, 2 nothing could be concluded.
 */
import { createHash, randomBytes } from 'node:crypto';
import { parseCode } from '../../core/bytes/crockford.ts';
import type { MeasuredFile } from '../../core/sealing/measurement.ts';
import type { SignedSeal } from '../../core/sealing/published.ts';
import { isFavourable, verdict, type Verdict } from '../../core/sealing/verdict.ts';
import { verdictLimits, verdictLines, verdictTitles } from '../../core/sealing/verdict-text-fr.ts';
import { frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import { measureSoftware } from '../software.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { readAddress, readAnswer, readAuthority, readImageRegisters, readProgram } from './judged-site.ts';
import { siteClient, type SiteClient } from './site-client.ts';

const usage =
  'Usage : isoloir seal check --against ADRESSE [--code CODE] [--image FICHIER] [--authority FICHIER] [--json]';

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
      image: { type: 'string' },
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
    imageRegisters: readImageRegisters(values.image),
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

export function asWords(
  client: SiteClient,
  { seal: { sealed } }: SignedSeal,
  checks: readonly Verdict[],
): string[] {
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
