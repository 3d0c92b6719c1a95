import type { Role } from '@/lib/access/permissions';

// These names are not in installation.ts, which only a process started by Vitest can load.

export const codatKey = 'key-of-the-tests';
/** The emulator's second client; an instance of it is added on demand. */
export const secondClient = { name: 'Production', key: 'second-key-of-the-tests' } as const;
/** The slug of the only instance. */
export const instance = 'local';
/** An address that nothing listens on, for an installation without an emulator. */
export const nowhere = 'http://127.0.0.1:9';

export function emailOf(role: Role): string {
  return `${role.toLowerCase()}@example.com`;
}
