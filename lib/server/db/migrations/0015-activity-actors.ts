import 'server-only';

import { type Kysely, type Migration, sql } from 'kysely';
import type { Engine } from '../engine';

const referencing = [
  ['open_operations', 'actor'],
  ['owed_enablements', 'actor'],
  ['disruptive_changes', 'actor'],
  ['refusals', 'actor'],
  ['settings', 'saved_by'],
  ['stored_secrets', 'saved_by'],
] as const;

/** Users by their ids, next to the text that was valid at the time. Rows of the activity stay as they are. */
export function activityActors({ tableEnd }: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('activity').addColumn('actor_id', 'text').execute();

      for (const [table, column] of referencing) {
        const id = `${column}_id`;
        await db.schema.alterTable(table).addColumn(id, 'text').execute();
        await sql`update ${sql.table(table)} set ${sql.ref(id)} =
          (select id from users where email = ${sql.ref(`${table}.${column}`)})`.execute(db);
      }

      // No e-mail has changed until now, so each names one user in the rows of version 1.
      await db.schema
        .createTable('activity_former_actors')
        .modifyEnd(tableEnd)
        .addColumn('actor', 'text', (c) => c.primaryKey())
        .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
        .execute();
      await sql`insert into activity_former_actors (actor, user_id) select email, id from users`.execute(db);
    },
  };
}
