import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BareInstallation, bareInstallation, engines } from '../testing/installation';
import { database, isDatabaseNew, migrateDatabase, requireReadyDatabase } from './database';

const tables = [
  'activity',
  'activity_chains',
  'activity_checkpoint',
  'breaking_changes',
  'broken_connections',
  'data_keys',
  'devices',
  'enablement_refusals',
  'health',
  'instances',
  'key_checks',
  'open_operations',
  'operation_requests',
  'owed_enablements',
  'refusals',
  'sessions',
  'settings',
  'stored_secrets',
  'throttles',
  'users',
  'webhook_receipts',
];

describe.each(engines)('the migrations, on %s', (engine) => {
  let here: BareInstallation;

  beforeEach(async () => {
    here = await bareInstallation(engine);
  });
  afterEach(() => here.remove());

  async function tablesThere(): Promise<string[]> {
    const found = await database().introspection.getTables();
    return found
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('kysely_'))
      .sort();
  }

  it('make every table out of nothing, and nothing the second time', async () => {
    expect(await isDatabaseNew()).toBe(true);
    await expect(requireReadyDatabase()).rejects.toThrow(/older than this version/);
    expect(await migrateDatabase()).not.toEqual([]);
    expect(await tablesThere()).toEqual(tables);
    await here.restart();
    expect(await migrateDatabase()).toEqual([]);
    expect(await isDatabaseNew()).toBe(false);
    await requireReadyDatabase();
  });

  it('can be begun by two at once', async () => {
    const ran = await Promise.all([migrateDatabase(), migrateDatabase()]);
    expect(ran.flat()).toEqual([...new Set(ran.flat())]);
    expect(await tablesThere()).toEqual(tables);
  });

  it('leave nothing behind where one fails half-way', async () => {
    await sql`create table activity (in_the_way text)`.execute(database());
    await expect(migrateDatabase()).rejects.toThrow(/activity/);
    expect(await tablesThere()).toEqual(['activity']);
    await sql`drop table activity`.execute(database());
    await migrateDatabase();
    expect(await tablesThere()).toEqual(tables);
  });

  it('end the sessions of before their ids were digests, once', async () => {
    await migrateDatabase();
    const session = { id: 'in-a-cookie', user_id: 'id', created_at: 1, last_seen_at: 1 };
    await database()
      .insertInto('users')
      .values({ id: 'id', email: 'e', role: 'Analyst', password_hash: 'h', created_at: 1 })
      .execute();
    await database().insertInto('sessions').values(session).execute();
    const left = () => database().selectFrom('sessions').select('id').execute();
    await here.restart();
    await migrateDatabase();
    expect(await left()).toHaveLength(1);

    for (const table of ['devices', 'health', 'refusals', 'activity_checkpoint']) {
      await sql`drop table ${sql.table(table)}`.execute(database());
    }
    await sql`delete from kysely_migration where name >= '0010'`.execute(database());
    expect(await migrateDatabase()).toContain('0010-session-digests-and-devices');
    expect(await left()).toEqual([]);
  });

  it('make tables that give back times and counts as numbers', async () => {
    await migrateDatabase();
    const at = 8_640_000_000_000_000;
    await database()
      .insertInto('users')
      .values({ id: 'id', email: 'e', role: 'Analyst', password_hash: 'h', created_at: at })
      .execute();
    expect(await database().selectFrom('users').selectAll().executeTakeFirst()).toEqual({
      id: 'id',
      email: 'e',
      role: 'Analyst',
      password_hash: 'h',
      disabled_at: null,
      created_at: at,
    });
  });

  it('make tables that take no text for a number', async () => {
    await migrateDatabase();
    const row = sql`insert into throttles values ('s', 'many', 0, 0)`;
    await expect(row.execute(database())).rejects.toThrow();
  });
});
