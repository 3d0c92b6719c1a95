import 'server-only';

import type { Kysely, Migration } from 'kysely';
import type { Engine } from '../engine';

export function openIdConnect({ integer, tableEnd }: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('user_identities')
        .modifyEnd(tableEnd)
        .addColumn('issuer', 'text', (c) => c.notNull())
        .addColumn('subject', 'text', (c) => c.notNull())
        .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
        .addColumn('linked_at', integer as never, (c) => c.notNull())
        .addPrimaryKeyConstraint('user_identities_key', ['issuer', 'subject'])
        .addUniqueConstraint('user_identities_one_an_issuer', ['user_id', 'issuer'])
        .execute();

      await db.schema
        .createTable('used_sign_in_states')
        .modifyEnd(tableEnd)
        .addColumn('digest', 'text', (c) => c.primaryKey())
        .addColumn('used_at', integer as never, (c) => c.notNull())
        .execute();

      await db.schema
        .createTable('sign_in_settings')
        .modifyEnd(tableEnd)
        .addColumn('name', 'text', (c) => c.primaryKey())
        .addColumn('value', 'text', (c) => c.notNull())
        .execute();

      await db.schema
        .alterTable('sessions')
        .addColumn('signed_in_by', 'text', (c) => c.notNull().defaultTo('password'))
        .execute();
    },
  };
}
