/**
 * The key generation in a station, without any page, for the pages, the token station and the rehearsal. It serves all
 * holders one after the other (protocol.md, Keys): each one's sequence is drawn and given to its carrier; then
 * certificates, polynomials and public shares are exchanged through the appliance, each checked. A holder's seed exists
 * only in the station, and only until a call returns.
 */
import type { Backend } from '../group/group.ts';
import { nobleBackend } from '../group/noble-backend.ts';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
import { certificateCode, certificatesCode, keyGeneration, type KeyGeneration } from './key-generation.ts';
import { drawSequence, parseSequence, printedSequence, seedOfSequence, type Sequence } from './sequence.ts';
import type {
  CarrierRequest,
  CarrierSlot,
  HolderCarrier,
  HolderPlace,
  KeyMessageRequest,
  KeysAnswer,
  StationHolder,
} from './api.ts';
import type { Port } from '../port.ts';
import { ask, read, type StationRefusal } from './call.ts';

export interface KeyCeremony {
  readonly random: Random;
  readonly backend?: Backend;
  /**
   * Called once a holder, and awaited: gives the sequence to what will carry it, and answers that. A page waits there
   * until the sequence is copied and typed again; a token station until the tokens are enrolled.
   */
  readonly onSequence?: (turn: HolderTurn) => HolderCarriers | Promise<HolderCarriers>;
  /** All certificates are there: their codes, to be read aloud; awaited. */
  readonly onCertificates?: (codes: CertificateCodes) => void | Promise<void>;
  readonly onProgress?: (progress: KeyProgress) => void | Promise<void>;
}

/** One holder's turn in front of the station. */
export interface HolderTurn {
  readonly holder: StationHolder;
  readonly sequence: Sequence;
  /** What the dossier asks, with envelope numbers that no other holder of the round is offered. */
  readonly asked: readonly AskedCarrier[];
  readonly keys: KeysAnswer;
  /** Records made in this ceremony so far: a key token carries one holder's key. */
  readonly others: readonly string[];
}

export interface AskedCarrier {
  readonly slot: CarrierSlot;
  readonly kind: 'paper' | 'token';
  readonly envelope: string;
}

export type HolderCarriers = readonly HolderCarrier[];

/** What a holder who keeps everything on paper has, in the envelopes proposed. */
export function paperCarriers({ asked }: Pick<HolderTurn, 'asked'>): HolderCarriers {
  return asked.map(({ slot, envelope }) => ({ slot, envelope, record: null }));
}

export interface CertificateCodes {
  /** Over the certificates of all groups, in order. */
  readonly whole: string;
  readonly holders: readonly { readonly holder: StationHolder; readonly code: string }[];
}

export interface KeyProgress {
  readonly step: KeyMessageRequest['step'];
  readonly done: number;
  readonly total: number;
}

/** What a holder keeps. */
export interface HeldSequence extends HolderPlace {
  readonly sequence: Sequence;
}

export interface GeneratedKeys {
  /** In the order of the groups and their holders; the rehearsal keeps them, a page lets them go. */
  readonly sequences: readonly HeldSequence[];
  readonly codes: CertificateCodes;
}

export function readKeys(port: Port): Promise<Result<KeysAnswer, StationRefusal>> {
  return read<KeysAnswer>(port, 'keys', {});
}

/** Begins again, until every holder proved to hold the key: what was kept so far is worth nothing any more. */
export function restartKeys(port: Port): Promise<Result<null, StationRefusal>> {
  return ask<null>(port, 'keys/restart', {});
}

/** A holder in the station, during the generation. */
interface Seat {
  readonly holder: StationHolder;
  readonly carriers: HolderCarriers;
  readonly station: KeyGeneration;
}

/** Plays the whole generation of the session's bureau, all groups together. Refused when one was begun and not finished. */
export async function generateKeys(
  port: Port,
  ceremony: KeyCeremony,
): Promise<Result<GeneratedKeys, StationRefusal>> {
  const before = await readKeys(port);
  if (!before.ok) return before;
  const { groups, complete } = before.value;
  if (complete) return err({ code: 'keys/already-complete' });
  if (groups.some(({ certificates }) => certificates.some((each) => each !== null)))
    return err({ code: 'keys/begun' });
  const means = { backend: ceremony.backend ?? nobleBackend(), random: ceremony.random };
  const sequences: HeldSequence[] = [];
  const seats: Seat[] = [];
  for (const { threshold, holders } of groups) {
    for (const holder of holders) {
      const sequence = drawSequence(ceremony.random);
      const others = seats.flatMap(({ carriers }) => carriers.flatMap(({ record }) => record ?? []));
      const turn = { holder, sequence, asked: askedOf(before.value, holder), keys: before.value, others };
      const carriers = await (ceremony.onSequence ?? paperCarriers)(turn);
      const place = { size: holders.length, threshold, index: holder.holder };
      sequences.push({ group: holder.group, holder: holder.holder, sequence });
      seats.push({ holder, carriers, station: keyGeneration(seedOfSequence(sequence), place, means) });
    }
  }
  const codes = await exchange(port, ceremony, seats);
  return codes.ok ? ok({ sequences, codes: codes.value }) : codes;
}

