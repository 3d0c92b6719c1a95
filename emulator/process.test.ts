import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectToEmulator } from './control';
import { createSeed } from './seeds';
import { startEmulator } from './server';
import { readStateFile } from './world/state-file';

const apiKey = 'key-of-the-tests';
const otherKey = 'other-key-of-the-tests';
const twoClients = [
  { name: 'first', apiKeys: [apiKey] },
  { name: 'Production', apiKeys: [otherKey] },
] as const;
const headersOf = (key: string) => ({ Authorization: `Basic ${Buffer.from(key).toString('base64')}` });

let folder: string;
let stateFile: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulator-'));
  stateFile = path.join(folder, 'data', 'codat.json');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

type Started = { child: ChildProcess; output: () => string };

function start(environment: Record<string, string>): Started {
  const main = path.join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env.PATH,
      EMULATOR_API_KEY: apiKey,
      EMULATOR_STATE_FILE: stateFile,
      EMULATOR_PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return { child, output: () => output };
}

async function addressOf({ child, output }: Started): Promise<string> {
  while (!output().includes('\n')) await once(child.stdout ?? child, 'data');
  const [, url] = /^Codat emulator listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(output()) ?? [];
  return url ?? expect.unreachable(output());
}

function rename(url: string, name: string, key = apiKey): Promise<Response> {
  const body = JSON.stringify({ name, redirectUrl: 'https://lender.example' });
  return fetch(`${url}/profile`, { method: 'PUT', headers: headersOf(key), body });
}

async function profileName(url: string, key: string): Promise<string> {
  const profile = await fetch(`${url}/profile`, { headers: headersOf(key) });
  return ((await profile.json()) as { name: string }).name;
}

function untilStored(client: string, name: string): Promise<void> {
  const stored = () => readStateFile(stateFile, 'first')?.get(client)?.profile.name;
  return vi.waitFor(() => expect(stored()).toBe(name), { timeout: 10_000 });
}

async function exitOf({ child }: Started): Promise<number | null> {
  const [code] = await once(child, 'close');
  return code as number | null;
}

// Each starts a Node process and has it compile the emulator, on a machine that may be busy.
describe('the process', { timeout: 30_000 }, () => {
  it('finishes its state file on SIGTERM, and continues from it the next time', async () => {
    const first = start({});
    const url = await addressOf(first);
    await rename(url, 'Remembered');
    first.child.kill('SIGTERM');
    expect(await exitOf(first)).toBe(0);

    const second = await startEmulator({ port: 0, apiKey, stateFile, seed: 'empty' });
    const name = await profileName(second.url, apiKey);
    await second.close();
    expect(name).toBe('Remembered');
  });

  it('leaves a whole state file behind whenever it is killed', async () => {
    const running = start({ EMULATOR_SEED: 'large' });
    const url = await addressOf(running);
    // Enough changes to a big state that it is being written, over and over, when the end comes.
    const until = Date.now() + 400;
    for (let change = 0; Date.now() < until || !existsSync(stateFile); change += 1) {
      await rename(url, `Change ${change}`);
    }
    running.child.kill('SIGKILL');
    await exitOf(running);
    const state = readStateFile(stateFile, 'first')?.get('first');
    expect(state?.profile.name).toMatch(/^(Change \d+|Harbor Lending)$/);
    expect(Object.keys(state?.companies ?? {})).toHaveLength(10_000);
  });

  it('says in one sentence that its port is taken', async () => {
    const other = await startEmulator({ port: 0, apiKey });
    const refused = start({ EMULATOR_PORT: String(other.port) });
    expect(await exitOf(refused)).toBe(1);
    await other.close();
    expect(refused.output()).toBe(
      `Port ${other.port} of 127.0.0.1 is taken. Set EMULATOR_PORT to a free one.\n`,
    );
  });

  it('says in one sentence that a setting is not usable', async () => {
    const refused = start({ EMULATOR_SEED: 'other' });
    expect(await exitOf(refused)).toBe(1);
    expect(refused.output()).toMatch(/^EMULATOR_SEED is not usable: [^\n]+\n$/);
  });
});

