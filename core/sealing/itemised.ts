/**
 * What is sealed, thing by thing (R2314-8, R211-550): one hash for each elector, assignment, list, urn part, account… so
 * that a later check names what changed and not only that something did. The hash of the whole record is in the manifest.
 * Pure bookkeeping: who holds what, and how it is read, is the appliance's.
 */
import type { Dossier } from '../dossier/types.ts';
import { canonicalHash, type Canonical } from './canonical.ts';

/** Each kind of sealed thing that has items of its own; a thing that is alone of its kind has the empty name. */
export const itemKinds = [
  'access-rules',
  'account',
  'assignment',
  'booth',
  'candidate',
  'clock-key',
  'closing-schedule',
  'contest-calendar',
  'dossier-file',
  'dossier-part',
  'elector',
  'elector-copy',
  'key-carrier',
  'list',
  'mode',
  'printer',
  'receipt-key',
  'urn-calendar',
  'urn-copy',
  'urn-credentials',
  'urn-election',
  'urn-trustees',
] as const;

export type ItemKind = (typeof itemKinds)[number];

/** Name of each item → SHA-256, hexadecimal, of its canonical text. An assignment is named `<elector> <contest>`, a holder's carrier `<group> <holder> <slot>`. */
export type Items = Readonly<Record<string, string>>;

export type Itemised = Readonly<Record<ItemKind, Items>>;

export function itemisedHash(items: Itemised): string {
  return canonicalHash(items);
}

/** A hash for each thing, under its name. */
export function itemsOf<Thing>(things: readonly Thing[], name: (thing: Thing) => string): Items {
  return Object.fromEntries(
    things.map((thing) => [name(thing), canonicalHash(thing as unknown as Canonical)]),
  );
}

/** The item of a thing that is alone of its kind. */
export function soleItem(value: Canonical): Items {
  return { '': canonicalHash(value) };
}

/** What the dossier says, part by part: its lists and candidates apart, and its own copy of the roll. */
export function dossierItems(
  dossier: Dossier,
): Pick<Itemised, 'dossier-part' | 'list' | 'candidate' | 'elector-copy'> {
  const { roll, lists, ...parts } = dossier;
  return {
    'dossier-part': itemsOf(Object.entries(parts), ([name]) => name),
    list: itemsOf(
      lists.map(({ candidates, ...list }) => ({ ...list, candidates: candidates.map(({ id }) => id) })),
      ({ id }) => id,
    ),
    candidate: itemsOf(
      lists.flatMap(({ candidates }) => candidates),
      ({ id }) => id,
    ),
    'elector-copy': itemsOf(roll, ({ id }) => id),
  };
}

/** The two names in an assignment's; the second is a contest, whose id holds no space. */
export function assignmentName(elector: string, contest: string): string {
  return `${elector} ${contest}`;
}

export function readAssignmentName(name: string): { readonly elector: string; readonly contest: string } {
  const at = name.lastIndexOf(' ');
  return { elector: name.slice(0, at), contest: name.slice(at + 1) };
}
