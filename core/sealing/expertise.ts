/**
 * Whether the software is the one that the expert examined (R211-541 1° b, R2314-9): the fingerprint of the report, as the
 * dossier gives it, against what the machine measured. A report may give the program's measurement, the image's root hash,
 * or both together as the seal does; as 64 hexadecimal digits or as a code of 24 characters.
 */
import { fullCode, softwarePart } from './seal.ts';

export interface MeasuredSoftware {
  readonly program: string;
  readonly image: string | null;
}

export function isExamined(fingerprint: string, { program, image }: MeasuredSoftware): boolean {
  const hashes = [program, softwarePart(program, image, null), ...(image === null ? [] : [image])];
  return hashes.some((hash) => hash === fingerprint || fullCode(hash) === fingerprint);
}
