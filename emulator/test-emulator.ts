import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ClientList } from './client-options';
import { connectToEmulator, type EmulatorControl } from './control';
import type { SeedName } from './seeds';
import { type RunningEmulator, startEmulator } from './server';

const apiKey = 'key-of-the-tests';
export const authorization = `Basic ${Buffer.from(apiKey).toString('base64')}`;

// biome-ignore lint/suspicious/noExplicitAny: a test reads answers as they come and says what they must be
type AnyJson = any;
export type Answer = { status: number; headers: Headers; text: string; body: AnyJson };

type Sent = { readonly body?: unknown; readonly signal?: AbortSignal | undefined };

/** A client of the emulator, as its user sees it. */
export type TestClient = {
  /** Makes one call of the API with the key. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The same without waiting for it, to be hung up on. */
  send(method: string, path: string, sent?: Sent): Promise<Response>;
};

export type TestEmulator = TestClient & { readonly url: string; readonly control: EmulatorControl };

export function clientWith(key: string, url: () => string): TestClient {
  const send: TestClient['send'] = (method, path, { body, signal } = {}) =>
    fetch(`${url()}${path}`, {
      method,
      headers: { Authorization: `Basic ${Buffer.from(key).toString('base64')}` },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  return {
    send,
    async call(method, path, body) {
      const response = await send(method, path, { body });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : undefined,
      };
    },
  };
}

/** A running emulator for the tests of one file, put back to the seed before each of them. */
export function emulatorOfThisFile(seed: SeedName = 'default'): TestEmulator {
  let emulator: RunningEmulator;
  let control: EmulatorControl;

  beforeAll(async () => {
    emulator = await startEmulator({ port: 0, apiKey });
    control = connectToEmulator(emulator.url, apiKey);
  });
  beforeEach(() => control.reset(seed));
  afterAll(() => emulator.close());

  return {
    ...clientWith(apiKey, () => emulator.url),
    get url() {
      return emulator.url;
    },
    get control() {
      return control;
    },
  };
}

export const clients = [
  { name: 'first', apiKeys: ['first-key-of-the-tests'] },
  { name: 'Production', apiKeys: ['second-key-of-the-tests'], seed: 'production' },
] as const satisfies ClientList;

type ControlledClient = TestClient & { readonly control: EmulatorControl };

type TwoClients = {
  readonly url: string;
  readonly first: ControlledClient;
  readonly second: ControlledClient;
};

/** A running emulator with two clients for the tests of one file, both put back to their seeds before each of them. */
export function twoClientsOfThisFile(): TwoClients {
  let emulator: RunningEmulator;
  const url = () => emulator.url;
  const controlled = (name: string | undefined, key: string): ControlledClient => ({
    ...clientWith(key, url),
    get control() {
      // The first client's key controls both, and the first client needs no name.
      return connectToEmulator(emulator.url, clients[0].apiKeys[0], name);
    },
  });
  const first = controlled(undefined, clients[0].apiKeys[0]);
  const second = controlled(clients[1].name, clients[1].apiKeys[0]);

  beforeAll(async () => {
    emulator = await startEmulator({ port: 0, clients });
  });
  beforeEach(() => Promise.all([first.control.reset(), second.control.reset()]));
  afterAll(() => emulator.close());

  return {
    get url() {
      return emulator.url;
    },
    first,
    second,
  };
}
