import 'server-only';

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  PostgresDialect,
  type RawBuilder,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  sql,
} from 'kysely';
import pg from 'pg';
import { logUnexpected } from '../log';
import { postgresPurgeGuards, sqlitePurgeGuards } from './purge-guards';
import { openSqliteFile, toKysely } from './sqlite-driver';

// All that differs between SQLite and PostgreSQL: how to connect, strict tables, append-only triggers, row locks.
// Nothing outside this file asks which engine it runs on.

export type Engine = {
  readonly dialect: Dialect;
  /** For migrations: a statement may take as long as the tables are large. Null if `dialect` has no limit. */
  migrationDialect(): Dialect | null;
  readonly integer: RawBuilder<unknown>;
  readonly tableEnd: RawBuilder<unknown>;
  /** The database's clock, in milliseconds: several servers may disagree about the time. */
  readonly now: RawBuilder<number>;
  /** Ends a `select` that a write in the same transaction will rest on. */
  readonly forUpdate: RawBuilder<unknown>;
  /** Codat's correlation id in the details of an activity row; an index holds this very expression. */
  readonly correlationId: RawBuilder<string | null>;
  appendOnly(table: string): RawBuilder<unknown>[];
  /** Let rows of the activity go together with a checkpoint of the end that goes, and not otherwise. */
  purgeGuards(): RawBuilder<unknown>[];
};

const sqliteNow = `cast((julianday('now') - 2440587.5) * 86400000 as integer)`;
const postgresNow = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

export function sqliteEngine(file: string): Engine {
  return {
    dialect: new ImmediateSqliteDialect({ database: () => openSqlite(file) }),
    migrationDialect: () => null,
    integer: sql`integer`,
    tableEnd: sql`strict`,
    now: sql.raw<number>(sqliteNow),
    // `begin immediate` already made this transaction the only writer.
    forUpdate: sql``,
    correlationId: sql<
      string | null
    >`(case when json_valid(details) then json_extract(details, '$.correlationId') end)`,
    appendOnly: (table) =>
      ['update', 'delete'].map((change) =>
        sql.raw(
          `create trigger ${table}_no_${change} before ${change} on ${table} begin select raise(abort, '${table} is append-only'); end`,
        ),
      ),
    purgeGuards: () => sqlitePurgeGuards(sqliteNow),
  };
}

export function postgresEngine(url: string): Engine {
  return {
    dialect: new PostgresDialect({ pool: postgresPool(url) }),
    migrationDialect: () => new PostgresDialect({ pool: postgresPool(url, unlimited) }),
    integer: sql`bigint`,
    tableEnd: sql``,
    now: sql.raw<number>(postgresNow),
    forUpdate: sql`for update`,
    // No cast to JSON: details that another hand has spoiled would fail the query.
    correlationId: sql<string | null>`(substring(details from '"correlationId":"([^"]*)"'))`,
    appendOnly: (table) => [
      sql.raw(
        `create function ${table}_refuse() returns trigger language plpgsql as $$ begin raise exception '${table} is append-only'; end $$`,
      ),
      sql.raw(
        `create trigger ${table}_no_change before update or delete on ${table} for each row execute function ${table}_refuse()`,
      ),
      sql.raw(
        `create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function ${table}_refuse()`,
      ),
    ],
    purgeGuards: () => postgresPurgeGuards(postgresNow),
  };
}

/** A server that hangs must not hang us. */
const limited: pg.PoolConfig = { query_timeout: 15_000, statement_timeout: 10_000 };
const unlimited: pg.PoolConfig = { statement_timeout: 0 };

function postgresPool(url: string, limits = limited): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    keepAlive: true,
    types: { getTypeParser: integersAsNumbers },
    connectionTimeoutMillis: 5_000,
    ...limits,
    // A Switchboard connection that dies must not keep its locks, and a migration must not stop the other servers.
    lock_timeout: 8_000,
    idle_in_transaction_session_timeout: 15_000,
    // Whatever the server gives to its connections: "saved" means that it is on the disk.
    onConnect: async (client) => {
      await client.query('set synchronous_commit = on');
    },
  });
  // Without a listener a connection that breaks while idle would end the process, and print its whole client.
  pool.on('error', (error) => logUnexpected('database-connection', error));
  return pool;
}

async function openSqlite(file: string): Promise<SqliteDatabase> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const database = await openSqliteFile(file, 5_000);
  database.exec('pragma journal_mode = WAL');
  // NORMAL loses acknowledged writes when the power goes; FULL syncs before it answers.
  database.exec('pragma synchronous = FULL');
  database.exec('pragma foreign_keys = ON');
  return toKysely(database);
}

/** A transaction that starts as a reader and turns writer can fail half-way; ours are writers from the start. */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** SQLite does roll back schema changes; Kysely assumes that it can't, and would migrate without a transaction. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: ConstructorParameters<typeof SqliteDialect>[0];

  constructor(config: ConstructorParameters<typeof SqliteDialect>[0]) {
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#config);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

const bigintOid = 20;

// Times in milliseconds and counts fit a JavaScript number; pg would hand them over as text.
const integersAsNumbers: typeof pg.types.getTypeParser = (oid: number, format?: unknown) =>
  oid === bigintOid ? Number : pg.types.getTypeParser(oid, format as 'text');
