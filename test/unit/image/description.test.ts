/** What is delivered beside an image: the description that the commands read, and what the build says at its end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readImageRegisters } from '../../../appliance/cli/judged-site.ts';
import { measureImage } from '../../../core/image/disk.ts';
import { foretoldRegisters } from '../../../core/image/registers.ts';
import { describeImage, descriptionText, descriptionWords } from '../../../provisioning/image/description.ts';
import { smallImage } from '../../support/small-image.ts';

const { made, file } = smallImage();
const description = describeImage('isoloir-appliance', '1.2.3', measureImage(file));
const folder = mkdtempSync(join(tmpdir(), 'isoloir-description-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the description that a build writes is the one by which a machine is judged', () => {
  const written = join(folder, 'isoloir-appliance.json');
  writeFileSync(written, descriptionText(description));
  const registers = foretoldRegisters(made.bootProgram);
  expect(Object.keys(registers ?? {})).toEqual(['4', '11']);
  expect(readImageRegisters(written)).toEqual(registers);
});

test('one without registers is refused, in words that say which file is wanted', () => {
  const written = join(folder, 'without.json');
  writeFileSync(written, JSON.stringify({ ...description, registers: undefined }));
  expect(() => readImageRegisters(written)).toThrow('le fichier .json livré avec elle');
});

test('what does not measure as a whole image is not described', () => {
  expect(() => describeImage('isoloir-appliance', '1.2.3', measureImage(file.subarray(0, 9)))).toThrow(
    'not whole',
  );
});

test('a build ends by the registers to expect, then the fingerprint', () => {
  const lines = descriptionWords(description, 'isoloir-appliance.img').split('\n');
  expect(lines).toContain(`  PCR  4  ${description.registers['4'] ?? ''}`);
  expect(lines).toContain(`  PCR 11  ${description.registers['11'] ?? ''}`);
  expect(lines.slice(-2)).toEqual([`${made.fingerprint}  isoloir-appliance.img`, '']);
});
