import 'server-only';

import type { Kysely, Migration } from 'kysely';
import type { Engine } from '../engine';

export function anchorsAndRetention(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const { integer, tableEnd } = engine;
      await db.schema
        .createTable('activity_purges')
        .modifyEnd(tableEnd)
        .addColumn('chain_id', 'text', (c) => c.notNull())
        .addColumn('seq', integer as never, (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .addColumn('purged_at', integer as never, (c) => c.notNull())
        .addColumn('instances', 'text', (c) => c.notNull())
        .addColumn('mac', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('activity_purges_key', ['chain_id', 'seq'])
        .execute();

      await db.schema
        .createTable('purged_operations')
        .modifyEnd(tableEnd)
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('phase', 'text', (c) => c.notNull())
        .addColumn('chain_id', 'text', (c) => c.notNull())
        .addColumn('seq', integer as never, (c) => c.notNull())
        .addColumn('outcome', 'text')
        .addColumn('details', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('purged_operations_key', ['id', 'phase'])
        .execute();
      for (const table of ['activity_purges', 'purged_operations']) {
        for (const statement of engine.appendOnly(table)) await statement.execute(db);
      }
      for (const statement of engine.purgeGuards()) await statement.execute(db);

      await db.schema
        .createTable('activity_anchors')
        .modifyEnd(tableEnd)
        .addColumn('number', integer as never, (c) => c.primaryKey())
        .addColumn('at', integer as never, (c) => c.notNull())
        .addColumn('line', 'text', (c) => c.notNull())
        .addColumn('delivered_at', integer as never)
        .addColumn('failure', 'text')
        .addColumn('failed_at', integer as never)
        .addColumn('attempts', integer as never, (c) => c.notNull().defaultTo(0))
        .execute();
    },
  };
}
