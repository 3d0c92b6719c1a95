import 'server-only';

import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { StartupError } from '../errors';
import type { Engine } from './engine';
import { operationRequests } from './migrations/0008-operation-requests';
import { acceptedAndOwed } from './migrations/0009-accepted-and-owed';
import { sessionDigestsAndDevices } from './migrations/0010-session-digests-and-devices';
import { health } from './migrations/0011-health';
import { refusalsAndHeads } from './migrations/0012-refusals-and-heads';
import { plainNames } from './migrations/0013-plain-names';
import { jobsAndOutbox } from './migrations/0014-jobs-and-outbox';
import { activityActors } from './migrations/0015-activity-actors';
import { instances } from './migrations/0016-instances';
import { people } from './migrations/0017-people';
import { openIdConnect } from './migrations/0019-openid-connect';
import { freshSignIn } from './migrations/0020-fresh-sign-in';
import { anchorsAndRetention } from './migrations/0021-anchors-and-retention';
import { secondFactor } from './migrations/0022-second-factor';

// One ordered list for both engines. A migration that has been released is never edited; the next one mends it, in a
// file of its own.

type AnyDatabase = Kysely<unknown>;

export async function migrate(
  db: Kysely<never> | AnyDatabase,
  engine: Engine,
  upTo?: string,
): Promise<string[]> {
  const migrator = new Migrator({
    db: db as AnyDatabase,
    provider: { getMigrations: async () => migrationsFor(engine) },
  });
  const { error, results } = upTo ? await migrator.migrateTo(upTo) : await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

export async function requireMigrated(db: AnyDatabase, engine: Engine): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrationsFor(engine) } });
  const pending = (await migrator.getMigrations()).filter((migration) => !migration.executedAt);
  if (pending.length > 0) {
    throw new StartupError('The database is older than this version; run npm start, which migrates it.');
  }
}

