import { Agent, type IncomingHttpHeaders, request } from 'node:http';

// Requests that a browser would never send: `fetch` refuses to set some headers, and tidies up paths.

export type RawRequest = {
  readonly method?: string;
  /** Sent as it is, unescaped and unshortened. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Without `Content-Length`. */
  readonly chunked?: boolean;
};

export type RawAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

export function send(url: string, { method = 'GET', path, headers, body, chunked }: RawRequest) {
  const { hostname, port } = new URL(url);
  const length = body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise<RawAnswer>((resolve, reject) => {
    const sent = request(
      { agent, hostname, port, method, path, headers: { ...length, ...headers } },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(pieces).toString(),
          }),
        );
      },
    );
    sent.on('error', reject);
    if (chunked) sent.setHeader('transfer-encoding', 'chunked');
    sent.end(body);
  });
}

/** Requests a page as Next's own scripts do. Next answers with the address to use, whose query must fit the headers. */
export async function sendForRsc(url: string, { headers, ...request }: RawRequest): Promise<RawAnswer> {
  const rsc = { ...request, headers: { ...headers, rsc: '1' } };
  const answer = await send(url, rsc);
  const { location } = answer.headers;
  return answer.status === 307 && /[?&]_rsc(=|$)/.test(location ?? '')
    ? send(url, { ...rsc, path: (location ?? '').replace(url, '') })
    : answer;
}
