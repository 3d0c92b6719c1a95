import { createServer, type Server, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type BareInstallation, bareInstallation } from '../testing/installation';
import { checkHealth } from '../use-cases/portal/check-health';
import { database, migrateDatabase } from './database';

describe('a PostgreSQL', () => {
  let here: BareInstallation | undefined;

  afterEach(async () => {
    await here?.remove();
    here = undefined;
    vi.restoreAllMocks();
  });

  it('that takes connections but says nothing is reported as away, in time', async () => {
    const { port, close } = await silentServer();
    here = await bareInstallation('sqlite', { DATABASE_URL: `postgres://x:y@127.0.0.1:${port}/z` });
    const begun = performance.now();
    expect(await checkHealth()).toBe(false);
    expect(performance.now() - begun).toBeLessThan(4_000);
    close();
  });

  it('that ends an idle connection ends nothing else', async () => {
    let log = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      log += line;
      return true;
    });
    here = await bareInstallation('postgres');
    await migrateDatabase();
    // Two at once, so that there are two connections.
    await Promise.all([
      sql`select pg_sleep(0.1)`.execute(database()),
      sql`select pg_sleep(0.1)`.execute(database()),
    ]);
    const others = sql`pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    // The connection of the migrations has been closed; PostgreSQL takes its time to forget it.
    await vi.waitFor(async () =>
      expect((await sql`select pid from ${others}`.execute(database())).rows).toHaveLength(1),
    );
    await sql`select pg_terminate_backend(pid) from ${others}`.execute(database());
    await vi.waitFor(() => expect(log).toContain('"event":"database-connection"'), { timeout: 5_000 });
    expect(log).not.toContain('of-the-tests-only');
    expect(await checkHealth()).toBe(true);
  });
});

async function silentServer(): Promise<{ readonly port: number; close(): void }> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
