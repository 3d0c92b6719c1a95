import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BareInstallation, bareInstallation, engines } from '../testing/installation';
import { database, isDatabaseNew, migrateDatabase, requireReadyDatabase } from './database';

const tables = [
  'activity',
  'activity_anchors',
  'activity_chains',
  'activity_checkpoint',
  'activity_former_actors',
  'activity_purges',
  'affected_connections',
  'data_keys',
  'devices',
  'disruptive_changes',
  'enablement_refusals',
  'health',
  'instances',
  'jobs',
  'key_checks',
  'latest_changes',
  'open_operations',
  'operation_requests',
  'outbox',
  'owed_enablements',
  'purged_operations',
  'recovery_codes',
  'refusals',
  'second_factors',
  'sessions',
  'settings',
  'sign_in_settings',
  'sign_in_tickets',
  'stored_secrets',
  'throttles',
  'two_factor_roles',
  'used_sign_in_states',
  'user_identities',
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

  it('reference users by id where only their e-mails were stored, and leave the activity as it is', async () => {
    await migrateDatabase('0014-jobs-and-outbox');
    await sql`insert into users (id, email, role, password_hash, created_at)
      values ('id', 'e', 'Analyst', 'h', 1)`.execute(database());
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

  it('give each instance a colour and shape of its own, and change no more of it than needed', async () => {
    await migrateDatabase('0015-activity-actors');
    // Seven of one colour: one more than there are shapes.
    const colours = ['blue', 'red', 'blue', 'blue', 'blue', 'blue', 'blue', 'blue'];
    for (const [number, colour] of colours.entries()) {
      await sql`insert into instances (id, slug, name, colour, kind, api_url, api_key_sealed, is_local, created_at)
        values (${`i${number}`}, ${`slug-${number}`}, 'Name', ${colour}, 'live', 'https://api.codat.io', 'sealed', 0,
        ${number})`.execute(database());
    }
    expect(await migrateDatabase()).toContain('0016-instances');
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
