// clock.key is lost after the seal: it comes back from its printed copy with a threshold of the bureau, by the commands as
// people run them, and the count succeeds. One holder alone, another copy or a key that is still there change nothing. How
// holders make their shares at the station, with tokens or sheets: test/unit/station/ceremonies.test.ts.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk } from '../../core/result.ts';
import type { HolderPlace } from '../../core/station/api.ts';
import { makeShare, openShareRequest } from '../../core/station/share-request.ts';
import { applianceKey } from '../../appliance/cli/appliance-key.ts';
import { CommandError } from '../../appliance/cli/io.ts';
import { applianceKeyDocument } from '../../appliance/use-cases/appliance-key.ts';
import { castVote } from '../../appliance/use-cases/cast-vote.ts';
import { journalFacts } from '../../appliance/use-cases/journal-facts.ts';
import { readyVote } from '../support/casting.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import {
  accountOf,
  closeSpine,
  copySpine,
  countBureau,
  openSpine,
  random,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';

let spine: Spine;
let folder: string;
let restored: Spine | null = null;

beforeAll(async () => {
  folder = temporaryFolder();
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [10] }));
  assertOk(await castVote(spine.context, await readyVote(spine, matricule(1, 1), 'c1-titulaires', 'blank')));
}, 120_000);
afterAll(async () => {
  await restored?.stop();
  await spine.stop();
  rmSync(folder, { recursive: true });
});

/** The command as main.ts calls it. */
async function run(args: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' };
  const io = {
    stdout: (text: string) => void (said.stdout += text),
    stderr: (text: string) => void (said.stderr += text),
  };
  try {
    return { status: await Promise.resolve().then(() => applianceKey([...args], io)), ...said };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { ...said, status: error.exitCode, stderr: error.message };
  }
}

const at = (name: string) => join(folder, name);

test('the copy is on a sheet, the same each time, and on no other', async () => {
  const president = accountOf(spine, 'bureau-1-president');
  const [one, other] = [
    assertOk(await applianceKeyDocument(spine.context, president)),
    assertOk(await applianceKeyDocument(spine.context, president)),
  ];
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
  const { copies } = await spine.context.clock.keyCopies({});
  expect(copies.map(({ bureau, lines }) => [bureau, lines.length])).toEqual([['bureau-1', 12]]);
  writeFileSync(at('copie.txt'), (copies[0]?.lines ?? []).join('\n'));
  expect((await spine.context.clock.journal({})).lines.join('')).not.toContain(copies[0]?.lines[3]);
});

test('clock.key lost: two holders of three restore it, one does not, and the count succeeds', async () => {
  const key = readFileSync(spine.data.file('clock.key'));
  restored = await copySpine(spine, async (data) => {
    const path = data.file('clock.key');
    rmSync(path);
    const where = ['--data', dirname(path), '--bureau', 'bureau-1', '--copy', at('copie.txt')];
    const asked = await run(['request', ...where]);
    expect([asked.status, asked.stderr]).toEqual([0, '']);
    const opened = assertOk(openShareRequest(asked.stdout, nobleBackend()));
    const give = (place: HolderPlace, sequence: string) =>
      makeShare(opened, place, sequence, { backend: nobleBackend(), random });
    const held = spine.sequences.get('bureau-1') ?? [];
    for (const each of held.slice(1)) {
      const share = assertOk(give(each, each.sequence));
      expect(share).not.toContain(each.sequence);
      writeFileSync(at(`part-${each.holder}.json`), share);
    }
    expect(give({ group: 'bureau-1', holder: 2 }, held[0]?.sequence ?? '')).toEqual({
      ok: false,
      error: { code: 'copy/wrong-holder' },
    });

    const alone = await run(['restore', ...where, at('part-2.json')]);
    expect([alone.status, existsSync(path)]).toEqual([1, false]);
    expect(alone.stderr).toContain('Il manque des parts');
    const done = await run(['restore', ...where, at('part-2.json'), at('part-3.json')]);
    expect([done.status, done.stderr]).toEqual([0, '']);
    expect(readFileSync(path).equals(key)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const again = await run(['restore', ...where, at('part-2.json'), at('part-3.json')]);
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('jamais remplacée')]);
  });
  expect(journalFacts(restored.context, 'appliance-key-restored')[0]?.facts).toEqual({
    bureau: 'bureau-1',
    holders: 2,
  });
  expect((await closeSpine(restored)).agrees).toBe(true);
  await countBureau(restored, 'bureau-1');
  expect(restored.context.election.counted('c1-titulaires' as never)).not.toBeNull();
}, 120_000);

test('without its key, clock does not start with another one once the round is sealed', async () => {
  const without = copySpine(spine, (data) => rmSync(data.file('clock.key')));
  await expect(without).rejects.toThrow('appliance-key restore');
});
