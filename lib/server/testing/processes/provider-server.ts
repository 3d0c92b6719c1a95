import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach } from 'vitest';

// A server in place of Plaid or Stripe that remembers every request, headers included. The test decides what it
// answers, if anything.

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type Answering = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** True if the server never answers, however long the caller waits. */
  readonly silent?: boolean;
};

export type ProviderServer = {
  readonly url: string;
  readonly received: Received[];
  answer: Answering;
  /** Resolves when a caller has closed the connection without waiting for an answer. */
  readonly hungUp: Promise<void>;
};

const running = new Set<Server>();

afterEach(async () => {
  for (const server of running) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  running.clear();
});

export async function providerServer(answer: Answering = {}): Promise<ProviderServer> {
  let tellHungUp = () => {};
  const provider: { -readonly [Name in keyof ProviderServer]: ProviderServer[Name] } = {
    url: '',
    received: [],
    answer,
    hungUp: new Promise((resolve) => {
      tellHungUp = resolve;
    }),
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    provider.received.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body,
    });
    response.on('close', () => {
      if (!response.writableEnded) tellHungUp();
    });
    const { status = 200, headers, body: said = '', silent } = provider.answer;
    if (silent) return;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof said === 'string' ? said : JSON.stringify(said));
  });
  running.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  provider.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return provider;
}
