/**
 * What the wizard and the guard of the machine exchange: files in a folder that the wizard's user may write, and the word
 * of the guard in a file that it may only read. The guard checks everything again.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { installationOf, type Answers } from './answers.ts';

const guardSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('working'), words: z.string() }),
  z.object({ state: z.literal('refused'), why: z.string() }),
  z.object({
    state: z.literal('done'),
    site: z.string(),
    /** SHA-256 of the certificate that the site will show, as browsers write it. */
    fingerprint: z.string().regex(/^([0-9A-F]{2}:)+[0-9A-F]{2}$/),
    /** Name of the letters of the accounts, in the wizard's own folder. */
    letters: z.string().regex(/^[a-z-]+\.pdf(\.age)?$/),
    /** How long the guard waits for this page to be read. */
    minutes: z.int().positive(),
  }),
]);
export type GuardWord = z.infer<typeof guardSchema>;

/** What the guard writes, and the wizard reads. */
export interface GuardFiles {
  readonly word: string;
  /** The network of the machine, on the line that its console takes. */
  readonly network: string;
}

export interface Guard {
  /** The code and the fingerprint that the console shows. */
  readonly show: (access: { readonly code: string; readonly fingerprint: string }) => void;
  /** `network` of installation.json; `dhcp` as long as nobody gave an address on the console. */
  readonly network: () => string;
  readonly give: (answers: Answers) => void;
  /** Null until it has something to say. */
  readonly word: () => GuardWord | null;
  readonly letters: (name: string) => Buffer;
  /** The person has read the end: the site may start. @param taken whether the letters were downloaded. */
  readonly finish: (taken: boolean) => void;
}

/** @param folder of the wizard. */
export function guardAt(folder: string, { word: wordFile, network: networkFile }: GuardFiles): Guard {
  const write = (name: string, value: unknown) => {
    writeFileSync(join(folder, `${name}.part`), JSON.stringify(value), { mode: 0o600 });
    renameSync(join(folder, `${name}.part`), join(folder, name));
  };
  const network = () => readFileSync(networkFile, 'utf8');
  for (const name of ['answers', 'finished']) rmSync(join(folder, name), { force: true });
  return {
    show: (access) => write('access', access),
    network,
    give: (answers) => {
      const own = answers.dossier?.kind === 'own' ? answers.dossier.files : [];
      const files = own.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('base64')] as const);
      write('answers', {
        installation: installationOf(answers, network()),
        dossier: Object.fromEntries(files),
      });
    },
    word: () => {
      if (!existsSync(wordFile)) return null;
      const written: unknown = JSON.parse(readFileSync(wordFile, 'utf8'));
      const read = guardSchema.safeParse(written);
      return read.success ? read.data : null;
    },
    letters: (name) => readFileSync(join(folder, name)),
    finish: (taken) => write('finished', { taken }),
  };
}
