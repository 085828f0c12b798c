import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { audit } from '../../../appliance/cli/audit.ts';
import type { AuditReport } from '../../../core/belenios/audit.ts';
import { archiveBytes, worked } from './vectors.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = fileURLToPath(new URL('../../vectors/election/yFrgqc76wNiHUf.bel', import.meta.url));

async function run(...args: string[]) {
  let out = '';
  let messages = '';
  const code = await audit(args, {
    stdout: (text) => void (out += text),
    stderr: (text) => void (messages += text),
  });
  return { code, out, messages };
}

describe('isoloir audit', () => {
  it('names every check in French and answers 0 for an archive that is right', async () => {
    const { code, out } = await run(file);
    expect(code).toBe(0);
    expect(out.match(/^✓/gm)).toHaveLength(14);
    expect(out).toContain('Preuves et signature de chaque bulletin : 6 bulletins vérifiés');
  });

  it('answers the same JSON with one thread and with several', async () => {
    const one = await run(file, '--json', '--workers', '1');
    const several = await run(file, '--json', '--workers', '2');
    expect(several).toEqual(one);
    const report = JSON.parse(one.out) as AuditReport;
    expect(report.ok).toBe(true);
    expect(report.result).toEqual([
      [
        [2, 1, 2, 1],
        [2, 1, 2],
        [1, 1],
      ],
      [2, 2, 2],
    ]);
  });

  it('answers 1 when the answer is no', async () => {
    const { code, out } = await run(file, '--no-revote');
    expect(code).toBe(1);
    expect(out).toContain('✗ Bulletins remplacés');
    const bytes = archiveBytes(worked);
    bytes[40_000] = (bytes[40_000] ?? 0) ^ 1;
    writeFileSync(join(folder, 'changed.bel'), bytes);
    const changed = await run(join(folder, 'changed.bel'), '--json');
    expect(changed.code).toBe(1);
    expect((JSON.parse(changed.out) as AuditReport).checks[0]).toMatchObject({ check: 'archive', ok: false });
  });

  it('answers 2, naming the file, for what cannot be read', async () => {
    writeFileSync(join(folder, 'text.bel'), 'bonjour');
    for (const name of ['absent.bel', 'text.bel', '.']) {
      const { code, out, messages } = await run(join(folder, name));
      expect(code).toBe(2);
      expect(out).toBe('');
      expect(messages).toContain(folder);
    }
  });

  it('answers 2 for wrong usage, and says so for the kernel that is not there', async () => {
    for (const args of [
      [],
      [file, file],
      [file, '--unknown'],
      [file, '--workers', '0'],
      [file, '--backend', 'x'],
    ]) {
      expect((await run(...args)).code).toBe(2);
    }
    const wasm = await run(file, '--backend', 'wasm');
    expect(wasm.code).toBe(2);
    expect(wasm.messages).toContain('pas encore disponible');
  });
});
