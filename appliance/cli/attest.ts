/**
 * `isoloir attest --against ADDRESS [--image FILE] [--authority FILE] [--json]`: asks an appliance's security chip, from this
 * machine, how it started: by the chip of the seal, as at the seal, from the image that someone rebuilt. Exit: 0 the chip
 * answers and nothing differs, 1 something does, 2 nothing could be concluded.
 */
import { randomBytes } from 'node:crypto';
import { bootVerdict, isFavourable } from '../../core/sealing/verdict.ts';
import { verdictLimits } from '../../core/sealing/verdict-text-fr.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { readAddress, readAnswer, readAuthority, readImageRegisters } from './judged-site.ts';
import { asWords } from './seal.ts';
import { siteClient } from './site-client.ts';

const usage = 'Usage : isoloir attest --against ADRESSE [--image FICHIER] [--authority FICHIER] [--json]';

export async function attest(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    {
      against: { type: 'string' },
      image: { type: 'string' },
      authority: { type: 'string' },
      json: { type: 'boolean' },
    },
    usage,
  );
  if (positionals.length > 0 || values.against === undefined) throw new CommandError(usage);
  const imageRegisters = readImageRegisters(values.image);
  const client = siteClient(readAddress(values.against), readAuthority(values.authority));
  const nonce = randomBytes(32).toString('hex');
  const answer = await readAnswer(client, nonce);
  if (answer.seal.sealed.boot === null)
    throw new CommandError(
      'Cette élection a été scellée sur une machine sans puce de sécurité (TPM) : rien ne prouve quel système elle a démarré.',
    );
  const checks = bootVerdict({ answer, nonce, imageRegisters });
  if (values.json === true)
    io.stdout(`${JSON.stringify({ ok: isFavourable(checks), checks, limits: verdictLimits })}\n`);
  else io.stdout(`${asWords(client, answer, checks).join('\n')}\n`);
  return isFavourable(checks) ? 0 : 1;
}
