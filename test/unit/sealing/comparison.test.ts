import type { MeasuredBoot } from '../../../core/attestation/quote.ts';
import { expect, test } from 'vitest';
import { compareSeal, findingsMark, type SealContent } from '../../../core/sealing/comparison.ts';
import { isExamined } from '../../../core/sealing/expertise.ts';
import { itemisedHash, itemKinds, type Itemised } from '../../../core/sealing/itemised.ts';
import {
  measurementOf,
  measurementText,
  parseMeasurement,
  type MeasuredFile,
} from '../../../core/sealing/measurement.ts';
import {
  fullCode,
  manifestHash,
  partCode,
  sealCode,
  softwarePart,
  type Manifest,
} from '../../../core/sealing/seal.ts';

const hash = (digit: string) => digit.repeat(64);
const files: MeasuredFile[] = [
  { path: 'core/a.ts', executable: false, sha256: hash('1') },
  { path: 'bin/b', executable: true, sha256: hash('2') },
];
const items = Object.fromEntries(itemKinds.map((kind) => [kind, { x: hash('3') }])) as unknown as Itemised;

function content(
  change: { items?: Itemised; image?: string | null; boot?: MeasuredBoot; manifest?: Partial<Manifest> } = {},
): SealContent {
  const own = change.items ?? items;
  const [image, boot] = [change.image ?? null, change.boot ?? null];
  const manifest: Manifest = {
    format: 2,
    mode: 'rehearsal',
    dossier: hash('0'),
    roll: hash('0'),
    items: itemisedHash(own),
    files: {},
    urns: {},
    assignment: hash('0'),
    schedule: hash('0'),
    access: hash('0'),
    closing: hash('0'),
    accounts: hash('0'),
    printer: null,
    booth: hash('0'),
    receiptKey: hash('0'),
    clockKey: hash('0'),
    ...change.manifest,
  };
  const parts = {
    software: softwarePart(measurementOf(files), image, boot),
    standby: null,
    data: manifestHash(manifest),
  };
  return { manifest, parts, software: { files, image, boot }, items: own };
}

const sealed = { ...content(), code: sealCode(content().parts) };

test('the same content gives nothing to say', () => {
  expect(compareSeal(sealed, content())).toEqual([]);
});

test.each(itemKinds)('each kind of item is named when it changes, is added, is removed: %s', (kind) => {
  const changed = (of: Record<string, string>) =>
    compareSeal(sealed, content({ items: { ...items, [kind]: of } }));
  const [altered] = changed({ x: hash('4') });
  expect(altered).toMatchObject({ what: kind, change: 'altered' });
  expect(changed({ x: hash('3'), y: hash('4') })[0]).toMatchObject({ what: kind, change: 'added' });
  expect(changed({})[0]).toMatchObject({ what: kind, change: 'removed' });
});

test('an elector is never in the name of a finding', () => {
  const elector = { ...items, elector: { A1: hash('4') }, assignment: { 'A 1 c1-titulaires': hash('4') } };
  for (const finding of compareSeal(sealed, content({ items: elector })))
    if (finding.change === 'added')
      expect(finding).toMatchObject(
        finding.what === 'elector' ? { name: '', elector: 'A1' } : { name: 'c1-titulaires', elector: 'A 1' },
      );
});

test('another image, another standby, another order, and what nobody can name', () => {
  const what = (found: SealContent) => compareSeal(sealed, found).map((finding) => finding.what);
  expect(what(content({ image: hash('5') }))).toEqual(['image']);
  expect(what({ ...content(), parts: { ...content().parts, standby: hash('6') } })).toEqual(['standby']);
  expect(what(content({ manifest: { roll: hash('7') } }))).toEqual(['order']);
  expect(what(content({ manifest: { dossier: hash('7') } }))).toEqual(['unexplained']);
});

test.each([
  ['its code', { code: '0000 0000 0000 0000 0000 0000' }],
  ['its items', { items: { ...items, list: {} } }],
  ['its files', { software: { files: [], image: null, boot: null } }],
  ['its manifest', { manifest: { ...sealed.manifest, roll: hash('8') } }],
])('a record of the seal that no longer holds together, in %s', (_case, change) => {
  expect(compareSeal({ ...sealed, ...change }, content()).map(({ what }) => what)).toContain('seal-record');
});

test('the mark of what was found changes with the code and with each finding', () => {
  const finding = { what: 'booth', change: 'altered', name: '', elector: null } as const;
  const marks = [
    findingsMark('A', []),
    findingsMark('B', []),
    findingsMark('A', [finding]),
    findingsMark('A', [finding, { ...finding, what: 'mode' }]),
  ];
  expect(new Set(marks).size).toBe(4);
});

test('a measured text is read back, and nothing else is', () => {
  const text = measurementText(files);
  expect(parseMeasurement(text)?.toSorted((a, b) => (a.path < b.path ? 1 : -1))).toEqual(files);
  expect(parseMeasurement('')).toEqual([]);
  const lines = text.trimEnd().split('\n');
  for (const wrong of [
    text.trimEnd(),
    `${lines.toReversed().join('\n')}\n`,
    `${text}\n`,
    text.replace(' x ', ' y '),
  ])
    expect(parseMeasurement(wrong)).toBeNull();
});

test('the software examined is known by program, image or both, in digits or as a code', () => {
  const program = hash('a');
  const bare = { program, image: null };
  const imaged = { program, image: hash('b') };
  for (const given of [program, fullCode(program)]) {
    expect(isExamined(given, bare)).toBe(true);
    expect(isExamined(given, imaged)).toBe(true);
  }
  for (const given of [hash('b'), fullCode(hash('b')), softwarePart(program, hash('b'), null)]) {
    expect(isExamined(given, imaged)).toBe(true);
    expect(isExamined(given, bare)).toBe(false);
  }
  expect(isExamined(partCode(program), bare)).toBe(false);
});
