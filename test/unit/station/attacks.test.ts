// What a lying appliance, or conspirators, try at the count, and what a station and the mathematics answer: early counts,
// other archives than the sealed one, forged codes, moved calendars, shares of another group.
import { beforeAll, describe, expect, it } from 'vitest';
import { combine } from '../../../core/belenios/result.ts';
import { encryptedTally } from '../../../core/belenios/tally.ts';
import { electionPublicKey, type Trustees } from '../../../core/belenios/trustee.ts';
import { makeElection } from '../../../core/belenios/election.ts';
import { sealedTermsText, type SealedTerms } from '../../../core/lifecycle/sealed-terms.ts';
import type { Port } from '../../../core/port.ts';
import type { CountAnswer } from '../../../core/station/api.ts';
import { closingCodeOfArchives } from '../../../core/station/closing-code.ts';
import { countedHere, verifyUrns } from '../../../core/station/count.ts';
import {
  archiveOf,
  makeGroup,
  makeOwnElection,
  partsOf,
  type OwnElection,
} from '../belenios/own-election.ts';
import { backend, random } from '../belenios/vectors.ts';

const terms: SealedTerms = { opensMs: 1_000_000, closesMs: 2_000_000, graceMs: 300_000, mode: 'real' };
const afterGraceMs = terms.closesMs + terms.graceMs;
const group = makeGroup(2, 3);
const single = random(32);
const urn = 'c1-titulaires';
/** What the station says of the sealed archive. */
const whole = 'verified, Essai: 3';
let own: OwnElection;
let sealed: Uint8Array;
let printed: string;

beforeAll(() => {
  const votes = [{ list: 0, candidates: [0] }, { list: 1, candidates: [1] }, 'blank' as const];
  own = makeOwnElection([group], single, votes, sealedTermsText(terms));
  sealed = archiveWith(own.ballots);
  printed = codeOf(sealed);
});

const codeOf = (bytes: Uint8Array) => closingCodeOfArchives([{ urn, bytes }]);

/** A perfectly made archive of some ballots: what a lying server can compute without any secret. */
function archiveWith(
  ballots: readonly string[],
  changes: Partial<ReturnType<typeof partsOf>> = {},
): Uint8Array {
  const tally = encryptedTally(
    own.election,
    ballots.map((text) => ({ text })),
    backend,
  );
  const size = { num_tallied: ballots.length, total_weight: ballots.length };
  return archiveOf({
    ...partsOf(own),
    ballots,
    tally: tally.text,
    size,
    shares: [],
    result: null,
    ...changes,
  });
}

/** A station given an archive by the server, and a code by people. */
async function station(
  bytes: Uint8Array,
  {
    closingCode = printed,
    nowMs = afterGraceMs,
    clockOffsetMs = null as number | null,
    extensions = [] as CountAnswer['extensions'],
    announced = own.ballots.length,
  } = {},
): Promise<string> {
  const port: Port = () =>
    Promise.resolve({ status: 200, body: { archive: Buffer.from(bytes).toString('base64') } });
  const count: CountAnswer = {
    bureau: 'bureau-1',
    groups: [],
    urns: [{ urn, title: 'Urne', ballots: announced }],
    clockOffsetMs,
    extensions,
    opened: false,
  };
  const verified = await verifyUrns(port, count, { closingCode, nowMs, backend });
  if (!verified.ok) return verified.error.code;
  const [counted] = countedHere(verified.value);
  return `verified, ${counted?.name ?? ''}: ${counted?.ballots ?? 0}`;
}

