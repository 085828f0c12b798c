/** Crafted archives, one group for each line of what the audit must refuse although the reference tool may not. */
import { describe, expect, it } from 'vitest';
import { tarMember } from '../../../core/bytes/tar.ts';
import { sha256Base64, sha256Hex } from '../../../core/bytes/digest.ts';
import { readArchive } from '../../../core/belenios/archive.ts';
import { auditArchive, type AuditCheck, type AuditOptions } from '../../../core/belenios/audit.ts';
import {
  choicesText,
  ciphertextOf,
  encryptBit,
  productOfOpenings,
} from '../../../core/belenios/ciphertext.ts';
import { credentialKeys } from '../../../core/belenios/credential.ts';
import { proveInterval } from '../../../core/belenios/interval-proof.ts';
import { proveList } from '../../../core/belenios/list-proof.ts';
import { nonzeroProof } from '../../../core/belenios/nonzero-proof.ts';
import { makeBallot } from '../../../core/belenios/ballot.ts';
import { listsPlaintext } from '../../../core/belenios/question.ts';
import { signature, signBallot } from '../../../core/belenios/signature.ts';
import { encryptedTally } from '../../../core/belenios/tally.ts';
import { encodePoint, fixedBase, gPower, knownPoint, power } from '../../../core/group/ed25519-noble.ts';
import { hashToScalar, IDENTITY, mod, q, randomScalar, type Element } from '../../../core/group/group.ts';
import { assertOk } from '../../../core/result.ts';
import { archiveOf, makeGroup, makeOwnElection, partsOf, type ArchiveParts } from './own-election.ts';
import { backend, random } from './vectors.ts';

const own = makeOwnElection([makeGroup(2, 3)], random(32), [
  { list: 0, candidates: [0, 1] },
  { list: 1, candidates: [1] },
  'blank',
]);
const parts = partsOf(own);
const [first = '', second = '', third = ''] = own.ballots;
const encoder = new TextEncoder();

/** Order 8: multiplied by q it is not the identity. */
const smallOrder = 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'
  .match(/../g)
  ?.reverse()
  .join('') as Element;

async function failures(bytes: Uint8Array, options: Partial<AuditOptions> = {}) {
  const report = await auditArchive(bytes, { backend, ...options });
  expect(report.ok).toBe(report.checks.every((check) => check.ok));
  return report.checks.filter((check) => !check.ok && !('skipped' in check.evidence));
}

async function expectFailure(change: Partial<ArchiveParts>, check: AuditCheck, evidence: object = {}) {
  const failed = await failures(archiveOf({ ...parts, ...change }));
  expect(failed[0]).toMatchObject({ check, evidence });
}

type Json = Record<string, unknown>;

/** A ballot changed by whoever holds its credential, and signed again. */
function resigned(text: string, credential: string, change: (ballot: Json) => unknown): string {
  const unsigned = JSON.parse(text) as Json;
  delete unsigned['signature'];
  change(unsigned);
  const body = JSON.stringify(unsigned);
  const { secret } = credentialKeys(own.election.uuid, credential);
  const signed = signature.print(signBallot(secret, sha256Base64(body), random));
  return `${body.slice(0, -1)},"signature":${signed}}`;
}

/** An answer's part, by its path. */
function at(ballot: Json, ...path: readonly (string | number)[]): Json {
  return path.reduce((value, key) => value[key] as Json, ballot);
}

function withBallot(text: string): Partial<ArchiveParts> {
  return { ballots: [text, second, third] };
}

/** Bytes of the archive with its members cut out, repeated or moved. */
function membersChanged(change: (members: Uint8Array[]) => Uint8Array[]): Uint8Array {
  const whole = archiveOf(parts);
  const members: Uint8Array[] = [];
  for (let offset = 0; offset < whole.length;) {
    const size = parseInt(String.fromCharCode(...whole.subarray(offset + 124, offset + 135)), 8);
    const end = offset + 512 + Math.ceil(size / 512) * 512;
    members.push(whole.subarray(offset, end));
    offset = end;
  }
  return Uint8Array.from(change(members).flatMap((member) => [...member]));
}

function member(kind: 'data' | 'event', text: string): Uint8Array {
  return tarMember(`${sha256Hex(text)}.${kind}.json`, encoder.encode(text), 1795285535);
}

