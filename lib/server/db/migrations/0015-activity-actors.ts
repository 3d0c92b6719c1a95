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

/** One for each filter of the activity, in the order in which its pages show the rows. */
const indexes = [
  ['activity_by_time', null, ''],
  ['activity_by_integration', 'integration_key', 'where integration_key is not null'],
  ['activity_by_user', 'actor_id', 'where actor_id is not null'],
  ['activity_by_label', 'actor', 'where actor_id is null'],
  ['activity_by_action', 'action', ''],
  ['activity_by_outcome', 'outcome', 'where outcome is not null'],
] as const;

/** Users by their ids, next to the text that was valid at the time. Rows of the activity stay as they are. */
export function activityActors({ integer, tableEnd, correlationId }: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('activity').addColumn('actor_id', 'text').execute();

      for (const [table, column] of referencing) {
        const id = `${column}_id`;
        await db.schema.alterTable(table).addColumn(id, 'text').execute();
        await sql`update ${sql.table(table)} set ${sql.ref(id)} =
          (select id from users where email = ${sql.ref(`${table}.${column}`)})`.execute(db);
      }

      for (const [name, column, where] of indexes) {
        const columns = sql.join(
          ['chain_id', ...(column ? [column] : []), 'at', 'seq'].map((indexed) => sql.ref(indexed)),
        );
        await sql`create index ${sql.ref(name)} on activity (${columns}) ${sql.raw(where)}`.execute(db);
      }
      await sql`create index activity_by_correlation on activity (${correlationId})
        where ${correlationId} is not null`.execute(db);

      // No e-mail has changed until now, so each names one user in the rows of version 1.
      await db.schema
        .createTable('activity_former_actors')
        .modifyEnd(tableEnd)
        .addColumn('actor', 'text', (c) => c.primaryKey())
        .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
        .execute();
      await db.schema
        .createTable('latest_changes')
        .modifyEnd(tableEnd)
        .addColumn('instance_id', 'text', (c) => c.notNull().references('instances.id').onDelete('cascade'))
        .addColumn('integration_key', 'text', (c) => c.notNull())
        .addColumn('at', integer as never, (c) => c.notNull())
        .addColumn('actor', 'text', (c) => c.notNull())
        .addColumn('actor_id', 'text')
        .addPrimaryKeyConstraint('latest_changes_key', ['instance_id', 'integration_key'])
        .execute();
      await sql`insert into latest_changes (instance_id, integration_key, at, actor, actor_id)
        select chain_id, integration_key, at, actor, (select id from users where email = actor)
        from activity where (chain_id, seq) in (
          select chain_id, max(seq) from activity
          where chain_id in (select id from instances) and integration_key is not null
            and phase <> 'intent' and outcome = 'applied' and action in
              ('integration.enable', 'integration.disable', 'settings.save', 'settings.keep-outside', 'settings.delete')
          group by chain_id, integration_key)`.execute(db);
      await sql`insert into activity_former_actors (actor, user_id) select email, id from users`.execute(db);
    },
  };
}
