/**
 * Reads the whole image from its disk through the kernel's verification, at the start and each time the pages ask: a byte
 * that changed since the build stops the machine here, and not on the day when it is needed. How far it is, and that it was
 * done, is told in a file that the pages read (appliance/image-reading.ts).
 */
import { constants, closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { writePublic } from './public-file.ts';

export interface Places {
  /** The verified root, as a device. */
  readonly device: string;
  readonly totalBytes: number;
  /** Written by the pages. */
  readonly request: string;
  readonly answer: string;
  /** Where the kernel is told to forget what it read. */
  readonly dropCaches: string;
}

const pieceBytes = 1_048_576;

export class WholeReading {
  readonly #places: Places;
  /** The number of the last reading, and whether one goes on. */
  #asked = '';
  #isReading = false;

  constructor(places: Places) {
    this.#places = places;
  }

  /** @param said how far it is, in percent, at each tenth. */
  async read(asked: string, said: (percent: number) => void): Promise<void> {
    const { device, totalBytes, dropCaches } = this.#places;
    this.#asked = asked;
    this.#isReading = true;
    this.#tell(0);
    // What memory holds was verified when it was read: the disk itself must give every block again.
    writeFileSync(dropCaches, '1');
    const disk = await open(device, 'r');
    try {
      const piece = new Uint8Array(pieceBytes);
      let told = 0;
      for (let done = 0; done < totalBytes;) {
        const { bytesRead } = await disk.read(piece, 0, Math.min(pieceBytes, totalBytes - done), done);
        if (bytesRead === 0) throw new Error('the image ends before its end');
        done += bytesRead;
        const tenth = Math.floor((done * 10) / totalBytes);
        if (tenth === told) continue;
        told = tenth;
        this.#tell(done);
        said(tenth * 10);
      }
    } finally {
      await disk.close();
      this.#isReading = false;
    }
  }

  /** Begins what the pages asked for, unless it is done or goes on. */
  look(): void {
    const asked = readRequest(this.#places.request);
    if (asked === null || asked === this.#asked || this.#isReading) return;
    // A disk that cannot be read any more leaves the machine stopped by the kernel; else it is told as not whole.
    this.read(asked, () => undefined).catch(() => undefined);
  }

  #tell(readBytes: number): void {
    const { answer, totalBytes } = this.#places;
    writePublic(answer, JSON.stringify({ asked: this.#asked, readBytes, totalBytes }));
  }
}

/** The folder is of another user: only a small plain file is read, and nothing but a number is taken from it. */
function readRequest(file: string): string | null {
  let hand: number;
  try {
    hand = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const bytes = Buffer.alloc(33);
    const read = fstatSync(hand).isFile() ? readSync(hand, bytes, 0, bytes.length, 0) : 0;
    const text = bytes.subarray(0, read).toString('latin1');
    return /^[0-9a-f]{32}$/.test(text) ? text : null;
  } finally {
    closeSync(hand);
  }
}
