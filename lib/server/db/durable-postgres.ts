import 'server-only';

import { type Kysely, sql } from 'kysely';
import { StartupError } from '../errors';

// Switchboard says "saved" once PostgreSQL has committed. With one of these off, a commit can be lost or the database
// damaged when the power goes.

type Setting = { readonly name: string; readonly setting: string };

const names = ['fsync', 'full_page_writes', 'synchronous_commit'];

export function unsafeSettings(settings: readonly Setting[]): string[] {
  return settings.filter(({ setting }) => setting === 'off').map(({ name }) => name);
}

/** Checks what the server gives to a new connection; Switchboard's own set `synchronous_commit` in any case. */
export async function requireDurablePostgres(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Setting>`
    select name, reset_val as setting from pg_settings where name in (${sql.join(names)}) order by name`.execute(
    db,
  );
  const off = unsafeSettings(rows);
  if (off.length === 0) return;
  throw new StartupError(
    `PostgreSQL runs with ${off.join(' = off, ')} = off, so that a power cut can lose what was saved; turn ${off.length === 1 ? 'it' : 'them'} on, or set ALLOW_UNSAFE_POSTGRES=1 for a database that may be lost.`,
  );
}
