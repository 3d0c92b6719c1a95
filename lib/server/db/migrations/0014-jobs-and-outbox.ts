import 'server-only';

import type { Kysely, Migration } from 'kysely';
import type { Engine } from '../engine';

export function jobsAndOutbox(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const { integer, tableEnd } = engine;
      await db.schema
        .createTable('jobs')
        .modifyEnd(tableEnd)
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('subject', 'text', (c) => c.notNull())
        .addColumn('due_at', integer as never, (c) => c.notNull())
        .addColumn('lease_until', integer as never, (c) => c.notNull().defaultTo(0))
        .addColumn('holder', 'text')
        .addColumn('failures', integer as never, (c) => c.notNull().defaultTo(0))
        .addColumn('schedules', integer as never, (c) => c.notNull().defaultTo(1))
        .addPrimaryKeyConstraint('jobs_key', ['name', 'subject'])
        .execute();
      await db.schema.createIndex('jobs_by_time').on('jobs').column('due_at').execute();

      await db.schema
        .createTable('outbox')
        .modifyEnd(tableEnd)
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('recipient', 'text', (c) => c.notNull())
        .addColumn('sealed', 'text')
        .addColumn('created_at', integer as never, (c) => c.notNull())
        .addColumn('expires_at', integer as never, (c) => c.notNull())
        .addColumn('delivered_at', integer as never)
        .addColumn('abandoned_at', integer as never)
        .addColumn('failure', 'text')
        .execute();
      await db.schema.createIndex('outbox_by_time').on('outbox').column('created_at').execute();
    },
  };
}
