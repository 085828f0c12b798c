/**
 * The voter's side of a vote, without any page: opening of the ballot page, casting (login is in session.ts). Used by
 * the booth and by the rehearsal. (protocol.md: Codes, Booth, Casting, Tracker.) Identifier and secret never leave it:
 * only what is derived from them does. A vote counts as recorded only when the receipt names our own tracker and is
 * genuinely signed.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { deriveKeys, parseIdentifier, parseSecret, unwrapCredential } from '../../core/access/codes.ts';
import { makeBallot, tracker } from '../../core/belenios/ballot.ts';
import { parseCredential } from '../../core/belenios/credential.ts';
import { parseElection } from '../../core/belenios/election.ts';
import { fixedBase, gPower, power } from '../../core/group/ed25519-noble.ts';
import type { Random } from '../../core/random.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type {
  BallotPage,
  BallotPageRequest,
  CredentialAnswer,
  CredentialRequest,
  FindAnswer,
  FindRequest,
} from './voter-api.ts';
import { sendBallot, unhurried, type Pace, type PreparedBallot, type VoteOutcome } from './casting.ts';
import { isConsistent, plaintextOf, type Choice } from './choice.ts';
import type { Port } from '../../core/port.ts';
import type { Refusal } from './refusals.ts';
import { call } from './session.ts';

export { login, logout } from './session.ts';

export interface Vote {
  readonly page: BallotPage;
  readonly identifier: string;
  readonly secret: string;
  readonly choice: Choice;
}

/** Opens the ballot page of a contest: the last request before the vote is confirmed. */
export async function openBallotPage(contest: string, port: Port): Promise<Result<BallotPage, Refusal>> {
  const request: BallotPageRequest = { contest };
  const answer = await call<BallotPage>(port, '/api/voter/ballot-page', request);
  if (!answer.ok) return answer;
  const election = parseElection(answer.value.election);
  const isSound =
    answer.value.contest === contest && election.ok && isConsistent(answer.value, election.value);
  return isSound ? answer : err({ code: 'page/inconsistent' });
}

/** Whether an exact tracker is in the urn of a contest. */
export async function findBallot(request: FindRequest, port: Port): Promise<Result<FindAnswer, Refusal>> {
  return call<FindAnswer>(port, '/api/voter/find', request);
}

/** Builds the tables that a ballot of this page needs, while the voter reads, so that confirming takes less time. */
export function prepareTables(page: BallotPage): void {
  const election = parseElection(page.election);
  if (!election.ok) return;
  power(fixedBase(election.value.publicKey), 2n);
  gPower(2n);
}

/** From the secret to the signed receipt. Nothing is recorded unless the outcome says so. */
export async function castVote(
  vote: Vote,
  port: Port,
  random: Random,
  pace: Pace = unhurried,
): Promise<VoteOutcome> {
  await pace.announce('preparing');
  const prepared = await prepareBallot(vote, port, random);
  if (!prepared.ok) return { kind: 'not-recorded', refusal: prepared.error };
  return sendBallot(vote.page, prepared.value, port, pace);
}

/** Fetches the credential with the secret, and makes the ballot. */
async function prepareBallot(
  { page, identifier, secret, choice }: Vote,
  port: Port,
  random: Random,
): Promise<Result<PreparedBallot, Refusal>> {
  const election = parseElection(page.election);
  if (!election.ok || !isConsistent(page, election.value)) return err({ code: 'page/inconsistent' });
  const canonical = parseIdentifier(identifier);
  if (!canonical.ok) return canonical;
  const typed = parseSecret(secret, page.secret);
  if (!typed.ok) return typed;
  const credential = await fetchCredential(canonical.value, typed.value, port);
  if (!credential.ok) return credential;
  const plaintext = plaintextOf(page, election.value, choice);
  const ballot = makeBallot(election.value, credential.value, [plaintext], random);
  return ok({ contest: page.contest, ballot, tracker: tracker(ballot) });
}

async function fetchCredential(
  identifier: string,
  secret: string,
  port: Port,
): Promise<Result<string, Refusal>> {
  const { proof, wrapKey } = deriveKeys(identifier, secret);
  const request: CredentialRequest = { proof: bytesToHex(proof) };
  const answer = await call<CredentialAnswer>(port, '/api/voter/credential', request);
  if (!answer.ok) return answer;
  const opened = unwrapCredential(wrapKey, bytesOfBase64(answer.value.wrapped));
  wrapKey.fill(0);
  const credential = opened.ok ? parseCredential(opened.value) : opened;
  return credential.ok ? credential : err({ code: 'credential/unusable' });
}

/** Empty when it is not base64, which no key opens. */
function bytesOfBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
