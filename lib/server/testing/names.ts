import type { Role } from '@/lib/access/permissions';

// Apart from installation.ts, which can't be loaded by a process that Vitest did not start.

export const codatKey = 'key-of-the-tests';
/** The slug of the one instance there is. */
export const instance = 'local';
/** Where nothing listens, for an installation that has no emulator. */
export const nowhere = 'http://127.0.0.1:9';

export function emailOf(role: Role): string {
  return `${role.toLowerCase()}@example.com`;
}