it('the untouched archive passes', async () => {
  expect(await failures(archiveOf(parts), { noRevote: true })).toEqual([]);
});

describe('1. one bad ballot fails the audit', () => {
  it('a proof that does not verify, in the last ballot', async () => {
    const bad = resigned(third, own.credentials[2] ?? '', (ballot) => {
      const proof = at(ballot, 'answers', 0, 'list_proofs', 1, 0);
      proof['response'] = mod(BigInt(proof['response'] as string) + 1n).toString();
    });
    await expectFailure({ ballots: [first, second, bad] }, 'ballot-proofs', {
      ballots: [3],
      refusal: 'ballot/bad-proof',
      where: 'answers[0].list_proofs[1]',
    });
  });

  it('each kind of proof is looked at', async () => {
    for (const path of [
      ['individual_proofs', 1, 2, 1],
      ['overall_proof'],
      ['list_proofs', 0, 1],
      ['nonzero_proof'],
    ]) {
      const bad = resigned(first, own.credentials[0] ?? '', (ballot) => {
        const proof = at(ballot, 'answers', 0, ...path);
        proof['challenge'] = mod(BigInt(proof['challenge'] as string) + 1n).toString();
      });
      await expectFailure(withBallot(bad), 'ballot-proofs', { refusal: 'ballot/bad-proof' });
    }
  });

  it('a ballot signed by another credential, or whose signature is another’s', async () => {
    const foreign = resigned(first, own.credentials[1] ?? '', () => undefined);
    await expectFailure(withBallot(foreign), 'ballot-proofs', { refusal: 'ballot/bad-signature' });
    const signed = (text: string) => (JSON.parse(text) as Json)['signature'];
    const swapped = JSON.stringify({ ...(JSON.parse(first) as Json), signature: signed(second) });
    await expectFailure(withBallot(swapped), 'ballot-proofs', { refusal: 'ballot/bad-signature' });
  });

  it('a ballot of another election', async () => {
    const other = makeOwnElection([makeGroup(1, 1)], null, ['blank']);
    await expectFailure(withBallot(other.ballots[0] ?? ''), 'ballot-form', {
      refusal: 'ballot/foreign-election',
    });
  });
});

describe('2. the commitment of a non-zero proof is a member of the group and not the identity', () => {
  /**
   * A list without any candidate, which the non-zero proof exists to forbid: with A₀ of order 8 and a challenge that
   * is a multiple of 8, A₀^c vanishes and the zero passes for non-zero wherever A₀ is only compared with 1.
   */
  function forged(commitment: Element): string {
    const credential = own.credentials[0] ?? '';
    const { publicHex } = credentialKeys(own.election.uuid, credential);
    const y = fixedBase(own.election.publicKey);
    const S0 = `${own.election.fingerprint}|${publicHex}`;
    const bits: (0 | 1)[][] = [
      [1, 0, 0],
      [0, 0, 0, 0],
      [0, 0],
    ];
    const openings = bits.map((list) => list.map((bit) => encryptBit(y, bit, random)));
    const choices = openings.map((list) => list.map(ciphertextOf));
    const S = `${S0}|${choicesText(choices.flat())}`;
    const candidates = productOfOpenings(openings.flatMap((list) => list.slice(1)));
    const prove = () => {
      const [w1, w2] = [randomScalar(random), randomScalar(random)];
      const e = mod(candidates.r * w1 + w2);
      const text = `nonzero|${S}|${commitment},${encodePoint(gPower(e))},${encodePoint(power(y, e))}`;
      return { commitment, challenge: hashToScalar(text), response: [w1, w2] as const };
    };
    let proof = prove();
    while (proof.challenge % 8n !== 0n) proof = prove();
    return resigned(first, credential, (ballot) => {
      const text = (value: unknown): unknown =>
        JSON.parse(
          JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each)),
        );
      const answer = at(ballot, 'answers', 0);
      const lists = productOfOpenings(openings.flatMap((list) => list.slice(0, 1)));
      answer['choices'] = choices;
      answer['individual_proofs'] = text(
        openings.map((list) => list.map((each) => proveInterval(y, S0, each, [0, 1], random))),
      );
      answer['overall_proof'] = text(proveInterval(y, S, lists, [1], random)[0]);
      answer['list_proofs'] = text(openings.map((list) => proveList(y, S, list, random)));
      answer['nonzero_proof'] = JSON.parse(nonzeroProof.print(proof));
    });
  }

  it('a commitment of small order', async () => {
    await expectFailure(withBallot(forged(smallOrder)), 'ballot-proofs', {
      refusal: 'ballot/bad-element',
      where: smallOrder,
    });
  });

  it('the identity', async () => {
    await expectFailure(withBallot(forged(IDENTITY)), 'ballot-proofs', {
      refusal: 'ballot/bad-element',
      where: 'answers[0].nonzero_proof.commitment',
    });
  });
});

