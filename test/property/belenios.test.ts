/** Properties over many inputs: what is printed is read back, and no byte of a ballot or an archive can change. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArchive } from '../../core/belenios/archive.ts';
import { checkBallot, makeBallot } from '../../core/belenios/ballot.ts';
import { generateCredential } from '../../core/belenios/credential.ts';
import { generateUuid, makeElection, parseElection } from '../../core/belenios/election.ts';
import { BLANK_VOTE, listsPlaintext, listsQuestion, type Question } from '../../core/belenios/question.ts';
import { isConsistent } from '../../core/belenios/result.ts';
import { encodePoint, gPower } from '../../core/group/ed25519-noble.ts';
import { assertOk } from '../../core/result.ts';
import { parseSequence } from '../../core/station/sequence.ts';
import { archiveBytes, backend, random, worked } from '../unit/belenios/vectors.ts';

const publicKey = encodePoint(gPower(123456789n));
const anyText = fc.string({ unit: 'grapheme', maxLength: 20 });

const homomorphic = fc
  .tuple(fc.array(anyText, { minLength: 1, maxLength: 4 }), fc.boolean(), fc.nat(4), fc.nat(4), anyText)
  .map(([answers, blank, a, b, question]): Question => {
    const [low = 0, high = 0] = [Math.min(a, answers.length), Math.min(b, answers.length)].sort();
    return { answers, ...(blank ? { blank } : {}), min: low, max: high, question };
  });

const lists = fc
  .tuple(
    fc.array(fc.record({ name: anyText, candidates: fc.array(anyText, { minLength: 1, maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    anyText,
  )
  .map(([all, text]): Question => listsQuestion(all, text));

describe('elections', () => {
  it('are printed and read back, whatever their texts', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.array(fc.oneof(homomorphic, lists), { minLength: 1, maxLength: 3 }),
        (name, description, questions) => {
          const made = makeElection({ uuid: generateUuid(random), name, description, questions, publicKey });
          expect(assertOk(parseElection(made.text)).parameters).toEqual({ ...made.parameters });
          expect(made.questions).toEqual(questions);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('ballots', () => {
  it('of any election and any valid vote verify', () => {
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(), (question, a, b) => {
        if (!('type' in question)) throw new Error('a lists question');
        const { answers } = question.value;
        const list = a % answers.length;
        const size = (answers[list]?.length ?? 1) - 1;
        const mask = 1 + (b % (2 ** size - 1));
        const candidates = Array.from({ length: size }, (_, i) => i).filter((i) => (mask >> i) & 1);
        const election = makeElection({
          uuid: generateUuid(random),
          name: '',
          description: '',
          questions: [question],
          publicKey,
        });
        const plaintext = listsPlaintext(question, { list, candidates });
        const ballot = makeBallot(election, generateCredential(random), [plaintext], random);
        expect(checkBallot(election, ballot, backend).ok).toBe(true);
      }),
      { numRuns: 5 },
    );
  });

  it('to homomorphic questions, with and without blank, verify for every allowed number of answers', () => {
    for (const blank of [true, false]) {
      const question = {
        answers: ['a', 'b', 'c'],
        ...(blank ? { blank } : {}),
        min: 1,
        max: 2,
        question: '?',
      };
      const election = makeElection({
        uuid: generateUuid(random),
        name: '',
        description: '',
        questions: [question],
        publicKey,
      });
      const votes: (0 | 1)[][] = blank
        ? [
            [1, 0, 0, 0],
            [0, 1, 0, 1],
          ]
        : [
            [0, 1, 0],
            [1, 1, 0],
          ];
      for (const vote of votes) {
        const ballot = makeBallot(election, generateCredential(random), [vote], random);
        expect(checkBallot(election, ballot, backend).ok).toBe(true);
      }
      const bad: (0 | 1)[][] = blank
        ? [
            [1, 1, 0, 0],
            [0, 0, 0, 0],
            [0, 1, 1, 1],
          ]
        : [
            [0, 0, 0],
            [1, 1, 1],
          ];
      for (const vote of bad) {
        expect(() => makeBallot(election, generateCredential(random), [vote], random)).toThrow();
      }
    }
  });

  it('are refused with any byte changed', () => {
    const text = worked.text('ballots/01-alice.json');
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom('0', '7', 'a', 'f', 'A', '"', '[', '{', ',', ':'),
        (at, character) => {
          fc.pre(text[at] !== character);
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          expect(checkBallot(worked.election, changed, backend).ok).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('archives', () => {
  it('are refused with any byte changed, added or removed', () => {
    const bytes = archiveBytes(worked);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ difference;
        expect(readArchive(changed).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 600 }), (more) => {
        expect(readArchive(Uint8Array.from([...bytes, ...more])).ok).toBe(false);
        expect(readArchive(more).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

describe('results', () => {
  it('that come from votes are consistent', () => {
    const question = listsQuestion([{ name: 'A', candidates: ['1', '2'] }], '?');
    const vote = fc.constantFrom<Parameters<typeof listsPlaintext>[1]>(
      { list: 0, candidates: [0] },
      { list: 0, candidates: [0, 1] },
      'blank',
    );
    fc.assert(
      fc.property(fc.array(vote), (votes) => {
        const zero = question.value.answers.map((list) => list.map(() => 0));
        const sums = votes
          .map((choice) => listsPlaintext(question, choice))
          .reduce<number[][]>(
            (all, bits) => all.map((list, i) => list.map((n, j) => n + (bits[i]?.[j] ?? 0))),
            zero,
          );
        expect(isConsistent(question, sums, votes.length)).toBe(true);
        expect(isConsistent(question, sums, votes.length + 1)).toBe(false);
        expect(question.value.answers.at(-1)).toEqual([BLANK_VOTE, BLANK_VOTE]);
      }),
    );
  });
});

describe('sequences', () => {
  it('any text is read or refused, never an exception', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSequence(text)));
  });
});
