import 'server-only';

import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

// Argon2id with 19 MiB and two passes, the least that OWASP names for it.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/**
 * Takes as long for an unknown account as for a known one, so the response time doesn't reveal who has an account. An empty
 * hash is an account without a password.
 */
export async function isPasswordOf(storedHash: string | undefined, password: string): Promise<boolean> {
  // Made for a known account too: otherwise the first unknown one after a start would take twice as long.
  const nobodys = await hashOfNobody();
  const matches = await verify(storedHash || nobodys, password);
  return matches && Boolean(storedHash);
}

export function generatePassword(): string {
  return randomBytes(15).toString('base64url');
}

let nobody: Promise<string> | undefined;

function hashOfNobody(): Promise<string> {
  nobody ??= hashPassword(generatePassword());
  return nobody;
}
