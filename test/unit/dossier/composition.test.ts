// How a bureau is made up: named, by age (Domitia article 12), or functions by lot (GEPOR article 12).
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadDossier } from '../../../appliance/dossier-folder.ts';
import { ageDiffers, byAge, withDrawnFunctions } from '../../../core/dossier/composition.ts';
import type { Bureau, BureauMember, Dossier } from '../../../core/dossier/types.ts';
import { assertOk } from '../../../core/result.ts';

const load = async (name: string) =>
  assertOk(await loadDossier(join(import.meta.dirname, '../../../provisioning/dossiers', name), Date.now()));

function firstBureau({ bureaus }: Dossier): Bureau {
  const [bureau] = bureaus;
  if (bureau === undefined) throw new Error('no bureau');
  return bureau;
}

const withMembers = (bureau: Bureau, members: readonly BureauMember[]): Bureau => ({ ...bureau, members });

test('Domitia’s bureaus are those whom their age calls, and its dossier is not warned about', async () => {
  const { dossier, warnings } = await load('domitia');
  expect(dossier.bureaus.map(({ composition }) => composition)).toEqual(['age', 'age']);
  for (const bureau of dossier.bureaus) expect(ageDiffers(dossier, bureau)).toBeNull();
  expect(warnings.map(({ rule }) => rule)).not.toContain('bureau/age');
});

test('a younger president, a candidate, another member or one from outside is said, with whom the age calls', async () => {
  const { dossier } = await load('domitia');
  const bureau = firstBureau(dossier);
  const called = byAge(dossier, bureau.id);
  const candidate = dossier.lists[0]?.candidates[0]?.elector ?? null;
  const [president, oldest, youngest] = bureau.members as [BureauMember, BureauMember, BureauMember];
  const asked: readonly (readonly BureauMember[])[] = [
    [{ ...president, function: 'assessor' }, { ...oldest, function: 'president' }, youngest],
    [president, oldest, { ...youngest, elector: candidate }],
    [president, { ...oldest, elector: null }, youngest],
    [president, oldest],
  ];
  for (const members of asked) expect(ageDiffers(dossier, withMembers(bureau, members))).toEqual(called);
  const others = { ...dossier, roll: dossier.roll.filter(({ id }) => id !== youngest.elector) };
  expect(byAge(others, bureau.id)?.president.id).toBe(president.elector);
  expect(byAge({ ...dossier, roll: [] }, bureau.id)).toBeNull();
});

test('by lot, nobody presides before the drawing, and who is drawn presides after it', async () => {
  const { dossier } = await load('gepor');
  const bureau = firstBureau(dossier);
  const functions = (presidents: ReadonlyMap<Bureau['id'], string>) =>
    withDrawnFunctions(dossier, presidents).bureaus[0]?.members.map((member) => member.function);
  expect(functions(new Map())).toEqual(['assessor', 'assessor', 'assessor', 'assessor']);
  const drawn = new Map([[bureau.id, bureau.members[2]?.account ?? '']]);
  expect(functions(drawn)).toEqual(['assessor', 'assessor', 'president', 'assessor']);
  const { dossier: named } = await load('domitia');
  expect(withDrawnFunctions(named, drawn)).toEqual(named);
});
