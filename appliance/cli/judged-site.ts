/**
 * An appliance that this machine judges: what a person says of it, and what it publishes of its seal, read as far as the
 * verdict uses it. Whatever is not what a sealed appliance answers stops the command: nothing is concluded.
 */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { MeasuredBoot } from '../../core/attestation/quote.ts';
import { parseMeasurement, type MeasuredFile } from '../../core/sealing/measurement.ts';
import type { SignedSeal } from '../../core/sealing/published.ts';
import { CommandError } from './io.ts';
import type { SiteClient } from './site-client.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const parts = z.strictObject({ software: hash, standby: hash.nullable(), data: hash });
const registers = z.record(z.string(), hash);
const boot = z.strictObject({ key: hash, registers }).nullable();
const hex = z.string().regex(/^(?:[0-9a-f]{2}){1,2048}$/);
const quote = z.strictObject({ publicArea: hex, attested: hex, signature: hex, registers: hex });
const state = { code: z.string().max(64), atMs: z.number().int(), parts, image: hash.nullable(), boot };
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
  quote: quote.nullable(),
});

export function readAddress(given: string): URL {
  const text = given.includes('://') ? given : `https://${given}`;
  if (URL.canParse(text)) {
    const address = new URL(text);
    if (address.protocol === 'https:') return address;
  }
  throw new CommandError(
    `« ${given} » n’est pas l’adresse d’un site (par exemple https://vote.exemple.fr:8443).`,
  );
}

/** The certificate of the authority that a person brought, PEM; null without one. */
export function readAuthority(file: string | undefined): string | null {
  if (file === undefined) return null;
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new CommandError(`${file} : ce certificat d’autorité n’existe pas.`);
}

/** @param nonce 32 bytes, hexadecimal. */
export async function readAnswer(client: SiteClient, nonce: string): Promise<SignedSeal> {
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

export async function readProgram(client: SiteClient, which: 'sealed' | 'found'): Promise<MeasuredFile[]> {
  const files = parseMeasurement((await client.get(`/api/seal/program/${which}`)).toString('utf8'));
  if (files !== null) return files;
  throw new CommandError('La liste des fichiers que donne le site est illisible. Rien n’a été conclu.');
}

const image = z.looseObject({ registers });

/** What the description of an image, or `isoloir measure IMAGE --json`, foretells of the chip's registers; null without a file. */
export function readImageRegisters(file: string | undefined): MeasuredBoot['registers'] | null {
  if (file === undefined) return null;
  if (!existsSync(file)) throw new CommandError(`${file} : cette description d’image n’existe pas.`);
  const read = image.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (read.success) return read.data.registers;
  throw new CommandError(
    `${file} n’est pas la description d’une image : c’est le fichier .json livré avec elle, ou ce qu’écrit « isoloir measure IMAGE --json ».`,
  );
}
