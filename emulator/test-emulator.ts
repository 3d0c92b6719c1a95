import { afterAll, beforeAll, beforeEach } from 'vitest';
import { connectToEmulator, type EmulatorControl } from './control';
import type { SeedName } from './seeds';
import { type RunningEmulator, startEmulator } from './server';

const apiKey = 'key-of-the-tests';
export const authorization = `Basic ${Buffer.from(apiKey).toString('base64')}`;

// biome-ignore lint/suspicious/noExplicitAny: a test reads answers as they come and says what they must be
type AnyJson = any;
export type Answer = { status: number; headers: Headers; text: string; body: AnyJson };

type Sent = { readonly body?: unknown; readonly signal?: AbortSignal | undefined };

export type TestEmulator = {
  readonly url: string;
  readonly control: EmulatorControl;
  /** Makes one call of the API with the key. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The same without waiting for it, to be hung up on. */
  send(method: string, path: string, sent?: Sent): Promise<Response>;
};

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

  const send: TestEmulator['send'] = (method, path, { body, signal } = {}) =>
    fetch(`${emulator.url}${path}`, {
      method,
      headers: { Authorization: authorization },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });

  return {
    get url() {
      return emulator.url;
    },
    get control() {
      return control;
    },
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