/** Envelopes are numbered by group, holder and slot: two bureaus at work at the same time never meet. */
function askedOf({ carriers }: KeysAnswer, { group, holder }: HolderPlace): AskedCarrier[] {
  return carriers.map((each, index) => {
    const letter = carriers.length === 1 ? '' : String.fromCharCode(65 + index);
    return { ...each, envelope: `${group}-${holder}${letter}` };
  });
}

async function exchange(
  port: Port,
  ceremony: KeyCeremony,
  seats: readonly Seat[],
): Promise<Result<CertificateCodes, StationRefusal>> {
  const made = await sendAll(port, ceremony, 'certificate', seats, ({ station }) =>
    ok(station.certificate()),
  );
  if (!made.ok) return made;
  const certified = await readKeys(port);
  if (!certified.ok) return certified;
  // One station made them all: not one may come back changed.
  const back = certified.value.groups.flatMap(({ certificates }) => certificates);
  if (back.join('\n') !== made.value.join('\n')) return err({ code: 'keys/altered' });
  const codes = codesFor(
    seats.map(({ holder }) => holder),
    made.value,
  );
  const ofGroup = ({ group }: HolderPlace) =>
    made.value.filter((_, index) => seats[index]?.holder.group === group);
  await ceremony.onCertificates?.(codes);
  const carried = await sendCarriers(port, seats);
  if (!carried.ok) return carried;
  const drawn = await sendAll(port, ceremony, 'polynomial', seats, ({ holder, station }) =>
    station.polynomial(ofGroup(holder)),
  );
  if (!drawn.ok) return drawn;
  const routed = await readKeys(port);
  if (!routed.ok) return routed;
  const vinput = ({ group, holder }: HolderPlace) =>
    routed.value.groups.find(({ id }) => id === group)?.vinputs?.[holder - 1] ?? '';
  const shared = await sendAll(port, ceremony, 'voutput', seats, ({ holder, station }) =>
    station.voutput(ofGroup(holder), vinput(holder)),
  );
  return shared.ok ? ok(codes) : shared;
}

async function sendCarriers(port: Port, seats: readonly Seat[]): Promise<Result<null, StationRefusal>> {
  for (const { holder: seated, carriers } of seats) {
    for (const carrier of carriers) {
      const request: CarrierRequest = { group: seated.group, holder: seated.holder, ...carrier };
      const received = await ask<null>(port, 'keys/carrier', request);
      if (!received.ok) return received;
    }
  }
  return ok(null);
}

/** Makes and sends one message a holder, in order; progress is told before each. */
async function sendAll(
  port: Port,
  { onProgress }: KeyCeremony,
  step: KeyMessageRequest['step'],
  seats: readonly Seat[],
  make: (seat: Seat) => Result<string, StationRefusal>,
): Promise<Result<readonly string[], StationRefusal>> {
  const sent: string[] = [];
  for (const [index, seat] of seats.entries()) {
    await onProgress?.({ step, done: index, total: seats.length });
    const message = make(seat);
    if (!message.ok) return message;
    const { group, holder } = seat.holder;
    const request: KeyMessageRequest = { step, group, holder, message: message.value };
    const received = await ask<null>(port, 'keys/message', request);
    if (!received.ok) return received;
    sent.push(message.value);
  }
  await onProgress?.({ step, done: seats.length, total: seats.length });
  return ok(sent);
}

/** Whether what a holder typed back from the sheet is what was drawn; else where to look, by group of four. */
export function checkCopy(typed: string, drawn: Sequence): Result<null, StationRefusal> {
  const parsed = parseSequence(typed);
  if (!parsed.ok) return parsed;
  const [copied, original] = [printedSequence(parsed.value).split(' '), printedSequence(drawn).split(' ')];
  const group = original.findIndex((text, index) => text !== copied[index]);
  return group < 0 ? ok(null) : err({ code: 'sequence/differs', group: group + 1 });
}

/** The codes of certificates already generated, to show again what was read aloud. */
export function codesOf({ groups }: Pick<KeysAnswer, 'groups'>): CertificateCodes | null {
  const holders = groups.flatMap((group) => group.holders);
  const present = groups.flatMap(({ certificates }) => certificates.filter((each) => each !== null));
  return present.length === holders.length ? codesFor(holders, present) : null;
}

function codesFor(holders: readonly StationHolder[], certificates: readonly string[]): CertificateCodes {
  return {
    whole: certificatesCode(certificates),
    holders: holders.map((holder, index) => ({ holder, code: certificateCode(certificates[index] ?? '') })),
  };
}
