import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { crashPointNames, crashPoints } from '../../../appliance/crash-points.ts';

afterEach(() => vi.restoreAllMocks());

test('none asked for: nothing happens anywhere, in any mode', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  for (const mode of ['real', 'rehearsal', 'demonstration'] as const)
    for (const point of crashPointNames) crashPoints({ mode }, null)(point);
  expect(kill).not.toHaveBeenCalled();
});

test('a real data folder refuses them all', () => {
  for (const point of crashPointNames)
    expect(() => crashPoints({ mode: 'real' }, point)).toThrow('real mode');
});

test('the one asked for kills the process as a power cut would, and the others do not', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  for (const asked of crashPointNames) {
    kill.mockClear();
    const reach = crashPoints({ mode: 'rehearsal' }, asked);
    for (const point of crashPointNames) reach(point);
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGKILL']]);
  }
});

test('one that does not exist is refused: a test that kills nowhere proves nothing', () => {
  expect(() => crashPoints({ mode: 'rehearsal' }, 'urn/pending')).toThrow('no crash point urn/pending');
});

test('each is reached in one place of the appliance', () => {
  const files = [
    'roll/signing.ts',
    'urn/box.ts',
    'urn/phases.ts',
    'clock/process.ts',
    'use-cases/cast-vote.ts',
    'use-cases/decide-on-vote.ts',
    'use-cases/give-decisions.ts',
  ];
  const source = files
    .map((file) => readFileSync(new URL(`../../../appliance/${file}`, import.meta.url), 'utf8'))
    .join('');
  for (const point of crashPointNames) expect(source.split(`reach('${point}')`), point).toHaveLength(2);
});
