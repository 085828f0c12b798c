import { expect, test } from 'vitest';
import { parseCode } from '../../../core/bytes/crockford.ts';
import { manifestHash, sealCode, type Manifest } from '../../../core/sealing/seal.ts';

const manifest: Manifest = {
  format: 2,
  mode: 'rehearsal',
  dossier: '0'.repeat(64),
  roll: '1'.repeat(64),
  items: 'd'.repeat(64),
  files: { 'dossier.yaml': '2'.repeat(64) },
  urns: {
    c1: {
      election: '3'.repeat(64),
      trustees: '4'.repeat(64),
      credentials: '5'.repeat(64),
      opensMs: 1,
      closesMs: 2,
      graceMs: 3,
    },
  },
  assignment: '6'.repeat(64),
  schedule: 'b'.repeat(64),
  access: 'e'.repeat(64),
  closing: '0'.repeat(64),
  accounts: 'c'.repeat(64),
  printer: null,
  booth: '7'.repeat(64),
  receiptKey: '8'.repeat(64),
  clockKey: '9'.repeat(64),
};
const parts = { software: 'a'.repeat(64), standby: null, data: manifestHash(manifest) };

test('a seal code is six groups of four with a check, the same for the same parts', () => {
  const code = sealCode(parts);
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4} ){5}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(parseCode(code, 24).ok).toBe(true);
  expect(sealCode({ data: parts.data, standby: null, software: parts.software })).toBe(code);
});

test('every part and everything sealed changes the code', () => {
  const [urn] = Object.values(manifest.urns);
  if (urn === undefined) throw new Error('no urn');
  const others: Manifest[] = [
    { ...manifest, mode: 'real' },
    { ...manifest, dossier: 'f'.repeat(64) },
    { ...manifest, roll: 'f'.repeat(64) },
    { ...manifest, files: {} },
    { ...manifest, urns: {} },
    ...(['election', 'trustees', 'credentials'] as const).map((key) => ({
      ...manifest,
      urns: { c1: { ...urn, [key]: 'f'.repeat(64) } },
    })),
    { ...manifest, urns: { c2: urn } },
    { ...manifest, assignment: 'f'.repeat(64) },
    { ...manifest, items: 'f'.repeat(64) },
    { ...manifest, access: 'f'.repeat(64) },
    { ...manifest, closing: 'f'.repeat(64) },
    { ...manifest, booth: 'f'.repeat(64) },
    { ...manifest, receiptKey: 'f'.repeat(64) },
    { ...manifest, clockKey: 'f'.repeat(64) },
  ];
  const codes = [
    sealCode(parts),
    sealCode({ ...parts, software: 'b'.repeat(64) }),
    sealCode({ ...parts, standby: 'b'.repeat(64) }),
    ...others.map((other) => sealCode({ ...parts, data: manifestHash(other) })),
  ];
  expect(new Set(codes).size).toBe(codes.length);
});
