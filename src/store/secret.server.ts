/** The key behind pseudonyms and token hashes; it lives in the environment or in a file, never in a database. */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { environment } from '#environment.ts';

let known: string | undefined;

function secret(): string {
  if (known) return known;
  const { secret: given, data } = environment();
  if (given) return (known = given);
  const path = join(resolve(data), 'secret');
  try {
    known = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(resolve(data), { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(32).toString('base64url') + '\n', { mode: 0o600, flag: 'wx' });
    known = readFileSync(path, 'utf8').trim();
    console.warn(
      `warning: HOERA_SECRET is not set; a pseudonym key was made in ${path}. ` +
        'Keep a copy apart from the backups: without it no new data matches the old.'
    );
  }
  if (known.length < 32) {
    known = undefined;
    throw new Error(
      `The pseudonym key in ${path} is empty or cut off. Put the copy of it back; a new one would not match.`
    );
  }
  return known;
}

/**
 * Keyed digest (HMAC-SHA-256) of a value within a purpose; the same value under two purposes cannot be joined.
 * Plain hashing would not do: all 10^8 possible KvK numbers can be tried in seconds (EDPB Guidelines 01/2025).
 */
export function keyedDigest(purpose: string, value: string): Buffer {
  return createHmac('sha256', secret()).update(`${purpose}\n${value}`).digest();
}

/** Tells two keys apart without giving either away. */
export function secretFingerprint(): string {
  return keyedDigest('fingerprint', '').toString('base64url').slice(0, 16);
}

/** For tests that start with another environment. */
export function forgetSecret(): void {
  known = undefined;
}
