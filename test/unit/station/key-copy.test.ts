// The printed copy of the appliance's key: whose threshold opens it, and what an attacker makes a station refuse.
import { describe, expect, it } from 'vitest';
import { proveKnowledge } from '../../../core/belenios/proof.ts';
import type { ThresholdParameters } from '../../../core/belenios/threshold-messages.ts';
import { parseEncryptedTally } from '../../../core/belenios/tally.ts';
import { assertOk } from '../../../core/result.ts';
import {
  contextOf,
  copiedBytes,
  isCopyGenuine,
  makeKeyCopy,
  printKeyCopy,
  readKeyCopy,
  type CopyTerms,
} from '../../../core/station/key-copy.ts';
import { groupKeyOf, openKeyCopy, shareOfCopy } from '../../../core/station/recover-appliance-key.ts';
import { makeGroup, makeOwnElection } from '../belenios/own-election.ts';
import { backend, means, random } from '../belenios/vectors.ts';

const [one, two] = [makeGroup(1, 2), makeGroup(2, 3)];
const parametersOf = (group: typeof one): ThresholdParameters => {
  const [kind, parameters] = group.trustee;
  if (kind !== 'Pedersen') throw new Error('not a group');
  return parameters;
};
const groups = [
  { id: 'tete', parameters: parametersOf(one) },
  { id: 'bancs', parameters: parametersOf(two) },
];
const terms: CopyTerms = {
  clockKey: 'ab'.repeat(32),
  bureau: 'bureau-1',
  groupKeys: groups.map(({ parameters }) => groupKeyOf(parameters)),
};
const secret = random(copiedBytes);
const copy = makeKeyCopy(secret, terms, random);
const lines = printKeyCopy(copy, terms);

function share(id: 'tete' | 'bancs', holder: number, of = copy, under = terms) {
  const group = id === 'tete' ? one : two;
  const [seed = '', privateKeyMessage = ''] = [group.seeds[holder - 1], group.messages[holder - 1]];
  return shareOfCopy(of, under, { group: id, holder, seed, privateKeyMessage }, means);
}
const shares = (...places: readonly (readonly ['tete' | 'bancs', number])[]) =>
  places.map(([id, holder]) => assertOk(share(id, holder)));
const open = (texts: readonly string[], of = copy) => openKeyCopy(of, { terms, groups }, texts, backend);

describe('the copy on paper', () => {
  it('is twelve lines, read back line by line or at once as a reader of QR codes types them', () => {
    expect(lines).toHaveLength(12);
    for (const line of lines) expect(line).toMatch(/^(\w{4} ){6}\w$/);
    expect(assertOk(readKeyCopy(lines.join('\n'), terms))).toEqual(copy);
    expect(assertOk(readKeyCopy(`${lines.join('').replaceAll(' ', '').toLowerCase()}\n`, terms))).toEqual(
      copy,
    );
  });

  it('names the line that is wrong', () => {
    const wrong = lines.map((line, index) =>
      index === 4 ? line.replace(/^./, (first) => (first === '7' ? '8' : '7')) : line,
    );
    expect(readKeyCopy(wrong.join('\n'), terms)).toEqual({
      ok: false,
      error: { code: 'copy/unreadable', line: 5 },
    });
    expect(readKeyCopy(lines.slice(1).join('\n'), terms)).toMatchObject({ error: { line: null } });
  });

  it('is refused for another bureau or another round', () => {
    for (const other of [{ bureau: 'bureau-2' }, { clockKey: 'cd'.repeat(32) }])
      expect(readKeyCopy(lines.join('\n'), { ...terms, ...other })).toMatchObject({
        error: { code: 'copy/not-this-one' },
      });
  });
});

describe('opening it', () => {
  it('takes a threshold of every group, whoever they are', () => {
    expect(assertOk(open(shares(['tete', 2], ['bancs', 1], ['bancs', 3])))).toEqual(secret);
    expect(assertOk(open(shares(['bancs', 2], ['tete', 1], ['bancs', 3])))).toEqual(secret);
  });

  it('fails with one holder too few, one group alone, or one holder twice', () => {
    expect(open(shares(['tete', 1], ['bancs', 1]))).toMatchObject({
      error: { code: 'copy/not-enough', group: 'bancs' },
    });
    expect(open(shares(['bancs', 1], ['bancs', 2], ['bancs', 3]))).toMatchObject({
      error: { code: 'copy/not-enough', group: 'tete' },
    });
    expect(open(shares(['tete', 1], ['bancs', 2], ['bancs', 2]))).toMatchObject({
      error: { code: 'copy/not-enough', group: 'bancs' },
    });
  });

  it('names a share that is false, or given in another’s name', () => {
    const [tete = '', first = '', third = ''] = shares(['tete', 1], ['bancs', 1], ['bancs', 3]);
    const renamed = third.replace('"holder":3', '"holder":2');
    expect(open([tete, first, renamed])).toMatchObject({ error: { code: 'copy/bad-share', holder: 2 } });
    expect(open([tete, first, '{}'])).toMatchObject({ error: { code: 'copy/bad-share' } });
    const other = makeKeyCopy(secret, terms, random);
    expect(open([tete, first, assertOk(share('bancs', 3, other))])).toMatchObject({
      error: { code: 'copy/bad-share', holder: 3 },
    });
  });

  it('takes nothing of a copy whose sealed bytes were changed', () => {
    const altered = { ...copy, sealed: copy.sealed.map((byte, index) => (index === 7 ? byte ^ 1 : byte)) };
    expect(open(shares(['tete', 1], ['bancs', 1], ['bancs', 2]), altered)).toEqual({
      ok: false,
      error: { code: 'copy/does-not-open' },
    });
  });

  it('refuses the sequence of someone else', () => {
    const [seed = '', privateKeyMessage = ''] = [two.seeds[0], two.messages[1]];
    expect(shareOfCopy(copy, terms, { group: 'bancs', holder: 2, seed, privateKeyMessage }, means)).toEqual({
      ok: false,
      error: { code: 'copy/wrong-holder' },
    });
  });
});

describe('a station asked for a share of something else', () => {
  const election = makeOwnElection(
    [one, two].map((each) => each),
    null,
    ['blank'],
  );
  const tally = assertOk(parseEncryptedTally(election.election, election.tally.text));
  const alpha = tally.ciphertexts[0]?.alpha ?? copy.c;

  it('computes nothing with a ciphertext of the urn: nobody can prove to have drawn it', () => {
    expect(share('bancs', 1, { ...copy, c: alpha })).toMatchObject({ error: { code: 'copy/not-this-one' } });
    // A right proof of something else, under any name that the attacker likes.
    const proof = proveKnowledge(5n, `${contextOf(terms)}|knowledge|${alpha}|`, random);
    expect(isCopyGenuine({ ...copy, c: alpha, proof }, terms, backend)).toBe(false);
  });

  it('nor with a copy made for other terms, or the identity', () => {
    const elsewhere = { ...terms, bureau: 'bureau-2' };
    expect(share('bancs', 1, copy, elsewhere)).toMatchObject({ error: { code: 'copy/not-this-one' } });
    const identity = `${'0'.repeat(63)}1` as typeof copy.c;
    const proof = proveKnowledge(0n, `${contextOf(terms)}|knowledge|${identity}|`, random);
    expect(share('bancs', 1, { ...copy, c: identity, proof })).toMatchObject({
      error: { code: 'copy/not-this-one' },
    });
  });
});
