/**
 * Ballots (specification §4.18): made by the voter's side, checked by everyone. A ballot is its canonical JSON text;
 * the tracker is the Base64 SHA-256 of that text. `checkBallot` verifies everything that can be verified of one
 * ballot alone; whether its credential is listed and unused is for the urn and the audit.
 */
import { jsonString, objectOf, parseCanonical, tupleOf, type Codec } from '../bytes/canonical-json.ts';
import { sha256Base64 } from '../bytes/digest.ts';
import { fixedBase } from '../group/ed25519-noble.ts';
import { element, type Backend, type Element } from '../group/group.ts';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
import { answerCodec, expectAnswer, makeAnswer, type Answer } from './answer.ts';
import { credentialKeys } from './credential.ts';
import type { Election } from './election.ts';
import type { Plaintext } from './question.ts';
import { expectBallotSignature, signature, signBallot, type Signature } from './signature.ts';
import { newVerification } from './verification.ts';

export interface UnsignedBallot {
  readonly election_uuid: string;
  readonly election_hash: string;
  readonly credential: Element;
  readonly answers: readonly Answer[];
}

export interface Ballot extends UnsignedBallot {
  readonly signature: Signature;
}

/** `where` is the place in the ballot, such as `answers[0].individual_proofs[2][1]`. */
export type BallotRefusal =
  | { readonly code: 'ballot/malformed'; readonly where: string }
  | { readonly code: 'ballot/not-canonical' }
  | { readonly code: 'ballot/foreign-election' }
  | { readonly code: 'ballot/bad-element'; readonly where: string }
  | { readonly code: 'ballot/bad-proof'; readonly where: string }
  | { readonly code: 'ballot/bad-signature' };

function unsignedFields(election: Election) {
  return {
    election_uuid: jsonString,
    election_hash: jsonString,
    credential: element,
    answers: tupleOf(election.questions.map(answerCodec)),
  };
}

const codecs = new WeakMap<Election, { unsigned: Codec<UnsignedBallot>; signed: Codec<Ballot> }>();

function ballotCodecs(election: Election): { unsigned: Codec<UnsignedBallot>; signed: Codec<Ballot> } {
  const known = codecs.get(election);
  if (known !== undefined) return known;
  const fields = unsignedFields(election);
  const made = {
    unsigned: objectOf<UnsignedBallot>(fields),
    signed: objectOf<Ballot>({ ...fields, signature }),
  };
  codecs.set(election, made);
  return made;
}

/**
 * The ballot of a private credential: `plaintexts` holds one plaintext per question (see `listsPlaintext`).
 * Throws if a plaintext does not answer its question. Answers canonical JSON.
 */
export function makeBallot(
  election: Election,
  credential: string,
  plaintexts: readonly Plaintext[],
  random: Random,
): string {
  const { secret, publicHex } = credentialKeys(election.uuid, credential);
  const y = fixedBase(election.publicKey);
  const S0 = `${election.fingerprint}|${publicHex}`;
  const unsigned: UnsignedBallot = {
    election_uuid: election.uuid,
    election_hash: election.fingerprint,
    credential: publicHex,
    answers: election.questions.map((asked, i) => {
      const plaintext = plaintexts[i];
      if (plaintext === undefined || plaintexts.length !== election.questions.length) {
        throw new Error('as many plaintexts as questions');
      }
      return makeAnswer(y, S0, asked, plaintext, random);
    }),
  };
  const { unsigned: codec, signed } = ballotCodecs(election);
  const hash = sha256Base64(codec.print(unsigned));
  return signed.print({ ...unsigned, signature: signBallot(secret, hash, random) });
}

/** Reads a ballot without verifying any proof: its form is the election's, its text canonical. */
export function parseBallot(election: Election, text: string): Result<Ballot, BallotRefusal> {
  const parsed = parseCanonical(ballotCodecs(election).signed, text);
  if (!parsed.ok) {
    const { error } = parsed;
    if (error.code === 'json/not-canonical') return err({ code: 'ballot/not-canonical' });
    return err({ code: 'ballot/malformed', where: error.code === 'json/unexpected' ? error.path : '' });
  }
  const ballot = parsed.value;
  if (ballot.election_uuid !== election.uuid || ballot.election_hash !== election.fingerprint) {
    return err({ code: 'ballot/foreign-election' });
  }
  return ok(ballot);
}

/** Verifies a ballot: every element, every proof, the signature. `hash` is SHA-256 in Base64: the tracker. */
export function checkBallot(
  election: Election,
  text: string,
  backend: Backend,
): Result<{ readonly credential: Element; readonly hash: string }, BallotRefusal> {
  const verified = verifyBallot(election, text, backend);
  return verified.ok ? ok({ credential: verified.value.credential, hash: tracker(text) }) : verified;
}

/** The same, answering the ballot itself. */
export function verifyBallot(
  election: Election,
  text: string,
  backend: Backend,
): Result<Ballot, BallotRefusal> {
  const parsed = parseBallot(election, text);
  if (!parsed.ok) return parsed;
  const ballot = parsed.value;
  const { unsigned } = ballotCodecs(election);
  if (ballot.signature.hash !== sha256Base64(unsigned.print(ballot))) {
    return err({ code: 'ballot/bad-signature' });
  }
  const verification = newVerification(election.publicKey);
  verification.notIdentity('credential', ballot.credential);
  const S0 = `${election.fingerprint}|${ballot.credential}`;
  election.questions.forEach((asked, i) => {
    const answer = ballot.answers[i];
    if (answer !== undefined) expectAnswer(verification, `answers[${i}]`, S0, asked, answer);
  });
  expectBallotSignature(verification, ballot.credential, ballot.signature);
  const outcome = verification.settle(backend);
  if (outcome.ok) return ok(ballot);
  if (outcome.reason === 'bad-element') return err({ code: 'ballot/bad-element', where: outcome.what });
  return outcome.what === 'signature'
    ? err({ code: 'ballot/bad-signature' })
    : err({ code: 'ballot/bad-proof', where: outcome.what });
}

/** Verifies the form and the signature of a ballot alone, without its proofs: a few powers instead of hundreds. */
export function checkBallotSignature(
  election: Election,
  text: string,
  backend: Backend,
): Result<{ readonly credential: Element }, BallotRefusal> {
  const parsed = parseBallot(election, text);
  if (!parsed.ok) return parsed;
  const ballot = parsed.value;
  if (ballot.signature.hash !== sha256Base64(ballotCodecs(election).unsigned.print(ballot))) {
    return err({ code: 'ballot/bad-signature' });
  }
  const verification = newVerification(election.publicKey);
  verification.notIdentity('credential', ballot.credential);
  expectBallotSignature(verification, ballot.credential, ballot.signature);
  return verification.settle(backend).ok
    ? ok({ credential: ballot.credential })
    : err({ code: 'ballot/bad-signature' });
}

/** The smart ballot tracker: SHA-256 of the ballot's text in Base64 without padding. */
export function tracker(text: string): string {
  return sha256Base64(text);
}
