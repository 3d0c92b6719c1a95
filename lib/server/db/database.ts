import 'server-only';

import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, sql, type Transaction } from 'kysely';
import { env } from '../env';
import { StartupError } from '../errors';
import { processSingleton } from '../process-singleton';
import { requireDurablePostgres } from './durable-postgres';
import { type Engine, postgresEngine, sqliteEngine } from './engine';
import { migrate, requireMigrated } from './migrations';
import { closeFolder, makeDatabaseFile } from './private-folder';
import type { Database } from './schema';

// The one connection to the store, opened at the first query.

export type Db = Kysely<Database>;
export type Trx = Transaction<Database>;

type Store = { readonly engine: Engine; readonly db: Db };

const healthTimeoutMs = 2_000;
const store = processSingleton('store', openStore);

export function database(): Db {
  return store.get().db;
}

export function engine(): Engine {
  return store.get().engine;
}

export async function closeDatabase(): Promise<void> {
  await store.drop()?.db.destroy();
}

/** Stops after the migration that is named, so that a test can be an older version. */
export async function migrateDatabase(upTo?: string): Promise<string[]> {
  await requireReachable();
  const dialect = engine().migrationDialect();
  if (!dialect) return migrate(database() as Kysely<never>, engine(), upTo);
  const db = new Kysely<never>({ dialect });
  try {
    return await migrate(db, engine(), upTo);
  } finally {
    await db.destroy();
  }
}

/** True until the first migration has run. */
export async function isDatabaseNew(): Promise<boolean> {
  await requireReachable();
  const tables = await database().introspection.getTables();
  return !tables.some((table) => table.name === 'key_checks');
}

export async function requireReadyDatabase(): Promise<void> {
  await requireReachable();
  await requireMigrated(database() as unknown as Kysely<unknown>, engine());
}

/** Writes, since a database on a full disk still answers. The row says nothing; only that it could be written counts. */
export async function isDatabaseWritable(): Promise<boolean> {
  return isInTime(async () => {
    const written = { id: 1, written_at: engine().now };
    await database()
      .insertInto('health')
      .values(written)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(written))
      .execute();
  });
}

async function isDatabaseAnswering(): Promise<boolean> {
  return isInTime(() => sql`select 1`.execute(database()));
}

async function isInTime(work: () => Promise<unknown>): Promise<boolean> {
  try {
    const done = work().then(() => true);
    return await Promise.race([done, delay(healthTimeoutMs, false, { ref: false })]);
  } catch {
    return false;
  }
}

function openStore(): Store {
  const { databaseUrl, dataDir } = env();
  const chosen = databaseUrl ? postgresEngine(databaseUrl) : sqliteEngine(makeDatabaseFile(dataDir));
  return { engine: chosen, db: new Kysely<Database>({ dialect: chosen.dialect }) };
}

async function requireReachable(): Promise<void> {
  const { databaseUrl, dataDir, allowsUnsafePostgres } = env();
  closeFolder(dataDir);
  if (await isDatabaseAnswering()) {
    if (databaseUrl && !allowsUnsafePostgres)
      await requireDurablePostgres(database() as unknown as Kysely<unknown>);
    return;
  }
  throw new StartupError(
    databaseUrl
      ? 'The PostgreSQL server of DATABASE_URL does not answer; check its address, user and password.'
      : `The database file in ${dataDir} can't be opened; check who owns DATA_DIR and the space left.`,
  );
}
