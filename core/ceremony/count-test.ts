/**
 * The specific test of the count (R2314-15, 2°): on a contest's real question, ballots are made, checked, added up and
 * opened with keys that exist for the test alone, made as those of a bureau are. One ballot for each list, with a name
 * struck where there are several, and one blank: the sums are known beforehand. In memory; nothing of it is kept.
 */
import { makeBallot } from '../belenios/ballot.ts';
import { checkBallots } from '../belenios/ballots-check.ts';
import { credentialKeys, generateCredential } from '../belenios/credential.ts';
import { generateUuid, makeElection } from '../belenios/election.ts';
import { partialDecryption } from '../belenios/partial-decryption.ts';
import { drawPkiSeed } from '../belenios/pki.ts';
import { isLists, listsPlaintext, type ListsQuestion, type Question } from '../belenios/question.ts';
import { combine } from '../belenios/result.ts';
import { tallyOfElements } from '../belenios/tally.ts';
import {
  checkCertificates,
  makeCertificate,
  makePolynomial,
  makeThresholdParameters,
  makeVinputs,
  makeVoutput,
  privateKeyMessage,
  sharePrivateKey,
} from '../belenios/threshold.ts';
import { electionPublicKey, type Trustee } from '../belenios/trustee.ts';
import type { Backend, Scalar } from '../group/group.ts';
import type { Random } from '../random.ts';
import { assertOk } from '../result.ts';

interface Means {
  readonly random: Random;
  readonly backend: Backend;
}

/** A threshold key of three holders, two of whom open; it lives in memory for one test. */
export interface TestKeys {
  readonly trustee: Trustee;
  readonly shares: readonly Scalar[];
}

export function makeTestKeys(means: Means): TestKeys {
  const [threshold, size] = [2, 3];
  const seeds = Array.from({ length: size }, () => drawPkiSeed(means.random));
  const certificates = assertOk(
    checkCertificates(
      seeds.map((seed, i) => makeCertificate(seed, { size, threshold, index: i + 1 }, means.random)),
      threshold,
      means.backend,
    ),
  );
  const polynomials = seeds.map((seed) => assertOk(makePolynomial(seed, certificates, means.random)));
  const vinputs = assertOk(makeVinputs(certificates, polynomials, means.backend));
  const voutputs = seeds.map((seed, i) => assertOk(makeVoutput(seed, certificates, vinputs[i] ?? '', means)));
  const parameters = assertOk(makeThresholdParameters(certificates, polynomials, voutputs, means.backend));
  const shares = seeds.map((seed, i) =>
    assertOk(sharePrivateKey(seed, privateKeyMessage(voutputs[i] ?? '') ?? '', means)),
  );
  return { trustee: ['Pedersen', parameters], shares };
}

export interface TestedCount {
  readonly ballots: number;
  /** Every ballot was accepted, one altered on the way was refused, and the sums are those that were voted. */
  readonly ok: boolean;
}

export async function testCount(
  question: Question,
  keys: TestKeys,
  { random, backend }: Means,
): Promise<TestedCount> {
  if (!isLists(question)) throw new Error('no test of the count for this kind of question');
  const uuid = generateUuid(random);
  const trustees = [keys.trustee];
  const publicKey = electionPublicKey(trustees);
  const election = makeElection({ uuid, name: 'Test', description: '', questions: [question], publicKey });
  const votes = testVotes(question);
  const credentials = votes.map(() => generateCredential(random));
  const texts = votes.map((vote, i) => makeBallot(election, credentials[i] ?? '', [vote], random));
  const [own = '', other = ''] = credentials.map((each) => credentialKeys(uuid, each).publicHex);
  const altered = (texts[0] ?? '').replace(own, other);
  const checked = await checkBallots({ election, ballots: weighed(texts) }, backend);
  const refused = await checkBallots({ election, ballots: weighed([altered]) }, backend);
  const tally = tallyOfElements(election, checked.elements);
  const shares = keys.shares
    .slice(0, 2)
    .map((key, i) => ({ owner: i + 1, text: partialDecryption(election, tally, key, random) }));
  const found = combine(election, tally, trustees, shares, { totalWeight: votes.length, backend });
  const same = found.ok && JSON.stringify(found.value.counts) === JSON.stringify([sumsOf(votes)]);
  return {
    ballots: votes.length,
    ok: same && checked.refused.length === 0 && refused.refused.length === 1,
  };
}

type Votes = readonly (readonly (readonly (0 | 1)[])[])[];

/** One vote for each list, its first candidate struck when it has several; the last list is the blank vote. */
function testVotes(question: ListsQuestion): Votes {
  return question.value.answers.map((names, list) => {
    const candidates = names.slice(1).map((_, index) => index);
    return listsPlaintext(question, { list, candidates: candidates.slice(candidates.length > 1 ? 1 : 0) });
  });
}

function sumsOf(votes: Votes): number[][] {
  const [first = []] = votes;
  return first.map((bits, list) =>
    bits.map((_, place) => votes.reduce((sum, vote) => sum + (vote[list]?.[place] ?? 0), 0)),
  );
}

function weighed(texts: readonly string[]) {
  return texts.map((text, index) => ({ index, text, weight: 1 }));
}
