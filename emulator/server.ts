import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { createEmulatorApp } from './emulator-app';
import { Pauses } from './faults/pauses';
import { createSeed, type SeedName } from './seeds';
import { StateStore } from './world/state-store';

export type EmulatorOptions = {
  /** 0 takes a free one. */
  port: number;
  apiKey: string;
  /** Without a file the state lives and dies with the process. */
  stateFile?: string;
  /** The state to start from if there is no state file yet. */
  seed?: SeedName;
};

export type RunningEmulator = { url: string; port: number; close(): Promise<void> };

// Never any other address: the emulator holds no real secret, but others on the network must not use it.
const host = '127.0.0.1';

export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const { apiKey, stateFile, seed = 'default' } = options;
  const store = new StateStore({
    ...(stateFile !== undefined && { stateFile }),
    initialState: () => createSeed(seed),
  });
  const pauses = new Pauses();
  let url = '';
  const app = createEmulatorApp({ store, pauses, apiKey, origin: () => url });
  // The adaptor would else put its own Request and Response in place of Node's for the whole process, tests included.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  const port = await listen(server, options.port);
  url = `http://${host}:${port}`;

  return {
    url,
    port,
    async close() {
      pauses.close();
      await stop(server);
      await store.close();
    },
  };
}

function listen(server: ServerType, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} of ${host} is taken. Set EMULATOR_PORT to a free one.`, { cause: error })
          : error,
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function stop(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Clients keep connections open between requests, and a delayed answer keeps one for the whole delay.
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
