import path from 'node:path';
import { Kysely } from 'kysely';
import { closeDatabase } from '../db/database';
import { postgresEngine, sqliteEngine } from '../db/engine';
import type { Database } from '../db/schema';
import { env } from '../env';
import { processSingleton } from '../process-singleton';

/** Reopens the store and records each statement that is sent to it, begin and commit included. */
export async function recordStatements(): Promise<{ take(): string[] }> {
  await closeDatabase();
  const { databaseUrl, dataDir } = env();
  const engine = databaseUrl
    ? postgresEngine(databaseUrl)
    : sqliteEngine(path.join(dataDir, 'switchboard.sqlite'));
  const statements: string[] = [];
  const db = new Kysely<Database>({
    dialect: engine.dialect,
    log: ({ query }) => {
      statements.push(query.sql);
    },
  });
  processSingleton('store', () => ({ engine, db })).get();
  return { take: () => statements.splice(0) };
}
