import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BareInstallation, bareInstallation, engines } from '../testing/installation';
import { database, isDatabaseNew, migrateDatabase, requireReadyDatabase } from './database';

const tables = [
  'activity',
  'activity_chains',
  'activity_checkpoint',
  'affected_connections',
  'data_keys',
  'devices',
  'disruptive_changes',
  'enablement_refusals',
  'health',
  'instances',
  'jobs',
  'key_checks',
  'open_operations',
  'operation_requests',
  'outbox',
  'owed_enablements',
  'refusals',
  'sessions',
  'settings',
  'stored_secrets',
  'throttles',
  'user_links',
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
    const begin = (id: string) =>
      sql`insert into sessions (id, user_id, created_at, last_seen_at) values (${id}, 'id', 1, 1)`.execute(
        database(),
      );
    await migrateDatabase('0009-accepted-and-owed');
    await sql`insert into users (id, email, role, password_hash, created_at)
      values ('id', 'e', 'Analyst', 'h', 1)`.execute(database());
    await begin('in-a-cookie');
    const left = () => database().selectFrom('sessions').select('id').execute();
    expect(await migrateDatabase()).toContain('0010-session-digests-and-devices');
    expect(await left()).toEqual([]);

    await begin('a-digest');
    await here.restart();
    await migrateDatabase();
    expect(await left()).toHaveLength(1);
  });

  it('keep what is open when its columns get plainer names', async () => {
    await migrateDatabase('0012-refusals-and-heads');
    await sql`insert into instances (id, slug, name, colour, kind, api_url, api_key_sealed, is_local, created_at)
      values ('i', 'slug', 'Name', 'blue', 'test', 'http://localhost', 'sealed', 1, 0)`.execute(database());
    await sql`insert into open_operations (instance_id, integration_key, id, asked, actor, started_at, looks,
      next_look_at, needs_person) values ('i', 'k', 'o', 'settings', 'a', 1, 3, 4, 1)`.execute(database());
    expect(await migrateDatabase()).toContain('0013-plain-names');
    expect(await database().selectFrom('open_operations').selectAll().execute()).toMatchObject([
      { kind: 'settings', check_attempts: 3, next_check_at: 4, needs_attention: 1 },
    ]);
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
      name: '',
      language: '',
      last_sign_in_at: null,
    });
  });

  it('make tables that take no text for a number', async () => {
    await migrateDatabase();
    const row = sql`insert into throttles values ('s', 'many', 0, 0)`;
    await expect(row.execute(database())).rejects.toThrow();
  });
});
