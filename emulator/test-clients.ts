import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ClientList } from './client-options';
import { connectToEmulator, type EmulatorControl } from './control';
import { type RunningEmulator, startEmulator } from './server';
import { clientWith, type TestClient } from './test-emulator';

export const clients = [
  { name: 'first', apiKeys: ['first-key-of-the-tests'] },
  { name: 'Production', apiKeys: ['second-key-of-the-tests'], seed: 'production' },
] as const satisfies ClientList;
export const keys = clients.map(({ apiKeys: [key] }) => key);

type ControlledClient = TestClient & { readonly control: EmulatorControl };

export type TwoClients = {
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
