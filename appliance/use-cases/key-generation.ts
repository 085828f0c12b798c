/**
 * The key generation of a bureau, as the server sees it: it carries the holders' messages from step to step, checks
 * each, and can read none. Seeds live in the station alone. Each group of holders makes one threshold key, which every
 * urn of the bureau shares. A generation may be begun again until every holder proved to hold the key; then it is final.
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
import type { Bureau, BureauId, KeyGroup, KeyGroupId } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { assertOk, err, ok, type Result } from '../../core/result.ts';
import type { KeyMessageRequest, KeysAnswer, KeysGroup } from '../../core/station/api.ts';
import type { ElectionStore } from '../storage/election-store.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { KeyStep } from '../storage/election/keys.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { areProved, hasCarriers, roundName } from './key-carriers.ts';
import { askedCarriers, bureauOf, holdersOf, provedHolders, provedWith } from './key-holders.ts';

export type KeyRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'keys/already-complete' }
  | { readonly code: 'keys/unknown-holder' }
  | { readonly code: 'keys/carrier-missing'; readonly group: KeyGroupId; readonly holder: number }
  | { readonly code: 'keys/not-this-step'; readonly step: KeyStep }
  | {
      readonly code: 'keys/bad-message';
      readonly step: KeyStep;
      readonly group: KeyGroupId;
      readonly holder: number;
    };

const backend = nobleBackend();
type Parts = Pick<Context, 'election' | 'data'>;

/** By holder, in order; null while missing. */
function messages(election: ElectionStore, group: KeyGroup, step: KeyStep): (string | null)[] {
  const found = new Map(election.keyMessages(group.id, step).map(({ holder, message }) => [holder, message]));
  return group.holders.map((_, index) => found.get(index + 1) ?? null);
}

function whole(texts: readonly (string | null)[]): string[] | null {
  const present = texts.filter((text) => text !== null);
  return present.length === texts.length ? present : null;
}

export function keyGenerationOf(context: Parts & Pick<Context, 'site'>, id: BureauId): KeysAnswer {
  const bureau = bureauOf(context, id);
  return {
    bureau: id,
    round: roundName(context),
    rpId: new URL(context.site).hostname,
    carriers: askedCarriers(dossierOf(context)),
    groups: bureau.groups.map((group) => groupGeneration(context, bureau, group)),
    complete: isComplete(context, bureau),
    proved: isComplete(context, bureau) && areProved(context, bureau),
  };
}

function groupGeneration(context: Parts, bureau: Bureau, group: KeyGroup): KeysGroup {
  const { election } = context;
  const certificates = messages(election, group, 'certificate');
  const polynomials = messages(election, group, 'polynomial');
  const [allCertificates, allPolynomials] = [whole(certificates), whole(polynomials)];
  const vinputs =
    allCertificates === null || allPolynomials === null
      ? null
      : assertOk(makeVinputs(checked(group, allCertificates), allPolynomials, backend));
  return {
    id: group.id,
    name: group.name,
    threshold: group.threshold,
    holders: holdersOf(context, bureau, group),
    certificates,
    polynomials,
    vinputs,
    voutputs: messages(election, group, 'voutput'),
    proved: provedHolders(context, group),
    provedWith: provedWith(context, group),
  };
}

/** Whether every group of a bureau has its key. */
export function isComplete(context: Pick<Context, 'election'>, { groups }: Pick<Bureau, 'groups'>): boolean {
  return groups.every(({ id }) => isGroupComplete(context, id));
}

function isGroupComplete({ election }: Pick<Context, 'election'>, group: KeyGroupId): boolean {
  return election.keyMessages(group, 'threshold').length > 0;
}

function checked(group: KeyGroup, texts: readonly string[]): Certificates {
  return assertOk(checkCertificates(texts, group.threshold, backend));
}