describe('an archive that is not the sealed one', () => {
  it('is refused though it verifies: one ballot removed, all but one removed, one replaced', async () => {
    expect(await station(sealed)).toBe(whole);
    const [first = '', second = '', third = ''] = own.ballots;
    const other = makeOwnElection([group], single, ['blank'], sealedTermsText(terms));
    expect(await station(archiveWith([first, second]))).toBe('sealed/other-archives');
    expect(await station(archiveWith([second]))).toBe('sealed/other-archives');
    expect(await station(archiveWith([third, second, first]))).toBe('sealed/other-archives');
    const another = archiveOf({ ...partsOf(other), shares: [], result: null });
    expect(await station(another)).toBe('sealed/other-archives');
  });

  it('with a code forged for it, still fails where a ballot was replaced, doubled or altered', async () => {
    const [first = '', second = '', third = ''] = own.ballots;
    const other = makeOwnElection([group], single, ['blank'], sealedTermsText(terms));
    const altered = third.replace(/"challenge":"(\d)/, (_all, digit) => `"challenge":"${9 - Number(digit)}`);
    for (const last of [other.ballots[0] ?? '', altered]) {
      const bytes = archiveWith(own.ballots, { ballots: [first, second, last] });
      expect(await station(bytes, { closingCode: codeOf(bytes) })).toBe('sealed/bad-archive');
    }
    // The same ballot twice is not even an archive.
    const doubled = archiveWith(own.ballots, { ballots: [first, second, second] });
    expect(await station(doubled, { closingCode: codeOf(doubled) })).toBe('sealed/no-calendar');
  });

  it('with a code forged for it, is refused where ballots are missing, or else the station says how few it counted', async () => {
    const [first = '', second = ''] = own.ballots;
    for (const kept of [[first, second], [second], []]) {
      const bytes = archiveWith(kept);
      const forged = { closingCode: codeOf(bytes) };
      // Announced whole: the number is not taken from who announces it.
      expect(await station(bytes, forged)).toBe('sealed/other-count');
      // Announced as it is: mathematics accepts it, and what the room reads is the station's own number.
      expect(await station(bytes, { ...forged, announced: kept.length })).toBe(
        `verified, Essai: ${kept.length}`,
      );
    }
    expect(await station(sealed, { announced: own.ballots.length + 1 })).toBe('sealed/other-count');
  });

  it('a code of another bureau, mistyped or invented is refused', async () => {
    const elsewhere = closingCodeOfArchives([{ urn: 'c2-titulaires', bytes: sealed }]);
    expect(await station(sealed, { closingCode: elsewhere })).toBe('sealed/other-archives');
    expect(await station(sealed, { closingCode: printed.slice(0, -1) })).toBe('sealed/unreadable-code');
    // Two neighbours that differ, exchanged: the first pair may be twice the same character.
    const swapped = printed.replace(/(\w)(?!\1)(\w)/, '$2$1');
    expect(swapped).not.toBe(printed);
    expect(await station(sealed, { closingCode: swapped })).toBe('sealed/unreadable-code');
  });
});

describe('counting before closing and grace', () => {
  it('a station believes its own clock, and the calendar inside the archive, whatever the server adds', async () => {
    expect(await station(sealed, { nowMs: afterGraceMs - 1 })).toBe('sealed/too-early');
    expect(await station(sealed, { nowMs: terms.opensMs, clockOffsetMs: 10 * 86_400_000 })).toBe(
      'sealed/too-early',
    );
  });

  it('a station waits for the extensions of the bureaus, and an extension never makes it wait less', async () => {
    const to = (closesMs: number) => ({ extensions: [{ title: '1er collège, titulaires', closesMs }] });
    expect(await station(sealed, to(terms.closesMs + 1))).toBe('sealed/too-early');
    expect(await station(sealed, { ...to(terms.closesMs + 1), nowMs: afterGraceMs + 1 })).toBe(whole);
    expect(await station(sealed, { ...to(terms.opensMs), nowMs: afterGraceMs - 1 })).toBe('sealed/too-early');
  });

  it('a calendar moved, or a real election passed for a demonstration, is another election: no ballot is valid in it', async () => {
    for (const change of [{ closesMs: terms.opensMs }, { graceMs: 0 }, { mode: 'demonstration' as const }]) {
      const { uuid, questions } = own.election;
      const moved = makeElection({
        uuid,
        name: 'Essai',
        description: sealedTermsText({ ...terms, ...change }),
        questions,
        publicKey: electionPublicKey(own.trustees),
      });
      const bytes = archiveWith(own.ballots, { election: moved.text });
      const lie = { closingCode: codeOf(bytes), nowMs: afterGraceMs, clockOffsetMs: 86_400_000 };
      expect(await station(bytes, lie)).toBe('sealed/bad-archive');
    }
  });

  it('all holders, all ballots and every database do not make a result without the appliance’s key', () => {
    const all = own.shares.slice(1);
    expect(all).toHaveLength(3);
    const options = { totalWeight: own.ballots.length, backend };
    expect(combine(own.election, own.tally, own.trustees, all, options)).toMatchObject({
      error: { code: 'result/not-enough-shares', item: 1 },
    });
    // Nor does a holder who also plays the appliance, in its place among the owners.
    const [second] = all;
    const posing = [{ owner: 1, text: second?.text ?? '' }, ...all];
    expect(combine(own.election, own.tally, own.trustees, posing, options)).toMatchObject({
      error: { code: 'result/not-enough-shares', item: 1 },
    });
  });
});

describe('two groups', () => {
  it('a share of one group is worth nothing in the other, nor all of one group together', () => {
    const [head, benches] = [makeGroup(1, 2), makeGroup(2, 4)];
    const made = makeOwnElection([head, benches], null, ['blank']);
    const trustees: Trustees = made.trustees;
    const options = { totalWeight: 1, backend };
    const by = (...wanted: readonly number[]) => made.shares.filter(({ owner }) => wanted.includes(owner));
    expect(combine(made.election, made.tally, trustees, by(3, 4, 5, 6), options)).toMatchObject({
      error: { code: 'result/not-enough-shares', item: 1 },
    });
    expect(combine(made.election, made.tally, trustees, by(1, 2, 3), options)).toMatchObject({
      error: { code: 'result/not-enough-shares', item: 2 },
    });
    const moved = [...by(3, 4), { owner: 1, text: by(5)[0]?.text ?? '' }];
    expect(combine(made.election, made.tally, trustees, moved, options)).toMatchObject({
      error: { code: 'result/not-enough-shares', item: 1 },
    });
    expect(combine(made.election, made.tally, trustees, by(2, 4, 6), options).ok).toBe(true);
  });
});