describe('3. every element and every scalar is canonical and in the group', () => {
  const choices = ['answers', 0, 'choices', 1, 1] as const;
  const proof = ['answers', 0, 'individual_proofs', 1, 1, 0] as const;

  it.each([
    [
      'a point of mixed order',
      () => encodePoint(knownPoint(own.tally.ciphertexts[0]?.alpha ?? IDENTITY).add(knownPoint(smallOrder))),
    ],
    ['a point of small order', () => smallOrder],
    ['no point at all', () => '2'.padStart(64, '0')],
    ['the identity spelled with y = p + 1', () => `7${'f'.repeat(61)}ee`],
    ['a spelling with the sign of a zero', () => `8${'0'.repeat(62)}1`],
  ])('%s in a ciphertext', async (_, element) => {
    const bad = resigned(first, own.credentials[0] ?? '', (ballot) => {
      at(ballot, ...choices)['alpha'] = element();
    });
    await expectFailure(withBallot(bad), 'ballot-proofs', { refusal: 'ballot/bad-element' });
  });

  it.each([
    ['capitals', (ballot: Json) => (at(ballot, ...choices)['alpha'] = 'A'.repeat(64))],
    ['63 digits', (ballot: Json) => (at(ballot, ...choices)['alpha'] = 'a'.repeat(63))],
    ['a scalar of q or more', (ballot: Json) => (at(ballot, ...proof)['challenge'] = q.toString())],
    ['a scalar with a leading zero', (ballot: Json) => (at(ballot, ...proof)['challenge'] = '01')],
    ['a negative scalar', (ballot: Json) => (at(ballot, ...proof)['challenge'] = '-1')],
    ['a scalar in hexadecimal', (ballot: Json) => (at(ballot, ...proof)['challenge'] = '0x10')],
    ['a scalar as a number', (ballot: Json) => (at(ballot, ...proof)['challenge'] = 1)],
  ])('%s', async (_, change) => {
    const bad = resigned(first, own.credentials[0] ?? '', change);
    await expectFailure(withBallot(bad), 'ballot-form', { ballot: 1, refusal: 'ballot/malformed' });
  });

  it('a listed credential of mixed order that nobody used', async () => {
    const listed = JSON.parse(own.credentialsText) as Element[];
    const used = new Set(own.ballots.map((text) => (JSON.parse(text) as { credential: Element }).credential));
    const unused = listed.find((each) => !used.has(each)) ?? IDENTITY;
    const mixed = encodePoint(knownPoint(unused).add(knownPoint(smallOrder)));
    const changed = listed.map((each) => (each === unused ? mixed : each));
    const sorted = changed.sort((a, b) => (reversed(a) < reversed(b) ? -1 : 1));
    await expectFailure({ credentials: JSON.stringify(sorted) }, 'credential-elements');
  });
});

