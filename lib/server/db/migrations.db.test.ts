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

  /** Gives tables and columns the names that they had until 0012. */
  async function undoPlainNames(): Promise<void> {
    const { schema } = database();
    await schema.alterTable('open_operations').renameColumn('kind', 'asked').execute();
    await schema.alterTable('open_operations').renameColumn('needs_attention', 'needs_person').execute();
    for (const table of ['open_operations', 'owed_enablements']) {
      await schema.alterTable(table).renameColumn('check_attempts', 'looks').execute();
      await schema.alterTable(table).renameColumn('next_check_at', 'next_look_at').execute();
    }
    await schema.alterTable('disruptive_changes').renameTo('breaking_changes').execute();
    await schema.alterTable('affected_connections').renameTo('broken_connections').execute();
  }

  /** Takes away what 0016 adds. */
  async function undoInstances(): Promise<void> {
    await database().schema.dropIndex('instances_by_mark').execute();
    for (const column of ['shape', 'version', 'client_name', 'key_refused_at']) {
      await database().schema.alterTable('instances').dropColumn(column).execute();
    }
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

    await undoPlainNames();
    await undoInstances();
    for (const table of ['devices', 'health', 'refusals', 'activity_checkpoint']) {
      await sql`drop table ${sql.table(table)}`.execute(database());
    }
    await sql`delete from kysely_migration where name >= '0010'`.execute(database());
    expect(await migrateDatabase()).toContain('0010-session-digests-and-devices');
    expect(await left()).toEqual([]);
  });

  it('keep what is open when its columns get plainer names', async () => {
    await migrateDatabase();
    await sql`insert into instances (id, slug, name, colour, kind, api_url, api_key_sealed, is_local, created_at)
      values ('i', 'slug', 'Name', 'blue', 'test', 'http://localhost', 'sealed', 1, 0)`.execute(database());
    await undoPlainNames();
    await undoInstances();
    await sql`delete from kysely_migration where name >= '0013'`.execute(database());
    await sql`insert into open_operations (instance_id, integration_key, id, asked, actor, started_at, looks,
      next_look_at, needs_person) values ('i', 'k', 'o', 'settings', 'a', 1, 3, 4, 1)`.execute(database());
    expect(await migrateDatabase()).toEqual(['0013-plain-names', '0016-instances']);
    expect(await database().selectFrom('open_operations').selectAll().execute()).toMatchObject([
      { kind: 'settings', check_attempts: 3, next_check_at: 4, needs_attention: 1 },
    ]);
  });

  it('give each instance a colour and shape of its own, and change no more of it than needed', async () => {
    await migrateDatabase();
    await undoInstances();
    await sql`delete from kysely_migration where name >= '0016'`.execute(database());
    // Seven of one colour: one more than there are shapes.
    const colours = ['blue', 'red', 'blue', 'blue', 'blue', 'blue', 'blue', 'blue'];
    for (const [number, colour] of colours.entries()) {
      await sql`insert into instances (id, slug, name, colour, kind, api_url, api_key_sealed, is_local, created_at)
        values (${`i${number}`}, ${`slug-${number}`}, 'Name', ${colour}, 'live', 'https://api.codat.io', 'sealed', 0,
        ${number})`.execute(database());
    }
    expect(await migrateDatabase()).toEqual(['0016-instances']);
    const rows = await database().selectFrom('instances').selectAll().orderBy('created_at').execute();
    expect(rows.map(({ colour, shape }) => `${colour} ${shape}`)).toEqual([
      ...['blue circle', 'red circle', 'blue square', 'blue triangle', 'blue diamond', 'blue cross'],
      ...['blue star', 'slate square'],
    ]);
    expect(rows[0]).toMatchObject({ version: 1, client_name: null, key_refused_at: null });
    const twin = sql`update instances set colour = 'red' where id = 'i0'`;
    await expect(twin.execute(database())).rejects.toThrow();
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
