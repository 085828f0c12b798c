/**
 * The voter's session, without any page: login and logout, used by the login page and by the rehearsal; and the way every
 * call of the voter's side is made. Apart from voter.ts so that the login page carries no code of the ballot.
 * What is sent is derived from identifier and secret (protocol.md, Codes), which never leave.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import {
  deriveKeys,
  lookupOf,
  parseIdentifier,
  parseSecret,
  type SecretShape,
} from '../../core/access/codes.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { LoginRequest } from './voter-api.ts';
import type { Port } from '../../core/port.ts';
import { refusalOf, type Refusal } from './refusals.ts';

export interface Login {
  /** As typed. */
  readonly identifier: string;
  /** ISO birth date, or matricule. */
  readonly challenge: string;
  /** Only where the dossier asks the secret at login. */
  readonly secret: { readonly typed: string; readonly shape: SecretShape } | null;
}

/** Opens a session, whose cookie the port keeps. Answers the identifier in canonical form. */
export async function login(attempt: Login, port: Port): Promise<Result<string, Refusal>> {
  const identifier = parseIdentifier(attempt.identifier);
  if (!identifier.ok) return identifier;
  let proof: string | null = null;
  if (attempt.secret !== null) {
    const secret = parseSecret(attempt.secret.typed, attempt.secret.shape);
    if (!secret.ok) return secret;
    proof = bytesToHex(deriveKeys(identifier.value, secret.value).proof);
  }
  const request: LoginRequest = {
    lookup: bytesToHex(lookupOf(identifier.value)),
    challenge: attempt.challenge,
    proof,
  };
  const answer = await call<null>(port, '/api/voter/login', request);
  return answer.ok ? ok(identifier.value) : answer;
}

export async function logout(port: Port): Promise<Result<null, Refusal>> {
  return call<null>(port, '/api/voter/logout', {});
}

/** One call, whose answer is a value or a refusal. A lost answer is a refusal here: not for casting. */
export async function call<Value>(port: Port, path: string, body: object): Promise<Result<Value, Refusal>> {
  try {
    const answer = await port(path, body);
    return answer.status < 300 ? ok(answer.body as Value) : err(refusalOf(answer.body));
  } catch {
    return err({ code: 'service/no-answer' });
  }
}
