import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '../db/database';
import { forgetKeys, keyPath } from '../key-files';
import { Secret } from '../secret';
import { type BareInstallation, bareInstallation, engines } from '../testing/installation';
import { prepareInstallation } from '../use-cases/installation/prepare-installation';
import { rotateVault } from '../use-cases/installation/rotate-vault';
import { keyIdIn } from './sealing';
import { open, seal, wrap } from './vault';

const place = (owner: string) => ({ owner, field: 'api-key' });
const clearOf = (owner: string) => `the value of ${owner}`;
const long = process.env.TEST_LONG === '1';
/** In full, ten thousand values are opened after each of fifty kills. */
const killsTimeoutMs = long ? 900_000 : 60_000;

describe.each(engines)('the vault on %s', (engine) => {
  let installation: BareInstallation;
  const sealed = new Map<string, string>();
  const owners = Array.from({ length: long ? 10_000 : 100 }, (_, index) => `owner-${index}`);

  beforeAll(async () => {
    installation = await bareInstallation(engine, { CODAT_API_URL: 'http://127.0.0.1:9' });
    await prepareInstallation();
    for (const owner of owners) sealed.set(owner, await seal(place(owner), new Secret(clearOf(owner))));
  });
  afterAll(() => installation.remove());

  async function requireAllOpen(): Promise<void> {
    for (const [owner, record] of sealed) {
      const value = await open(place(owner), record);
      if (value.reveal() !== clearOf(owner)) throw new Error(`${owner} does not open to its value`);
    }
  }

  async function keyIds(): Promise<Set<string>> {
    const rows = await database().selectFrom('data_keys').select('wrapped').execute();
    return new Set(rows.map(({ wrapped }) => keyIdIn(wrapped)));
  }

  const lines = () => readFileSync(keyPath('vault'), 'utf8').trim().split('\n');

  it('opens everything after a rotation, under one new key, and the old key is gone', async () => {
    const [before] = lines();
    await rotateVault();
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).not.toBe(before);
    expect(statSync(keyPath('vault')).mode & 0o777).toBe(0o600);
    expect((await keyIds()).size).toBe(1);
    await requireAllOpen();
  });

  it('continues to read and write in a process that knows only the key from before', async () => {
    // The rotation runs in another process; this one keeps what it has read of the key file.
    await open(place('owner-0'), sealed.get('owner-0') as string);
    await finish(rotation());
    await requireAllOpen();
    const late = await seal(place('a late owner'), new Secret('late'));
    forgetKeys('vault');
    expect((await open(place('a late owner'), late)).reveal()).toBe('late');
    expect((await keyIds()).size).toBe(1);
  });

  it(
    'loses nothing when it is killed at any moment, and a second run completes it',
    async () => {
      const longest = await timed(() => finish(rotation()));
      const kills = long ? 50 : 5;
      for (let kill = 0; kill < kills; kill++) {
        const child = rotation();
        const exited = exitOf(child);
        await delay((longest * (kill + 0.5)) / kills);
        child.kill('SIGKILL');
        await exited;
        forgetKeys('vault');
        await requireAllOpen();
      }
      await rotateVault();
      expect(lines()).toHaveLength(1);
      expect((await keyIds()).size).toBe(1);
      await requireAllOpen();
    },
    killsTimeoutMs,
  );

  it('refuses a data key that the dropped key had wrapped', async () => {
    const old = wrap('owner-1', Buffer.alloc(32, 7));
    await rotateVault();
    const { wrapped } = await database()
      .selectFrom('data_keys')
      .select('wrapped')
      .where('owner', '=', 'owner-1')
      .executeTakeFirstOrThrow();
    await database().updateTable('data_keys').set({ wrapped: old }).where('owner', '=', 'owner-1').execute();
    await expect(open(place('owner-1'), sealed.get('owner-1') as string)).rejects.toThrow(/owner-1/);
    await expect(seal(place('owner-1'), new Secret('x'))).rejects.toThrow(/owner-1/);
    await database().updateTable('data_keys').set({ wrapped }).where('owner', '=', 'owner-1').execute();
    await requireAllOpen();
  });
});

function rotation() {
  const root = path.resolve(import.meta.dirname, '../../..');
  return spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--conditions=react-server',
      path.join(root, 'scripts', 'commands', 'vault-rotate.ts'),
    ],
    { cwd: root, env: process.env, stdio: 'ignore' },
  );
}

function exitOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

async function finish(child: ReturnType<typeof spawn>): Promise<void> {
  expect(await exitOf(child)).toBe(0);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
