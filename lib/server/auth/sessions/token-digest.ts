import 'server-only';

import { createHash, randomBytes } from 'node:crypto';

// A browser holds a random token and the database its digest, so that a stolen copy of the database opens nothing.
// SHA-256 without salt or cost is enough for 192 random bits: there is nothing to guess.

export function createToken(): string {
  return randomBytes(24).toString('base64url');
}

export function digestToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
