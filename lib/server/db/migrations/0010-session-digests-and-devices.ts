import 'server-only';

import { type Kysely, type Migration, sql } from 'kysely';
import type { Engine } from '../engine';

export function sessionDigestsAndDevices(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      // Their ids are stored as they are in the cookies; everybody signs in once more.
      await sql`delete from sessions`.execute(db);
      await db.schema
        .createTable('devices')
        .modifyEnd(engine.tableEnd)
        .addColumn('digest', 'text', (c) => c.primaryKey())
        .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
        .addColumn('created_at', engine.integer as never, (c) => c.notNull())
        .execute();
      await db.schema.createIndex('devices_by_user').on('devices').column('user_id').execute();
    },
  };
}
