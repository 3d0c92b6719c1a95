import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSession } from '../../auth/sessions/sessions';
import { digestToken } from '../../auth/sessions/token-digest';
import { database } from '../../db/database';
import { createKey, type KeyName, keyNames } from '../../key-files';
import { type BareInstallation, bareInstallation, engines } from '../../testing/installation';
import { codatKey, nowhere } from '../../testing/names';
import { prepareInstallation } from './prepare-installation';
import { startServer } from './start-server';

const inProduction = { NODE_ENV: 'production', CODAT_API_KEY: 'a-real-key', CODAT_API_URL: '' };
const anotherKey = `${Buffer.alloc(32, 7).toString('base64')}\n`;

describe.each(engines)('starting the server, on %s', (engine) => {
  let here: BareInstallation;
  let log: string;
  let server: Awaited<ReturnType<typeof startServer>> | undefined;

  const keyFile = (name: KeyName) => path.join(here.dataDir, `${name}.key`);

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
    // Its rounds would go on in the tests of other files, on their databases.
    server?.end();
    server = undefined;
    await here.remove();
  });

  async function refusal(): Promise<string> {
    let said = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
      said += line;
      return true;
    });
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    await expect(startServer()).rejects.toThrow('exit 1');
    return said;
  }

  /** Starts the server without the reconciliation timer, which would outlive the test. */
  async function start(): Promise<void> {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      server = await startServer();
    } finally {
      vi.useRealTimers();
    }
  }

  /** Captures the rounds planned for this much later, so that a test can run each at once. */
  function timersOf(ms: number): { next(): Promise<void>; last(): Promise<void> } {
    const planned: (() => Promise<void>)[] = [];
    const real = globalThis.setTimeout;
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => Promise<void>, delay?: number) => {
      if (delay === ms) planned.push(work);
      return real(delay === ms || delay === 10_000 ? () => {} : work, delay).unref();
    }) as typeof setTimeout);
    return {
      async next() {
        await planned.shift()?.();
        expect(planned).toHaveLength(1);
      },
      async last() {
        await planned.shift()?.();
        expect(planned).toEqual([]);
      },
    };
  }

  it('sweeps away expired rows each minute, without a request, and continues after a failure', async () => {
    await prepareInstallation();
    await here.restart();
    const rows = async () => [
      await database().selectFrom('sessions').select('id').execute(),
      await database().selectFrom('devices').select('digest').execute(),
    ];
    const { id } = await database().selectFrom('users').select('id').executeTakeFirstOrThrow();
    const live = await startSession(id);
    const now = Date.now();
    const at = { user_id: id, created_at: now, last_seen_at: now };
    const insert = () =>
      database()
        .insertInto('sessions')
        .values([
          { ...at, id: 'idle', last_seen_at: now - 31 * 60_000 },
          { ...at, id: 'old', created_at: now - 9 * 3_600_000 },
          { ...at, id: 'future', created_at: now + 60_000, last_seen_at: now + 60_000 },
        ])
        .execute();
    await insert();
    await database()
      .insertInto('devices')
      .values([
        { digest: 'live', user_id: id, created_at: now - 179 * 86_400_000 },
        { digest: 'old', user_id: id, created_at: now - 181 * 86_400_000 },
        { digest: 'future', user_id: id, created_at: now + 60_000 },
      ])
      .execute();
    const left = [[{ id: digestToken(live.sessionId) }], [{ digest: 'live' }]];

    // The test runs a round directly instead of waiting for it.
    const rounds = timersOf(60_000);
    server = await startServer();
    await rounds.next();
    expect(await rows()).toEqual(left);

    await insert();
    await sql`alter table devices rename to elsewhere`.execute(database());
    await rounds.next();
    expect(log).toContain('"event":"sweeping"');
    await sql`alter table elsewhere rename to devices`.execute(database());
    await insert();
    await rounds.next();
    expect(await rows()).toEqual(left);
  });

  it('runs its rounds until it is ended', async () => {
    await prepareInstallation();
    await here.restart();
    const rounds = timersOf(60_000);
    server = await startServer();
    await rounds.next();
    server.end();
    await rounds.last();
  });

  it('says nothing if the environment names what is stored', async () => {
    await prepareInstallation();
    await here.restart();
    log = '';
    await start();
    expect(log).toBe('');
  });

  it('warns of plain http that is allowed', async () => {
    await prepareInstallation();
    await here.restart({ APP_URL: 'http://switchboard.example', ALLOW_INSECURE_HTTP: '1' });
    log = '';
    await start();
    expect(JSON.parse(log)).toMatchObject({ level: 'warning', event: 'insecure-http' });
  });

  it('warns of another API key than the stored one, and shows neither', async () => {
    await prepareInstallation();
    await here.restart({ CODAT_API_KEY: 'another-key-of-the-tests' });
    log = '';
    await start();
    expect(log.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(log)).toMatchObject({
      level: 'warning',
      event: 'codat-key-differs',
      instance: 'local',
    });
    expect(log).not.toContain(codatKey);
  });

  it('warns of another address than the stored one', async () => {
    await prepareInstallation();
    await here.restart({ CODAT_API_URL: 'http://127.0.0.1:4999' });
    log = '';
    await start();
    expect(log.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(log)).toMatchObject({
      level: 'warning',
      event: 'codat-address-differs',
      stored: nowhere,
      environment: 'http://127.0.0.1:4999',
    });
  });

  it('is refused if a local Codat is meant and the address is not on this machine', async () => {
    await prepareInstallation();
    for (const CODAT_API_URL of ['', 'https://api.codat.io', 'http://127.0.0.1.example']) {
      await here.restart({ CODAT_API_URL });
      expect(await refusal(), CODAT_API_URL).toMatch(/CODAT_LOCAL: is for a Codat on this machine/);
    }
  });

  it('is refused before it is prepared', async () => {
    expect(await refusal()).toMatch(/auth\.key can't be read/);
  });

  it('is refused over a database that is older than the program', async () => {
    for (const name of keyNames) createKey(name);
    expect(await refusal()).toMatch(/database is older/);
  });

  it('is refused with a key that others can read', async () => {
    await prepareInstallation();
    await here.restart();
    chmodSync(keyFile('auth'), 0o644);
    expect(await refusal()).toMatch(/chmod 600/);
  });

  it('is refused with a key of another installation', async () => {
    await prepareInstallation();
    writeFileSync(keyFile('vault'), anotherKey);
    await here.restart();
    expect(await refusal()).toMatch(/does not belong/);
  });

  it('is refused in production over the data of an emulator, unless a local Codat is meant', async () => {
    await here.restart({ CODAT_API_URL: 'http://127.0.0.1:4999' });
    await prepareInstallation();
    await here.restart({ ...inProduction, CODAT_LOCAL: '0' });
    expect(await refusal()).toMatch(/made with the local emulator/);
  });

  it('is refused in production if the stored address is not safe', async () => {
    await here.restart({ CODAT_LOCAL: '0', CODAT_API_URL: 'http://codat.example' });
    await prepareInstallation();
    await here.restart({ ...inProduction, CODAT_LOCAL: '0' });
    expect(await refusal()).toMatch(/not an https address of another machine/);
  });

  it('is refused with every wrong variable named', async () => {
    await here.restart({ PORT: 'http', TRUSTED_PROXY_HOPS: '-1' });
    const said = await refusal();
    expect(said).toContain('PORT:');
    expect(said).toContain('TRUSTED_PROXY_HOPS:');
  });
});
