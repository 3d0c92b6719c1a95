import 'server-only';

import type { Kysely, Migration } from 'kysely';

/** The words of the code for what the tables hold. */
export function plainNames(): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const { schema } = db;
      await schema.alterTable('open_operations').renameColumn('asked', 'kind').execute();
      await schema.alterTable('open_operations').renameColumn('needs_person', 'needs_attention').execute();
      for (const table of ['open_operations', 'owed_enablements']) {
        await schema.alterTable(table).renameColumn('looks', 'check_attempts').execute();
        await schema.alterTable(table).renameColumn('next_look_at', 'next_check_at').execute();
      }
      await schema.alterTable('breaking_changes').renameTo('disruptive_changes').execute();
      await schema.alterTable('broken_connections').renameTo('affected_connections').execute();
    },
  };
}
