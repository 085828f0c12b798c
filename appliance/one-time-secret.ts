/**
 * The secret of a role's one-time codes (TOTP, RFC 6238: SHA-1, six digits, thirty seconds, what every code application
 * reads). It is kept encrypted (AES-256-GCM, the account as associated data) under `roles.key`, a file beside election.db
 * and not in it: a copy of the database alone gives no code.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Secret, TOTP } from 'otpauth';
import qrcode from 'qrcode-generator';
import type { DataFolder } from './data-folder.ts';

const keyFile = 'roles.key';
const algorithm = 'aes-256-gcm';
const periodMs = 30_000;
/** RFC 4226 §4 asks for 128 bits at least, and recommends 160. */
const secretBytes = 20;

/** Made at installation; what it protects is made at the first login of each role. */
export function makeRolesKey(data: DataFolder): void {
  writeFileSync(data.file(keyFile), randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
}

function rolesKey(data: DataFolder): Buffer {
  return Buffer.from(readFileSync(data.file(keyFile), 'utf8').trim(), 'hex');
}

/** A new secret, in base 32 as applications show it, and as it is kept. */
export function drawSecret(data: DataFolder, account: string): { secret: string; kept: string } {
  const secret = new Secret({ buffer: new Uint8Array(randomBytes(secretBytes)).buffer }).base32;
  const nonce = randomBytes(12);
  const cipher = createCipheriv(algorithm, rolesKey(data), nonce).setAAD(Buffer.from(account));
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return { secret, kept: Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64') };
}

/** Throws when it was changed, or moved from another account. */
export function openSecret(data: DataFolder, account: string, kept: string): string {
  const bytes = Buffer.from(kept, 'base64');
  const decipher = createDecipheriv(algorithm, rolesKey(data), bytes.subarray(0, 12))
    .setAAD(Buffer.from(account))
    .setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
}

/** The step of thirty seconds that a code is of, one of drift either way; null for another code. Constant time. */
export function stepOf(secret: string, code: string, nowMs: number): number | null {
  const typed = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(typed)) return null;
  const delta = totpOf(secret, '', '').validate({ token: typed, timestamp: nowMs, window: 1 });
  return delta === null ? null : Math.floor(nowMs / periodMs) + delta;
}

function totpOf(secret: string, issuer: string, label: string): TOTP {
  return new TOTP({
    issuer,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: periodMs / 1000,
    secret: Secret.fromBase32(secret),
  });
}

/** What an application scans, as an SVG path on a square of `size` modules with its quiet zone. */
export function enrolmentSymbol(
  secret: string,
  issuer: string,
  account: string,
): { readonly size: number; readonly path: string } {
  const code = qrcode(0, 'M');
  code.addData(totpOf(secret, issuer, account).toString(), 'Byte');
  code.make();
  const modules = code.getModuleCount();
  const quiet = 4;
  let path = '';
  for (let row = 0; row < modules; row += 1)
    for (let column = 0; column < modules; column += 1)
      if (code.isDark(row, column)) path += `M${column + quiet} ${row + quiet}h1v1h-1z`;
  return { size: modules + 2 * quiet, path };
}
