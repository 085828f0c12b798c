/** The users of an appliance's machine, by the identifiers of root-appliance/etc/passwd and group. */
import type { Owner } from './separation.ts';

export const users = {
  web: 901,
  roll: 902,
  urn: 903,
  codes: 904,
  clock: 905,
  attestation: 906,
} as const satisfies Readonly<Record<Owner, number>>;
export const everyProcess = 900;
export const wizardUser = 907;
