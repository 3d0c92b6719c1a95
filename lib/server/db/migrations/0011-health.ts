import 'server-only';

import type { Kysely, Migration } from 'kysely';
import type { Engine } from '../engine';

export function health(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const { integer, tableEnd } = engine;
      await db.schema
        .createTable('health')
        .modifyEnd(tableEnd)
        .addColumn('id', integer as never, (c) => c.primaryKey())
        .addColumn('written_at', integer as never, (c) => c.notNull())
        .execute();
    },
  };
}
