import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { createClient } from './client';
import { type ClientList, type ClientOptions, firstClientName } from './client-options';
import { type Clients, dispatch } from './dispatch';
import { apiKeyMatcher } from './http/authentication';
import type { SeedName } from './seeds';
import { WorldStores } from './world/world-stores';

export type EmulatorOptions = {
  /** 0 takes a free one. */
  port: number;
  /** Without a file the state lives and dies with the process. */
  stateFile?: string;
} & (SoleClient | { clients: ClientList });

type SoleClient = { apiKey: string; seed?: SeedName };

export type RunningEmulator = { url: string; port: number; close(): Promise<void> };

// Never any other address: the emulator holds no real secret, but others on the network must not use it.
const host = '127.0.0.1';

export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const [first, ...others] = 'clients' in options ? options.clients : [soleClient(options)];
  const stores = new WorldStores(first.name, options.stateFile);
  let url = '';
  const shared = {
    stores,
    hasAnyKey: apiKeyMatcher([first, ...others].flatMap(({ apiKeys }) => apiKeys)),
    origin: () => url,
  };
  const clients: Clients = [
    createClient(first, { ...shared, isFirst: true }),
    ...others.map((other) => createClient(other, { ...shared, isFirst: false })),
  ];
  // The adaptor would else put its own Request and Response in place of Node's for the whole process, tests included.
  const server = createAdaptorServer({ fetch: dispatch(clients), overrideGlobalObjects: false });
  // The client alone ends an idle connection: if both did, a process that was busy for long would meet a closed one.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = 0;
  const port = await listen(server, options.port);
  url = `http://${host}:${port}`;

  return {
    url,
    port,
    async close() {
      for (const client of clients) client.close();
      await stop(server);
      await stores.close();
    },
  };
}

function soleClient({ apiKey, seed = 'default' }: SoleClient): ClientOptions {
  return { name: firstClientName, apiKeys: [apiKey], seed };
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
