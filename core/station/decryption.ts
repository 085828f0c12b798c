/**
 * What a holder's station does at the count (protocol: closing seal). It decrypts only archives that hash to the
 * printed code, after closing and grace by its own clock, and only once every ballot, sum and event in them is
 * verified; otherwise a server could have it decrypt an archive that holds one person's ballot.
 */
import { parseCanonical } from '../bytes/canonical-json.ts';
import { readArchive } from '../belenios/archive.ts';
import { auditArchive, type AuditOptions, type AuditReport } from '../belenios/audit.ts';
import { parseElection, type Election } from '../belenios/election.ts';
import { partialDecryption } from '../belenios/partial-decryption.ts';
import { pkiKeys, type ChannelRefusal, type PkiSeed } from '../belenios/pki.ts';
import { parseEncryptedTally, type EncryptedTally } from '../belenios/tally.ts';
import { certificateKeys } from '../belenios/threshold-messages.ts';
import { sharePrivateKey, type Means } from '../belenios/threshold.ts';
import { owners, parseTrustees, type Owner, type Trustees } from '../belenios/trustee.ts';
import { encodePoint, gPower } from '../group/ed25519-noble.ts';
import type { Scalar } from '../group/group.ts';
import type { Random } from '../random.ts';
import { assertOk, err, ok, type Result } from '../result.ts';
import { closingCodeOfArchives, parseClosingCode } from './closing-code.ts';

export interface UrnArchive {
  readonly urn: string;
  readonly bytes: Uint8Array;
}

export interface SealedConditions extends Pick<AuditOptions, 'backend' | 'onProgress' | 'checkBallots'> {
  /** As printed and signed at closing. */
  readonly closingCode: string;
  readonly closesMs: number;
  readonly graceMs: number;
  /** The station's own clock. */
  readonly nowMs: number;
}

export type SealedRefusal =
  | { readonly code: 'sealed/unreadable-code' }
  | { readonly code: 'sealed/too-early'; readonly fromMs: number }
  /** The archives do not have the printed code; theirs is `found`. */
  | { readonly code: 'sealed/other-archives'; readonly found: string }
  /** The archive already holds decryptions, or does not yet hold a tally. */
  | { readonly code: 'sealed/not-at-tally'; readonly urn: string }
  | { readonly code: 'sealed/bad-archive'; readonly urn: string; readonly report: AuditReport };

interface VerifiedUrn {
  readonly election: Election;
  readonly trustees: Trustees;
  readonly tally: EncryptedTally;
}

/** Archives that `verifySealedArchives` accepted: the only thing a station decrypts. */
export interface VerifiedArchives {
  readonly reports: ReadonlyMap<string, AuditReport>;
  /** By urn, in the order given: what its own archive says, for people to compare with what they saw. */
  readonly contents: ReadonlyMap<string, UrnContent>;
}

export interface UrnContent {
  /** The election's, sealed with it: every ballot's proof is bound to it. */
  readonly name: string;
  /** Verified, and summed in the tally. */
  readonly ballots: number;
}

const verifiedUrns = new WeakMap<VerifiedArchives, ReadonlyMap<string, VerifiedUrn>>();

/** Verifies all archives of a bureau together. A credential that votes twice is refused: the appliance accepts none. */
export async function verifySealedArchives(
  archives: readonly UrnArchive[],
  conditions: SealedConditions,
): Promise<Result<VerifiedArchives, SealedRefusal>> {
  const { closingCode, closesMs, graceMs, nowMs, ...means } = conditions;
  if (!(nowMs >= closesMs + graceMs)) return err({ code: 'sealed/too-early', fromMs: closesMs + graceMs });
  const printed = parseClosingCode(closingCode);
  if (!printed.ok) return err({ code: 'sealed/unreadable-code' });
  const found = closingCodeOfArchives(archives);
  if (found !== printed.value) return err({ code: 'sealed/other-archives', found });
  const urns = new Map<string, VerifiedUrn>();
  const reports = new Map<string, AuditReport>();
  const contents = new Map<string, UrnContent>();
  for (const { urn, bytes } of archives) {
    const report = await auditArchive(bytes, { ...means, until: 'tally', noRevote: true });
    if (!report.ok) return err({ code: 'sealed/bad-archive', urn, report });
    const archive = assertOk(readArchive(bytes));
    if (archive.phase !== 'tallied' || archive.partialDecryptions.length > 0 || archive.tally === null) {
      return err({ code: 'sealed/not-at-tally', urn });
    }
    const election = assertOk(parseElection(archive.election));
    const trustees = assertOk(parseTrustees(archive.trustees));
    const tally = assertOk(parseEncryptedTally(election, archive.tally.text));
    urns.set(urn, { election, trustees, tally });
    reports.set(urn, report);
    contents.set(urn, { name: election.parameters.name, ballots: archive.ballots.length });
  }
  const verified: VerifiedArchives = { reports, contents };
  verifiedUrns.set(verified, urns);
  return ok(verified);
}

export type DecryptRefusal =
  | ChannelRefusal
  | { readonly code: 'decrypt/unknown-urn' }
  /** No trustee of the urn has this seed or key. */
  | { readonly code: 'decrypt/not-a-trustee' };

/** A partial decryption and whose it is: `owner` counts from 1 over the trustees laid end to end. */
export interface OwnedShare {
  readonly owner: number;
  readonly text: string;
}

/**
 * A holder's partial decryption of one verified urn. `privateKeyMessage` is the holder's own encrypted share, kept
 * by the server since the key generation.
 */
export function decryptSealed(
  verified: VerifiedArchives,
  urn: string,
  { seed, privateKeyMessage }: { readonly seed: PkiSeed; readonly privateKeyMessage: string },
  means: Means,
): Result<OwnedShare, DecryptRefusal> {
  const known = verifiedUrns.get(verified)?.get(urn);
  if (known === undefined) return err({ code: 'decrypt/unknown-urn' });
  const owner = ownerOfSeed(known.trustees, seed);
  if (owner === undefined) return err({ code: 'decrypt/not-a-trustee' });
  const share = sharePrivateKey(seed, privateKeyMessage, means);
  if (!share.ok) return share;
  return ownedShare(known, owner, share.value, means.random);
}

/** The place of the holder whose certificate has this seed's key. */
function ownerOfSeed(trustees: Trustees, seed: PkiSeed): Owner | undefined {
  const { verification } = pkiKeys(seed);
  return owners(trustees).find(({ item, index }) => {
    const trustee = trustees[item];
    if (index === null || trustee?.[0] !== 'Pedersen') return false;
    const certificate = parseCanonical(certificateKeys, trustee[1].certs[index - 1]?.message ?? '');
    return certificate.ok && certificate.value.verification === verification;
  });
}

/** Refused when the key is not the one published at that place. */
function ownedShare(
  { election, tally }: VerifiedUrn,
  { owner, publicKey }: Owner,
  privateKey: Scalar,
  random: Random,
): Result<OwnedShare, DecryptRefusal> {
  if (encodePoint(gPower(privateKey)) !== publicKey) return err({ code: 'decrypt/not-a-trustee' });
  return ok({ owner, text: partialDecryption(election, tally, privateKey, random) });
}
