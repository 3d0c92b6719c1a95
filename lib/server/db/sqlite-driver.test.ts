import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteEngine } from './engine';

type Tables = { things: { id: number; name: string | null } };

describe('SQLite, as the Node that runs this brings it', () => {
  let folder: string;
  let db: Kysely<Tables>;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'switchboard-'));
    db = new Kysely<Tables>({ dialect: sqliteEngine(path.join(folder, 'test.sqlite')).dialect });
    await sql`create table things (id integer not null unique, name text) strict`.execute(db);
  });
  afterEach(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  async function pragma(name: string): Promise<unknown> {
    const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(db);
    return Object.values(rows[0] ?? {})[0];
  }

  it('syncs its log at each commit, checks foreign keys and waits five seconds for another writer', async () => {
    const full = 2;
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(full);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('busy_timeout')).toBe(5_000);
  });

  it('returns how many rows a write has changed, and the rows that it asks for', async () => {
    const rows = [1, 2, 3].map((id) => ({ id, name: null }));
    const inserted = await db.insertInto('things').values(rows).executeTakeFirstOrThrow();
    expect(inserted.numInsertedOrUpdatedRows).toBe(3n);
    const ignored = await db
      .insertInto('things')
      .values({ id: 1, name: null })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    expect(ignored.numInsertedOrUpdatedRows).toBe(0n);
    const updated = await db.updateTable('things').set({ name: 'x' }).where('id', '>', 1).execute();
    expect(updated.map((result) => result.numUpdatedRows)).toEqual([2n]);
    const deleted = await db.deleteFrom('things').where('id', '=', 3).returning(['id', 'name']).execute();
    expect(deleted).toStrictEqual([{ id: 3, name: 'x' }]);
  });

  it('gives each row as a plain object, in one piece and one by one', async () => {
    await db.insertInto('things').values({ id: 1, name: 'ü 😀' }).execute();
    const select = db.selectFrom('things').selectAll();
    expect(await select.execute()).toStrictEqual([{ id: 1, name: 'ü 😀' }]);
    const streamed = [];
    for await (const row of select.stream()) streamed.push(row);
    expect(streamed).toStrictEqual([{ id: 1, name: 'ü 😀' }]);
  });

  it('gives back each integer that a number holds, and refuses to round one that it doesn’t', async () => {
    await db
      .insertInto('things')
      .values([
        { id: Number.MAX_SAFE_INTEGER, name: null },
        { id: Number.MIN_SAFE_INTEGER, name: null },
        { id: Date.now(), name: null },
      ])
      .execute();
    const kept = await db.selectFrom('things').select('id').orderBy('id').execute();
    expect(kept.at(0)?.id).toBe(Number.MIN_SAFE_INTEGER);
    expect(kept.at(-1)?.id).toBe(Number.MAX_SAFE_INTEGER);
    await sql`insert into things values (9007199254740993, null)`.execute(db);
    await expect(db.selectFrom('things').selectAll().execute()).rejects.toThrow(/too large/);
  });

  it('undoes what a transaction did before it failed, and continues', async () => {
    const failing = db.transaction().execute(async (trx) => {
      await trx.insertInto('things').values({ id: 1, name: null }).execute();
      await trx.insertInto('things').values({ id: 1, name: null }).execute();
    });
    await expect(failing).rejects.toThrow(/UNIQUE constraint failed: things.id/);
    expect(await db.selectFrom('things').selectAll().execute()).toEqual([]);
  });

  it('prints nothing of its own, such as that it is experimental', () => {
    const script = `
      const { openSqliteFile } = await import('./lib/server/db/sqlite-driver.ts');
      (await openSqliteFile(':memory:', 0)).close();
      process.emitWarning('a warning of another');`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--conditions=react-server', '--input-type=module', '-e', script],
      { cwd: path.resolve(import.meta.dirname, '../../..'), encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr.split('\n').filter((line) => line.includes('Warning'))).toEqual([
      expect.stringMatching(/Warning: a warning of another$/),
    ]);
  });
});
