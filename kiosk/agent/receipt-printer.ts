/**
 * The receipt on paper, when the voter asks and IT gave the kiosk a printer: the proof of vote in groups and as a QR code,
 * and no more. It tells neither the choice, nor the contest, nor who, nor when. Bytes of ESC/POS, to a file of /dev or to
 * a raw queue of `lp`; one receipt is printed at a time, within a delay, after which nothing of it is sent any more.
 */
import { spawn } from 'node:child_process';
import { write } from 'node:fs';
import { constants, open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { wordsOf } from '../../core/kiosk/words/catalogue.ts';
import type { Language } from '../../core/language.ts';

export interface ReceiptPrinter {
  /** False when it could not be printed. */
  readonly print: (tracker: string, language: Language) => Promise<boolean>;
}

const trackerShape = /^[A-Za-z0-9+/]{43}$/;
const ESC = 0x1b;
const GS = 0x1d;
/** Once the paper and the power are there, a receipt takes less than two seconds. */
const usualPrintMs = 15_000;
/** Between two looks at a printer that takes nothing for now. */
const lookMs = 50;

/** Epson's ESC/POS: reset, centred text, a QR code (GS ( k: model 2, size 6, level M), feed and cut. */
export function receiptBytes(tracker: string, language: Language): Buffer {
  const { title, lines } = wordsOf(language).receipt;
  const text = (...lines: string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''), 'ascii');
  const qr = (...bytes: number[]) => {
    const data = Buffer.from(bytes);
    return Buffer.concat([Buffer.from([GS, 0x28, 0x6b, data.length & 0xff, data.length >> 8]), data]);
  };
  const groups = tracker.match(/.{1,4}/g) ?? [];
  return Buffer.concat([
    Buffer.from([ESC, 0x40, ESC, 0x61, 1]),
    text(title, ''),
    text(groups.slice(0, 6).join(' '), groups.slice(6).join(' '), ''),
    qr(0x31, 0x41, 0x32, 0x00),
    qr(0x31, 0x43, 0x06),
    qr(0x31, 0x45, 0x31),
    qr(0x31, 0x50, 0x30, ...Buffer.from(tracker, 'ascii')),
    qr(0x31, 0x51, 0x30),
    text('', ...lines),
    Buffer.from([ESC, 0x64, 4, GS, 0x56, 0x01]),
  ]);
}

/**
 * @param printer a file of /dev, or `lp:` and the name of a queue.
 * @param withinMs after which a receipt that the printer did not take is given up.
 */
export function openReceiptPrinter(printer: string, withinMs = usualPrintMs): ReceiptPrinter {
  let isBusy = false;
  return {
    print: async (tracker, language) => {
      if (isBusy || !trackerShape.test(tracker)) return false;
      isBusy = true;
      const bytes = receiptBytes(tracker, language);
      try {
        return await (printer.startsWith('lp:')
          ? toQueue(printer.slice(3), bytes, withinMs)
          : toDevice(printer, bytes, withinMs));
      } catch {
        return false;
      } finally {
        isBusy = false;
      }
    },
  };
}

/** Not that of a file handle, which asks nothing of the system when there is nothing to write. */
const writeSome = promisify(write);

/**
 * What is no printer is not made one: the file must be there. Never waits in the system, where a printer that is switched
 * off would hold one of the few threads of Node for as long as it likes. Linux's usblp then takes everything at once, and
 * answers EAGAIN to a writing of nothing until the printer has it (usblp.c, usblp_wwait); closed before, it sends no more.
 */
async function toDevice(file: string, bytes: Buffer, withinMs: number): Promise<boolean> {
  const untilMs = performance.now() + withinMs;
  const device = await open(file, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    for (let sent = 0; performance.now() < untilMs;) {
      const isTaken = sent === bytes.length;
      const taken = await writeSome(device.fd, bytes, sent, bytes.length - sent, null).catch(unlessFull);
      if (taken === null) await pause(lookMs);
      else if (isTaken) return true;
      else sent += taken.bytesWritten;
    }
    return false;
  } finally {
    await device.close();
  }
}

function unlessFull(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
  throw error;
}

function toQueue(queue: string, bytes: Buffer, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('/usr/bin/lp', ['-d', queue, '-o', 'raw'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: withinMs,
      killSignal: 'SIGKILL',
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    child.stdin.on('error', () => undefined);
    child.stdin.end(bytes);
  });
}
