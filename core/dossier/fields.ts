/**
 * One value each: dates, names, labels, choices, numbers. docs/formats.md gives the forms. Each reader takes a
 * text and its place, and answers what it read, or null after adding why not to the messages.
 */
import { error, type DossierMessage, type DossierRule, type Facts, type Place } from './messages.ts';
import { invisible } from './text.ts';
import type { ElectorId, IsoDate } from './types.ts';

/** A text, trimmed and in NFC, and where it stands. */
export interface Value {
  readonly text: string;
  readonly place: Place;
}

export type Messages = DossierMessage[];

function refuse<Rule extends DossierRule>(
  value: Value,
  messages: Messages,
  rule: Rule,
  facts: Facts<Rule>,
): null {
  messages.push(error(value.place, rule, facts));
  return null;
}

/** True, with a message, when the value is empty. */
function missing(value: Value, messages: Messages): boolean {
  if (value.text !== '') return false;
  messages.push(error(value.place, 'field/missing', { field: value.place.field ?? '' }));
  return true;
}

/** `1980-05-01`, `01/05/1980` or `01.05.1980`, between 1900 and 2200. */
export function readDate(value: Value, messages: Messages): IsoDate | null {
  if (missing(value, messages)) return null;
  const { text } = value;
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const french = /^(\d{2})([/.])(\d{2})\2(\d{4})$/.exec(text);
  const parts = iso ? [iso[1], iso[2], iso[3]] : french ? [french[4], french[3], french[1]] : null;
  if (!parts) {
    const looksLikeDate = /^\d{1,4}[/. -]\d{1,2}[/. -]\d{1,4}$/.test(text);
    return refuse(value, messages, looksLikeDate ? 'date/ambiguous' : 'date/format', { value: text });
  }
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  return isRealDate(year, month, day)
    ? (parts.join('-') as IsoDate)
    : refuse(value, messages, 'date/impossible', { value: text });
}

export function isRealDate(year: number, month: number, day: number): boolean {
  if (year < 1900 || year > 2200) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The name of a person. */
export function readName(value: Value, messages: Messages): string | null {
  if (missing(value, messages) || startsFormula(value, messages)) return null;
  const { text } = value;
  return /^\p{L}[\p{L}\p{M}'’. -]*$/u.test(text) && text.length <= 80
    ? text
    : refuse(value, messages, 'field/name', { value: text });
}

/** Any text on one line. */
export function readLabel(value: Value, messages: Messages): string | null {
  if (missing(value, messages) || startsFormula(value, messages)) return null;
  const { text } = value;
  const max = 200;
  return text.length <= max && !invisible.test(text)
    ? text
    : refuse(value, messages, 'field/label', { value: text, max });
}

function startsFormula(value: Value, messages: Messages): boolean {
  if (!/^[=+@-]/.test(value.text)) return false;
  messages.push(error(value.place, 'field/formula', { value: value.text }));
  return true;
}

export function readInteger(value: Value, min: number, max: number, messages: Messages): number | null {
  if (missing(value, messages)) return null;
  const number = /^\d{1,9}$/.test(value.text) ? Number(value.text) : NaN;
  return number >= min && number <= max
    ? number
    : refuse(value, messages, 'field/integer', { value: value.text, min, max });
}

/** The choice whose name is written; names as people may write them, choices as the house writes them. */
export function readChoice<Choice>(
  value: Value,
  choices: Readonly<Record<string, Choice>>,
  messages: Messages,
): Choice | null {
  if (missing(value, messages)) return null;
  const found = Object.entries(choices).find(([name]) => name === value.text);
  return found
    ? found[1]
    : refuse(value, messages, 'field/choice', {
        value: value.text,
        choices: Object.keys(choices).join(', '),
      });
}

/** Lower-case letters, digits and inner hyphens, at most 40. */
export function readIdentifier(value: Value, messages: Messages): string | null {
  if (missing(value, messages)) return null;
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value.text) && value.text.length <= 40
    ? value.text
    : refuse(value, messages, 'field/identifier', {
        value: value.text,
        expected: 'lettres minuscules sans accent, chiffres et traits d’union, 40 au plus',
      });
}

/** A matricule. */
export function readElectorId(value: Value, messages: Messages): ElectorId | null {
  if (missing(value, messages)) return null;
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(value.text)
    ? (value.text as ElectorId)
    : refuse(value, messages, 'field/identifier', {
        value: value.text,
        expected: 'lettres sans accent, chiffres, points et traits, 32 au plus',
      });
}

export function readEmail(value: Value, messages: Messages): string | null {
  return /^[\p{L}\p{N}][\p{L}\p{N}._%+-]*@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(value.text) &&
    value.text.length <= 200
    ? value.text
    : refuse(value, messages, 'field/email', { value: value.text });
}

/** A French mobile number, or a foreign one with its country; kept as `+33639980000`. */
export function readMobile(value: Value, messages: Messages): string | null {
  const digits = value.text.replace(/[ .-]/g, '');
  if (/^0[67]\d{8}$/.test(digits)) return `+33${digits.slice(1)}`;
  if (/^\+33[67]\d{8}$/.test(digits) || /^\+(?!33)[1-9]\d{6,14}$/.test(digits)) return digits;
  return refuse(value, messages, 'field/mobile', { value: value.text });
}

export function readPostalCode(value: Value, messages: Messages): string | null {
  if (missing(value, messages)) return null;
  return /^(\d{5}|[A-Z]{1,2}-[0-9A-Z]{3,8})$/.test(value.text)
    ? value.text
    : refuse(value, messages, 'field/postal-code', { value: value.text });
}

/** Fourteen digits whose Luhn sum is a multiple of ten; La Poste numbers its offices by plain sums of five. */
export function readSiret(value: Value, messages: Messages): string | null {
  if (missing(value, messages)) return null;
  const siret = value.text.replaceAll(' ', '');
  const digits = Array.from(siret, Number);
  const plain = digits.reduce((sum, digit) => sum + digit, 0);
  const luhn = digits.reduce((sum, digit, index) => {
    const weighted = index % 2 === 0 ? digit * 2 : digit;
    return sum + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  const controlled = luhn % 10 === 0 || (siret.startsWith('356000000') && plain % 5 === 0);
  return /^\d{14}$/.test(siret) && controlled
    ? siret
    : refuse(value, messages, 'field/siret', { value: value.text });
}
