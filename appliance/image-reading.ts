/**
 * A full reading of the image that this machine runs, asked of its guard: every block of the root, from the disk, through the
 * kernel's verification, which stops the machine at the first wrong byte. The pages leave a number in a folder of theirs; the
 * guard answers with that number once it is done. A machine's own word, as its fingerprint is.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { verifiedImage } from './software.ts';

const answerSchema = z.strictObject({
  asked: z.string().regex(/^(?:[0-9a-f]{32})?$/),
  readBytes: z.number().int().nonnegative(),
  totalBytes: z.number().int().positive(),
});

export interface ImageReading {
  /** Fingerprint of the image. */
  readonly image: string;
  readonly isWhole: boolean;
  readonly totalBytes: number;
}

/** Without a further byte for this long, nobody reads. */
const patienceMs = 60_000;
const lookMs = 300;

/**
 * Null on a machine that runs no verified image. Not whole when the guard does not answer, or stops before the end.
 * @param system where the files of the machine are; another place in tests.
 */
export async function readImageAgain(system = '/', waitMs = patienceMs): Promise<ImageReading | null> {
  const image = verifiedImage(system);
  if (image === null) return null;
  const asked = randomBytes(16).toString('hex');
  const request = join(system, 'run/isoloir/web/read-image');
  writeFileSync(`${request}.part`, asked, { mode: 0o644 });
  renameSync(`${request}.part`, request);
  let last = 0;
  for (let untilMs = performance.now() + waitMs; performance.now() < untilMs;) {
    const answer = readAnswer(join(system, 'run/isoloir/image-read.json'));
    if (answer?.asked === asked) {
      const { readBytes, totalBytes } = answer;
      if (readBytes === totalBytes) return { image, isWhole: true, totalBytes };
      if (readBytes > last) untilMs = performance.now() + waitMs;
      last = readBytes;
    }
    await pause(lookMs);
  }
  return { image, isWhole: false, totalBytes: 0 };
}

function readAnswer(file: string): z.infer<typeof answerSchema> | null {
  if (!existsSync(file)) return null;
  try {
    return answerSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}
