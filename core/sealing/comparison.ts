/**
 * What a check of the seal finds, each thing named (R2314-8, Domitia annex 2 §4.1.1): what was sealed against what the
 * appliance runs and holds now. Says what changed; whether the vote goes on is the bureau's to decide.
 */
import { changedRegisters, type MeasuredBoot } from '../attestation/quote.ts';
import type { Canonical } from './canonical.ts';
import { canonicalHash } from './canonical.ts';
import { itemisedHash, itemKinds, readAssignmentName, type ItemKind, type Itemised } from './itemised.ts';
import { differences, measurementOf, type MeasuredFile } from './measurement.ts';
import { manifestHash, sealCode, softwarePart, type Manifest, type SealParts } from './seal.ts';

export type Change = 'added' | 'removed' | 'altered';

/**
 * Kinds of findings: the sealed items; `program-file`, `image`, `boot`, `standby` of the parts; `order` (the same records in
 * another order); `seal-record` (the record of the seal itself); `unexplained`; and, beside the seal, what changes
 * during the vote and was found damaged, lost or fewer than before.
 */
export type FindingKind =
  | ItemKind
  | 'program-file'
  | 'image'
  | 'boot'
  | 'standby'
  | 'order'
  | 'seal-record'
  | 'unexplained'
  | 'ballot-damaged'
  | 'ballot-lost'
  | 'ballots-fewer'
  | 'ballots-not-as-cast'
  | 'sign-off-stray'
  | 'sign-offs-fewer';

export interface Finding {
  readonly what: FindingKind;
  readonly change: Change;
  /** A path, a list, an urn, an account, a contest…; empty for what is alone of its kind. Never an elector. */
  readonly name: string;
  /** Matricule, for what is about one person: apart, so that it can be kept from who may not read it. */
  readonly elector: string | null;
}

/** Everything that a seal is computed from. */
export interface SealContent {
  readonly manifest: Manifest;
  readonly parts: SealParts;
  readonly software: Software;
  readonly items: Itemised;
}

export interface Software {
  readonly files: readonly MeasuredFile[];
  /** Root hash of the verified image that the machine runs; null when it runs none. */
  readonly image: string | null;
  /** How the machine started, by its security chip; null when it has none. */
  readonly boot: MeasuredBoot | null;
}

function finding(what: FindingKind, change: Change = 'altered', name = ''): Finding {
  if (what === 'elector' || what === 'elector-copy') return { what, change, name: '', elector: name };
  if (what !== 'assignment') return { what, change, name, elector: null };
  const { elector, contest } = readAssignmentName(name);
  return { what, change, name: contest, elector };
}

export function contentCode({ parts }: Pick<SealContent, 'parts'>): string {
  return sealCode(parts);
}

/** What changed since the seal; empty when nothing did. */
export function compareSeal(sealed: SealContent & { readonly code: string }, found: SealContent): Finding[] {
  const named = [
    ...recordFindings(sealed),
    ...softwareFindings(sealed.software, found.software),
    ...(sealed.parts.standby === found.parts.standby ? [] : [finding('standby')]),
    ...itemKinds.flatMap((kind) => itemFindings(kind, sealed.items, found.items)),
    ...orderFindings(sealed, found),
  ];
  return named.length === 0 && contentCode(found) !== sealed.code ? [finding('unexplained')] : named;
}

/** The record of the seal must still be the one that its own code tells of. */
function recordFindings({ code, ...sealed }: SealContent & { readonly code: string }): Finding[] {
  const { manifest, parts, software, items } = sealed;
  const holds =
    sealCode(parts) === code &&
    manifestHash(manifest) === parts.data &&
    itemisedHash(items) === manifest.items &&
    softwarePart(measurementOf(software.files), software.image, software.boot) === parts.software;
  return holds ? [] : [finding('seal-record')];
}

function softwareFindings(before: Software, after: Software): Finding[] {
  return [
    ...differences(before.files, after.files).map(({ path, change }) =>
      finding('program-file', change, path),
    ),
    ...(before.image === after.image ? [] : [finding('image')]),
    ...bootFindings(before.boot, after.boot),
  ];
}

/** Named: `chip` when another one answers or none does, else each register that changed. */
function bootFindings(before: MeasuredBoot | null, after: MeasuredBoot | null): Finding[] {
  if (before?.key !== after?.key) return [finding('boot', 'altered', 'chip')];
  if (before === null || after === null) return [];
  return changedRegisters(before.registers, after.registers).map((register) =>
    finding('boot', 'altered', register),
  );
}

function itemFindings(kind: ItemKind, sealed: Itemised, found: Itemised): Finding[] {
  const [before, after] = [sealed[kind], found[kind]];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (was === is) return [];
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'altered';
    return [finding(kind, change, name)];
  });
}

/** The roll and its assignments are sealed in their order too. */
function orderFindings(sealed: SealContent, found: SealContent): Finding[] {
  const ordered = [
    ['roll', 'elector'],
    ['assignment', 'assignment'],
  ] as const;
  return ordered.flatMap(([field, kind]) => {
    const isSame = sealed.manifest[field] === found.manifest[field];
    const isNamed = itemFindings(kind, sealed.items, found.items).length > 0;
    return isSame || isNamed ? [] : [finding('order', 'altered', field)];
  });
}

/** A short stable mark of what one check found, that a decision is about. */
export function findingsMark(code: string, findings: readonly Finding[]): string {
  return canonicalHash({ code, findings: findings as unknown as Canonical }).slice(0, 32);
}
