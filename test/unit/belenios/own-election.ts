/** A complete election made by our own code, small enough to be made in each test file that needs one. */
import { newArchive } from '../../../core/belenios/archive.ts';
import { makeBallot } from '../../../core/belenios/ballot.ts';
import {
  credentialKeys,
  generateCredential,
  publicCredentialsText,
} from '../../../core/belenios/credential.ts';
import { generateUuid, makeElection, type Election } from '../../../core/belenios/election.ts';
import { partialDecryption } from '../../../core/belenios/partial-decryption.ts';
import { drawPkiSeed, type PkiSeed } from '../../../core/belenios/pki.ts';
import { listsPlaintext, listsQuestion, type ListsQuestion } from '../../../core/belenios/question.ts';
import { combine, type OwnedDecryption } from '../../../core/belenios/result.ts';
import { encryptedTally, type EncryptedTally } from '../../../core/belenios/tally.ts';
import {
  checkCertificates,
  makeCertificate,
  makePolynomial,
  makeThresholdParameters,
  makeVinputs,
  makeVoutput,
  privateKeyMessage,
  sharePrivateKey,
} from '../../../core/belenios/threshold.ts';
import {
  electionPublicKey,
  trusteesText,
  type Trustee,
  type Trustees,
} from '../../../core/belenios/trustee.ts';
import { publishKey, singleKeyFromSeed } from '../../../core/belenios/trustee-key.ts';
import type { Scalar } from '../../../core/group/group.ts';
import { assertOk } from '../../../core/result.ts';
import { backend, means, random } from './vectors.ts';

export interface HolderGroup {
  readonly trustee: Trustee;
  readonly seeds: readonly PkiSeed[];
  /** Each holder's own encrypted share, as the server keeps it. */
  readonly messages: readonly string[];
  readonly keys: readonly Scalar[];
}

export function makeGroup(threshold: number, size: number): HolderGroup {
  const seeds = Array.from({ length: size }, () => drawPkiSeed(random));
  const texts = seeds.map((seed, i) => makeCertificate(seed, { size, threshold, index: i + 1 }, random));
  const certificates = assertOk(checkCertificates(texts, threshold, backend));
  const polynomials = seeds.map((seed) => assertOk(makePolynomial(seed, certificates, random)));
  const vinputs = assertOk(makeVinputs(certificates, polynomials, backend));
  const voutputs = seeds.map((seed, i) => assertOk(makeVoutput(seed, certificates, vinputs[i] ?? '', means)));
  const parameters = assertOk(makeThresholdParameters(certificates, polynomials, voutputs, backend));
  const messages = voutputs.map((voutput) => privateKeyMessage(voutput) ?? '');
  const keys = seeds.map((seed, i) => assertOk(sharePrivateKey(seed, messages[i] ?? '', means)));
  return { trustee: ['Pedersen', parameters], seeds, messages, keys };
}

export interface OwnElection {
  readonly election: Election;
  readonly question: ListsQuestion;
  readonly trustees: Trustees;
  readonly trusteesText: string;
  readonly credentials: readonly string[];
  readonly credentialsText: string;
  readonly ballots: readonly string[];
  readonly tally: EncryptedTally;
  /** In order of owner. */
  readonly shares: readonly OwnedDecryption[];
  readonly result: string;
}

export type Vote = Parameters<typeof listsPlaintext>[1];

/** Lists of 2 and 3 candidates and the blank vote; one credential more than there are votes. */
export function makeOwnElection(
  groups: readonly HolderGroup[],
  single: Uint8Array | null,
  votes: readonly Vote[],
  description = '',
): OwnElection {
  const uuid = generateUuid(random);
  const question = listsQuestion(
    [
      { name: 'Liste A', candidates: ['A1', 'A2'] },
      { name: 'Liste « B »', candidates: ['B1', 'B2', 'B3'] },
    ],
    'Quelle liste ?',
  );
  const singleKey = single === null ? null : singleKeyFromSeed(single, uuid);
  const items: readonly Trustee[] = singleKey === null ? [] : [['Single', publishKey(singleKey, random)]];
  const trustees: Trustees = [...items, ...groups.map((group) => group.trustee)];
  const publicKey = electionPublicKey(trustees);
  const election = makeElection({ uuid, name: 'Essai', description, questions: [question], publicKey });
  const credentials = Array.from({ length: votes.length + 1 }, () => generateCredential(random));
  const ballots = votes.map((vote, i) =>
    makeBallot(election, credentials[i] ?? '', [listsPlaintext(question, vote)], random),
  );
  const keys = [...(singleKey === null ? [] : [singleKey]), ...groups.flatMap((group) => group.keys)];
  const tally = encryptedTally(
    election,
    ballots.map((text) => ({ text })),
    backend,
  );
  const shares = keys.map((key, i) => ({
    owner: i + 1,
    text: partialDecryption(election, tally, key, random),
  }));
  const options = { totalWeight: votes.length, backend };
  const result = assertOk(combine(election, tally, trustees, shares, options)).text;
  const publics = credentials.map((credential) => credentialKeys(uuid, credential).publicHex);
  return {
    election,
    question,
    trustees,
    trusteesText: trusteesText(trustees),
    credentials,
    credentialsText: publicCredentialsText(publics),
    ballots,
    tally,
    shares,
    result,
  };
}

/** What an archive is made of, so that a test can change one thing. */
export interface ArchiveParts {
  readonly election: string;
  readonly trustees: string;
  readonly credentials: string;
  readonly ballots: readonly string[];
  readonly tally: string | null;
  readonly size: { readonly num_tallied: number; readonly total_weight: number };
  readonly shares: readonly OwnedDecryption[];
  readonly result: string | null;
}

export function partsOf(own: OwnElection): ArchiveParts {
  return {
    election: own.election.text,
    trustees: own.trusteesText,
    credentials: own.credentialsText,
    ballots: own.ballots,
    tally: own.tally.text,
    size: { num_tallied: own.ballots.length, total_weight: own.ballots.length },
    shares: own.shares,
    result: own.result,
  };
}

export function archiveOf(parts: ArchiveParts): Uint8Array {
  const builder = newArchive({ ...parts, timestamp: '1795285535' });
  parts.ballots.forEach((text) => builder.ballot(text));
  if (parts.tally === null) return builder.bytes();
  builder.endBallots();
  builder.encryptedTally(parts.tally, parts.size);
  parts.shares.forEach(({ owner, text }) => builder.partialDecryption(owner, text));
  if (parts.result !== null) builder.result(parts.result);
  return builder.bytes();
}
