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
import type { KeyMessageRequest, KeysAnswer, StationHolder } from './api.ts';
import type { Port } from '../port.ts';
import { ask, read, type StationRefusal } from './call.ts';

export interface KeyCeremony {
  readonly random: Random;
  readonly backend?: Backend;
  /** Called once a holder, and awaited: a page waits there until the sequence is copied and typed again. */
  readonly onSequence?: (holder: StationHolder, sequence: Sequence) => void | Promise<void>;
  /** All certificates are there: their codes, to be read aloud; awaited. */
  readonly onCertificates?: (codes: CertificateCodes) => void | Promise<void>;
  readonly onProgress?: (progress: KeyProgress) => void | Promise<void>;
}

export interface CertificateCodes {
  readonly whole: string;
  readonly holders: readonly { readonly holder: StationHolder; readonly code: string }[];
}

export interface KeyProgress {
  readonly step: KeyMessageRequest['step'];
  readonly done: number;
  readonly total: number;
}

export interface GeneratedKeys {
  /** In the order of the holders; the rehearsal keeps them, a page lets them go. */
  readonly sequences: readonly Sequence[];
  readonly codes: CertificateCodes;
}

export function readKeys(port: Port): Promise<Result<KeysAnswer, StationRefusal>> {
  return read<KeysAnswer>(port, 'keys', {});
}

/** Begins again a generation that is not complete: what was copied so far is worth nothing any more. */
export function restartKeys(port: Port): Promise<Result<null, StationRefusal>> {
  return ask<null>(port, 'keys/restart', {});
}

/** Plays the whole generation of the session's bureau. Refused when one was begun and not finished. */
export async function generateKeys(
  port: Port,
  ceremony: KeyCeremony,
): Promise<Result<GeneratedKeys, StationRefusal>> {
  const before = await readKeys(port);
  if (!before.ok) return before;
  const { holders, threshold, certificates, complete } = before.value;
  if (complete) return err({ code: 'keys/already-complete' });
  if (certificates.some((each) => each !== null)) return err({ code: 'keys/begun' });
  const sequences: Sequence[] = [];
  for (const holder of holders) {
    const sequence = drawSequence(ceremony.random);
    await ceremony.onSequence?.(holder, sequence);
    sequences.push(sequence);
  }
  const means = { backend: ceremony.backend ?? nobleBackend(), random: ceremony.random };
  const stations = sequences.map((sequence, index) =>
    keyGeneration(seedOfSequence(sequence), { size: holders.length, threshold, index: index + 1 }, means),
  );
  const codes = await exchange(port, ceremony, holders, stations);
  return codes.ok ? ok({ sequences, codes: codes.value }) : codes;
}

async function exchange(
  port: Port,
  ceremony: KeyCeremony,
  holders: readonly StationHolder[],
  stations: readonly KeyGeneration[],
): Promise<Result<CertificateCodes, StationRefusal>> {
  const made = await sendAll(port, ceremony, 'certificate', stations, (station) => ok(station.certificate()));
  if (!made.ok) return made;
  const certified = await readKeys(port);
  if (!certified.ok) return certified;
  // One station made them all: not one may come back changed.
  if (certified.value.certificates.join('\n') !== made.value.join('\n')) return err({ code: 'keys/altered' });
  const codes: CertificateCodes = {
    whole: certificatesCode(made.value),
    holders: holders.map((holder, index) => ({ holder, code: certificateCode(made.value[index] ?? '') })),
  };
  await ceremony.onCertificates?.(codes);
  const drawn = await sendAll(port, ceremony, 'polynomial', stations, (station) =>
    station.polynomial(made.value),
  );
  if (!drawn.ok) return drawn;
  const routed = await readKeys(port);
  if (!routed.ok) return routed;
  const { vinputs } = routed.value;
  const shared = await sendAll(port, ceremony, 'voutput', stations, (station, index) =>
    station.voutput(made.value, vinputs?.[index] ?? ''),
  );
  return shared.ok ? ok(codes) : shared;
}

/** Makes and sends one message a holder, in order; progress is told before each. */
async function sendAll(
  port: Port,
  { onProgress }: KeyCeremony,
  step: KeyMessageRequest['step'],
  stations: readonly KeyGeneration[],
  make: (station: KeyGeneration, index: number) => Result<string, StationRefusal>,
): Promise<Result<readonly string[], StationRefusal>> {
  const sent: string[] = [];
  for (const [index, station] of stations.entries()) {
    await onProgress?.({ step, done: index, total: stations.length });
    const message = make(station, index);
    if (!message.ok) return message;
    const request: KeyMessageRequest = { step, holder: index + 1, message: message.value };
    const received = await ask<null>(port, 'keys/message', request);
    if (!received.ok) return received;
    sent.push(message.value);
  }
  await onProgress?.({ step, done: stations.length, total: stations.length });
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
export function codesOf({ holders, certificates }: KeysAnswer): CertificateCodes | null {
  const present = certificates.filter((certificate) => certificate !== null);
  if (present.length !== holders.length) return null;
  return {
    whole: certificatesCode(present),
    holders: holders.map((holder, index) => ({ holder, code: certificateCode(present[index] ?? '') })),
  };
}
