import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { postNdjson } from '@/lib/post-ndjson';
import type { Run } from './auth/guard';
import { AppError } from './errors';
import { respondNdjson } from './respond-ndjson';
import { Browser } from './testing/next-headers';

let close = () => {};
afterEach(() => close());

/** Behind real HTTP, as Next would have it. */
async function serve(useCase: (input: unknown, run: Run) => Promise<unknown>): Promise<string> {
  const server = createServer(async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const asked = new Request('http://127.0.0.1/', {
      method: 'POST',
      body: Readable.toWeb(request) as ReadableStream,
      duplex: 'half',
      signal: gone.signal,
    } as RequestInit);
    const answer = await new Browser().does(() => respondNdjson(asked, useCase));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) response.write(part);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => server.close();
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
}

describe('an answer in lines', () => {
  it('reports its progress before its outcome', async () => {
    const url = await serve(async (input, { tell }) => {
      tell({ done: 1 });
      tell({ done: 2 });
      return { got: input };
    });
    const seen: unknown[] = [];
    const answer = await postNdjson(url, { é: 1 }, { onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([{ done: 1 }, { done: 2 }]);
    expect(answer).toEqual({ outcome: 'ok', value: { got: { é: 1 } } });
  });

  it('has the status of an error that came before anything else, and its sentence', async () => {
    const url = await serve(async () => {
      throw new AppError('forbidden', { role: 'Analyst' });
    });
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(403);
    expect(await postNdjson(url, {})).toMatchObject({ outcome: 'failed', code: 'forbidden' });
  });

  it('ends with the error of a use-case that had begun', async () => {
    const url = await serve(async (_, { tell }) => {
      tell(1);
      throw new AppError('codat-unavailable');
    });
    expect(await postNdjson(url, {})).toMatchObject({ outcome: 'failed', code: 'codat-unavailable' });
  });

  it('hands over nothing in place of what is no JSON', async () => {
    const url = await serve(async (input) => ({ input }));
    const response = await fetch(url, { method: 'POST', body: '{' });
    expect(await response.text()).toBe('{"outcome":"ok","value":{"input":null}}\n');
  });

  it('stops the use-case once no one waits for it any more', async () => {
    let stopped = () => {};
    const wasStopped = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const gone = new AbortController();
    const url = await serve(async (_, { tell, signal }) => {
      signal.addEventListener('abort', stopped);
      tell(1);
      await wasStopped;
      return null;
    });
    const answer = await postNdjson(url, {}, { signal: gone.signal, onProgress: () => gone.abort() });
    expect(answer).toEqual({ outcome: 'unknown' });
    await wasStopped;
  });
});
