/** The two elections made by the reference tool, read from test/vectors (origin: its README). */
import { readdirSync, readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { parseElection, type Election } from '../../../core/belenios/election.ts';
import { nobleBackend } from '../../../core/group/noble-backend.ts';
import { assertOk } from '../../../core/result.ts';

export const backend = nobleBackend();
export const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count));
export const means = { backend, random };

const root = new URL('../../vectors/', import.meta.url);

export interface Vectors {
  readonly name: string;
  readonly text: (file: string) => string;
  readonly lines: (file: string) => readonly string[];
  readonly bytes: (file: string) => Uint8Array;
  readonly files: (suffix: string) => readonly string[];
  readonly election: Election;
}

function load(name: string): Vectors {
  const directory = new URL(`${name}/`, root);
  const text = (file: string) => readFileSync(new URL(file, directory), 'utf8').trimEnd();
  return {
    name,
    text,
    lines: (file) => text(file).split('\n'),
    bytes: (file) => new Uint8Array(readFileSync(new URL(file, directory))),
    files: (suffix) => readdirSync(directory).filter((file) => file.endsWith(suffix)),
    election: assertOk(parseElection(text('election.json'))),
  };
}

export const worked = load('election');
export const weighted = load('election-weights-blank-server');
export const elections = [worked, weighted] as const;

/** Holders' seeds in order of index, from the public keys that name the files. */
export function seeds(vectors: Vectors): readonly string[] {
  return ['1', '2', '3'].map((index) => vectors.text(`${vectors.text(`${index}.trustee`)}.key`));
}

/** A message of each holder, in order of index. */
export function holderMessages(vectors: Vectors, suffix: string): readonly string[] {
  return ['1', '2', '3'].map((index) => vectors.text(`${vectors.text(`${index}.trustee`)}.${suffix}`));
}

export function archiveBytes(vectors: Vectors): Uint8Array {
  return vectors.bytes(`${vectors.election.uuid}.bel`);
}
