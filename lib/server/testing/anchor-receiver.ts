import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Refusal = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export type AnchorReceiver = {
  readonly url: string;
  /** The bodies that it took, in their order. */
  readonly taken: string[];
  /** All requests, also those that it refused. */
  requests(): number;
  /** Answers from now on like this, and takes nothing; null takes everything. */
  refuse(answer: Refusal | null): void;
  close(): Promise<void>;
};

/** A place that keeps anchors, at a loopback address. */
export async function startAnchorReceiver(): Promise<AnchorReceiver> {
  const taken: string[] = [];
  let requests = 0;
  let refusal: Refusal | null = null;
  const server = createServer(async (request, response) => {
    requests += 1;
    let body = '';
    for await (const piece of request) body += piece;
    if (refusal) return refusal(request, response, body);
    taken.push(body);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/anchors?token=hidden`,
    taken,
    requests: () => requests,
    refuse: (answer) => {
      refusal = answer;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
