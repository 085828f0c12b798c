/**
 * What the other processes may ask of `codes`, the credential authority: it makes identifiers, secrets and private
 * credentials, keeps what opens none of them, and releases a wrapped credential only against a right proof. It never
 * sees a ballot; after making them it sees neither identifier nor secret again.
 */
import { z } from 'zod';
import type { ElectorId, UrnId } from '../../core/dossier/types.ts';
import { probeInput, type Probed } from '../probe.ts';
import { method } from '../socket.ts';
import { vitalsMethod } from '../vitals.ts';
import type { Answer } from '../roll/interface.ts';

const electorId = z.string().min(1).max(64);
const hex32 = z.string().regex(/^[0-9a-f]{64}$/);

export type ProofRefusal =
  | { readonly code: 'secret/wrong'; readonly left: number }
  | { readonly code: 'secret/locked'; readonly untilMs: number };

const letterPerson = z.strictObject({
  elector: electorId,
  civility: z.enum(['Mme', 'M.']),
  firstName: z.string(),
  lastName: z.string(),
  address: z.array(z.string()),
  college: z.strictObject({ name: z.string(), ordinal: z.number().int() }),
  contests: z.array(z.strictObject({ seat: z.enum(['titulaire', 'suppleant']), seats: z.number().int() })),
});

/** What every letter says besides its own codes (documents/access-letter.ts). */
const letterCommon = z.strictObject({
  organisation: z.strictObject({ name: z.string(), mark: z.string(), address: z.array(z.string()) }),
  election: z.string(),
  mode: z.enum(['real', 'demonstration', 'rehearsal']),
  issuedMs: z.number().int(),
  round: z.union([z.literal(1), z.literal(2)]),
  calendar: z.strictObject({ opensMs: z.number().int(), closesMs: z.number().int() }),
  access: z.strictObject({
    challenge: z.enum(['birthDate', 'matricule']),
    secretAtLogin: z.boolean(),
    secret: z.strictObject({
      alphabet: z.enum(['digits', 'crockford']),
      length: z.number().int().min(4).max(32),
      channel: z.enum(['secondLetter', 'sameLetter']),
    }),
  }),
  help: z.strictObject({ phone: z.string(), hours: z.string(), price: z.string() }),
  siteUrl: z.string(),
  kiosks: z.string().nullable(),
});

export interface LetterFile {
  readonly name: string;
  /** PDF, or the PDF encrypted to the printer's key in real mode; base64. */
  readonly content: string;
  readonly letters: number;
}

export const codesInterface = {
  /** Makes the codes of everyone, once; the letters leave encrypted to `printer` (an `age1…` key) in real mode. */
  issue: method<
    Answer<{ files: LetterFile[] }, { code: 'codes/already-issued' } | { code: 'codes/printer-key-needed' }>
  >()(
    z.strictObject({
      people: z.array(letterPerson),
      common: letterCommon,
      attempts: z.strictObject({ max: z.number().int().min(1), lockMinutes: z.number().int().min(1) }),
      printer: z
        .string()
        .regex(/^age1[02-9ac-hj-np-z]{58}$/)
        .nullable(),
    }),
  ),
  find: method<{ elector: ElectorId | null }>()(z.strictObject({ lookup: hex32 })),
  /** Whether a proof is right, without releasing anything: for a login that asks the secret. */
  prove: method<Answer<null, ProofRefusal>>()(z.strictObject({ elector: electorId, proof: hex32 })),
  /** The wrapped private credential (base64) against a right proof. */
  release: method<Answer<{ wrapped: string }, ProofRefusal>>()(
    z.strictObject({ elector: electorId, proof: hex32 }),
  ),
  /** Sorted public credentials of each urn, without names. */
  publicCredentials: method<
    Answer<{ urns: { urn: UrnId; credentials: readonly string[] }[] }, { code: 'codes/not-issued' }>
  >()(
    z.strictObject({
      urns: z.array(z.strictObject({ urn: z.string(), uuid: z.string(), electors: z.array(electorId) })),
    }),
  ),
  /** For the function test: a row written and read back, then undone; the hour. */
  probe: method<Probed>()(probeInput),
  journal: method<{ lines: string[] }>()(z.strictObject({})),
  /** Unknown identifiers and wrong secrets since the process began; electors refused for a time, now. */
  tally: method<{ failures: number; blocked: number }>()(z.strictObject({})),
  vitals: vitalsMethod,
};