describe('4. every JSON text is canonical', () => {
  it.each([
    ['a space', (text: string) => text.replace('"answers":', '"answers": ')],
    [
      'another order',
      (text: string) => text.replace(/"alpha":("\w+"),"beta":("\w+")/, '"beta":$2,"alpha":$1'),
    ],
    ['a field twice', (text: string) => text.replace('"credential":', '"credential":"0","credential":')],
    [
      'an escape that is not needed',
      (text: string) => text.replace('"election_uuid"', '"\\u0065lection_uuid"'),
    ],
  ])('%s', async (_, change) => {
    await expectFailure(withBallot(change(first)), 'ballot-form', { refusal: 'ballot/not-canonical' });
  });

  it.each([
    ['an unknown field', (ballot: Json) => (at(ballot, 'answers', 0)['extra'] = 1)],
    ['a missing field', (ballot: Json) => delete at(ballot, 'answers', 0)['list_proofs']],
    ['a list proof too many', (ballot: Json) => push(at(ballot, 'answers', 0, 'list_proofs'))],
    ['a disjunct too many', (ballot: Json) => push(at(ballot, 'answers', 0, 'individual_proofs', 0, 0))],
    ['an answer too many', (ballot: Json) => push(at(ballot, 'answers'))],
  ])('%s', async (_, change) => {
    const bad = resigned(first, own.credentials[0] ?? '', change);
    await expectFailure(withBallot(bad), 'ballot-form', { refusal: 'ballot/malformed' });
  });

  it('the election, the trustees, the credentials, the result', async () => {
    const spaced = (text: string) => text.replace(',', ', ');
    await expectFailure({ trustees: spaced(parts.trustees) }, 'trustees', { refusal: 'json/not-canonical' });
    await expectFailure({ credentials: spaced(parts.credentials) }, 'credentials');
    await expectFailure({ result: spaced(parts.result ?? '') }, 'result');
    await expectFailure({ election: spaced(parts.election) }, 'election');
  });
});

describe('5. events follow their grammar, and nothing is added, repeated or left out', () => {
  const cases: readonly [string, () => Uint8Array, string][] = [
    [
      'an event after the end',
      () => membersChanged((all) => [...all, ...all.slice(-1)]),
      'archive/duplicate-member',
    ],
    [
      'data after the end',
      () => membersChanged((all) => [...all, member('data', '{}')]),
      'archive/unreachable-member',
    ],
    [
      'a ballot left out',
      () => membersChanged((all) => [...all.slice(0, 6), ...all.slice(8)]),
      'archive/broken-chain',
    ],
    [
      'a ballot twice',
      () => membersChanged((all) => [...all.slice(0, 8), ...all.slice(6)]),
      'archive/duplicate-member',
    ],
    [
      'an extra member',
      () => membersChanged((all) => [...all.slice(0, 6), member('data', '{}'), ...all.slice(6)]),
      'archive/wrong-members',
    ],
    [
      'two members exchanged',
      () => membersChanged((all) => [0, 2, 1].flatMap((i) => all.slice(i, i + 1)).concat(all.slice(3))),
      'archive/wrong-members',
    ],
    ['no Setup', () => membersChanged((all) => all.slice(0, 1)), 'archive/no-setup'],
    [
      'a member under another name',
      () =>
        membersChanged((all) => [
          ...all,
          tarMember(`${'0'.repeat(64)}.data.json`, encoder.encode('{}'), 1795285535),
        ]),
      'archive/wrong-hash',
    ],
    [
      'another time',
      () =>
        membersChanged((all) => [...all, tarMember(`${sha256Hex('{}')}.data.json`, encoder.encode('{}'), 1)]),
      'tar/bad-header',
    ],
    [
      'zero blocks at the end',
      () => membersChanged((all) => [...all, new Uint8Array(1024)]),
      'tar/bad-header',
    ],
    ['a cut archive', () => archiveOf(parts).slice(0, -100), 'tar/truncated'],
    [
      'a changed padding',
      () => {
        const bytes = archiveOf(parts);
        bytes[bytes.length - 1] = 1;
        return bytes;
      },
      'tar/bad-padding',
    ],
  ];

  it.each(cases)('%s', async (_, bytes, refusal) => {
    expect((await failures(bytes()))[0]).toMatchObject({ check: 'archive', evidence: { refusal } });
  });

  it('a well-chained event that may not come: a ballot after the end of ballots', async () => {
    const { hash, height } = assertOk(readArchive(archiveOf({ ...parts, shares: [], result: null }))).head;
    const payload = sha256Hex(`${first} `);
    const event = JSON.stringify({ parent: hash, height: height + 1, type: 'Ballot', payload });
    const base = archiveOf({ ...parts, shares: [], result: null });
    const bytes = Uint8Array.from([...base, ...member('data', `${first} `), ...member('event', event)]);
    expect((await failures(bytes))[0]).toMatchObject({ evidence: { refusal: 'archive/out-of-order' } });
  });

  it('an event with an unknown type or a payload it should not have', async () => {
    const { hash, height } = assertOk(readArchive(archiveOf({ ...parts, result: null }))).head;
    for (const type of ['Shuffle', 'EndBallots']) {
      const event = JSON.stringify({ parent: hash, height: height + 1, type, payload: hash });
      const bytes = Uint8Array.from([...archiveOf({ ...parts, result: null }), ...member('event', event)]);
      expect((await failures(bytes))[0]).toMatchObject({ check: 'archive' });
    }
  });
});

