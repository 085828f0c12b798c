// The only platform names core may use besides ECMAScript: text and base64 encoding, forms, addresses, found alike in Node and in browsers.
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}
declare function atob(text: string): string;
declare class URLSearchParams {
  constructor(init: string | readonly (readonly [string, string])[]);
  [Symbol.iterator](): IterableIterator<[string, string]>;
}
declare class URL {
  constructor(text: string);
  readonly hostname: string;
  readonly port: string;
  readonly username: string;
  readonly password: string;
}
