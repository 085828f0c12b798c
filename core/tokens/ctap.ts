/**
 * One CTAP 2 command and its answer (CTAP 2.1 §6), and what a token says of itself (authenticatorGetInfo §6.4), read
 * anew each time a token is opened: options change when a PIN is set. Requests stay under 1024 bytes and under what
 * the token takes.
 */
import { err, ok, type Result } from '../result.ts';
import type { Random } from '../random.ts';
import { arrayAt, cborMap, decodeMap, encodeCbor, mapAt, numberAt, type CborMap } from './cbor.ts';
import { transact, type Channel, type Patience } from './channel.ts';
import type { PinProtocol } from './pin-protocol.ts';
import { brokenAnswer, ctapStatus, refusalOfStatus, type TokenRefusal } from './refusals.ts';

export const ctapCommand = {
  makeCredential: 0x01,
  getAssertion: 0x02,
  getInfo: 0x04,
  clientPin: 0x06,
  reset: 0x07,
  selection: 0x0b,
} as const;

const MAX_REQUEST_BYTES = 1024;

export interface TokenInfo {
  readonly versions: readonly string[];
  readonly extensions: readonly string[];
  readonly options: ReadonlyMap<string, boolean>;
  readonly maxMessageBytes: number;
  /** In the token's order of preference; those that we know. */
  readonly pinProtocols: readonly PinProtocol[];
  readonly minimumPinLength: number;
  readonly mustChangePin: boolean;
}

/** An open token whose information was just read. */
export interface OpenToken {
  readonly channel: Channel;
  readonly info: TokenInfo;
  readonly random: Random;
  readonly patience: Patience;
}

export interface Answer {
  readonly status: number;
  /** Empty when the status is not success. */
  readonly map: CborMap;
}

/** Sends a command; a status other than success is an answer, for the caller to judge. */
export async function sendCommand(
  channel: Channel,
  command: number,
  parameters: CborMap | undefined,
  patience: Patience,
  maxMessageBytes = MAX_REQUEST_BYTES,
): Promise<Result<Answer, TokenRefusal>> {
  const body = parameters === undefined ? new Uint8Array() : encodeCbor(parameters);
  const request = new Uint8Array(1 + body.length);
  request[0] = command;
  request.set(body, 1);
  if (request.length > Math.min(maxMessageBytes, MAX_REQUEST_BYTES)) return err({ code: 'token/too-large' });
  const answer = await transact(channel, request, patience);
  if (!answer.ok) return answer;
  const [status] = answer.value;
  if (status === undefined) return err(brokenAnswer('empty answer'));
  if (status !== ctapStatus.ok || answer.value.length === 1) return ok({ status, map: new Map() });
  const map = decodeMap(answer.value.subarray(1));
  return map === undefined ? err(brokenAnswer('CBOR')) : ok({ status, map });
}

export async function sendTo(
  token: OpenToken,
  command: number,
  parameters: CborMap | undefined,
): Promise<Result<Answer, TokenRefusal>> {
  return sendCommand(token.channel, command, parameters, token.patience, token.info.maxMessageBytes);
}

export async function readInfo(channel: Channel): Promise<Result<TokenInfo, TokenRefusal>> {
  const answer = await sendCommand(channel, ctapCommand.getInfo, undefined, {});
  if (!answer.ok) return answer;
  if (answer.value.status !== ctapStatus.ok) return err(refusalOfStatus(answer.value.status));
  return ok(infoOf(answer.value.map));
}

/** Fields that are absent or of another type count as not announced. */
function infoOf(map: CborMap): TokenInfo {
  const strings = (key: number) => (arrayAt(map, key) ?? []).filter((item) => typeof item === 'string');
  const options = new Map<string, boolean>();
  for (const [name, value] of mapAt(map, 4) ?? cborMap([])) {
    if (typeof name === 'string' && typeof value === 'boolean') options.set(name, value);
  }
  return {
    versions: strings(1),
    extensions: strings(2),
    options,
    maxMessageBytes: numberAt(map, 5) ?? MAX_REQUEST_BYTES,
    pinProtocols: (arrayAt(map, 6) ?? []).filter((protocol) => protocol === 1 || protocol === 2),
    minimumPinLength: Math.max(4, numberAt(map, 13) ?? 4),
    mustChangePin: map.get(12) === true,
  };
}
