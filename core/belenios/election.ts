/**
 * `election` (specification §4.11): what every voter is given, as one text that never changes. Its SHA-256 is in
 * every ballot and every proof, through the fingerprint φ. A parsed election keeps its text.
 */
import {
  arrayOf,
  jsonString,
  literal,
  objectOf,
  optional,
  parseCanonical,
  stringMatching,
  type Codec,
  type JsonRefusal,
} from '../bytes/canonical-json.ts';
import { sha256Base64, sha256Hex } from '../bytes/digest.ts';
import { element, GROUP_NAME, type Element } from '../group/group.ts';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
import { drawBase58 } from './base58.ts';
import { isAskable, question, type Question } from './question.ts';

export interface ElectionParameters {
  readonly version: 1;
  readonly description: string;
  readonly name: string;
  readonly group: typeof GROUP_NAME;
  readonly public_key: Element;
  readonly questions: readonly Question[];
  readonly uuid: string;
  readonly administrator?: string;
  readonly credential_authority?: string;
}

export interface Election {
  /** Canonical JSON. */
  readonly text: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string;
  /** φ: the same in Base64 without padding. */
  readonly fingerprint: string;
  readonly parameters: ElectionParameters;
  readonly uuid: string;
  readonly publicKey: Element;
  readonly questions: readonly Question[];
}

export type ElectionRefusal =
  | JsonRefusal
  /** A question that cannot be asked: no answer, a list without candidate, bounds that make no sense. */
  | { readonly code: 'election/bad-question'; readonly index: number }
  | { readonly code: 'election/no-question' };

const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,}$/;

const parametersCodec: Codec<ElectionParameters> = objectOf<ElectionParameters>({
  version: literal(1),
  description: jsonString,
  name: jsonString,
  group: literal(GROUP_NAME),
  public_key: element,
  questions: arrayOf(question),
  uuid: stringMatching(UUID),
  administrator: optional(jsonString),
  credential_authority: optional(jsonString),
});

/** A new uuid: 22 base-58 characters (128 bits). */
export function generateUuid(random: Random): string {
  return drawBase58(22, random);
}

/** Builds an election; throws if a part of it is not acceptable, which is our bug. */
export function makeElection(parts: {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly questions: readonly Question[];
  readonly publicKey: Element;
  readonly administrator?: string;
  readonly credentialAuthority?: string;
}): Election {
  const text = parametersCodec.print({
    version: 1,
    description: parts.description,
    name: parts.name,
    group: GROUP_NAME,
    public_key: parts.publicKey,
    questions: parts.questions,
    uuid: parts.uuid,
    ...(parts.administrator === undefined ? {} : { administrator: parts.administrator }),
    ...(parts.credentialAuthority === undefined ? {} : { credential_authority: parts.credentialAuthority }),
  });
  const parsed = parseElection(text);
  if (!parsed.ok) throw new Error(`not an election: ${parsed.error.code}`);
  return parsed.value;
}

/** Reads an election. That its public key comes from its trustees is checked with them. */
export function parseElection(text: string): Result<Election, ElectionRefusal> {
  const parsed = parseCanonical(parametersCodec, text);
  if (!parsed.ok) return parsed;
  const { questions, uuid, public_key: publicKey } = parsed.value;
  if (questions.length === 0) return err({ code: 'election/no-question' });
  const bad = questions.findIndex((asked) => !isAskable(asked));
  if (bad >= 0) return err({ code: 'election/bad-question', index: bad });
  return ok({
    text,
    hash: sha256Hex(text),
    fingerprint: electionFingerprint(text),
    parameters: parsed.value,
    uuid,
    publicKey,
    questions,
  });
}

/** φ = Base64 of SHA-256 of the election's text, without padding. */
export function electionFingerprint(text: string): string {
  return sha256Base64(text);
}
