import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareActivity } from '../../activity/named-instances';
import { recordActivity } from '../../activity/record';
import { verifyChains } from '../../activity/verify';
import { database, migrateDatabase } from '../../db/database';
import { StartupError } from '../../errors';
import { apiKeyPlace } from '../../instances/codat-client-for';
import { listInstances } from '../../instances/find-instance';
import { createKey, type KeyName, keyNames } from '../../key-files';
import { forged, removePurges, unnameInstances } from '../../testing/faults/forging';
import { administrator, type BareInstallation, bareInstallation, engines } from '../../testing/installation';
import { codatKey } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { open } from '../../vault/vault';
import { signIn } from '../users/sign-in';
import { prepareInstallation } from './prepare-installation';

const anotherKey = `${Buffer.alloc(32, 7).toString('base64')}\n`;

describe.each(engines)('preparing an installation, on %s', (engine) => {
  let here: BareInstallation;
  let log: string;

  const keyFile = (name: KeyName) => path.join(here.dataDir, `${name}.key`);
  const keysThere = () => keyNames.filter((name) => existsSync(keyFile(name)));

  beforeEach(async () => {
    log = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      log += line;
      return true;
    });
    here = await bareInstallation(engine);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await here.remove();
  });

  async function expectPrepared(recordedActions = ['instance.created', 'user.created']): Promise<void> {
    const instances = await listInstances();
    expect(instances).toMatchObject([{ slug: 'local', is_local: 1, kind: 'test' }]);
    const [{ id, api_key_sealed }] = instances as [(typeof instances)[number]];
    expect((await open(apiKeyPlace(id), api_key_sealed)).reveal()).toBe(codatKey);
    const users = await database().selectFrom('users').select(['email', 'role']).execute();
    expect(users).toEqual([{ email: administrator.email, role: 'Administrator' }]);
    const recorded = await database().selectFrom('activity').select('action').orderBy('seq').execute();
    expect(recorded.map(({ action }) => action)).toEqual(recordedActions);
    expect((await verifyChains()).map(({ chain, trouble }) => [chain, trouble])).toEqual(
      [id, 'installation'].sort().map((chain) => [chain, null]),
    );
  }

  /** Reverts the database to the first version, and returns the names of the migrations that it undoes. */
  async function backToGround(): Promise<string[]> {
    await unnameInstances(engine);
    await removePurges(engine);
    const later = [
      ...['jobs', 'outbox', 'user_links', 'refusals', 'activity_checkpoint', 'health', 'devices'],
      ...['owed_enablements', 'operation_requests'],
      ...['settings', 'stored_secrets'],
      ...['sign_in_settings', 'used_sign_in_states', 'user_identities', 'second_factors', 'recovery_codes'],
      ...['affected_connections', 'disruptive_changes', 'webhook_receipts', 'activity_former_actors'],
      ...['latest_changes', 'activity_anchors', 'sign_in_tickets', 'two_factor_roles'],
    ];
    for (const table of later) await sql`drop table ${sql.table(table)}`.execute(database());
    for (const column of ['pending', 'check_attempts', 'next_check_at', 'needs_attention', 'accepted_at']) {
      await sql`alter table open_operations drop column ${sql.ref(column)}`.execute(database());
    }
    await sql`alter table open_operations rename column kind to asked`.execute(database());
    await sql`drop index instances_by_mark`.execute(database());
    for (const filter of ['time', 'integration', 'user', 'label', 'action', 'outcome', 'correlation']) {
      await database().schema.dropIndex(`activity_by_${filter}`).execute();
    }
    const added = {
      instances: [
        ...['credential_tests', 'webhook_secret_sealed', 'connections_revision'],
        ...['shape', 'version', 'client_name', 'key_refused_at'],
      ],
      activity: ['actor_id'],
      open_operations: ['actor_id'],
      users: ['name', 'language', 'last_sign_in_at'],
      sessions: ['browser', 'address', 'signed_in_by', 'authenticated_at'],
    };
    for (const [table, columns] of Object.entries(added)) {
      for (const column of columns) {
        await sql`alter table ${sql.table(table)} drop column ${sql.ref(column)}`.execute(database());
      }
    }
    const undone = await sql<{
      name: string;
    }>`delete from kysely_migration where name <> '0001-ground' returning name`.execute(database());
    return undone.rows.map(({ name }) => name).sort();
  }

  it('makes keys that only their owner can read, an instance and a first administrator', async () => {
    await prepareInstallation();
    await expectPrepared();
    for (const name of keyNames) expect(statSync(keyFile(name)).mode & 0o777).toBe(0o600);
    const others = readdirSync(here.dataDir).filter((name) => !name.startsWith('switchboard.sqlite'));
    expect(others.sort()).toEqual(keyNames.map((name) => `${name}.key`).sort());
    expect(new Set(keyNames.map((name) => readFileSync(keyFile(name), 'utf8'))).size).toBe(3);
  });

  it('changes nothing the second time', async () => {
    await prepareInstallation();
    const [keys, instances] = [
      keyNames.map((name) => readFileSync(keyFile(name), 'utf8')),
      await listInstances(),
    ];
    await here.restart();
    expect(await prepareInstallation()).toEqual({ migrations: [], firstAdministrator: null });
    await expectPrepared();
    expect(keyNames.map((name) => readFileSync(keyFile(name), 'utf8'))).toEqual(keys);
    expect(await listInstances()).toEqual(instances);
  });

  it('lets keys be tried at the local stand-ins, and at a real provider only once an administrator allows it', async () => {
    await prepareInstallation();
    expect(await listInstances()).toMatchObject([{ is_local: 1, credential_tests: 1 }]);

    await here.remove();
    here = await bareInstallation(engine, {
      CODAT_LOCAL: '0',
      CODAT_API_URL: '',
      CODAT_API_KEY: 'a-real-key',
    });
    await prepareInstallation();
    expect(await listInstances()).toMatchObject([{ is_local: 0, credential_tests: 0 }]);
  });

  it('follows an emulator to its new port, and no other change of the environment', async () => {
    await prepareInstallation();
    await here.restart({ CODAT_API_URL: 'http://127.0.0.1:4999' });
    await prepareInstallation();
    expect((await listInstances())[0]?.api_url).toBe('http://127.0.0.1:4999');
    await here.restart({
      CODAT_API_URL: 'https://elsewhere.example',
      CODAT_LOCAL: '0',
      CODAT_API_KEY: 'another',
    });
    await prepareInstallation();
    expect((await listInstances())[0]?.api_url).toBe('http://127.0.0.1:4999');
  });

  it('makes one instance and one administrator if two servers start at the same time', async () => {
    for (const name of keyNames) createKey(name);
    await migrateDatabase();
    const prepared = await Promise.all([prepareInstallation(), prepareInstallation()]);
    expect(prepared.filter(({ firstAdministrator }) => firstAdministrator !== null)).toHaveLength(1);
    await expectPrepared();
  });

  it('shows a password that it has generated once, and stores only its hash', async () => {
    await here.restart({ ADMIN_PASSWORD: '' });
    const { firstAdministrator } = await prepareInstallation();
    const password = firstAdministrator?.password ?? '';
    expect(password.length).toBeGreaterThanOrEqual(20);
    const { password_hash } = await database()
      .selectFrom('users')
      .select('password_hash')
      .executeTakeFirstOrThrow();
    expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await new Browser().does(() => signIn({ email: administrator.email, password }));
    expect(log).not.toContain(password);
  });

  it('leaves neither the API key nor the password in the data folder, the store or the log', async () => {
    await prepareInstallation();
    const files = readdirSync(here.dataDir).map((name) =>
      readFileSync(path.join(here.dataDir, name), 'latin1'),
    );
    const tables = await Promise.all(
      (['instances', 'users', 'data_keys', 'activity'] as const).map((table) =>
        database().selectFrom(table).selectAll().execute(),
      ),
    );
    const everything = [...files, JSON.stringify(tables), log].join('\n');
    for (const secret of [codatKey, administrator.password]) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
  });

  it('needs a key for Codat, and makes no administrator without one', async () => {
    await here.restart({ CODAT_API_KEY: '' });
    await expect(prepareInstallation()).rejects.toThrow(/CODAT_API_KEY/);
    expect(await database().selectFrom('users').selectAll().execute()).toEqual([]);
  });

  describe('over data that is there', () => {
    beforeEach(async () => {
      await prepareInstallation();
      await here.restart();
    });

    it.each(keyNames)('invents no %s key in the place of one that is missing', async (name) => {
      rmSync(keyFile(name));
      await expect(prepareInstallation()).rejects.toThrow(StartupError);
      await expect(prepareInstallation()).rejects.toThrow(keyFile(name));
      expect(keysThere()).toEqual(keyNames.filter((other) => other !== name));
    });

    it.each(['vault', 'activity'] as const)('refuses another %s key, and changes nothing', async (name) => {
      const kept = readFileSync(keyFile(name), 'utf8');
      writeFileSync(keyFile(name), anotherKey);
      await expect(prepareInstallation()).rejects.toThrow(/does not belong/);
      writeFileSync(keyFile(name), kept);
      await here.restart();
      await expectPrepared();
    });

    it.each(['vault', 'activity'] as const)(
      'refuses another %s key before it brings an older database up to date',
      async (name) => {
        const undone = await backToGround();
        const kept = readFileSync(keyFile(name), 'utf8');
        writeFileSync(keyFile(name), anotherKey);
        await here.restart();
        await expect(prepareInstallation()).rejects.toThrow(/does not belong/);
        const tables = (await database().introspection.getTables()).map((table) => table.name);
        expect(tables).not.toContain('settings');

        writeFileSync(keyFile(name), kept);
        await here.restart();
        expect((await prepareInstallation()).migrations).toEqual(undone);
        expect(undone.length).toBeGreaterThan(4);
        await expectPrepared(['instance.created', 'user.created', 'instance.registered']);
      },
    );

    it('names an instance of an older version once, even if two servers start at the same time', async () => {
      await unnameInstances(engine);
      await sql`delete from activity_checkpoint`.execute(database());
      const [instance] = await listInstances();
      expect((await verifyChains()).map(({ trouble }) => trouble)).toEqual(
        [instance?.id ?? '', 'installation']
          .sort()
          .map((chain) => (chain === 'installation' ? 'no-checkpoint' : 'no-head')),
      );
      await Promise.all([prepareActivity(), prepareActivity()]);
      await here.restart();
      await prepareInstallation();
      await expectPrepared(['instance.created', 'user.created', 'instance.registered']);
      const rows = await database()
        .selectFrom('activity')
        .select('details')
        .where('action', '=', 'instance.registered')
        .execute();
      expect(rows.map(({ details }) => JSON.parse(details))).toEqual([
        { slug: 'local', instance: instance?.id },
      ]);
    });

    it('keeps the chain of an instance of an older version as it was written', async () => {
      const [instance] = await listInstances();
      const event = {
        chain: instance?.id ?? '',
        actor: { id: null, label: 'someone' },
        action: 'settings.save',
        phase: 'event',
      } as const;
      for (let i = 0; i < 3; i += 1) await recordActivity(event);
      await unnameInstances(engine);
      await sql`delete from activity_checkpoint`.execute(database());
      await prepareInstallation();
      expect((await verifyChains()).find(({ chain }) => chain === instance?.id)).toMatchObject({
        rows: 3,
        trouble: null,
      });
    });

    it('makes no other head for the installation’s chain in the place of one that is gone', async () => {
      await forged(engine, [`delete from activity_chains where id = 'installation'`], async () => {
        await expect(prepareInstallation()).rejects.toThrow(
          /head of the installation’s activity chain is missing/,
        );
      });
    });

    it.each([
      ['can be read by its group', 0o640],
      ['can be read by everybody', 0o604],
    ])('refuses a key file that %s', async (_, mode) => {
      chmodSync(keyFile('vault'), mode);
      await expect(prepareInstallation()).rejects.toThrow(/chmod 600/);
    });

    it.each([
      ['too short', Buffer.alloc(31, 1).toString('base64')],
      ['too long', Buffer.alloc(33, 1).toString('base64')],
      ['empty', ''],
      ['no key at all', 'no key at all'],
    ])('refuses a key that is %s', async (_, text) => {
      writeFileSync(keyFile('activity'), text);
      await expect(prepareInstallation()).rejects.toThrow(StartupError);
      expect(readFileSync(keyFile('activity'), 'utf8')).toBe(text);
    });
  });

  describe('killed half-way and started again', () => {
    it.each(keyNames)('continues from there after only the %s key was made', async (name) => {
      createKey(name);
      const made = readFileSync(keyFile(name), 'utf8');
      await here.restart();
      await prepareInstallation();
      await expectPrepared();
      expect(readFileSync(keyFile(name), 'utf8')).toBe(made);
    });

    it('leaves one whole key after a half-written one, or after another process made it', async () => {
      for (const name of keyNames) writeFileSync(`${keyFile(name)}.${process.pid}.new`, 'half a k');
      createKey('vault');
      const made = readFileSync(keyFile('vault'), 'utf8');
      createKey('vault');
      expect(readFileSync(keyFile('vault'), 'utf8')).toBe(made);
      await prepareInstallation();
      await expectPrepared();
      expect(readFileSync(keyFile('vault'), 'utf8')).toBe(made);
    });

    it('continues from there after all keys were made, or the tables too', async () => {
      for (const name of keyNames) createKey(name);
      await here.restart();
      await migrateDatabase();
      await here.restart();
      await prepareInstallation();
      await expectPrepared();
    });

    it.each(['key_checks', 'data_keys', 'instances', 'activity_chains', 'activity', 'users'])(
      'continues from there if it was killed at the table %s',
      async (table) => {
        for (const name of keyNames) createKey(name);
        await migrateDatabase();
        const rename = (from: string, to: string) =>
          sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(database());
        await rename(table, 'away');
        await expect(prepareInstallation()).rejects.toThrow();
        await here.restart();
        await rename('away', table);
        await prepareInstallation();
        await expectPrepared();
      },
    );
  });
});