/** Receives one message of one holder, in its step, checked; the last `voutput` of a group completes it. */
export function receiveKeyMessage(
  context: Parts,
  actor: Account,
  input: KeyMessageRequest,
): Result<null, KeyRefusal> {
  const allowed = authorise(context, actor, 'generateKeys');
  if (!allowed.ok) return allowed;
  if (actor.bureau === null) return err({ code: 'role/other-bureau' });
  const bureau = bureauOf(context, actor.bureau);
  const group = bureau.groups.find(({ id }) => id === input.group);
  if (group === undefined) return err({ code: 'keys/unknown-holder' });
  const { election } = context;
  return election.transaction(() => {
    const refusal = refuseMessage(context, group, input);
    if (refusal !== null) return err(refusal);
    election.addKeyMessage(group.id, input.step, input.holder, input.message);
    election.journal.append({
      kind: `key-${input.step}`,
      facts: { account: actor.account, bureau: bureau.id, group: group.id, holder: input.holder },
    });
    if (input.step === 'voutput') completeWhenWhole(context, bureau, group);
    return ok(null);
  });
}

function refuseMessage(
  context: Parts,
  group: KeyGroup,
  { step, holder, message }: Pick<KeyMessageRequest, 'step' | 'holder' | 'message'>,
): KeyRefusal | null {
  if (isGroupComplete(context, group.id)) return { code: 'keys/already-complete' };
  const size = group.holders.length;
  if (holder < 1 || holder > size) return { code: 'keys/unknown-holder' };
  const { election } = context;
  if (messages(election, group, step)[holder - 1] !== null) return { code: 'keys/not-this-step', step };
  const bad: KeyRefusal = { code: 'keys/bad-message', step, group: group.id, holder };
  if (step === 'certificate') {
    const place = { size, threshold: group.threshold, index: holder };
    return checkCertificate(message, place, backend) ? null : bad;
  }
  const certificates = whole(messages(election, group, 'certificate'));
  if (certificates === null) return { code: 'keys/not-this-step', step };
  if (step === 'polynomial') {
    const without = group.holders.findIndex((_, index) => !hasCarriers(context, group, index + 1));
    if (without >= 0) return { code: 'keys/carrier-missing', group: group.id, holder: without + 1 };
    return checkPolynomial(checked(group, certificates), holder, message, backend) ? null : bad;
  }
  const polynomials = whole(messages(election, group, 'polynomial'));
  if (polynomials === null) return { code: 'keys/not-this-step', step };
  return checkVoutput(checked(group, certificates), polynomials, holder, message, backend) ? null : bad;
}

function completeWhenWhole(context: Parts, bureau: Bureau, group: KeyGroup): void {
  const { election } = context;
  const certificates = whole(messages(election, group, 'certificate'));
  const polynomials = whole(messages(election, group, 'polynomial'));
  const voutputs = whole(messages(election, group, 'voutput'));
  if (certificates === null || polynomials === null || voutputs === null) return;
  const parameters = assertOk(
    makeThresholdParameters(checked(group, certificates), polynomials, voutputs, backend),
  );
  election.addKeyMessage(group.id, 'threshold', 0, thresholdParameters.print(parameters));
  election.journal.append({
    kind: 'keys-complete',
    facts: { bureau: bureau.id, group: group.id, holders: group.holders.length },
  });
}

/** Begins again, until every holder proved to hold the key: a sheet was lost, a token does not open. */
export function restartKeyGeneration(context: Parts, actor: Account): Result<null, KeyRefusal> {
  const allowed = authorise(context, actor, 'generateKeys');
  if (!allowed.ok) return allowed;
  if (actor.bureau === null) return err({ code: 'role/other-bureau' });
  const bureau = bureauOf(context, actor.bureau);
  const { election } = context;
  return election.transaction(() => {
    if (isComplete(context, bureau) && areProved(context, bureau))
      return err({ code: 'keys/already-complete' });
    for (const { id } of bureau.groups) {
      election.forgetKeyMessages(id);
      election.forgetCarriers(id);
    }
    election.journal.append({
      kind: 'keys-restarted',
      facts: { account: actor.account, bureau: bureau.id },
    });
    return ok(null);
  });
}