describe('6. the tally counts what the ballots are, once per credential', () => {
  it('a number of ballots, or a weight, that is not theirs', async () => {
    await expectFailure({ size: { num_tallied: 2, total_weight: 3 } }, 'tally-counts');
    await expectFailure({ size: { num_tallied: 3, total_weight: 4 } }, 'tally-counts');
  });

  it('a ballot whose credential is not listed', async () => {
    const listed = JSON.parse(own.credentialsText) as string[];
    const { credential } = JSON.parse(second) as { credential: string };
    await expectFailure(
      { credentials: JSON.stringify(listed.filter((each) => each !== credential)) },
      'ballot-credentials',
      { ballot: 2 },
    );
  });

  it('a list of credentials out of order, or with one twice, or with a name', async () => {
    const [one = '', ...rest] = JSON.parse(own.credentialsText) as string[];
    const refusal = (code: string) => ({ refusal: `credentials/${code}` });
    await expectFailure(
      { credentials: JSON.stringify([...rest, one]) },
      'credentials',
      refusal('not-sorted'),
    );
    await expectFailure(
      { credentials: JSON.stringify([one, one, ...rest]) },
      'credentials',
      refusal('duplicate'),
    );
    await expectFailure(
      { credentials: JSON.stringify([`${one},,x`, ...rest]) },
      'credentials',
      refusal('malformed-entry'),
    );
  });

  it('a tally that leaves a ballot out', async () => {
    const two = encryptedTally(own.election, [{ text: first }, { text: second }], backend);
    await expectFailure({ tally: two.text, size: { num_tallied: 2, total_weight: 2 } }, 'tally-counts');
    await expectFailure({ tally: two.text }, 'tally', { refusal: 'audit/other-tally' });
  });

  it('a second ballot replaces the first, is reported, and is refused where no one may vote twice', async () => {
    const again = makeBallot(
      own.election,
      own.credentials[0] ?? '',
      [listsPlaintext(own.question, 'blank')],
      random,
    );
    const tally = encryptedTally(
      own.election,
      [{ text: second }, { text: third }, { text: again }],
      backend,
    ).text;
    const bytes = archiveOf({ ...parts, ballots: [...own.ballots, again], tally, shares: [], result: null });
    const report = await auditArchive(bytes, { backend, until: 'tally' });
    expect(report.ok).toBe(true);
    expect(report.checks).toContainEqual({ check: 'replaced-ballots', ok: true, evidence: { replaced: 1 } });
    expect(await failures(bytes, { until: 'tally', noRevote: true })).toMatchObject([
      { check: 'replaced-ballots' },
    ]);
  });
});

