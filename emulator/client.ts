import type { Hono } from 'hono';
import type { ClientOptions } from './client-options';
import { createEmulatorApp } from './emulator-app';
import { Pauses } from './faults/pauses';
import { apiKeyMatcher } from './http/authentication';
import type { EmulatorEnv } from './http/emulator-env';
import { createSeed, type SeedName } from './seeds';
import type { EmulatorState } from './world/emulator-state';
import type { StateStore } from './world/state-store';
import type { WorldStores } from './world/world-stores';

/** One client with its world. It shares with the others the address and the state file, and nothing else. */
export type Client = {
  readonly name: string;
  readonly store: StateStore;
  readonly app: Hono<EmulatorEnv>;
  hasKey(authorization: string | undefined): boolean;
  /** Ends all delays of its requests. */
  close(): void;
};

type ClientSetting = {
  isFirst: boolean;
  stores: WorldStores;
  /** The control surface of each client accepts the keys of all. */
  hasAnyKey: (authorization: string | undefined) => boolean;
  /** A function, because a free port is only known once the server listens. */
  origin: () => string;
};

export function createClient(
  { name, apiKeys, seed: startingSeed = 'default' }: ClientOptions,
  { isFirst, stores, hasAnyKey, origin }: ClientSetting,
): Client {
  const seeded = (seed: SeedName = startingSeed): EmulatorState => createSeed(seed, isFirst ? null : name);
  const store = stores.open(name, seeded);
  const pauses = new Pauses();
  const hasKey = apiKeyMatcher(apiKeys);
  const app = createEmulatorApp({ store, pauses, hasKey, hasAnyKey, seeded, origin });
  return { name, store, app, hasKey, close: () => pauses.close() };
}
