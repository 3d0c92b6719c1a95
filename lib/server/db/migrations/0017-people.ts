import 'server-only';

import type { Kysely, Migration } from 'kysely';
import type { Engine } from '../engine';

export function people(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const { integer, tableEnd } = engine;
      const add = (table: string, column: string, type: 'text' | 'integer') =>
        db.schema
          .alterTable(table)
          .addColumn(column, (type === 'text' ? 'text' : integer) as never, (c) =>
            type === 'text' ? c.notNull().defaultTo('') : c,
          )
          .execute();
      await add('users', 'name', 'text');
      await add('users', 'language', 'text');
      await add('users', 'last_sign_in_at', 'integer');
      await add('sessions', 'browser', 'text');
      await add('sessions', 'address', 'text');

      await db.schema
        .createTable('user_links')
        .modifyEnd(tableEnd)
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('email', 'text', (c) => c.notNull())
        .addColumn('role', 'text')
        .addColumn('digest', 'text', (c) => c.notNull().unique())
        .addColumn('created_at', integer as never, (c) => c.notNull())
        .addColumn('created_by', 'text', (c) => c.notNull())
        .addColumn('expires_at', integer as never, (c) => c.notNull())
        .addColumn('message_id', 'text')
        .addUniqueConstraint('user_links_one_of_a_kind', ['kind', 'email'])
        .execute();
    },
  };
}
