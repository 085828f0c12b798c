/**
 * A YAML or JSON document as sections whose values know their line and column. Every scalar is kept as it is
 * written (failsafe schema): what it means is for fields.ts. Refuses anchors, aliases, tags, repeated, unknown and missing
 * keys. A part that is missing is said once: what is asked of an absent section answers null in silence.
 */
import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
} from 'yaml';
import { error, type DossierMessage, type Place } from './messages.ts';
import type { Messages, Value } from './fields.ts';

/** One mapping of the document, or the absence of one. */
export interface Section {
  readonly source: Source;
  readonly place: Place;
  /** Null when the section is absent or refused: already said. */
  readonly values: ReadonlyMap<string, { readonly node: Node | null; readonly place: Place }> | null;
}

interface Source {
  readonly file: string;
  readonly counter: LineCounter;
  readonly messages: Messages;
}

/** The whole document; `keys` are the ones it may hold. */
export function readDocument(
  text: string,
  file: string,
  keys: readonly string[],
  messages: Messages,
): Section {
  const counter = new LineCounter();
  const source: Source = { file, counter, messages };
  const top = placeAt(source, 0, null);
  const document = parse(text, counter);
  const refusals = document ? refusalsOf(document, source) : [error(top, 'yaml/syntax', {})];
  // What a misplaced bracket makes of the rest of the document helps nobody.
  messages.push(...refusals.slice(0, 10));
  if (!document || refusals.length > 0) return { source, place: top, values: null };
  return open(source, document.contents, top, keys);
}

/** Null when the library gives up by throwing, for example on brackets nested ten thousand deep. */
function parse(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, { schema: 'failsafe', lineCounter, prettyErrors: false, logLevel: 'silent' });
  } catch {
    return null;
  }
}

function refusalsOf(document: Document.Parsed, source: Source): DossierMessage[] {
  const refusals = [...document.errors, ...document.warnings].map(({ code, pos }) =>
    error(placeAt(source, pos[0], null), ruleOf(code), {}),
  );
  if (refusals.length > 0) return refusals;
  const refuse = (node: Node) => {
    refusals.push(error(placeAt(source, node.range?.[0] ?? 0, null), 'yaml/alias', {}));
  };
  visit(document, {
    Alias: (_key, node) => refuse(node),
    Value: (_key, node) => {
      if (node.anchor !== undefined || node.tag !== undefined) refuse(node);
    },
  });
  return refusals;
}

function ruleOf(code: Document.Parsed['errors'][number]['code']) {
  if (code === 'DUPLICATE_KEY') return 'yaml/repeated-key';
  if (code === 'BAD_INDENT' || code === 'TAB_AS_INDENT') return 'yaml/indent';
  return code === 'TAG_RESOLVE_FAILED' ? 'yaml/alias' : 'yaml/syntax';
}

function placeAt(source: Source, offset: number, field: string | null): Place {
  const { line, col } = source.counter.linePos(offset);
  return { file: source.file, line: Math.max(line, 1), column: Math.max(col, 1), field };
}

function open(source: Source, node: unknown, place: Place, keys: readonly string[]): Section {
  if (!isMap(node)) {
    const shape = `un ensemble de valeurs nommées (${keys.join(', ')})`;
    source.messages.push(error(place, 'field/shape', { field: place.field ?? source.file, shape }));
    return { source, place, values: null };
  }
  const values = new Map<string, { node: Node | null; place: Place }>();
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const path = place.field === null ? name : `${place.field}.${name}`;
    const keyPlace = placeAt(source, (isNode(key) ? key.range?.[0] : undefined) ?? 0, path);
    if (!keys.includes(name)) source.messages.push(error(keyPlace, 'field/unknown', { field: path }));
    const valueNode = isNode(value) ? value : null;
    const start = isNull(valueNode) ? undefined : valueNode?.range?.[0];
    values.set(name, {
      node: valueNode,
      place: start === undefined ? keyPlace : placeAt(source, start, path),
    });
  }
  return { source, place, values };
}

function isNull(node: Node | null): boolean {
  return (
    node === null ||
    (isScalar(node) && node.type === 'PLAIN' && ['', '~', 'null'].includes(String(node.value)))
  );
}

/** Where the value of a key stands, or its section when there is none. */
export function placeOf(section: Section, key: string): Place {
  return section.values?.get(key)?.place ?? section.place;
}

/** False for a key that is left out or null. */
export function has(section: Section, key: string): boolean {
  const found = section.values?.get(key);
  return found !== undefined && !isNull(found.node);
}

function fieldOf(section: Section, key: string): string {
  return section.place.field === null ? key : `${section.place.field}.${key}`;
}

/** Says that a key is missing, unless its whole section is. */
function sayMissing(section: Section, key: string): void {
  if (section.values === null) return;
  const field = fieldOf(section, key);
  section.source.messages.push(error({ ...placeOf(section, key), field }, 'field/missing', { field }));
}

/** The scalar under a key, or null with a message. */
export function scalar(section: Section, key: string): Value | null {
  const found = section.values?.get(key);
  if (!found || isNull(found.node)) {
    sayMissing(section, key);
    return null;
  }
  return scalarOf(section.source, found.node, found.place);
}

function scalarOf(source: Source, node: unknown, place: Place): Value | null {
  if (isScalar(node)) return { text: String(node.value).normalize('NFC').trim(), place };
  const field = place.field ?? '';
  source.messages.push(error(place, 'field/shape', { field, shape: 'une valeur simple' }));
  return null;
}

/** The section under a key; when it is missing, says so and answers an absent section. */
export function subsection(section: Section, key: string, keys: readonly string[]): Section {
  const found = section.values?.get(key);
  if (found && !isNull(found.node)) return open(section.source, found.node, found.place, keys);
  sayMissing(section, key);
  return { source: section.source, place: section.place, values: null };
}

/** The sections of the sequence under a key. */
export function sections(section: Section, key: string, keys: readonly string[]): Section[] {
  return itemsOf(section, key).map(({ node, place }) => open(section.source, node, place, keys));
}

/** The scalars of the sequence under a key; it holds at least one, unless said. */
export function scalars(section: Section, key: string, { mayBeEmpty = false } = {}): Value[] {
  return itemsOf(section, key, mayBeEmpty).flatMap(
    ({ node, place }) => scalarOf(section.source, node, place) ?? [],
  );
}

function itemsOf(section: Section, key: string, mayBeEmpty = false): { node: unknown; place: Place }[] {
  const found = section.values?.get(key);
  if (!found || isNull(found.node)) {
    sayMissing(section, key);
    return [];
  }
  const field = fieldOf(section, key);
  if (!isSeq(found.node)) {
    section.source.messages.push(error(found.place, 'field/shape', { field, shape: 'une liste' }));
    return [];
  }
  if (found.node.items.length === 0 && !mayBeEmpty) {
    section.source.messages.push(error(found.place, 'settings/empty-list', { field }));
  }
  return found.node.items.map((item, index) => {
    const start = isNode(item) ? (item.range?.[0] ?? 0) : 0;
    return { node: item, place: placeAt(section.source, start, `${field}[${index}]`) };
  });
}
