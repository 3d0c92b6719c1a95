import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BareInstallation, bareInstallation, engines } from '../testing/installation';
import { database, isDatabaseNew, migrateDatabase, requireReadyDatabase } from './database';

const tables = [
  'activity',
  'activity_chains',
  'activity_checkpoint',
  'activity_former_actors',
  'affected_connections',
  'data_keys',
  'devices',
  'disruptive_changes',
  'enablement_refusals',
  'health',
  'instances',
  'key_checks',
  'latest_changes',
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

  async function undoActivityActors(): Promise<void> {
    const { schema } = database();
    await schema.dropTable('activity_former_actors').execute();
    await schema.dropTable('latest_changes').execute();
    for (const filter of ['time', 'integration', 'user', 'label', 'action', 'outcome', 'correlation']) {
      await schema.dropIndex(`activity_by_${filter}`).execute();
    }
    for (const table of [
      'activity',
      'open_operations',
      'owed_enablements',
      'disruptive_changes',
      'refusals',
    ]) {
      await schema.alterTable(table).dropColumn('actor_id').execute();
    }
    for (const table of ['settings', 'stored_secrets']) {
      await schema.alterTable(table).dropColumn('saved_by_id').execute();
    }
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

    await undoActivityActors();
    await undoPlainNames();
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
    await undoActivityActors();
    await undoPlainNames();
    await sql`delete from kysely_migration where name >= '0013'`.execute(database());
    await sql`insert into open_operations (instance_id, integration_key, id, asked, actor, started_at, looks,
      next_look_at, needs_person) values ('i', 'k', 'o', 'settings', 'a', 1, 3, 4, 1)`.execute(database());
    expect(await migrateDatabase()).toContain('0013-plain-names');
    expect(await database().selectFrom('open_operations').selectAll().execute()).toMatchObject([
      { kind: 'settings', check_attempts: 3, next_check_at: 4, needs_attention: 1 },
    ]);
  });

  it('reference users by id where only their e-mails were stored, and leave the activity as it is', async () => {
    await migrateDatabase();
    await undoActivityActors();
    await sql`delete from kysely_migration where name >= '0015'`.execute(database());
    await database()
      .insertInto('users')
      .values({ id: 'id', email: 'e', role: 'Analyst', password_hash: 'h', created_at: 1 })
      .execute();
    await sql`insert into instances (id, slug, name, colour, kind, api_url, api_key_sealed, is_local, created_at)
      values ('i', 'slug', 'Name', 'blue', 'test', 'http://localhost', 'sealed', 1, 0)`.execute(database());
    for (const [key, person] of [
      ['known', 'e'],
      ['gone', 'other'],
    ]) {
      await sql`insert into settings (instance_id, integration_key, version, map_sealed, saved_at, saved_by)
        values ('i', ${key}, 1, '', 0, ${person})`.execute(database());
    }
    await sql`insert into activity_chains values ('i', 1, 'h', 'm')`.execute(database());
    const row = (seq: number, outcome: string) =>
      sql`insert into activity (chain_id, seq, version, at, actor, action, phase, integration_key, outcome, details,
        previous_hash, hash) values ('i', ${seq}, 1, ${seq}, 'e', 'settings.save', 'event', 'k', ${outcome}, '{}', '', 'h')`;
    for (const [seq, outcome] of ['applied', 'applied', 'refused'].entries()) {
      await row(seq + 1, outcome).execute(database());
    }
    expect(await migrateDatabase()).toContain('0015-activity-actors');
    const saved = database().selectFrom('settings').select(['integration_key', 'saved_by', 'saved_by_id']);
    expect(await saved.orderBy('integration_key').execute()).toEqual([
      { integration_key: 'gone', saved_by: 'other', saved_by_id: null },
      { integration_key: 'known', saved_by: 'e', saved_by_id: 'id' },
    ]);
    expect(await database().selectFrom('activity').selectAll().execute()).toMatchObject([
      ...Array(3).fill({ version: 1, actor: 'e', actor_id: null, hash: 'h' }),
    ]);
    expect(await database().selectFrom('latest_changes').selectAll().execute()).toEqual([
      { instance_id: 'i', integration_key: 'k', at: 2, actor: 'e', actor_id: 'id' },
    ]);
    expect(await database().selectFrom('activity_former_actors').selectAll().execute()).toEqual([
      { actor: 'e', user_id: 'id' },
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
    });
  });

  it('make tables that take no text for a number', async () => {
    await migrateDatabase();
    const row = sql`insert into throttles values ('s', 'many', 0, 0)`;
    await expect(row.execute(database())).rejects.toThrow();
  });
});
