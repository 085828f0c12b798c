/**
 * The `attestation` process: asks the security chip through Debian's tpm2-tools. Its attestation key is a primary key of the
 * endorsement hierarchy, made from the chip's own seed: the same at each start, kept nowhere, and it can sign nothing but what
 * the chip measured.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { quotedRegisters, type Quote } from '../../core/attestation/quote.ts';
import type { DataFolder } from '../data-folder.ts';
import { serve } from '../socket.ts';
import { attestationInterface } from './interface.ts';

const run = promisify(execFile);
const longestMs = 30_000;
const attributes = 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign';

/** @param tpm where the chip is, as tpm2-tools name it (`device:/dev/tpmrm0`). */
export function runAttestation(data: Pick<DataFolder, 'socket'>, tpm: string, log: Logger): Promise<Server> {
  let last: Promise<unknown> = Promise.resolve();
  return serve(
    data.socket('attestation'),
    attestationInterface,
    {
      // One at a time: a chip has room for few keys.
      quote: ({ nonce }) => {
        const next = last.then(() => quoteOf(tpm, nonce));
        last = next.catch(() => undefined);
        return next;
      },
    },
    log,
  );
}

async function quoteOf(tpm: string, nonce: string): Promise<Quote> {
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-tpm-'));
  try {
    const file = (name: string) => join(folder, name);
    const hex = (name: string) => readFileSync(file(name)).toString('hex');
    const tool = (name: string, ...args: string[]) =>
      run(name, ['-Q', '-T', tpm, ...args], { timeout: longestMs });
    const key = ['-c', file('key')];
    // What the question before left in a chip that nobody manages; /dev/tpmrm0 leaves nothing.
    await tool('tpm2_flushcontext', '-t');
    await tool('tpm2_createprimary', ...key, '-C', 'e', '-G', 'ecc256:ecdsa-sha256:null', '-a', attributes);
    await tool('tpm2_readpublic', ...key, '-o', file('public'));
    const selection = `sha256:${quotedRegisters.join(',')}`;
    const written = [
      '-m',
      file('attested'),
      '-s',
      file('signature'),
      '-o',
      file('registers'),
      '-F',
      'values',
    ];
    await tool('tpm2_quote', ...key, '-l', selection, '-q', nonce, '-g', 'sha256', ...written);
    return {
      publicArea: hex('public'),
      attested: hex('attested'),
      signature: hex('signature'),
      registers: hex('registers'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
