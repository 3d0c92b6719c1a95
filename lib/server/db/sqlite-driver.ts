import 'server-only';

import type { DatabaseSyncInstance, SqliteModule, StatementSyncInstance } from '@photostructure/sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

// The one file that knows which SQLite runs: Node's own, or on Node 20, which has none, a package with the same
// interface. Neither needs a compiler; docs/decisions/0014-sqlite-comes-with-node.md says what was weighed.

type SqliteFile = DatabaseSyncInstance;

export async function openSqliteFile(file: string, busyTimeoutMs: number): Promise<SqliteFile> {
  // Hidden from the bundler, which would end the build where the package has no binary and is not installed.
  const { DatabaseSync } =
    findBuiltIn() ?? (await import(/* turbopackIgnore: true */ '@photostructure/sqlite'));
  return new DatabaseSync(file, { timeout: busyTimeoutMs });
}

/** Kysely expects the interface of better-sqlite3. */
export function toKysely(database: SqliteFile): SqliteDatabase {
  return {
    prepare: (sql) => toStatement(database.prepare(sql)),
    close: () => database.close(),
  };
}

function toStatement(statement: StatementSyncInstance): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters).map(toPlainRow),
    run: (parameters) => statement.run(...parameters),
    *iterate(parameters) {
      for (const row of statement.iterate(...parameters)) yield toPlainRow(row);
    },
  };
}

/** PostgreSQL's rows have a prototype, without which React refuses to hand an object to the browser. */
function toPlainRow(row: object): object {
  return { ...row };
}

/** Node 22 warns on standard error that its SQLite is experimental, but every line of Switchboard's is JSON. */
function findBuiltIn(): Pick<SqliteModule, 'DatabaseSync'> | undefined {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule('node:sqlite') as ReturnType<typeof findBuiltIn>;
  } finally {
    process.emitWarning = emitWarning;
  }
}
