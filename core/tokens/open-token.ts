/**
 * Opening a plugged token for one piece of work, and choosing one among several. A token is closed again whatever
 * happens. Which token carries a key is asked without PIN where the token tells; where it hides its credential until
 * the PIN is given, the holder touches his own: a PIN is never sent to a token that the holder did not choose.
 */
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
import { cborMap } from './cbor.ts';
import { openChannel, type Patience } from './channel.ts';
import { readPinState, setPin, type PinState } from './client-pin.ts';
import { ctapCommand, readInfo, sendTo, type OpenToken } from './ctap.ts';
import { holdsCredential } from './hmac-secret.ts';
import { credentialOf, type KeyTokenRecord } from './key-token-record.ts';
import { ctapStatus, refusalOfStatus, type TokenRefusal } from './refusals.ts';
import type { Timer, TokenDescriptor, TokenPort } from './transport.ts';

export interface TokenMeans {
  readonly port: TokenPort;
  readonly timer: Timer;
  readonly random: Random;
  readonly patience: Patience;
}

/** Opens, reads what the token says of itself, works, and closes. */
export async function withToken<T>(
  means: TokenMeans,
  id: string,
  work: (token: OpenToken) => Promise<Result<T, TokenRefusal>>,
): Promise<Result<T, TokenRefusal>> {
  const opened = await means.port.open(id);
  if (!opened.ok) return opened;
  try {
    const channel = await openChannel(opened.value, means.timer, means.random);
    if (!channel.ok) return channel;
    const info = await readInfo(channel.value);
    if (!info.ok) return info;
    const { random, patience } = means;
    return await work({ channel: channel.value, info: info.value, random, patience });
  } finally {
    await opened.value.close();
  }
}

/** What a page shows before it asks for a PIN: whether there is one, and how many tries are left. */
export async function pinStateOf(means: TokenMeans, id: string): Promise<Result<PinState, TokenRefusal>> {
  return withToken(means, id, readPinState);
}

/** Of a new or reset token. */
export async function setPinOf(
  means: TokenMeans,
  id: string,
  pin: string,
): Promise<Result<undefined, TokenRefusal>> {
  return withToken(means, id, (token) => setPin(token, pin));
}

/** The only one plugged, or the one that is touched among several. */
export async function chooseToken(means: TokenMeans): Promise<Result<TokenDescriptor, TokenRefusal>> {
  return touchedOf(means, await means.port.list());
}

export interface FoundToken extends TokenDescriptor {
  /** The token itself said that it carries the key; otherwise only the PIN will tell. */
  readonly isConfirmed: boolean;
}

/**
 * The plugged token that carries the key of a record. « Wrong token » is said only when every plugged one answered,
 * unblocked, that it does not hold the credential.
 */
export async function findKeyToken(
  means: TokenMeans,
  record: KeyTokenRecord,
): Promise<Result<FoundToken, TokenRefusal>> {
  const plugged = await means.port.list();
  if (plugged.length === 0) return err({ code: 'token/none-plugged' });
  const possible: TokenDescriptor[] = [];
  let refusal: TokenRefusal = { code: 'token/wrong-token', expected: record.holder };
  for (const descriptor of plugged) {
    const held = await withToken(means, descriptor.id, (token) => mayHold(token, record));
    if (!held.ok) refusal = held.error;
    else if (held.value === true) return ok({ ...descriptor, isConfirmed: true });
    else if (held.value === null) possible.push(descriptor);
  }
  if (possible.length === 0) return err(refusal);
  const touched = await touchedOf(means, possible);
  return touched.ok ? ok({ ...touched.value, isConfirmed: false }) : touched;
}

/** Null where only the PIN can tell. A blocked token is a refusal: what it says of credentials is not to be believed. */
async function mayHold(
  token: OpenToken,
  record: KeyTokenRecord,
): Promise<Result<boolean | null, TokenRefusal>> {
  if (!token.info.extensions.includes('hmac-secret')) {
    return err({ code: 'token/unsupported', missing: 'hmac-secret' });
  }
  if (record.protected) return ok(null);
  const held = await holdsCredential(token, credentialOf(record));
  if (!held.ok || held.value === true) return held;
  const pin = await readPinState(token);
  if (!pin.ok) return pin;
  const { triesLeft, mustReplug } = pin.value;
  if (triesLeft === 0) return err({ code: 'token/blocked' });
  if (mustReplug) return err({ code: 'token/replug', triesLeft: triesLeft ?? 0 });
  return held;
}

/** All blink; the first one touched is chosen, and the others are told to stop. */
async function touchedOf(
  means: TokenMeans,
  plugged: readonly TokenDescriptor[],
): Promise<Result<TokenDescriptor, TokenRefusal>> {
  const [only, ...others] = plugged;
  if (only === undefined) return err({ code: 'token/none-plugged' });
  if (others.length === 0) return ok(only);
  let chosen: TokenDescriptor | undefined;
  let isAnnounced = false;
  const patience: Patience = {
    onTouchNeeded: () => {
      if (!isAnnounced) means.patience.onTouchNeeded?.();
      isAnnounced = true;
    },
    isCancelled: () => chosen !== undefined || means.patience.isCancelled?.() === true,
  };
  const asked = plugged.map(async (descriptor) => {
    const answer = await withToken({ ...means, patience }, descriptor.id, awaitTouch);
    if (answer.ok) chosen ??= descriptor;
    return answer;
  });
  const answers = await Promise.all(asked);
  if (chosen !== undefined) return ok(chosen);
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
  // A token pulled out or unfit says nothing of the others: what is said is that nobody touched.
  const untouched = refused.find(({ code }) => code === 'token/no-touch' || code === 'token/cancelled');
  return err(untouched ?? refused[0] ?? { code: 'token/no-touch' });
}

/** authenticatorSelection (CTAP 2.1 §6.9), or for older tokens a creation with an empty PIN, which waits for a touch. */
async function awaitTouch(token: OpenToken): Promise<Result<undefined, TokenRefusal>> {
  const isRecent = token.info.versions.includes('FIDO_2_1');
  const answer = isRecent
    ? await sendTo(token, ctapCommand.selection, undefined)
    : await sendTo(token, ctapCommand.makeCredential, emptyCreation(token));
  if (!answer.ok) return answer;
  const touched: readonly number[] = [
    ctapStatus.ok,
    ctapStatus.pinInvalid,
    ctapStatus.pinAuthInvalid,
    ctapStatus.pinNotSet,
    ctapStatus.pinRequired,
  ];
  return touched.includes(answer.value.status) ? ok(undefined) : err(refusalOfStatus(answer.value.status));
}

function emptyCreation(token: OpenToken) {
  return cborMap([
    [1, token.random(32)],
    [
      2,
      cborMap([
        ['id', 'touch.invalid'],
        ['name', 'touch.invalid'],
      ]),
    ],
    [
      3,
      cborMap([
        ['id', token.random(1)],
        ['name', 'touch'],
        ['displayName', 'touch'],
      ]),
    ],
    [
      4,
      [
        cborMap([
          ['alg', -7],
          ['type', 'public-key'],
        ]),
      ],
    ],
    [8, new Uint8Array()],
    [9, token.info.pinProtocols[0] ?? 1],
  ]);
}
