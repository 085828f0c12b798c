/**
 * Proof that a holder has the key: after the generation each unwraps or retypes the sequence once more, and the station
 * signs a challenge of the appliance with the holder's own signing key (the one of the certificate). The appliance verifies
 * it: a carrier that does not open is found before the round is sealed, and not at the count.
 */
import { parseCanonical } from '../bytes/canonical-json.ts';
import type { Backend, Element } from '../group/group.ts';
import { expectSigned, pkiKeys, sign, signedMessage } from '../belenios/pki.ts';
import { certificateKeys } from '../belenios/threshold-messages.ts';
import { newVerification } from '../belenios/verification.ts';
import type { Port } from '../port.ts';
import type { Random } from '../random.ts';
import { err, type Result } from '../result.ts';
import type {
  CarrierPlace,
  CarrierSlot,
  ChallengeAnswer,
  HolderPlace,
  KeysAnswer,
  PossessionRequest,
  StationHolder,
} from './api.ts';
import { ask, type StationRefusal } from './call.ts';
import { parseSequence, seedOfSequence } from './sequence.ts';

/** What is signed. Nothing else that this key signs begins so: its other messages are JSON objects. */
function challengeText(round: string, { group, holder, slot }: CarrierPlace, challenge: string): string {
  return `isoloir/1/possession|${JSON.stringify([round, group, holder, slot, challenge])}`;
}

/** What is still to be brought out, holder after holder, the main carrier first. */
export function leftToProve({
  groups,
  carriers,
}: KeysAnswer): { holder: StationHolder; slot: CarrierSlot }[] {
  const tried = carriers.filter((each) => each.tried).map(({ slot }) => slot);
  return groups.flatMap(({ holders, provedWith }) =>
    holders.flatMap((holder, index) =>
      tried.filter((slot) => provedWith[index]?.includes(slot) !== true).map((slot) => ({ holder, slot })),
    ),
  );
}

/** The holder's verification key, hexadecimal; null if this is not a certificate. */
export function verificationOfCertificate(certificate: string): Element | null {
  const signed = parseCanonical(signedMessage, certificate);
  const keys = signed.ok ? parseCanonical(certificateKeys, signed.value.message) : signed;
  return keys.ok ? keys.value.verification : null;
}

export interface Possession extends HolderPlace {
  /** The main one where nothing is said. */
  readonly slot?: CarrierSlot;
  /** As unwrapped, typed or scanned. */
  readonly sequence: string;
  readonly random: Random;
}

/** Asks for a challenge, signs it, sends the proof. A sequence that is not this holder's is refused without sending. */
export async function provePossession(
  port: Port,
  keys: KeysAnswer,
  { group, holder, slot = 'main', sequence, random }: Possession,
): Promise<Result<null, StationRefusal>> {
  const parsed = parseSequence(sequence);
  if (!parsed.ok) return parsed;
  const own = keys.groups.find(({ id }) => id === group)?.certificates[holder - 1] ?? null;
  if (own === null) return err({ code: 'possession/too-early' });
  const { sk, verification } = pkiKeys(seedOfSequence(parsed.value));
  if (verificationOfCertificate(own) !== verification) return err({ code: 'possession/wrong-holder' });
  const place = { group, holder, slot };
  const asked = await ask<ChallengeAnswer>(port, 'keys/challenge', place);
  if (!asked.ok) return asked;
  const { challenge } = asked.value;
  const proof = signedMessage.print(sign(sk, challengeText(keys.round, place, challenge), random));
  const request: PossessionRequest = { ...place, challenge, proof };
  return ask<null>(port, 'keys/possession', request);
}

/** Whether a proof answers this challenge with the key of this certificate. */
export function checkPossession(
  {
    round,
    place,
    challenge,
  }: { readonly round: string; readonly place: CarrierPlace; readonly challenge: string },
  { certificate, proof }: { readonly certificate: string; readonly proof: string },
  backend: Backend,
): boolean {
  const signed = parseCanonical(signedMessage, proof);
  const key = verificationOfCertificate(certificate);
  if (!signed.ok || key === null || signed.value.message !== challengeText(round, place, challenge))
    return false;
  const verification = newVerification();
  expectSigned(verification, 'proof', key, signed.value);
  return verification.settle(backend).ok;
}
