import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { database, migrateDatabase } from '../../db/database';
import {
  type BareInstallation,
  bareInstallation,
  type EngineName,
  engines,
} from '../../testing/installation';
import { checkHealth } from './check-health';

/** Makes writes fail and reads work, as on a full disk or one made read-only by the system after an error. */
async function refuseWrites(engine: EngineName, here: BareInstallation): Promise<void> {
  if (engine === 'sqlite') {
    await sql`pragma query_only = on`.execute(database());
    return;
  }
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database());
  await sql`alter database ${sql.id(rows[0]?.name ?? '')} set default_transaction_read_only = on`.execute(
    database(),
  );
  await here.restart();
}

describe.each(engines)('health, on %s', (engine) => {
  let here: BareInstallation;
  let time: number;

  beforeEach(async () => {
    here = await bareInstallation(engine);
    await migrateDatabase();
    time = 1_000_000;
    vi.spyOn(performance, 'now').mockImplementation(() => time);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await here.remove();
  });

  const writes = async () => {
    const row = await database().selectFrom('health').select('written_at').executeTakeFirst();
    return row?.written_at ?? null;
  };

  it('is good while the database takes a write', async () => {
    expect(await writes()).toBeNull();
    expect(await checkHealth()).toBe(true);
    expect(await writes()).not.toBeNull();
  });

  it('is bad if the database answers and takes no write', async () => {
    await refuseWrites(engine, here);
    expect(await database().selectFrom('users').select('id').execute()).toEqual([]);
    expect(await checkHealth()).toBe(false);
  });

  it('is checked once in ten seconds, however many ask, and again after that', async () => {
    expect(await Promise.all(Array.from({ length: 50 }, () => checkHealth()))).toEqual(Array(50).fill(true));
    await database().updateTable('health').set({ written_at: 7 }).execute();
    time += 9_999;
    expect(await checkHealth()).toBe(true);
    expect(await writes()).toBe(7);
    time += 1;
    expect(await checkHealth()).toBe(true);
    expect(await writes()).toBeGreaterThan(7);
  });
});
