import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, inject, vi } from 'vitest';
import { connectToEmulator, type EmulatorControl, type ReceivedRequest } from '@/emulator/control';
import { type RunningEmulator, startEmulator } from '@/emulator/server';
import { type Role, roles } from '@/lib/access/permissions';
import { giveSessionCookie } from '../auth/sessions/session-cookie';
import type { SessionToken } from '../auth/sessions/session-token';
import { startSession } from '../auth/sessions/sessions';
import { closeDatabase, database } from '../db/database';
import type { ActivityRow, InstanceRow, OpenOperation } from '../db/schema';
import { requireInstance } from '../instances/find-instance';
import { resetProcessState } from '../process-singleton';
import { prepareInstallation } from '../use-cases/installation/prepare-installation';
import { addUser } from '../use-cases/users/add-user';
import { codatKey, emailOf, instance, nowhere, secondClient } from './names';
import { Browser } from './next-headers';

// A real installation for the tests of one `describe`: a data folder, a database, keys, an emulator, and all of it
// prepared as it is at every start. Between two tests everything is removed except the activity log, which can't be
// emptied. A test sees only the rows recorded since it began.

export const engines = ['sqlite', 'postgres'] as const;
export type EngineName = (typeof engines)[number];

type Settings = Readonly<Record<string, string>>;

export const administrator = { email: 'first@example.com', password: 'a password of the tests' } as const;

/** Waits that are short, but long enough that a busy machine isn't mistaken for a silent Codat. */
const quick: Settings = { READ_BACK_DELAY_MS: '20', CODAT_TIMEOUT_MS: '5000', SNAPSHOT_AGE_MS: '60000' };

const forgotten = [
  'affected_connections',
  'disruptive_changes',
  'open_operations',
  'operation_requests',
  'settings',
  'stored_secrets',
  'enablement_refusals',
  'owed_enablements',
  'latest_changes',
  'sessions',
  'devices',
  'throttles',
  'refusals',
  'jobs',
  'outbox',
  'user_links',
  'user_identities',
  'used_sign_in_states',
  'sign_in_settings',
  'sign_in_tickets',
  'second_factors',
  'recovery_codes',
  'two_factor_roles',
  'activity_anchors',
] as const;

export type BareInstallation = {
  readonly dataDir: string;
  /** Restarts as a new process, with these settings on top of the initial ones. */
  restart(settings?: Settings): Promise<void>;
  remove(): Promise<void>;
};

/** Creates a folder, an empty database and an environment that names them, and prepares nothing. */
export async function bareInstallation(
  engine: EngineName,
  beginWith: Settings = {},
): Promise<BareInstallation> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'switchboard-'));
  const settings = {
    DATA_DIR: dataDir,
    DATABASE_URL: engine === 'postgres' ? await createDatabase() : '',
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
    CODAT_API_KEY: codatKey,
    CODAT_API_URL: nowhere,
    CODAT_LOCAL: '1',
    ALLOW_UNSAFE_POSTGRES: '1',
    ...beginWith,
  };
  const restart = async (changes: Settings = {}) => {
    await closeDatabase();
    resetProcessState();
    vi.unstubAllEnvs();
    for (const [name, value] of Object.entries({ ...settings, ...changes })) vi.stubEnv(name, value);
  };
  await restart();
  return {
    dataDir,
    restart,
    async remove() {
      await closeDatabase();
      resetProcessState();
      vi.unstubAllEnvs();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type Installation = {
  readonly codat: EmulatorControl;
  readonly codatUrl: string;
  readonly dataDir: string;
  signInAs(role: Role): Promise<Browser>;
  /** Gives the browser the cookie of a session. */
  enter(browser: Browser, token: SessionToken): Promise<void>;
  restart(settings?: Settings): Promise<void>;
  /** Restores the state before each test: the world of the seed, and nothing stored but the log. */
  forget(): Promise<void>;
  /** Returns the instance's row in the store. */
  instanceRow(): Promise<InstanceRow>;
  /** Returns the activity that this test has caused, oldest first. */
  recorded(): Promise<ActivityRow[]>;
  /** Returns the log output that this test has caused. */
  logged(): string;
  openOperations(): Promise<OpenOperation[]>;
  /** Returns the writes that Codat received. */
  writes(): Promise<Pick<ReceivedRequest, 'method' | 'path' | 'body'>[]>;
};

export function setupInstallation(engine: EngineName, settings: Settings = {}): Installation {
  let bare: BareInstallation;
  let emulator: RunningEmulator;
  let codat: EmulatorControl;
  let before = new Map<string, number>();
  let log = '';

  const divertLog = () =>
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      log += line;
      return true;
    });

  beforeAll(async () => {
    divertLog();
    const second = { name: secondClient.name, apiKeys: [secondClient.key], seed: 'production' } as const;
    emulator = await startEmulator({ port: 0, clients: [{ name: 'first', apiKeys: [codatKey] }, second] });
    codat = connectToEmulator(emulator.url, codatKey);
    bare = await bareInstallation(engine, { ...quick, CODAT_API_URL: emulator.url, ...settings });
    await prepareInstallation();
    for (const role of roles) await addUser({ email: emailOf(role), role });
  });
  const forget = async () => {
    log = '';
    await codat.reset();
    await bare.restart();
    for (const table of forgotten) await database().deleteFrom(table).execute();
    await database().updateTable('users').set({ disabled_at: null, name: '' }).execute();
    await database().updateTable('instances').set({ key_refused_at: null }).execute();
    const chains = await database().selectFrom('activity_chains').selectAll().execute();
    before = new Map(chains.map((chain) => [chain.id, chain.last_seq]));
  };
  beforeEach(async () => {
    divertLog();
    await forget();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  afterAll(async () => {
    await bare.remove();
    await emulator.close();
  });

  return {
    get codat() {
      return codat;
    },
    get codatUrl() {
      return emulator.url;
    },
    get dataDir() {
      return bare.dataDir;
    },
    restart: (changes) => bare.restart(changes),
    forget,
    async signInAs(role) {
      const { id } = await database()
        .selectFrom('users')
        .select('id')
        .where('email', '=', emailOf(role))
        .executeTakeFirstOrThrow();
      const browser = new Browser();
      const token = await startSession(id);
      await browser.does(() => giveSessionCookie(token));
      return browser;
    },
    enter: (browser, token) => browser.does(() => giveSessionCookie(token)),
    instanceRow: () => requireInstance(instance),
    async recorded() {
      const rows = await database()
        .selectFrom('activity')
        .selectAll()
        .orderBy('chain_id')
        .orderBy('seq')
        .execute();
      return rows.filter((row) => row.seq > (before.get(row.chain_id) ?? 0));
    },
    logged: () => log,
    openOperations: () => database().selectFrom('open_operations').selectAll().execute(),
    async writes() {
      const requests = await codat.requests();
      return requests
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path, body }) => ({ method, path, body }));
    },
  };
}

async function createDatabase(): Promise<string> {
  const url = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: `${url}postgres` });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return `${url}${name}`;
}
