/**
 * A voter's ballot page with everything behind it: an election of the reference's form, codes, a wrapped credential and
 * a receipt key. The names are invented.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { randomBytes } from 'node:crypto';
import type { BallotList } from '../../core/ballot-list.ts';
import { deriveKeys, drawIdentifier, drawSecret, lookupOf, wrapCredential } from '../../core/access/codes.ts';
import { generateCredential } from '../../core/belenios/credential.ts';
import { generateUuid, makeElection } from '../../core/belenios/election.ts';
import { listsQuestion } from '../../core/belenios/question.ts';
import { encodePoint, gPower } from '../../core/group/ed25519-noble.ts';
import { randomScalar, type Scalar } from '../../core/group/group.ts';
import type { Random } from '../../core/random.ts';
import type { BallotPage } from '../../appliance/booth/voter-api.ts';

export const random: Random = (count) => new Uint8Array(randomBytes(count));

type ShownList = Pick<BallotList, 'name' | 'candidates'> & Partial<Pick<BallotList, 'affiliation' | 'split'>>;

export const threeLists: readonly ShownList[] = [
  { name: 'CFDT', candidates: ['Claire Aubanel', 'Marc Teyssier', 'Nadia Belkacem'] },
  { name: 'CGT', candidates: ['Sylvie Roumegoux', 'Denis Calmette'] },
  { name: 'Force Ouvrière', candidates: ['Hélène Vidal', 'Patrick Escande', 'Aurélie Marty'] },
];

export interface BallotFixture {
  readonly page: BallotPage;
  readonly identifier: string;
  readonly secret: string;
  readonly lookup: string;
  readonly proof: string;
  readonly wrapped: string;
  readonly credential: string;
  /** Exponent of the election's public key: opens every ciphertext. */
  readonly electionSecret: Scalar;
  readonly receiptSecretKey: Uint8Array;
}

export function ballotFixture(
  lists: readonly ShownList[] = threeLists,
  changes: Partial<BallotPage> = {},
): BallotFixture {
  const electionSecret = randomScalar(random);
  const election = makeElection({
    uuid: generateUuid(random),
    name: 'Comité social et économique',
    description: 'Essai',
    questions: [listsQuestion(lists, 'Choisissez une liste ou le vote blanc')],
    publicKey: encodePoint(gPower(electionSecret)),
  });
  const shape = changes.secret ?? { alphabet: 'digits', length: 5 };
  const identifier = drawIdentifier(random);
  const secret = drawSecret(shape, random);
  const { proof, wrapKey } = deriveKeys(identifier, secret);
  const credential = generateCredential(random);
  const receiptSecretKey = random(32);
  const page: BallotPage = {
    contest: 'c2-titulaires',
    urn: 'c2-titulaires',
    college: 'Techniciens, agents de maîtrise et cadres',
    collegeOrdinal: 2,
    seat: 'titulaire',
    seats: 3,
    position: 1,
    of: 2,
    next: { contest: 'c2-suppleants', seat: 'suppleant' },
    organisation: { name: 'Domitia Habitat', mark: 'DH' },
    help: { phone: '01 99 00 00 00', hours: '24 heures sur 24', price: 'appel gratuit' },
    mode: 'real',
    phase: 'open',
    closesMs: Date.parse('2022-12-08T16:30:00Z'),
    graceMs: 5 * 60_000,
    nowMs: Date.parse('2022-12-08T13:17:30Z'),
    strikes: true,
    secret: shape,
    election: election.text,
    lists: lists.map((list, index) => ({ index, affiliation: null, split: [], ...list })),
    blankIndex: lists.length,
    receiptKey: bytesToHex(ed25519.getPublicKey(receiptSecretKey)),
    sealCode: '7K3M-9QXP-24TW-HD5A',
    ...changes,
  };
  return {
    page,
    identifier,
    secret,
    lookup: bytesToHex(lookupOf(identifier)),
    proof: bytesToHex(proof),
    wrapped: Buffer.from(wrapCredential(wrapKey, credential, random)).toString('base64'),
    credential,
    electionSecret,
    receiptSecretKey,
  };
}
