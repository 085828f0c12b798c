/**
 * The description delivered beside an image (docs/formats.md, System image): what whoever did not build it compares a
 * machine with. `isoloir seal check` and `isoloir attest` read it by `--image`; the fingerprint it says is believed by
 * nobody who did not get it by another way.
 */
import { groupedCode } from '../../core/bytes/crockford.ts';
import type { ImageMeasurement } from '../../core/image/disk.ts';
import { fullCode } from '../../core/sealing/seal.ts';

export interface ImageDescription {
  readonly name: string;
  readonly version: string;
  /** Of the image, hexadecimal. */
  readonly fingerprint: string;
  /** SHA-256 of each part, hexadecimal. */
  readonly parts: Readonly<Record<string, string>>;
  /** What a security chip is to hold, by the number of its register (core/image/registers.ts). */
  readonly registers: Readonly<Record<string, string>>;
}

/** Of an image as anyone measures it from its file. Throws (our bug) on one that is not whole. */
export function describeImage(name: string, version: string, measured: ImageMeasurement): ImageDescription {
  const { fingerprint, parts, registers } = measured;
  if (fingerprint === null || registers === null) throw new Error('the written image is not whole');
  return { name, version, fingerprint, parts, registers };
}

/** The description as a file. */
export function descriptionText(description: ImageDescription): string {
  return `${JSON.stringify(description, null, 1)}\n`;
}

/** What the build says at its end; the fingerprint is the last line. @param file where the image is. */
export function descriptionWords({ fingerprint, registers }: ImageDescription, file: string): string {
  const lines = [
    'Registres (PCR, SHA-256) attendus d’une puce de sécurité, si le micrologiciel ne démarre rien avant l’image :',
    ...Object.entries(registers).map(([number, value]) => `  PCR ${number.padStart(2)}  ${value}`),
    `Empreinte de l’image : ${groupedCode(fullCode(fingerprint))}`,
    `${fingerprint}  ${file}`,
  ];
  return `${lines.join('\n')}\n`;
}
