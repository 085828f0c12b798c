/**
 * The site's certificate, changed by the manager: a request for the organisation's authority, then the chain that it
 * signed, or a chain with its key. Journaled at any time; after the seal, which does not cover it, the bureau is alerted too
 * (docs/decisions/045-certificate-after-the-seal.md).
 */
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { checkCertificate, type CertificateRefusal, type CheckedCertificate } from '../certificate/check.ts';
import { keepRequest, placeCertificate, readKeptRequest } from '../certificate/place.ts';
import { makeRequest } from '../certificate/request.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';

export type SetCertificateRefusal = PermissionRefusal | PerimeterRefusal | CertificateRefusal;

type Parts = Pick<Context, 'data' | 'election'>;

/** A key given with the chain, in PEM; an empty text takes the one of the request. */
export interface Given {
  readonly chain: string;
  readonly key: string;
}

/** @param hosts names or addresses of the site. */
export async function requestCertificate(
  context: Pick<Context, 'data' | 'election' | 'site'>,
  actor: Account,
): Promise<Result<null, SetCertificateRefusal>> {
  const allowed = authorise(context, actor, 'setCertificate');
  if (!allowed.ok) return allowed;
  keepRequest(context.data, await makeRequest([hostOf(context)]));
  return ok(null);
}

export async function setCertificate(
  context: Pick<Context, 'data' | 'election' | 'site' | 'clock'>,
  actor: Account,
  given: Given,
): Promise<Result<CheckedCertificate, SetCertificateRefusal>> {
  const allowed = authorise(context, actor, 'setCertificate');
  if (!allowed.ok) return allowed;
  const placed = replaceCertificate(context, [hostOf(context)], given);
  if (placed.ok && context.election.sealed() !== null) {
    const { sequence } = context.election.journal.head();
    await context.clock.raise({ kind: 'intervention', subject: String(sequence), facts: {} });
  }
  return placed;
}

/** Checks, puts in place and journals; by the page above, and by the command of who runs the machine. */
export function replaceCertificate(
  { data, election }: Parts,
  hosts: readonly string[],
  { chain, key }: Given,
): Result<CheckedCertificate, CertificateRefusal> {
  const own = key.trim() === '' ? (readKeptRequest(data)?.key ?? null) : key;
  if (own === null) return err({ code: 'certificate/no-request' });
  // By the machine's own clock, as browsers judge it: a demonstration may be at another hour.
  const checked = checkCertificate(chain, own, { hosts, nowMs: Date.now() });
  if (!checked.ok) return checked;
  const { fingerprint, issuer, endsMs } = checked.value;
  // Before the change: one that is lost leaves a trace too many, one without a trace would leave nothing.
  election.journal.append({ kind: 'certificate-set', facts: { fingerprint, issuer, endsMs } });
  placeCertificate(data, checked.value);
  return checked;
}

export function hostOf({ site }: Pick<Context, 'site'>): string {
  return new URL(site).hostname;
}
