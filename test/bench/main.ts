/**
 * `npm run bench`: what an operation costs against another in the same run, so that a figure means something on any
 * machine. Never a test: nothing here passes or fails.
 */
import { randomBytes } from 'node:crypto';
import { checkBallot, makeBallot } from '../../core/belenios/ballot.ts';
import { generateCredential, publicCredential } from '../../core/belenios/credential.ts';
import { generateUuid, makeElection, type Election } from '../../core/belenios/election.ts';
import { listsPlaintext, listsQuestion } from '../../core/belenios/question.ts';
import { encodePoint, gPower } from '../../core/group/ed25519-noble.ts';
import { randomScalar } from '../../core/group/group.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';

const random = (count: number) => new Uint8Array(randomBytes(count));
const backend = nobleBackend();
const rounds = 10;

function electionOf(lists: number, candidates: number): Election {
  const names = Array.from({ length: lists }, (_, list) => ({
    name: `Liste ${list + 1}`,
    candidates: Array.from({ length: candidates }, (__, place) => `Candidat ${list + 1}.${place + 1}`),
  }));
  const publicKey = encodePoint(gPower(randomScalar(random)));
  return makeElection({
    uuid: generateUuid(random),
    name: 'banc',
    description: '',
    questions: [listsQuestion(names, 'banc')],
    publicKey,
  });
}

/** Median milliseconds of CPU of `work`, warmed up once. */
function median(work: () => void): number {
  work();
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return times.sort((left, right) => left - right)[Math.floor(rounds / 2)] ?? 0;
}

function ballots(lists: number, candidates: number): { make: number; check: number; bytes: number } {
  const election = electionOf(lists, candidates);
  const [question] = election.questions;
  if (question === undefined || !('type' in question)) throw new Error('a Lists question was asked');
  const plaintext = listsPlaintext(question, { list: 0, candidates: [0] });
  const credential = generateCredential(random);
  const ballot = makeBallot(election, credential, [plaintext], random);
  return {
    make: median(() => void makeBallot(election, credential, [plaintext], random)),
    check: median(() => void checkBallot(election, ballot, backend)),
    bytes: ballot.length,
  };
}

function line(what: string, value: number, unit: string, ratio: number | null): void {
  const against = ratio === null ? '' : `  × ${ratio.toFixed(2)}`;
  process.stdout.write(`${what.padEnd(52)} ${value.toFixed(1).padStart(8)} ${unit}${against}\n`);
}

const power = median(() => {
  for (let i = 0; i < 100; i += 1) publicCredential('abcdefghijklmnop', '11111-111111-11111-111111');
});
line('100 public credentials (the unit)', power, 'ms', null);
for (const [lists, candidates] of [
  [3, 3],
  [4, 8],
] as const) {
  const { make, check, bytes } = ballots(lists, candidates);
  const name = `${lists} lists × ${candidates} candidates, blank, ${(bytes / 1000).toFixed(1)} kB`;
  line(`ballot made: ${name}`, make, 'ms', make / power);
  line(`ballot checked: ${name}`, check, 'ms', check / power);
}
