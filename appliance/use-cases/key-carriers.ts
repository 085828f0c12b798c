/**
 * What each holder keeps the key in, and the proof that it still opens: both are needed before the round is sealed. The
 * dossier says paper or key token, and whether there is a second one. A record must be the holder's own; its hash is in
 * the seal. A challenge is for one holder and serves once.
 */
import { randomBytes } from 'node:crypto';
import type { Bureau, KeyGroup } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import type {
  CarrierPlace,
  CarrierRequest,
  ChallengeAnswer,
  HolderPlace,
  PossessionRequest,
} from '../../core/station/api.ts';
import { checkPossession, verificationOfCertificate } from '../../core/station/possession.ts';
import { isVirtual, parseKeyToken } from '../../core/tokens/key-token-record.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { askedCarriers, bureauOf, provedHolders } from './key-holders.ts';

export type CarrierRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'keys/already-complete' | 'keys/unknown-holder' }
  | { readonly code: 'keys/not-this-step'; readonly step: 'certificate' }
  | { readonly code: 'keys/other-carrier' | 'keys/bad-record' | 'keys/virtual-token' | 'keys/envelope-taken' }
  | { readonly code: 'possession/too-early' | 'possession/wrong-challenge' | 'possession/bad-proof' };

type Parts = Pick<Context, 'election' | 'data'>;

/** Names the round in records and proofs: the hash of its first journal line, 16 hexadecimal digits. */
export function roundName({ election }: Pick<Context, 'election'>): string {
  const [first] = election.journal.lines();
  if (first === undefined) throw new Error('an installation is journaled');
  return sha256Hex(first).slice(0, 16);
}

function certificateOf({ election }: Parts, group: KeyGroup, holder: number): string | null {
  return (
    election.keyMessages(group.id, 'certificate').find((each) => each.holder === holder)?.message ?? null
  );
}

/** The actor's bureau and the group of one of its holders. */
function placeIn(
  context: Parts,
  actor: Account,
  { group: id, holder }: HolderPlace,
): Result<{ readonly bureau: Bureau; readonly group: KeyGroup }, CarrierRefusal> {
  const allowed = authorise(context, actor, 'generateKeys');
  if (!allowed.ok) return allowed;
  if (actor.bureau === null) return err({ code: 'role/other-bureau' });
  const bureau = bureauOf(context, actor.bureau);
  const group = bureau.groups.find((each) => each.id === id);
  return group === undefined || holder < 1 || holder > group.holders.length
    ? err({ code: 'keys/unknown-holder' })
    : ok({ bureau, group });
}

/** Records what a holder keeps the key in, once, after the certificate. */
export function receiveCarrier(
  context: Parts,
  actor: Account,
  input: CarrierRequest,
): Result<null, CarrierRefusal> {
  const place = placeIn(context, actor, input);
  if (!place.ok) return place;
  const { bureau, group } = place.value;
  const { election } = context;
  return election.transaction(() => {
    const refusal = refuseCarrier(context, group, input);
    if (refusal !== null) return err(refusal);
    const { holder, slot, envelope, record } = input;
    election.addCarrier(group.id, { holder, slot, envelope, record });
    election.journal.append({
      kind: record === null ? 'key-sheet-recorded' : 'key-token-enrolled',
      facts: { account: actor.account, bureau: bureau.id, group: group.id, holder, slot, envelope },
    });
    return ok(null);
  });
}

function refuseCarrier(context: Parts, group: KeyGroup, input: CarrierRequest): CarrierRefusal | null {
  const { holder, slot, envelope, record } = input;
  const { election } = context;
  if (election.keyMessages(group.id, 'threshold').length > 0) return { code: 'keys/already-complete' };
  const certificate = certificateOf(context, group, holder);
  if (certificate === null) return { code: 'keys/not-this-step', step: 'certificate' };
  const asked = askedCarriers(dossierOf(context)).find((each) => each.slot === slot);
  const isKept = election.carriers(group.id).some((each) => each.holder === holder && each.slot === slot);
  if (asked === undefined || isKept || (asked.kind === 'token') !== (record !== null))
    return { code: 'keys/other-carrier' };
  const refusal = record === null ? null : refuseRecord(context, group, { holder, certificate, record });
  if (refusal !== null) return refusal;
  return election.isEnvelopeTaken(envelope) ? { code: 'keys/envelope-taken' } : null;
}

/** The record names this round, this group, this holder, and the verification key of this certificate. */
function refuseRecord(
  context: Parts,
  group: KeyGroup,
  { holder, certificate, record }: { holder: number; certificate: string; record: string },
): CarrierRefusal | null {
  const parsed = parseKeyToken(record);
  if (!parsed.ok) return { code: 'keys/bad-record' };
  const named = parsed.value.holder;
  const isOwn =
    named.round === roundName(context) &&
    named.bureau === group.id &&
    named.index === holder &&
    named.verification === verificationOfCertificate(certificate);
  if (!isOwn) return { code: 'keys/bad-record' };
  return context.data.mode === 'real' && isVirtual(parsed.value) ? { code: 'keys/virtual-token' } : null;
}

/** Whether a holder has all that the dossier asks. */
export function hasCarriers(context: Parts, group: KeyGroup, holder: number): boolean {
  const own = context.election.carriers(group.id).filter((each) => each.holder === holder);
  return askedCarriers(dossierOf(context)).every(({ slot }) => own.some((each) => each.slot === slot));
}

/** Every holder of every group proved to hold the key, with each carrier that is tried: the keys are final. */
export function areProved(context: Pick<Context, 'election'>, { groups }: Pick<Bureau, 'groups'>): boolean {
  return groups.every((group) => provedHolders(context, group).every((proved) => proved));
}

export function challengeHolder(
  context: Parts,
  actor: Account,
  input: CarrierPlace,
): Result<ChallengeAnswer, CarrierRefusal> {
  const place = placeIn(context, actor, input);
  if (!place.ok) return place;
  const { group } = place.value;
  const { election } = context;
  if (election.keyMessages(group.id, 'threshold').length === 0) return err({ code: 'possession/too-early' });
  if (!askedCarriers(dossierOf(context)).some(({ slot, tried }) => tried && slot === input.slot))
    return err({ code: 'keys/other-carrier' });
  const challenge = randomBytes(32).toString('hex');
  election.transaction(() => election.setChallenge(group.id, input, challenge));
  return ok({ challenge });
}

export function receivePossession(
  context: Parts,
  actor: Account,
  input: PossessionRequest,
): Result<null, CarrierRefusal> {
  const place = placeIn(context, actor, input);
  if (!place.ok) return place;
  const { bureau, group } = place.value;
  const { holder, slot, challenge, proof } = input;
  const { election } = context;
  return election.transaction(() => {
    const stored = election.possessions(group.id);
    const asked = stored.find((each) => each.holder === holder && each.slot === slot)?.challenge ?? null;
    const certificate = certificateOf(context, group, holder);
    if (asked === null || asked !== challenge || certificate === null)
      return err({ code: 'possession/wrong-challenge' });
    const question = { round: roundName(context), place: { group: group.id, holder, slot }, challenge };
    if (!checkPossession(question, { certificate, proof }, nobleBackend()))
      return err({ code: 'possession/bad-proof' });
    election.addPossession(group.id, input, proof);
    election.journal.append({
      kind: 'key-possession-proved',
      facts: { account: actor.account, bureau: bureau.id, group: group.id, holder, slot },
    });
    return ok(null);
  });
}