describe('the process of several clients', { timeout: 30_000 }, () => {
  const EMULATOR_API_KEYS = `first=${apiKey},Production=${otherKey}`;

  it('keeps the world of each when it is killed between their writes', async () => {
    const running = start({ EMULATOR_API_KEYS });
    const url = await addressOf(running);
    await rename(url, 'One');
    await untilStored('first', 'One');
    await rename(url, 'Two', otherKey);
    await untilStored('Production', 'Two');
    running.child.kill('SIGKILL');
    await exitOf(running);

    const next = await startEmulator({ port: 0, clients: twoClients, stateFile });
    const names = [await profileName(next.url, apiKey), await profileName(next.url, otherKey)];
    await next.close();
    expect(names).toEqual(['One', 'Two']);
  });

  it('leaves a file with a whole world of each behind whenever it is killed', async () => {
    const running = start({ EMULATOR_API_KEYS });
    const url = await addressOf(running);
    const until = Date.now() + 400;
    for (let change = 0; Date.now() < until || !existsSync(stateFile); change += 1) {
      await Promise.all([rename(url, `Change ${change}`), rename(url, `Change ${change}`, otherKey)]);
    }
    running.child.kill('SIGKILL');
    await exitOf(running);
    const worlds = readStateFile(stateFile, 'first');
    expect(Object.keys(worlds?.get('first')?.companies ?? {})).toHaveLength(60);
    expect(Object.keys(worlds?.get('Production')?.companies ?? {})).toHaveLength(24);
  });

  it('says in one sentence that their list is not usable', async () => {
    const refused = start({ EMULATOR_API_KEYS: 'a-key-alone' });
    expect(await exitOf(refused)).toBe(1);
    expect(refused.output()).toMatch(/^EMULATOR_API_KEYS is not usable: must be name=key, [^\n]+\n$/);
  });
});

describe('the state file', () => {
  it('from before there were several clients holds the world of the first', async () => {
    const old = createSeed('legacy-plaid');
    old.profile.name = 'From before';
    await mkdir(path.dirname(stateFile));
    await writeFile(stateFile, JSON.stringify(old));
    const running = await startEmulator({ port: 0, clients: twoClients, stateFile });
    const state = await connectToEmulator(running.url, apiKey).state();
    const other = await profileName(running.url, otherKey);
    await running.close();
    expect(state).toEqual(old);
    expect(other).toBe('Harbor Lending Production');
    expect(readStateFile(stateFile, 'first')?.get('first')).toEqual(old);
  });

  it('keeps the world of a client that is left out for a time', async () => {
    const both = await startEmulator({ port: 0, clients: twoClients, stateFile });
    await rename(both.url, 'Left out', otherKey);
    await both.close();
    const alone = await startEmulator({ port: 0, apiKey, stateFile });
    await rename(alone.url, 'Alone');
    await alone.close();
    const worlds = readStateFile(stateFile, 'first');
    const names = ['first', 'Production'].map((name) => worlds?.get(name)?.profile.name);
    expect(names).toEqual(['Alone', 'Left out']);
  });

  it('that cannot be read is named, with what to do about it', async () => {
    const broken = path.join(folder, 'broken.json');
    await writeFile(broken, '{"seed": "def');
    await expect(startEmulator({ port: 0, apiKey, stateFile: broken })).rejects.toThrow(
      `The emulator cannot read its state file ${broken}. Delete it`,
    );
  });

  it('is all that is left in its folder', async () => {
    const running = await startEmulator({ port: 0, apiKey, stateFile });
    await rename(running.url, 'One');
    await rename(running.url, 'Two');
    await running.close();
    expect(await readdir(path.dirname(stateFile))).toEqual(['codat.json']);
    expect(readStateFile(stateFile, 'first')?.get('first')?.profile.name).toBe('Two');
  });
});

describe('the address', () => {
  it('is reached by 127.0.0.1 and by no other', async () => {
    const running = await startEmulator({ port: 0, apiKey });
    // A listener on every address would answer on these two, which no network card is needed for.
    for (const host of ['127.0.0.2', '::1']) {
      const socket = connect({ host, port: running.port });
      const outcome = await Promise.race([
        once(socket, 'connect').then(() => 'connected'),
        once(socket, 'error').then(
          () => 'refused',
          () => 'refused',
        ),
      ]).catch(() => 'refused');
      socket.destroy();
      expect(outcome).toBe('refused');
    }
    await running.close();
  });
});
