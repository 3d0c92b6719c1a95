import 'server-only';

import { createHash, randomBytes } from 'node:crypto';

// What a browser holds is a random token; the database holds its digest, so that a stolen copy of it opens nothing.
// SHA-256 without salt or cost is enough for 192 random bits: there is nothing to guess.

export function createToken(): string {
  return randomBytes(24).toString('base64url');
}

export function digestToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
