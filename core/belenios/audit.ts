/**
 * Every check of an archive, named, each with its evidence: at least as strict as the intent of the specification
 * (§3.4), and stricter than the reference tool where that one lets things through. One bad ballot fails the audit.
 * Nothing here is secret. Ballots, nearly all of the work, may be checked elsewhere (worker threads): see `Options`.
 */
import { IDENTITY, type Backend, type Element } from '../group/group.ts';
import { archiveHash, readArchive, type Archive } from './archive.ts';
import { parseBallot, type BallotRefusal } from './ballot.ts';
import { checkBallots, type BallotChecker, type BallotToCheck } from './ballots-check.ts';
import { parsePublicCredentials, type PublicCredential } from './credential.ts';
import { parseElection, type Election } from './election.ts';
import { boundedLog } from './discrete-log.ts';
import { combineShares, isConsistent, parseResult, type Counts } from './result.ts';
import { flatten } from './question.ts';
import { parseEncryptedTally, tallyOfElements, type EncryptedTally } from './tally.ts';
import { checkTrustees, owners, type Trustees } from './trustee.ts';

/** In the order in which they are made. */
export const auditChecks = [
  'archive',
  'election',
  'trustees',
  'credentials',
  'ballot-form',
  'ballot-credentials',
  'ballot-proofs',
  'credential-elements',
  'replaced-ballots',
  'tally-counts',
  'tally',
  'partial-decryptions',
  'result',
  'result-consistency',
] as const;

export type AuditCheck = (typeof auditChecks)[number];

/** Flat facts: numbers, hashes, the code of a refusal and where it is. */
export type Evidence = Readonly<Record<string, string | number | readonly number[]>>;

export interface Check {
  readonly check: AuditCheck;
  readonly ok: boolean;
  /** `{ skipped: 1 }` when an earlier failure left nothing to check it on. */
  readonly evidence: Evidence;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** Sums of the archive's result, or null if the audit stopped at the tally, or the result was not verified. */
  readonly result: Counts | null;
}

export interface AuditProgress {
  readonly done: number;
  readonly total: number;
}

export interface AuditOptions {
  readonly backend: Backend;
  /** `tally`: the archive as sealed before any decryption; what may follow the tally is chained but not checked. */
  readonly until?: 'tally' | 'result';
  /** Refuse an archive where a credential voted twice. */
  readonly noRevote?: boolean;
  /** Called after each ballot (and each batch of unused credentials) and awaited, so that a page may breathe. */
  readonly onProgress?: (progress: AuditProgress) => void | Promise<void>;
  /** Another way of checking the ballots, with the same answer. */
  readonly checkBallots?: BallotChecker;
}

/** Checks as they are made; the report marks those that could not be made as skipped. */
interface Findings {
  readonly add: (check: AuditCheck, isOk: boolean, evidence: Evidence) => void;
  readonly report: (result: Counts | null) => AuditReport;
}

function newFindings(wanted: readonly AuditCheck[]): Findings {
  const found: Check[] = [];
  return {
    add: (check, isOk, evidence) => void found.push({ check, ok: isOk, evidence }),
    report: (result) => {
      const made = new Set(found.map(({ check }) => check));
      const skipped = wanted.filter((check) => !made.has(check));
      const checks = [...found, ...skipped.map((check) => ({ check, ok: false, evidence: { skipped: 1 } }))];
      const verdict = checks.every((check) => check.ok);
      return { ok: verdict, checks, result: verdict ? result : null };
    },
  };
}

interface Setup {
  readonly election: Election;
  readonly trustees: Trustees;
  readonly credentials: readonly PublicCredential[];
}

/** Audits an archive. Never throws on bad input: whatever the bytes, the answer is a report. */
export async function auditArchive(bytes: Uint8Array, options: AuditOptions): Promise<AuditReport> {
  const until = options.until ?? 'result';
  const last = auditChecks.indexOf(until === 'tally' ? 'tally' : 'result-consistency');
  const findings = newFindings(auditChecks.slice(0, last + 1));
  const read = readArchive(bytes);
  if (!read.ok) {
    findings.add('archive', false, refusalEvidence(read.error));
    return findings.report(null);
  }
  const archive = read.value;
  findings.add('archive', true, { sha256: archiveHash(bytes), events: archive.head.height + 1 });
  const setup = auditSetup(archive, options.backend, findings);
  if (setup === null) return findings.report(null);
  const tally = await auditTally(archive, setup, options, findings);
  if (tally === null || until === 'tally') return findings.report(null);
  return findings.report(auditResult(archive, setup, tally, options.backend, findings));
}

