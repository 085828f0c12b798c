/**
 * An authenticator in software, for tests of passkeys: one P-256 key, `none` attestation, and every part of its answers can
 * be made wrong by whoever attacks. It writes CBOR by a library that the server does not use.
 */
import { encode } from 'cborg';
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Question {
  readonly kind: 'add' | 'prove';
  readonly options: {
    readonly challenge: string;
    readonly rp?: { readonly id: string };
    readonly rpId?: string;
    readonly allowCredentials?: readonly { readonly id: string }[];
  };
}

/** What an answer says instead of the truth. */
export interface Lies {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** User present 1, user verified 4. */
  readonly flags?: number;
  readonly counter?: number;
  /** The id of another credential, with this one's signature. */
  readonly id?: string;
  readonly attestation?: { readonly fmt: string; readonly attStmt: unknown };
  readonly breakSignature?: boolean;
}

const presentAndVerified = 0x05;
const attested = 0x40;
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest();
const text = (data: Uint8Array) => Buffer.from(data).toString('base64url');

export class SoftwarePasskey {
  readonly id = text(randomBytes(32));
  /** Of the last answer. */
  counter = 0;
  readonly #origin: string;
  readonly #key: KeyObject;
  readonly #cose: Uint8Array;

  constructor(origin: string) {
    this.#origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const point = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    this.#cose = encode(point);
  }

  /** What a page's form sends as `credential`. */
  answer(question: Question, lies: Lies = {}): string {
    this.counter += 1;
    return JSON.stringify(question.kind === 'add' ? this.#made(question, lies) : this.#proof(question, lies));
  }

  #made(question: Question, lies: Lies) {
    const { id, rawId } = this.#ids(lies);
    const own = Buffer.from(id, 'base64url');
    const length = Buffer.from([own.length >> 8, own.length & 255]);
    const credential = Buffer.concat([Buffer.alloc(16), length, own, this.#cose]);
    const authData = Buffer.concat([this.#head(question, lies, attested), credential]);
    const { fmt, attStmt } = lies.attestation ?? { fmt: 'none', attStmt: {} };
    return {
      ...{ id, rawId, type: 'public-key', clientExtensionResults: {} },
      response: {
        clientDataJSON: text(this.#clientData(question, 'webauthn.create', lies)),
        attestationObject: text(encode({ fmt, attStmt, authData })),
        transports: ['usb'],
      },
    };
  }

  #proof(question: Question, lies: Lies) {
    const authenticatorData = this.#head(question, lies, 0);
    const clientData = this.#clientData(question, 'webauthn.get', lies);
    const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientData)]), this.#key);
    if (lies.breakSignature === true) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
    return {
      ...{ ...this.#ids(lies), type: 'public-key', clientExtensionResults: {} },
      response: {
        clientDataJSON: text(clientData),
        authenticatorData: text(authenticatorData),
        signature: text(signature),
      },
    };
  }

  #ids({ id = this.id }: Lies) {
    return { id, rawId: id };
  }

  #head({ options }: Question, lies: Lies, more: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(lies.counter ?? this.counter);
    const rpId = lies.rpId ?? options.rp?.id ?? options.rpId ?? '';
    return Buffer.concat([sha256(rpId), Buffer.from([(lies.flags ?? presentAndVerified) | more]), counter]);
  }

  #clientData({ options }: Question, type: string, lies: Lies): Buffer {
    const told = {
      type: lies.type ?? type,
      challenge: lies.challenge ?? options.challenge,
      origin: lies.origin ?? this.#origin,
      crossOrigin: lies.crossOrigin ?? false,
    };
    return Buffer.from(JSON.stringify(told));
  }
}
