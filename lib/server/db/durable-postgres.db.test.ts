import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { type BareInstallation, bareInstallation } from '../testing/installation';
import { closeDatabase, database, migrateDatabase, requireReadyDatabase } from './database';
import { unsafeSettings } from './durable-postgres';

describe('a PostgreSQL that can lose what it has committed', () => {
  let here: BareInstallation | undefined;

  afterEach(async () => {
    await here?.remove();
    here = undefined;
  });

  it.each(['fsync', 'full_page_writes', 'synchronous_commit'])(
    'is one with %s off, and that is named',
    (name) => {
      const on = ['fsync', 'full_page_writes', 'synchronous_commit']
        .filter((other) => other !== name)
        .map((other) => ({ name: other, setting: 'on' }));
      expect(unsafeSettings([...on, { name, setting: 'off' }])).toEqual([name]);
      expect(unsafeSettings(on)).toEqual([]);
    },
  );

  // The server of the tests is one, and says so.
  it('is refused at the start and before any change, in a sentence that names the settings', async () => {
    here = await bareInstallation('postgres', { ALLOW_UNSAFE_POSTGRES: '' });
    const sentence = /fsync = off, full_page_writes = off, synchronous_commit = off.*ALLOW_UNSAFE_POSTGRES=1/;
    await expect(requireReadyDatabase()).rejects.toThrow(sentence);
    await expect(migrateDatabase()).rejects.toThrow(sentence);
  });

  it('waits for the disk anyway before it reports to Switchboard that something is saved', async () => {
    here = await bareInstallation('postgres');
    const { rows } = await sql<{ own: string; preset: string }>`
      select setting as own, reset_val as preset from pg_settings where name = 'synchronous_commit'`.execute(
      database(),
    );
    expect(rows).toEqual([{ own: 'on', preset: 'off' }]);
  });
});

describe('a migration of large tables', () => {
  let here: BareInstallation;

  afterEach(() => here.remove());

  it('takes longer than any other statement may, and still waits for no lock for long', {
    timeout: 60_000,
  }, async () => {
    here = await bareInstallation('postgres');
    await sql`create table seen as select ''::text as statement_timeout, ''::text as lock_timeout limit 0`.execute(
      database(),
    );
    // Longer than the server and the client give to a statement.
    await sql`create function slow() returns event_trigger language plpgsql as $$ begin
      if exists (select from pg_event_trigger_ddl_commands() where object_identity = 'public.health') then
        insert into seen values (current_setting('statement_timeout'), current_setting('lock_timeout'));
        perform pg_sleep(15.5);
      end if; end $$`.execute(database());
    await sql`create event trigger slow on ddl_command_end execute function slow()`.execute(database());
    await closeDatabase();
    expect(await migrateDatabase()).not.toEqual([]);
    const { rows } = await sql`select * from seen`.execute(database());
    expect(rows).toEqual([{ statement_timeout: '0', lock_timeout: '8s' }]);
    const { rows: usual } =
      await sql`select current_setting('statement_timeout') as statement_timeout`.execute(database());
    expect(usual).toEqual([{ statement_timeout: '10s' }]);
  });
});
