/**
 * What a gateway of short messages is sent: a template in JSON or as a form, where `{to}` and `{text}` stand inside values.
 * They are put in as values, never as syntax: no text makes another field of itself.
 */

export interface FilledTemplate {
  readonly type: 'application/json' | 'application/x-www-form-urlencoded';
  readonly body: string;
}

interface Word {
  readonly to: string;
  readonly text: string;
}

/** Null when it is neither JSON nor a form, or has no place for both. */
export function fillTemplate(template: string, word: Word): FilledTemplate | null {
  if (!template.includes('{to}') || !template.includes('{text}')) return null;
  return /^\s*[[{]/.test(template) ? jsonOf(template, word) : formOf(template, word);
}

export function isTemplate(template: string): boolean {
  return fillTemplate(template, { to: '', text: '' }) !== null;
}

/** Null when it is no header that may be added: « Name: value », on one line. */
export function headerOf(line: string): Readonly<Record<string, string>> | null {
  const [, name, value] =
    /^([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]*([\x21-\x7e][\x20-\x7e]{0,500})$/.exec(line) ?? [];
  if (
    name === undefined ||
    value === undefined ||
    /^(host|content-.*|transfer-encoding|connection)$/i.test(name)
  )
    return null;
  return { [name]: value.trim() };
}

function jsonOf(template: string, word: Word): FilledTemplate | null {
  try {
    const read: unknown = JSON.parse(template, (_key, value: unknown) =>
      typeof value === 'string' ? filled(value, word) : value,
    );
    return { type: 'application/json', body: JSON.stringify(read) };
  } catch {
    return null;
  }
}

function formOf(template: string, word: Word): FilledTemplate | null {
  const fields = [...new URLSearchParams(template)];
  if (fields.some(([name, value]) => name === '' || value === '')) return null;
  const body = new URLSearchParams(
    fields.map(([name, value]): [string, string] => [name, filled(value, word)]),
  );
  return { type: 'application/x-www-form-urlencoded', body: body.toString() };
}

/** In one pass: a text that holds `{to}` stays as it is. */
function filled(value: string, { to, text }: Word): string {
  return value.replaceAll(/\{(to|text)\}/g, (_all, name) => (name === 'to' ? to : text));
}