function migrationsFor(engine: Engine): Record<string, Migration> {
  return {
    '0001-ground': {
      async up(db: AnyDatabase) {
        const { integer, tableEnd } = engine;
        const create = (table: string) => db.schema.createTable(table).modifyEnd(tableEnd);

        await create('users')
          .addColumn('id', 'text', (c) => c.primaryKey())
          .addColumn('email', 'text', (c) => c.notNull().unique())
          .addColumn('role', 'text', (c) => c.notNull())
          .addColumn('password_hash', 'text', (c) => c.notNull())
          .addColumn('disabled_at', integer as never)
          .addColumn('created_at', integer as never, (c) => c.notNull())
          .execute();

        await create('sessions')
          .addColumn('id', 'text', (c) => c.primaryKey())
          .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
          .addColumn('created_at', integer as never, (c) => c.notNull())
          .addColumn('last_seen_at', integer as never, (c) => c.notNull())
          .execute();
        await db.schema.createIndex('sessions_by_user').on('sessions').column('user_id').execute();

        await create('throttles')
          .addColumn('subject', 'text', (c) => c.primaryKey())
          .addColumn('failures', integer as never, (c) => c.notNull())
          .addColumn('last_failure_at', integer as never, (c) => c.notNull())
          .addColumn('blocked_until', integer as never, (c) => c.notNull())
          .execute();

        await create('instances')
          .addColumn('id', 'text', (c) => c.primaryKey())
          .addColumn('slug', 'text', (c) => c.notNull().unique())
          .addColumn('name', 'text', (c) => c.notNull())
          .addColumn('colour', 'text', (c) => c.notNull())
          .addColumn('kind', 'text', (c) => c.notNull())
          .addColumn('api_url', 'text', (c) => c.notNull())
          .addColumn('api_key_sealed', 'text', (c) => c.notNull())
          .addColumn('is_local', integer as never, (c) => c.notNull())
          .addColumn('revision', integer as never, (c) => c.notNull().defaultTo(0))
          .addColumn('created_at', integer as never, (c) => c.notNull())
          .execute();

        await create('data_keys')
          .addColumn('owner', 'text', (c) => c.primaryKey())
          .addColumn('wrapped', 'text', (c) => c.notNull())
          .addColumn('created_at', integer as never, (c) => c.notNull())
          .execute();

        await create('key_checks')
          .addColumn('name', 'text', (c) => c.primaryKey())
          .addColumn('digest', 'text', (c) => c.notNull())
          .execute();

        await create('open_operations')
          .addColumn('instance_id', 'text', (c) => c.notNull().references('instances.id').onDelete('cascade'))
          .addColumn('integration_key', 'text', (c) => c.notNull())
          .addColumn('id', 'text', (c) => c.notNull().unique())
          .addColumn('asked', 'text', (c) => c.notNull())
          .addColumn('actor', 'text', (c) => c.notNull())
          .addColumn('started_at', integer as never, (c) => c.notNull())
          .addPrimaryKeyConstraint('open_operations_key', ['instance_id', 'integration_key'])
          .execute();

        await create('enablement_refusals')
          .addColumn('instance_id', 'text', (c) => c.notNull().references('instances.id').onDelete('cascade'))
          .addColumn('integration_key', 'text', (c) => c.notNull())
          .addColumn('status', integer as never, (c) => c.notNull())
          .addColumn('refused_at', integer as never, (c) => c.notNull())
          .addPrimaryKeyConstraint('enablement_refusals_key', ['instance_id', 'integration_key'])
          .execute();

        await create('activity_chains')
          .addColumn('id', 'text', (c) => c.primaryKey())
          .addColumn('last_seq', integer as never, (c) => c.notNull())
          .addColumn('last_hash', 'text', (c) => c.notNull())
          .addColumn('head_mac', 'text', (c) => c.notNull())
          .execute();

        await create('activity')
          .addColumn('chain_id', 'text', (c) => c.notNull().references('activity_chains.id'))
          .addColumn('seq', integer as never, (c) => c.notNull())
          .addColumn('version', integer as never, (c) => c.notNull())
          .addColumn('at', integer as never, (c) => c.notNull())
          .addColumn('actor', 'text', (c) => c.notNull())
          .addColumn('action', 'text', (c) => c.notNull())
          .addColumn('phase', 'text', (c) => c.notNull())
          .addColumn('operation_id', 'text')
          .addColumn('integration_key', 'text')
          .addColumn('outcome', 'text')
          .addColumn('details', 'text', (c) => c.notNull())
          .addColumn('previous_hash', 'text', (c) => c.notNull())
          .addColumn('hash', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('activity_key', ['chain_id', 'seq'])
          .execute();
        // An operation has one intent and one outcome, no matter which server reconciles it.
        await sql`create unique index activity_operation on activity (operation_id, phase) where operation_id is not null`.execute(
          db,
        );
        for (const statement of engine.appendOnly('activity')) await statement.execute(db);
      },
    },

    '0002-settings': {
      async up(db: AnyDatabase) {
        const { integer, tableEnd } = engine;
        const create = (table: string) =>
          db.schema
            .createTable(table)
            .modifyEnd(tableEnd)
            .addColumn('instance_id', 'text', (c) =>
              c.notNull().references('instances.id').onDelete('cascade'),
            )
            .addColumn('integration_key', 'text', (c) => c.notNull());

        await create('settings')
          .addColumn('version', integer as never, (c) => c.notNull())
          .addColumn('map_sealed', 'text', (c) => c.notNull())
          .addColumn('saved_at', integer as never, (c) => c.notNull())
          .addColumn('saved_by', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('settings_key', ['instance_id', 'integration_key'])
          .execute();

        await create('stored_secrets')
          .addColumn('field', 'text', (c) => c.notNull())
          .addColumn('sealed', 'text', (c) => c.notNull())
          .addColumn('saved_at', integer as never, (c) => c.notNull())
          .addColumn('saved_by', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('stored_secrets_key', ['instance_id', 'integration_key', 'field'])
          .execute();

        await db.schema.alterTable('open_operations').addColumn('pending', 'text').execute();
        for (const column of ['looks', 'next_look_at']) {
          await db.schema
            .alterTable('open_operations')
            .addColumn(column, integer as never, (c) => c.notNull().defaultTo(0))
            .execute();
        }
        await db.schema
          .alterTable('open_operations')
          .addColumn('needs_person', integer as never, (c) => c.notNull().defaultTo(0))
          .execute();
      },
    },

    '0003-credential-tests': {
      async up(db: AnyDatabase) {
        await db.schema
          .alterTable('instances')
          .addColumn('credential_tests', engine.integer as never, (c) => c.notNull().defaultTo(0))
          .execute();
        await sql`update instances set credential_tests = is_local`.execute(db);
      },
    },

    '0004-breaking-changes': {
      async up(db: AnyDatabase) {
        const { integer, tableEnd } = engine;
        await db.schema
          .createTable('breaking_changes')
          .modifyEnd(tableEnd)
          .addColumn('id', 'text', (c) => c.primaryKey())
          .addColumn('instance_id', 'text', (c) => c.notNull().references('instances.id').onDelete('cascade'))
          .addColumn('integration_key', 'text', (c) => c.notNull())
          .addColumn('at', integer as never, (c) => c.notNull())
          .addColumn('actor', 'text', (c) => c.notNull())
          .addColumn('kind', 'text', (c) => c.notNull())
          .addColumn('from_environment', 'text')
          .addColumn('to_environment', 'text')
          .addColumn('company_count', integer as never)
          .addColumn('applied_at', integer as never)
          .execute();
        await db.schema
          .createIndex('breaking_changes_by_time')
          .on('breaking_changes')
          .columns(['instance_id', 'at'])
          .execute();

        await db.schema
          .createTable('broken_connections')
          .modifyEnd(tableEnd)
          .addColumn('change_id', 'text', (c) =>
            c.notNull().references('breaking_changes.id').onDelete('cascade'),
          )
          .addColumn('company_id', 'text', (c) => c.notNull())
          .addColumn('company_name', 'text', (c) => c.notNull())
          .addColumn('connection_id', 'text', (c) => c.notNull())
          .addColumn('back_at', integer as never)
          .addColumn('state', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('broken_connections_key', ['change_id', 'connection_id'])
          .execute();
        await db.schema
          .createIndex('broken_connections_by_company')
          .on('broken_connections')
          .column('company_id')
          .execute();
      },
    },

    '0005-webhooks': {
      async up(db: AnyDatabase) {
        const { integer, tableEnd } = engine;
        await db.schema.alterTable('instances').addColumn('webhook_secret_sealed', 'text').execute();
        await db.schema
          .alterTable('instances')
          .addColumn('connections_revision', integer as never, (c) => c.notNull().defaultTo(0))
          .execute();

        await db.schema
          .createTable('webhook_receipts')
          .modifyEnd(tableEnd)
          .addColumn('instance_id', 'text', (c) => c.notNull().references('instances.id').onDelete('cascade'))
          .addColumn('message_id', 'text', (c) => c.notNull())
          .addColumn('received_at', integer as never, (c) => c.notNull())
          .addPrimaryKeyConstraint('webhook_receipts_key', ['instance_id', 'message_id'])
          .execute();
        await db.schema
          .createIndex('webhook_receipts_by_time')
          .on('webhook_receipts')
          .column('received_at')
          .execute();
      },
    },

    '0006-reconnecting': {
      async up(db: AnyDatabase) {
        await db.schema
          .alterTable('breaking_changes')
          .addColumn('compared_at', engine.integer as never)
          .execute();
      },
    },

    '0008-operation-requests': operationRequests(engine),
    '0009-accepted-and-owed': acceptedAndOwed(engine),
    '0010-session-digests-and-devices': sessionDigestsAndDevices(engine),
    '0011-health': health(engine),
    '0012-refusals-and-heads': refusalsAndHeads(engine),
    '0013-plain-names': plainNames(),
    '0014-jobs-and-outbox': jobsAndOutbox(engine),
    '0015-activity-actors': activityActors(engine),
    '0016-instances': instances(engine),
    '0017-people': people(engine),
    '0019-openid-connect': openIdConnect(engine),
    '0020-fresh-sign-in': freshSignIn(engine),
    '0021-anchors-and-retention': anchorsAndRetention(engine),
    '0022-second-factor': secondFactor(engine),
  };
}
