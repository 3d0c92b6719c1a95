import 'server-only';

import type { Kysely, Migration } from 'kysely';
import type { Engine } from '../engine';

export function acceptedAndOwed(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const { integer, tableEnd } = engine;
      await db.schema
        .alterTable('open_operations')
        .addColumn('accepted_at', integer as never)
        .execute();
      await db.schema
        .alterTable('breaking_changes')
        .addColumn('is_uncertain', integer as never, (c) => c.notNull().defaultTo(0))
        .execute();

      await db.schema
        .createTable('owed_enablements')
        .modifyEnd(tableEnd)
        .addColumn('instance_id', 'text', (c) => c.notNull().references('instances.id').onDelete('cascade'))
        .addColumn('integration_key', 'text', (c) => c.notNull())
        .addColumn('actor', 'text', (c) => c.notNull())
        .addColumn('sends', integer as never, (c) => c.notNull().defaultTo(0))
        .addColumn('looks', integer as never, (c) => c.notNull().defaultTo(0))
        .addColumn('next_look_at', integer as never, (c) => c.notNull())
        .addPrimaryKeyConstraint('owed_enablements_key', ['instance_id', 'integration_key'])
        .execute();
    },
  };
}
