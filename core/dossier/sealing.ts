/**
 * What the dossier says of the seal: how often the appliance checks it by itself, and the software that the expert
 * examined (dossier.yaml: `seal`, `expertise`; R211-541 1° b, R2314-9). Both may be left out.
 */
import { parseCode } from '../bytes/crockford.ts';
import { has, subsection, type Section } from './document.ts';
import type { Messages, Value } from './fields.ts';
import { error } from './messages.ts';
import type { Dossier } from './types.ts';
import { integer, label, read } from './values.ts';

export function sealRulesOf(top: Section): Dossier['seal'] {
  if (!has(top, 'seal')) return { checkEveryMinutes: 60 };
  return {
    checkEveryMinutes: integer(subsection(top, 'seal', ['checkEveryMinutes']), 'checkEveryMinutes', 5, 1440),
  };
}

export function expertiseOf(top: Section): Dossier['expertise'] {
  if (!has(top, 'expertise')) return null;
  const section = subsection(top, 'expertise', ['software', 'report']);
  return { software: read(section, 'software', readFingerprint) ?? '', report: label(section, 'report') };
}

/** The fingerprint of the report: 64 hexadecimal digits, or the 24 characters of its code. Kept as it will be compared. */
function readFingerprint(value: Value, messages: Messages): string | null {
  const hexadecimal = value.text.toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hexadecimal)) return hexadecimal;
  const code = parseCode(value.text, 24);
  if (code.ok) return code.value;
  const expected = 'une empreinte de 64 chiffres hexadécimaux, ou un code de 24 caractères';
  messages.push(error(value.place, 'field/identifier', { value: value.text, expected }));
  return null;
}
