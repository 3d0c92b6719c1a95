import 'server-only';

import type { Kysely, Migration } from 'kysely';
import type { Engine } from '../engine';

export function refusalsAndHeads(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const { integer, tableEnd } = engine;
      await db.schema
        .createTable('activity_checkpoint')
        .modifyEnd(tableEnd)
        .addColumn('id', integer as never, (c) => c.primaryKey())
        .addColumn('heads', 'text', (c) => c.notNull())
        .addColumn('mac', 'text', (c) => c.notNull())
        .execute();

      await db.schema
        .createTable('refusals')
        .modifyEnd(tableEnd)
        .addColumn('actor', 'text', (c) => c.notNull())
        .addColumn('permission', 'text', (c) => c.notNull())
        .addColumn('role', 'text', (c) => c.notNull())
        .addColumn('place', 'text', (c) => c.notNull())
        .addColumn('unrecorded', integer as never, (c) => c.notNull())
        .addColumn('recorded_at', integer as never, (c) => c.notNull())
        .addPrimaryKeyConstraint('refusals_key', ['actor', 'permission'])
        .execute();
    },
  };
}