/** The fields of a refusal, those that hold another refusal flattened to its code. */
export function refusalEvidence(refusal: { readonly code: string }): Evidence {
  const evidence: Record<string, string | number> = { refusal: refusal.code };
  for (const [name, value] of Object.entries(refusal) as [string, unknown][]) {
    if (name === 'code') continue;
    if (typeof value === 'string' || typeof value === 'number') evidence[name] = value;
    else if (typeof value === 'object' && value !== null && 'code' in value)
      evidence[name] = String(value.code);
  }
  return evidence;
}

function auditSetup(archive: Archive, backend: Backend, findings: Findings): Setup | null {
  const election = parseElection(archive.election);
  if (!election.ok) {
    findings.add('election', false, refusalEvidence(election.error));
    return null;
  }
  const { name, uuid, fingerprint, publicKey } = { ...election.value.parameters, ...election.value };
  findings.add('election', true, { name, uuid, fingerprint });
  const trustees = checkTrustees(archive.trustees, publicKey, backend);
  if (trustees.ok) {
    findings.add('trustees', true, { items: trustees.value.length, owners: owners(trustees.value).length });
  } else findings.add('trustees', false, refusalEvidence(trustees.error));
  const credentials = parsePublicCredentials(archive.credentials);
  if (credentials.ok) findings.add('credentials', true, { credentials: credentials.value.length });
  else findings.add('credentials', false, refusalEvidence(credentials.error));
  return trustees.ok && credentials.ok
    ? { election: election.value, trustees: trustees.value, credentials: credentials.value }
    : null;
}

interface BallotBox {
  readonly ballots: readonly BallotToCheck[];
  readonly voters: ReadonlySet<Element>;
  readonly weight: number;
  readonly replaced: number;
}

/** Which ballots are tallied: the last of each credential (specification §4.18). Null if one cannot be read. */
function fillBallotBox(archive: Archive, setup: Setup, findings: Findings): BallotBox | null {
  const weights = new Map(setup.credentials.map(({ credential, weight }) => [credential, weight]));
  const last = new Map<Element, number>();
  const credentials: Element[] = [];
  for (const [index, text] of archive.ballots.entries()) {
    const parsed = parseBallot(setup.election, text);
    if (!parsed.ok) {
      findings.add('ballot-form', false, { ballot: index + 1, ...refusalEvidence(parsed.error) });
      return null;
    }
    credentials.push(parsed.value.credential);
    last.set(parsed.value.credential, index);
  }
  findings.add('ballot-form', true, { ballots: credentials.length });
  const unknown = credentials.findIndex((credential) => !weights.has(credential));
  findings.add(
    'ballot-credentials',
    unknown < 0,
    unknown < 0 ? { voters: last.size } : { ballot: unknown + 1 },
  );
  if (unknown >= 0) return null;
  const ballots = archive.ballots.map((text, index) => {
    const credential = credentials[index];
    const counts = credential !== undefined && last.get(credential) === index;
    return { index, text, weight: counts ? (weights.get(credential) ?? 0) : 0 };
  });
  const weight = ballots.reduce((sum, ballot) => sum + ballot.weight, 0);
  return { ballots, voters: new Set(last.keys()), weight, replaced: ballots.length - last.size };
}