describe('7. trustees and their shares', () => {
  type Group = [
    string,
    { threshold: number; verification_keys: Json[]; signatures: Json[]; certs: Json[]; coefexps: Json[] },
  ];
  const changed = (change: (group: Group[1], single: Json) => void): Partial<ArchiveParts> => {
    const [single, group] = JSON.parse(own.trusteesText) as [[string, Json], Group];
    change(group[1], single[1]);
    return { trustees: JSON.stringify([single, group]) };
  };
  const broken = (proof: Json) =>
    (proof['response'] = mod(BigInt(proof['response'] as string) + 1n).toString());

  it.each([
    [
      'the proof of the single key',
      changed((_, single) => broken(single['pok'] as Json)),
      'trustees/bad-single-key',
    ],
    [
      'a certificate’s signature',
      changed((group) => broken(group.certs[1]?.['signature'] as Json)),
      'trustees/bad-group',
    ],
    [
      'coefficients’ signature',
      changed((group) => broken(group.coefexps[1]?.['signature'] as Json)),
      'trustees/bad-group',
    ],
    [
      'a signature of the certificates',
      changed((group) => broken(group.signatures[2] ?? {})),
      'trustees/bad-group',
    ],
    [
      'a verification key’s signature',
      changed((group) => broken(group.verification_keys[0]?.['signature'] as Json)),
      'trustees/bad-group',
    ],
    [
      'a verification key without signature',
      changed((group) => delete group.verification_keys[0]?.['signature']),
      'trustees/bad-group',
    ],
    [
      'two verification keys exchanged',
      changed((group) => group.verification_keys.reverse()),
      'trustees/bad-group',
    ],
    ['another threshold', changed((group) => (group.threshold = 1)), 'trustees/bad-group'],
    [
      'a holder left out',
      changed((group) =>
        [group.verification_keys, group.certs, group.coefexps, group.signatures].forEach((each) =>
          each.pop(),
        ),
      ),
      'trustees/bad-group',
    ],
    [
      'trustees that are not those of the election’s key',
      { trustees: JSON.stringify([(JSON.parse(own.trusteesText) as unknown[])[1]]) },
      'trustees/other-public-key',
    ],
    ['no trustee', { trustees: '[]' }, 'trustees/none'],
  ])('%s', async (_, change, refusal) => {
    await expectFailure(change, 'trustees', { refusal });
  });

  const badShare = (owner: number) => {
    const share = own.shares[owner - 1]?.text ?? '';
    const other = own.shares[owner % own.shares.length]?.text ?? '';
    const factors = (JSON.parse(other) as Json)['decryption_factors'];
    return { owner, text: JSON.stringify({ ...(JSON.parse(share) as Json), decryption_factors: factors }) };
  };

  it('a bad surplus share is reported and does not block', async () => {
    const shares = own.shares.map((share) => (share.owner === 3 ? badShare(3) : share));
    const report = await auditArchive(archiveOf({ ...parts, shares }), { backend });
    expect(report.ok).toBe(true);
    const evidence = { good: [1, 2, 4], bad: [3] };
    expect(report.checks).toContainEqual({ check: 'partial-decryptions', ok: true, evidence });
  });

  it('bad shares do not replace good ones that are needed', async () => {
    const bad = (...owners: number[]) =>
      own.shares.map((share) => (owners.includes(share.owner) ? badShare(share.owner) : share));
    const evidence = { refusal: 'result/not-enough-shares' };
    await expectFailure({ shares: bad(1) }, 'partial-decryptions', { ...evidence, item: 1, bad: [1] });
    await expectFailure({ shares: bad(2, 4) }, 'partial-decryptions', { ...evidence, item: 2, bad: [2, 4] });
    await expectFailure({ shares: own.shares.slice(0, 2) }, 'partial-decryptions', evidence);
    await expectFailure({ shares: own.shares.slice(1) }, 'partial-decryptions', evidence);
  });

  it('two shares of one owner', async () => {
    const shares = [...own.shares.slice(0, 3), badShare(3)];
    await expectFailure({ shares }, 'partial-decryptions', { refusal: 'result/duplicate-owner' });
  });
});

describe('8. the result is that of the decryption', () => {
  const altered = (change: (result: number[][]) => unknown) => {
    const { result } = JSON.parse(own.result) as { result: [number[][]] };
    change(result[0]);
    return JSON.stringify({ result });
  };

  it('a vote moved from a list to another', async () => {
    const result = altered((lists) => {
      const [a, b] = lists;
      if (a !== undefined && b !== undefined) [a[0], b[0]] = [0, 2];
    });
    await expectFailure({ result }, 'result', { sum: 1 });
  });

  it('a candidate with more votes than the list', async () => {
    const result = altered((lists) => lists[0]?.splice(1, 1, 9));
    const failed = await failures(archiveOf({ ...parts, result }));
    expect(failed.map(({ check }) => check)).toEqual(['result', 'result-consistency']);
  });

  it('no result, or one of another shape', async () => {
    await expectFailure({ result: null }, 'result', { refusal: 'audit/no-result' });
    await expectFailure({ result: '{"result":[[[1,1,1],[1,0,1,0]]]}' }, 'result');
  });
});

function reversed(element: string): string {
  return element.match(/../g)?.reverse().join('') ?? '';
}

function push(array: unknown): void {
  if (Array.isArray(array)) array.push(array[0]);
}
