/**
 * What `isoloir appliance-key request` writes for the holders' machines, so that each makes a share of the printed copy of
 * the appliance's key while the appliance is stopped. It is read and its copy verified before any holder opens an envelope;
 * a share is then made from the sequence alone, whether it was typed or came out of a key token. Nothing in it is secret.
 */
import {
  arrayOf,
  eitherOf,
  jsonString,
  literal,
  objectOf,
  parseCanonical,
  scalarCodec,
  smallInteger,
  stringMatching,
  type Codec,
} from '../bytes/canonical-json.ts';
import type { Means } from '../belenios/threshold.ts';
import { element, type Backend } from '../group/group.ts';
import { err, ok, type Result } from '../result.ts';
import { parseKeyToken } from '../tokens/key-token-record.ts';
import type { CarrierSlot, HolderCarrier, HolderPlace, StationHolder } from './api.ts';
import { samePlace } from './groups.ts';
import { isCopyGenuine, readKeyCopy, type CopyRefusal, type CopyTerms, type KeyCopy } from './key-copy.ts';
import type { Machine } from './machine.ts';
import { shareOfCopy } from './recover-appliance-key.ts';
import { parseSequence, seedOfSequence, type SequenceRefusal } from './sequence.ts';

export interface ShareRequest {
  readonly type: 'isoloir-appliance-key-request';
  /** Of the appliance's data folder: a station with virtual tokens makes no share for a real election. */
  readonly mode: 'real' | 'demonstration' | 'rehearsal';
  /** The appliance: no holder brings a key there in a real election. */
  readonly machine: Machine;
  readonly terms: CopyTerms;
  /** The lines of the printed copy, as they were typed. */
  readonly copy: string;
  readonly groups: readonly ShareGroup[];
}

export interface ShareGroup {
  readonly id: string;
  readonly name: string;
  readonly threshold: number;
  readonly holders: readonly ShareHolder[];
}

export interface ShareHolder extends StationHolder {
  /** The holder's own encrypted share, kept since the key generation; opens with the holder's seed alone. */
  readonly privateKeyMessage: string;
}

export type ShareRequestRefusal = CopyRefusal | { readonly code: 'copy/not-a-request' };
export type ShareRefusal = CopyRefusal | SequenceRefusal | { readonly code: 'copy/unknown-holder' };

/** A request whose copy proves to be one. */
export interface OpenRequest {
  readonly request: ShareRequest;
  readonly copy: KeyCopy;
}

/** An identifier of the dossier; it also names files. */
const identifier = stringMatching<string>(/^[0-9a-z][0-9a-z-]{0,63}$/);
const nothing: Codec<null> = scalarCodec(
  (value) => (value === null ? null : undefined),
  () => 'null',
);

function oneOf<const T extends string>(...all: readonly T[]): Codec<T> {
  return scalarCodec((value) => all.find((each) => each === value), JSON.stringify);
}

const shareRequest: Codec<ShareRequest> = objectOf<ShareRequest>({
  type: literal('isoloir-appliance-key-request'),
  mode: oneOf('real', 'demonstration', 'rehearsal'),
  machine: objectOf<Machine>({
    system: eitherOf(jsonString, nothing, (value) => value !== null),
    addresses: arrayOf(jsonString),
  }),
  terms: objectOf<CopyTerms>({ clockKey: jsonString, bureau: jsonString, groupKeys: arrayOf(element) }),
  copy: jsonString,
  groups: arrayOf(
    objectOf<ShareGroup>({
      id: identifier,
      name: jsonString,
      threshold: smallInteger,
      holders: arrayOf(
        objectOf<ShareHolder>({
          group: identifier,
          holder: smallInteger,
          name: jsonString,
          carriers: arrayOf(
            objectOf<HolderCarrier>({
              slot: oneOf<CarrierSlot>('main', 'backup'),
              envelope: jsonString,
              record: eitherOf(jsonString, nothing, (value) => value !== null),
            }),
          ),
          privateKeyMessage: jsonString,
        }),
      ),
    }),
  ),
});

/** One line. */
export function printShareRequest(request: ShareRequest): string {
  return shareRequest.print(request);
}

/** Reads a request and verifies its copy: what refuses it here would refuse every share. */
export function openShareRequest(text: string, backend: Backend): Result<OpenRequest, ShareRequestRefusal> {
  const request = parseCanonical(shareRequest, text.trim());
  if (!request.ok || !holdersIn(request.value).every(areReadable)) return err({ code: 'copy/not-a-request' });
  const copy = readKeyCopy(request.value.copy, request.value.terms);
  if (!copy.ok) return copy;
  if (!isCopyGenuine(copy.value, request.value.terms, backend)) return err({ code: 'copy/not-this-one' });
  return ok({ request: request.value, copy: copy.value });
}

function areReadable({ carriers }: ShareHolder): boolean {
  return carriers.every(({ record }) => record === null || parseKeyToken(record).ok);
}

/** Of all groups, in order. */
export function holdersIn({ groups }: ShareRequest): ShareHolder[] {
  return groups.flatMap(({ holders }) => holders);
}

/**
 * A holder's share, which opens nothing alone: the text that `isoloir appliance-key restore` takes.
 * @param sequence as it was typed, or as a key token gave it.
 */
export function makeShare(
  { request, copy }: OpenRequest,
  place: HolderPlace,
  sequence: string,
  means: Means,
): Result<string, ShareRefusal> {
  const holder = holdersIn(request).find((each) => samePlace(each, place));
  if (holder === undefined) return err({ code: 'copy/unknown-holder' });
  const parsed = parseSequence(sequence);
  if (!parsed.ok) return parsed;
  return shareOfCopy(copy, request.terms, { ...holder, seed: seedOfSequence(parsed.value) }, means);
}
