import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { connectToEmulator, type EmulatorControl } from '../emulator/control';

// The real thing, as `npm start` runs it: built server, emulator, database. Nothing of it is replaced; the settings
// only make it less patient.

export const project = path.resolve(import.meta.dirname, '..');
export const dist = process.env.SWITCHBOARD_DIST || '.next-test';
export const administrator = { email: 'admin@example.com', password: 'correct horse battery staple' };

/** Environment variables over the preset ones; in APP_URL `{port}` is the port that was free. */
export type Settings = Readonly<Record<string, string>>;

export type Portal = {
  readonly url: string;
  readonly emulatorUrl: string;
  readonly apiKey: string;
  readonly dataDir: string;
  readonly codat: EmulatorControl;
  /** The emulator's other client: no instance of it exists before a test adds one, and `reset` leaves it alone. */
  readonly secondClient: { readonly apiKey: string; readonly codat: EmulatorControl };
  /** All that it has written to its standard output and error so far. */
  printed(): string;
  /** Reads, or between tests changes, what the portal has stored. */
  query<Row>(sql: string, ...values: unknown[]): Row[];
  /** Returns Codat and what the portal has stored of it to the first day; users, sessions and the activity stay. */
  reset(): Promise<void>;
  /** Runs a command from the build, as the owner of the machine would. */
  run(command: string, ...args: string[]): { status: number | null; stdout: string; stderr: string };
  stop(): Promise<void>;
};

const shortTimeouts: Settings = {
  CODAT_TIMEOUT_MS: '700',
  READ_BACK_DELAY_MS: '150',
  BREAKER_PAUSE_MS: '50',
};
const readyWithinMs = 90_000;
const secondName = 'Production';

/** The tables about Codat and about changes to it, each after the tables that refer to it. */
const ofCodat = [
  'affected_connections',
  'disruptive_changes',
  'latest_changes',
  'enablement_refusals',
  'open_operations',
  'operation_requests',
  'owed_enablements',
  'refusals',
  'settings',
  'stored_secrets',
  'throttles',
  'webhook_receipts',
];
/** A higher revision also makes the server forget what it remembers of Codat. */
const firstDay = `update instances set revision = revision + 1, connections_revision = connections_revision + 1,
  credential_tests = is_local, webhook_secret_sealed = null, key_refused_at = null`;

/** A worker's sessions last for all its tests, which may take longer than a sign-in is fresh. */
const signedInNow = "update sessions set authenticated_at = ? where signed_in_by = 'password'";

export async function startPortal(settings: Settings = {}): Promise<Portal> {
  const [port, emulatorPort] = await findFreePorts();
  // An address without this port belongs to a reverse proxy in front.
  const appUrl = settings.APP_URL?.replace('{port}', String(port));
  const url = appUrl && appUrl !== settings.APP_URL ? appUrl : `http://localhost:${port}`;
  const apiKey = createKey();
  const secondKey = createKey();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'switchboard-e2e-'));
  const env = {
    ...machineEnvironment(),
    SWITCHBOARD_DIST: dist,
    PORT: String(port),
    EMULATOR_PORT: String(emulatorPort),
    EMULATOR_API_KEYS: `first=${apiKey},${secondName}=${secondKey}`,
    DATA_DIR: dataDir,
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
    ...shortTimeouts,
    ...settings,
    ...(appUrl && { APP_URL: appUrl }),
  };

  const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: project, env, stdio: 'pipe' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const killWithUs = () => child.kill('SIGTERM');
  process.once('exit', killWithUs);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
  }
  await new Promise<void>((resolve, reject) => {
    const fail = () => {
      child.kill('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true });
      reject(new Error(`The portal did not start:\n${printed}`));
    };
    const timer = setTimeout(fail, readyWithinMs);
    child.once('close', fail);
    child.stdout.on('data', () => {
      if (!printed.includes('Ctrl-C')) return;
      clearTimeout(timer);
      child.off('close', fail);
      resolve();
    });
  });

  const emulatorUrl = `http://127.0.0.1:${emulatorPort}`;
  // The portal writes concurrently: health, refusals and sessions, each on its own.
  const database = new DatabaseSync(path.join(dataDir, 'switchboard.sqlite'), { timeout: 5_000 });
  const codat = connectToEmulator(emulatorUrl, apiKey);
  const query: Portal['query'] = <Row>(sql: string, ...values: unknown[]) => {
    const statement = database.prepare(sql);
    if (statement.columns().length > 0) return statement.all(...values) as Row[];
    statement.run(...values);
    return [];
  };
  return {
    url,
    emulatorUrl,
    apiKey,
    dataDir,
    codat,
    secondClient: { apiKey: secondKey, codat: connectToEmulator(emulatorUrl, secondKey, secondName) },
    printed: () => printed,
    query,
    reset: async () => {
      await codat.reset();
      for (const table of ofCodat) query(`delete from ${table}`);
      query(firstDay);
      query(signedInNow, Date.now());
    },
    run: (command, ...args) =>
      spawnSync(process.execPath, ['scripts/run-command.mjs', command, ...args], {
        cwd: project,
        env,
        encoding: 'utf8',
      }),
    stop: async () => {
      database.close();
      child.kill('SIGTERM');
      await ended;
      process.off('exit', killWithUs);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function createKey(): string {
  return `e2e-${randomBytes(18).toString('hex')}`;
}

/** Keeps out the tester's own environment, which may hold the address and the key of a real Codat. */
function machineEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { NODE_ENV: 'production', PATH, ...(HOME && { HOME }), ...(TMPDIR && { TMPDIR }) };
}

/** Both at once, so that they can't be the same. */
async function findFreePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()] as const;
  const listening = servers.map(
    (server) =>
      new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const address = server.address();
          resolve(typeof address === 'object' && address ? address.port : 0);
        });
      }),
  );
  const [first = 0, second = 0] = await Promise.all(listening);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [first, second];
}
