/**
 * The key generation of a bureau, as the server sees it: it carries the holders' messages from step to step, checks
 * each, and can read none. Seeds live in the station alone. Every urn of the bureau shares the group's threshold
 * parameters. A generation begun may be begun again until it is complete; a complete one is final.
 */
import {
  checkCertificate,
  checkCertificates,
  checkPolynomial,
  checkVoutput,
  makeThresholdParameters,
  makeVinputs,
} from '../../core/belenios/threshold.ts';
import { thresholdParameters } from '../../core/belenios/threshold-messages.ts';
import type { Certificates } from '../../core/belenios/threshold-check.ts';
import type { Bureau, BureauId } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { assertOk, err, ok, type Result } from '../../core/result.ts';
import type { ElectionStore } from '../storage/election-store.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { KeyStep } from '../storage/election/keys.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';

export type KeyRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'keys/already-complete' }
  | { readonly code: 'keys/unknown-holder' }
  | { readonly code: 'keys/not-this-step'; readonly step: KeyStep }
  | { readonly code: 'keys/bad-message'; readonly step: KeyStep; readonly holder: number };

export interface KeyGeneration {
  readonly bureau: BureauId;
  readonly threshold: number;
  readonly holders: readonly { readonly index: number; readonly name: string; readonly president: boolean }[];
  readonly certificates: readonly (string | null)[];
  readonly polynomials: readonly (string | null)[];
  /** What each holder must check, once all polynomials are there. */
  readonly vinputs: readonly string[] | null;
  readonly voutputs: readonly (string | null)[];
  readonly complete: boolean;
}

const backend = nobleBackend();
type Parts = Pick<Context, 'election' | 'data'>;

function bureauOf(context: Parts, id: BureauId): Bureau {
  const found = dossierOf(context).bureaus.find((bureau) => bureau.id === id);
  if (found === undefined) throw new Error('unknown bureau');
  return found;
}

function messages(election: ElectionStore, bureau: Bureau, step: KeyStep): (string | null)[] {
  const found = new Map(
    election.keyMessages(bureau.id, step).map(({ holder, message }) => [holder, message]),
  );
  return bureau.members.map((_, index) => found.get(index + 1) ?? null);
}

function whole(texts: readonly (string | null)[]): string[] | null {
  const present = texts.filter((text) => text !== null);
  return present.length === texts.length ? present : null;
}

export function keyGenerationOf(context: Parts, id: BureauId): KeyGeneration {
  const bureau = bureauOf(context, id);
  const { election } = context;
  const certificates = messages(election, bureau, 'certificate');
  const polynomials = messages(election, bureau, 'polynomial');
  const [allCertificates, allPolynomials] = [whole(certificates), whole(polynomials)];
  const vinputs =
    allCertificates === null || allPolynomials === null
      ? null
      : assertOk(makeVinputs(checked(bureau, allCertificates), allPolynomials, backend));
  return {
    bureau: id,
    threshold: bureau.threshold,
    holders: bureau.members.map((member, index) => ({
      index: index + 1,
      name: `${member.civility} ${member.firstName} ${member.lastName}`,
      president: member.function === 'president',
    })),
    certificates,
    polynomials,
    vinputs,
    voutputs: messages(election, bureau, 'voutput'),
    complete: isComplete(context, id),
  };
}

export function isComplete({ election }: Pick<Context, 'election'>, bureau: BureauId): boolean {
  return election.keyMessages(bureau, 'threshold').length > 0;
}

function checked(bureau: Bureau, texts: readonly string[]): Certificates {
  return assertOk(checkCertificates(texts, bureau.threshold, backend));
}

/** Receives one message of one holder, in its step, checked; the last `voutput` completes the generation. */
export function receiveKeyMessage(
  context: Parts,
  actor: Account,
  input: {
    readonly step: 'certificate' | 'polynomial' | 'voutput';
    readonly holder: number;
    readonly message: string;
  },
): Result<null, KeyRefusal> {
  const allowed = authorise(context, actor, 'generateKeys');
  if (!allowed.ok) return allowed;
  if (actor.bureau === null) return err({ code: 'role/other-bureau' });
  const bureau = bureauOf(context, actor.bureau);
  const { election } = context;
  return election.transaction(() => {
    const refusal = refuseMessage(context, bureau, input);
    if (refusal !== null) return err(refusal);
    election.addKeyMessage(bureau.id, input.step, input.holder, input.message);
    election.journal.append({
      kind: `key-${input.step}`,
      facts: { account: actor.account, bureau: bureau.id, holder: input.holder },
    });
    if (input.step === 'voutput') completeWhenWhole(election, bureau);
    return ok(null);
  });
}

function refuseMessage(
  context: Parts,
  bureau: Bureau,
  { step, holder, message }: { step: KeyStep; holder: number; message: string },
): KeyRefusal | null {
  if (isComplete(context, bureau.id)) return { code: 'keys/already-complete' };
  const size = bureau.members.length;
  if (holder < 1 || holder > size) return { code: 'keys/unknown-holder' };
  const { election } = context;
  if (messages(election, bureau, step)[holder - 1] !== null) return { code: 'keys/not-this-step', step };
  const bad: KeyRefusal = { code: 'keys/bad-message', step, holder };
  if (step === 'certificate') {
    const place = { size, threshold: bureau.threshold, index: holder };
    return checkCertificate(message, place, backend) ? null : bad;
  }
  const certificates = whole(messages(election, bureau, 'certificate'));
  if (certificates === null) return { code: 'keys/not-this-step', step };
  if (step === 'polynomial') {
    return checkPolynomial(checked(bureau, certificates), holder, message, backend) ? null : bad;
  }
  const polynomials = whole(messages(election, bureau, 'polynomial'));
  if (polynomials === null) return { code: 'keys/not-this-step', step };
  return checkVoutput(checked(bureau, certificates), polynomials, holder, message, backend) ? null : bad;
}

function completeWhenWhole(election: ElectionStore, bureau: Bureau): void {
  const certificates = whole(messages(election, bureau, 'certificate'));
  const polynomials = whole(messages(election, bureau, 'polynomial'));
  const voutputs = whole(messages(election, bureau, 'voutput'));
  if (certificates === null || polynomials === null || voutputs === null) return;
  const parameters = assertOk(
    makeThresholdParameters(checked(bureau, certificates), polynomials, voutputs, backend),
  );
  election.addKeyMessage(bureau.id, 'threshold', 0, thresholdParameters.print(parameters));
  election.journal.append({
    kind: 'keys-complete',
    facts: { bureau: bureau.id, holders: bureau.members.length },
  });
}

/** Begins again, before completion: a holder's sheet was lost, or a member was replaced. */
export function restartKeyGeneration(context: Parts, actor: Account): Result<null, KeyRefusal> {
  const allowed = authorise(context, actor, 'generateKeys');
  if (!allowed.ok) return allowed;
  const { bureau } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  const { election } = context;
  return election.transaction(() => {
    if (isComplete(context, bureau)) return err({ code: 'keys/already-complete' });
    election.forgetKeyMessages(bureau);
    election.journal.append({ kind: 'keys-restarted', facts: { account: actor.account, bureau } });
    return ok(null);
  });
}
