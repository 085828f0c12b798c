import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertOk } from '../../../core/result.ts';
import {
  checkpointCode,
  checkpointText,
  isCheckpointGenuine,
  parseCheckpoint,
  signCheckpoint,
  verifyCheckpoints,
  type JournalHead,
} from '../../../core/sealing/checkpoint.ts';
import {
  genesis,
  lineHash,
  nextLine,
  verifyJournal,
  type JournalEntry,
} from '../../../core/sealing/journal.ts';

const secret = new Uint8Array(32).fill(7);
const key = bytesToHex(ed25519.getPublicKey(secret));
const otherKey = bytesToHex(ed25519.getPublicKey(new Uint8Array(32).fill(8)));

/** Journals of several processes, written as the appliance does. */
class Journals {
  readonly lines: string[] = [];
  readonly tails = new Map<string, { sequence: number; line: string }>();

  append(process: string, entry: JournalEntry = { kind: 'event', facts: {} }): void {
    const line = nextLine(this.tails.get(process) ?? null, {
      process,
      atMs: 1_000,
      salt: '0'.repeat(32),
      ...entry,
    });
    this.tails.set(process, { sequence: (this.tails.get(process)?.sequence ?? 0) + 1, line });
    this.lines.push(line);
  }

  heads(...processes: string[]): JournalHead[] {
    return processes.map((process) => {
      const tail = this.tails.get(process);
      return {
        process,
        sequence: tail?.sequence ?? 0,
        hash: tail === undefined ? genesis : lineHash(tail.line),
      };
    });
  }

  checkpoint(): string {
    const text = checkpointText(signCheckpoint(2_000, this.heads('web', 'roll', 'clock', 'urn'), secret));
    this.append('clock', { kind: 'checkpoint', facts: { text } });
    return text;
  }
}

function sample() {
  const journals = new Journals();
  for (const process of ['web', 'web', 'roll', 'clock', 'web']) journals.append(process);
  const first = journals.checkpoint();
  journals.append('web');
  const second = journals.checkpoint();
  journals.append('roll');
  return { journals, first, second };
}

function verify(lines: readonly string[], against: { key?: string; kept?: string } = {}) {
  const read = assertOk(verifyJournal(lines));
  return verifyCheckpoints(lines, read, { key: against.key ?? null, kept: against.kept ?? null });
}

describe('a signed checkpoint', () => {
  const { journals, first, second } = sample();

  test('reads as it was written, in the order of the names, and is genuine', () => {
    const read = parseCheckpoint(first);
    expect(read?.heads.map(({ process, sequence }) => [process, sequence])).toEqual([
      ['clock', 1],
      ['roll', 1],
      ['urn', 0],
      ['web', 3],
    ]);
    expect(read && checkpointText(read)).toBe(first);
    expect(read && isCheckpointGenuine(read, key)).toBe(true);
    expect(read && isCheckpointGenuine(read, otherKey)).toBe(false);
  });

  test.each([
    '',
    'isoloir/1/checkpoint|1',
    first.slice(0, -1),
    `${first} `,
    first.replace('clock', 'zebra'),
    first.replace('web:3', 'web:03'),
    first.replace('roll', 'clock'),
  ])('is nothing else: « %s »', (text) => {
    expect(parseCheckpoint(text)).toBeNull();
  });

  test('holds against its journals, with its key, its line or its code', () => {
    for (const kept of [first, second, ...[first, second].map(codeOf)])
      expect(verify(journals.lines, { key, kept })).toEqual({ ok: true, value: 2 });
    expect(verify(journals.lines)).toEqual({ ok: true, value: 2 });
  });

  test('with another key is refused, at its line', () => {
    expect(verify(journals.lines, { key: otherKey })).toEqual({
      ok: false,
      error: { line: 6, rule: 'checkpoint-signature' },
    });
  });

  test('kept elsewhere shows a journal cut after it, and names the first missing entry', () => {
    const withoutTail = journals.lines.slice(0, 6);
    expect(verify(withoutTail)).toEqual({ ok: true, value: 1 });
    expect(verify(withoutTail, { key, kept: second })).toEqual({
      ok: false,
      error: { line: null, rule: 'checkpoint-missing-entry', process: 'web', sequence: 4 },
    });
    expect(verify(withoutTail, { key, kept: codeOf(second) })).toEqual({
      ok: false,
      error: { line: null, rule: 'checkpoint-absent' },
    });
  });

  test('shows one process cut alone, and one written anew', () => {
    const cut = journals.lines.filter((line) => !line.includes('"process":"web"'));
    expect(verify(cut)).toMatchObject({
      ok: false,
      error: { rule: 'checkpoint-missing-entry', process: 'web', sequence: 1 },
    });
    const anew = new Journals();
    for (const process of ['web', 'web', 'roll', 'clock'] as const) anew.append(process);
    anew.append('web', { kind: 'event', facts: { written: 'anew' } });
    anew.append('clock', { kind: 'checkpoint', facts: { text: first } });
    expect(verify(anew.lines, { key })).toEqual({
      ok: false,
      error: { line: 6, rule: 'checkpoint-other-entry', process: 'web', sequence: 3 },
    });
  });

  test('that another process wrote is no checkpoint', () => {
    const forged = new Journals();
    forged.append('web', { kind: 'checkpoint', facts: { text: 'autre' } });
    expect(verify(forged.lines)).toEqual({ ok: true, value: 0 });
    forged.append('clock', { kind: 'checkpoint', facts: { text: 3 } });
    expect(verify(forged.lines)).toEqual({ ok: false, error: { line: 2, rule: 'checkpoint-shape' } });
  });

  test('whatever was cut from the journals after it was kept, it shows', () => {
    const kinds = fc.array(fc.constantFrom('web', 'roll', 'urn', 'clock'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(kinds, fc.nat(), (processes, cut) => {
        const whole = new Journals();
        for (const process of processes) whole.append(process);
        const kept = checkpointText(signCheckpoint(9, whole.heads('web', 'roll', 'urn', 'clock'), secret));
        expect(verify(whole.lines, { key, kept }).ok).toBe(true);
        const shorter = whole.lines.slice(0, cut % whole.lines.length);
        expect(verify(shorter, { key, kept })).toMatchObject({
          ok: false,
          error: { rule: 'checkpoint-missing-entry' },
        });
      }),
    );
  });
});

function codeOf(text: string): string {
  const read = parseCheckpoint(text);
  return read === null ? '' : checkpointCode(read);
}
