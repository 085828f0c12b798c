/**
 * Passwords of the roles: drawn, never chosen (75 random bits), kept under Argon2id, compared in constant time. As a
 * letter shows them, hyphens and spaces do not count.
 */
import { argon2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { drawCode, parseCode } from '../core/bytes/crockford.ts';

const passwordLength = 16;

/** 75 random bits and a check: 16 characters. */
export function drawPassword(): string {
  return drawCode(passwordLength - 1, (count) => new Uint8Array(randomBytes(count)));
}

/** `argon2id$<salt>$<tag>`, 19 MiB, two passes. */
export function hashPassword(password: string, salt: Buffer = randomBytes(16)): string {
  const message = normalised(password);
  const tag = argon2Sync('argon2id', {
    message,
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory: 19_456,
    passes: 2,
  });
  return `argon2id$${salt.toString('hex')}$${tag.toString('hex')}`;
}

function normalised(password: string): string {
  const parsed = parseCode(password, passwordLength);
  return parsed.ok ? parsed.value : password;
}

export function isPassword(password: string, hash: string): boolean {
  const [, salt = '', tag = ''] = hash.split('$');
  const [, , given = ''] = hashPassword(password, Buffer.from(salt, 'hex')).split('$');
  return tag.length === given.length && timingSafeEqual(Buffer.from(tag), Buffer.from(given));
}

/** Of nobody: an unknown account takes as long to refuse as a wrong password. */
export const nobodysHash = hashPassword(drawPassword());
