import 'server-only';

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, sql, type Transaction } from 'kysely';
import { env } from '../env';
import { StartRefusal } from '../errors';
import { processWide } from '../process-wide';
import { type Engine, postgresEngine, sqliteEngine } from './engine';
import { migrate, requireMigrated } from './migrations';
import type { Database } from './schema';

// The one connection to the store, opened at the first query.

export type Db = Kysely<Database>;
export type Trx = Transaction<Database>;

type Store = { readonly engine: Engine; readonly db: Db };

const healthTimeoutMs = 2_000;
const store = processWide('store', openStore);

export function database(): Db {
  return store.get().db;
}

export function engine(): Engine {
  return store.get().engine;
}

export async function closeDatabase(): Promise<void> {
  await store.drop()?.db.destroy();
}

export async function migrateDatabase(): Promise<string[]> {
  await requireReachable();
  return migrate(database() as Kysely<never>, engine());
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

export async function isDatabaseAnswering(): Promise<boolean> {
  try {
    const asked = sql`select 1`.execute(database());
    return (await Promise.race([asked, delay(healthTimeoutMs, null, { ref: false })])) !== null;
  } catch {
    return false;
  }
}

function openStore(): Store {
  const { databaseUrl, dataDir } = env();
  const chosen = databaseUrl
    ? postgresEngine(databaseUrl)
    : sqliteEngine(path.join(dataDir, 'switchboard.sqlite'));
  return { engine: chosen, db: new Kysely<Database>({ dialect: chosen.dialect }) };
}

async function requireReachable(): Promise<void> {
  if (await isDatabaseAnswering()) return;
  throw new StartRefusal(
    env().databaseUrl
      ? 'The PostgreSQL server of DATABASE_URL does not answer; check its address, user and password.'
      : `The database file in ${env().dataDir} can't be opened; check who owns DATA_DIR and the space left.`,
  );
}
