import path from 'node:path';
import { type CompiledQuery, Kysely } from 'kysely';
import { closeDatabase } from '../db/database';
import { postgresEngine, sqliteEngine } from '../db/engine';
import type { Database } from '../db/schema';
import { env } from '../env';
import { processSingleton } from '../process-singleton';

/** Reopens the store and records each statement that is sent to it, begin and commit included. */
export async function recordStatements(): Promise<{ take(): string[]; takeQueries(): CompiledQuery[] }> {
  await closeDatabase();
  const { databaseUrl, dataDir } = env();
  const engine = databaseUrl
    ? postgresEngine(databaseUrl)
    : sqliteEngine(path.join(dataDir, 'switchboard.sqlite'));
  const queries: CompiledQuery[] = [];
  const db = new Kysely<Database>({
    dialect: engine.dialect,
    log: ({ query }) => {
      queries.push(query);
    },
  });
  processSingleton('store', () => ({ engine, db })).get();
  const takeQueries = () => queries.splice(0);
  return { take: () => takeQueries().map(({ sql }) => sql), takeQueries };
}
