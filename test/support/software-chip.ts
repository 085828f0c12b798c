/**
 * A security chip in software (swtpm), and the appliance's `attestation` process that asks it, by the same tools as a real
 * one.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Quote } from '../../core/attestation/quote.ts';
import { attestationInterface } from '../../appliance/attestation/interface.ts';
import { chipQuotes } from '../../appliance/attestation/measured-boot.ts';
import { runAttestation } from '../../appliance/attestation/process.ts';
import { connect } from '../../appliance/socket.ts';

export interface SoftwareChip {
  readonly quote: (nonce: string) => Promise<Quote | null>;
  /** As a machine does that starts something else: adds to a register. @param value SHA-256, hexadecimal. */
  readonly extend: (register: number, value: string) => void;
  readonly stop: () => Promise<void>;
}

/** @param folder where the chip keeps its state; its own, so that another folder is another chip. */
export async function startChip(folder: string): Promise<SoftwareChip> {
  mkdirSync(join(folder, 'run'), { recursive: true });
  const data = { socket: (name: string) => join(folder, 'run', `${name}.sock`) };
  const path = join(folder, 'chip');
  const chip = spawn(
    'swtpm',
    [
      ...['socket', '--tpm2', '--tpmstate', `dir=${folder}`, '--flags', 'not-need-init,startup-clear'],
      ...['--server', `type=unixio,path=${path}`, '--ctrl', `type=unixio,path=${path}.ctrl`],
    ],
    { stdio: 'ignore' },
  );
  await listening(path);
  const tpm = `swtpm:path=${path}`;
  const server = await runAttestation(data, tpm, pino({ level: 'silent' }));
  return {
    quote: chipQuotes(connect(data.socket('attestation'), attestationInterface)),
    extend: (register, value) => {
      execFileSync('tpm2_pcrextend', ['-T', tpm, `${register}:sha256=${value}`], { stdio: 'ignore' });
    },
    stop: () => stop(server, chip),
  };
}

async function listening(path: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (existsSync(path) && existsSync(`${path}.ctrl`)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the software chip did not start');
}

async function stop(server: Server, chip: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => chip.once('exit', resolve));
  chip.kill();
  await ended;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
