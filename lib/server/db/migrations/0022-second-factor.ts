import 'server-only';

import type { Kysely, Migration } from 'kysely';
import type { Engine } from '../engine';

export function secondFactor({ integer, tableEnd }: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const create = (table: string) => db.schema.createTable(table).modifyEnd(tableEnd);

      await create('second_factors')
        .addColumn('user_id', 'text', (c) => c.primaryKey().references('users.id').onDelete('cascade'))
        .addColumn('key_sealed', 'text', (c) => c.notNull())
        .addColumn('session_id', 'text', (c) => c.notNull())
        .addColumn('created_at', integer as never, (c) => c.notNull())
        .addColumn('confirmed_at', integer as never)
        .addColumn('last_step', integer as never, (c) => c.notNull().defaultTo(0))
        .execute();

      await create('recovery_codes')
        .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
        .addColumn('digest', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('recovery_codes_key', ['user_id', 'digest'])
        .execute();

      await create('sign_in_tickets')
        .addColumn('digest', 'text', (c) => c.primaryKey())
        .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
        .addColumn('created_at', integer as never, (c) => c.notNull())
        .addColumn('account_digest', 'text', (c) => c.notNull())
        .execute();

      await create('two_factor_roles')
        .addColumn('role', 'text', (c) => c.primaryKey())
        .addColumn('required_at', integer as never, (c) => c.notNull())
        .execute();
    },
  };
}
