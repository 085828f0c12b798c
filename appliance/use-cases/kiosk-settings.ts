/**
 * What a kiosk's machine must be told to find this appliance and believe no other: the content of its `terminal.json`
 * (docs/formats.md). Nothing of it is secret: IT carries it on a stick, and the code compared still says the rest.
 */
import { sha256Hex } from '../../core/bytes/digest.ts';
import { authorityBytes } from '../terminal-certificate.ts';
import type { Context } from './context.ts';

export interface KioskSettings {
  readonly format: 1;
  /** `https://host:port` of the terminals. */
  readonly appliance: string;
  /** SHA-256 of the certificate of the appliance's authority in DER, hexadecimal. */
  readonly authority: string;
  /** A name that `isLabel` takes. */
  readonly label: string;
}

export function kioskSettings(
  { data, terminals }: Pick<Context, 'data' | 'terminals'>,
  label: string,
): KioskSettings {
  return {
    format: 1,
    appliance: terminals,
    authority: sha256Hex(authorityBytes(data)),
    // The image quotes the label with straight apostrophes.
    label: label.replaceAll("'", '’'),
  };
}