async function auditTally(
  archive: Archive,
  setup: Setup,
  options: AuditOptions,
  findings: Findings,
): Promise<EncryptedTally | null> {
  const box = fillBallotBox(archive, setup, findings);
  if (box === null) return null;
  const { backend } = options;
  const unused = setup.credentials
    .map(({ credential }) => credential)
    .filter((each) => !box.voters.has(each));
  const total = box.ballots.length + Math.ceil(unused.length / CREDENTIAL_BATCH);
  const onProgress = (done: number) => options.onProgress?.({ done, total });
  const check = options.checkBallots ?? ((work) => checkBallots(work, backend));
  const outcome = await check({
    election: setup.election,
    ballots: box.ballots,
    onProgress: ({ done }) => onProgress(done),
  });
  const [bad] = outcome.refused;
  findings.add(
    'ballot-proofs',
    bad === undefined,
    bad === undefined ? { verified: box.ballots.length } : badBallots(outcome.refused),
  );
  if (bad !== undefined) return null;
  const outsider = await firstOutsider(unused, backend, (batch) => onProgress(box.ballots.length + batch));
  findings.add(
    'credential-elements',
    outsider === null,
    outsider === null ? { credentials: setup.credentials.length } : { credential: outsider },
  );
  const isReplacedOk = options.noRevote !== true || box.replaced === 0;
  findings.add('replaced-ballots', isReplacedOk, { replaced: box.replaced });
  if (archive.tally === null) {
    findings.add('tally-counts', false, { refusal: 'audit/no-tally', phase: archive.phase });
    return null;
  }
  const { size, text } = archive.tally;
  findings.add('tally-counts', size.num_tallied === box.voters.size && size.total_weight === box.weight, {
    num_tallied: size.num_tallied,
    counted: box.voters.size,
    total_weight: size.total_weight,
    weight: box.weight,
  });
  const expected = tallyOfElements(setup.election, outcome.elements);
  const read = parseEncryptedTally(setup.election, text);
  const isSame = read.ok && expected.text === text;
  findings.add('tally', isSame, isSame ? { sha256: expected.hash } : { refusal: 'audit/other-tally' });
  return isSame ? expected : null;
}

function badBallots(
  refused: readonly { readonly index: number; readonly refusal: BallotRefusal }[],
): Evidence {
  const [first] = refused;
  if (first === undefined) return {};
  const ballots = refused.map(({ index }) => index + 1);
  return { ballots, ...refusalEvidence(first.refusal) };
}

/** How many credentials are verified at once. */
const CREDENTIAL_BATCH = 64;

/** Credentials that did not vote must be members of the group too: those that did were verified in their ballots. */
async function firstOutsider(
  credentials: readonly Element[],
  backend: Backend,
  onBatch: (done: number) => void | Promise<void>,
): Promise<Element | null> {
  if (credentials.includes(IDENTITY)) return IDENTITY;
  for (let start = 0; start < credentials.length; start += CREDENTIAL_BATCH) {
    const points = credentials.slice(start, start + CREDENTIAL_BATCH);
    const answer = backend.verify({ y: IDENTITY, points, products: [], commitments: [] });
    if (!answer.ok) return points[answer.outsider] ?? null;
    await onBatch(start / CREDENTIAL_BATCH + 1);
  }
  return null;
}

function auditResult(
  archive: Archive,
  { election, trustees }: Setup,
  tally: EncryptedTally,
  backend: Backend,
  findings: Findings,
): Counts | null {
  const combined = combineShares(election, tally, trustees, archive.partialDecryptions, backend);
  if (!combined.ok) {
    const bad = 'bad' in combined.error ? combined.error.bad.map(({ owner }) => owner) : [];
    findings.add('partial-decryptions', false, { ...refusalEvidence(combined.error), bad });
    return null;
  }
  const { good, bad, decrypted } = combined.value;
  findings.add('partial-decryptions', true, { good, bad: bad.map(({ owner }) => owner) });
  if (archive.result === null) {
    findings.add('result', false, { refusal: 'audit/no-result', phase: archive.phase });
    return null;
  }
  const result = parseResult(election, archive.result);
  if (!result.ok) {
    findings.add('result', false, refusalEvidence(result.error));
    return null;
  }
  const totalWeight = archive.tally?.size.total_weight ?? 0;
  const log = boundedLog(totalWeight);
  const sums = flatten(result.value.counts);
  const wrong = decrypted.findIndex((value, i) => log(value) !== sums[i]);
  findings.add('result', wrong < 0, wrong < 0 ? { sums: sums.length } : { sum: wrong + 1 });
  const odd = election.questions.findIndex((asked, i) => {
    const counts = result.value.counts[i];
    return counts === undefined || !isConsistent(asked, counts, totalWeight);
  });
  findings.add(
    'result-consistency',
    odd < 0,
    odd < 0 ? { total_weight: totalWeight } : { question: odd + 1 },
  );
  return result.value.counts;
}
