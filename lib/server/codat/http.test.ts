import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resetProcessState } from '../process-singleton';
import { Secret } from '../secret';
import { type CodatHttp, codatHttp } from './http';

// One call of Codat's, over real HTTP: what is sent, how often, and when.

type Answer = (response: ServerResponse) => unknown;

let server: Server;
let http: CodatHttp;
let calls: { readonly request: IncomingMessage; readonly body: string; readonly at: number }[];
/** One for each call; the last one for all that follow. */
let answers: Answer[];

beforeEach(async () => {
  resetProcessState();
  vi.stubEnv('CODAT_TIMEOUT_MS', '5000');
  calls = [];
  server = createServer(async (request, response) => {
    const at = performance.now();
    const chunks = await request.toArray();
    calls.push({ request, body: Buffer.concat(chunks).toString(), at });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  http = codatHttp({ instanceId: 'a', url: address(), key: new Secret('key') });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  resetProcessState();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const say =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end('{"is":"read"}');
const hangUp: Answer = (response) => response.destroy();
const pauses = () => calls.slice(1).map(({ at }, index) => at - (calls[index]?.at ?? 0));

describe('a read', () => {
  it('sends the key, and the query where there is one', async () => {
    answers = [say(200)];
    expect(await http.read('companies', { searchParams: { page: 2, orderBy: '-created' } })).toEqual({
      is: 'read',
    });
    await http.read('integrations/suuo');
    expect(calls.map(({ request: { method, url } }) => `${method} ${url}`)).toEqual([
      'GET /companies?page=2&orderBy=-created',
      'GET /integrations/suuo',
    ]);
    expect(calls[0]?.request.headers).toMatchObject({ authorization: 'Basic a2V5' });
    expect(calls[0]?.request.headers).not.toHaveProperty('content-type');
  });

  it.each([
    ['429', say(429)],
    ['502', say(502)],
    ['503', say(503)],
    ['504', say(504)],
    ['a connection that is lost', hangUp],
  ])('is tried twice more after %s, in a little while', async (_, failing) => {
    answers = [failing, failing, say(200)];
    expect(await http.read('companies')).toEqual({ is: 'read' });
    const [first = 0, second = 0] = pauses();
    expect(first).toBeGreaterThan(250);
    expect(second).toBeGreaterThan(550);
    expect(first + second).toBeLessThan(3_000);
  });

  it('is given up after the third try, with what the last one was answered', async () => {
    answers = [hangUp, say(502), say(503)];
    await expect(http.read('companies')).rejects.toMatchObject({ facts: { status: 503 } });
    expect(calls).toHaveLength(3);
    answers = [hangUp];
    await expect(http.read('companies')).rejects.toMatchObject({ facts: { reason: 'connection' } });
    expect(calls).toHaveLength(6);
  });

  it.each([400, 401, 404, 408, 409, 500, 501])('is not tried again after %i', async (status) => {
    answers = [say(status)];
    await expect(http.read('companies')).rejects.toMatchObject({ facts: { status } });
    expect(calls).toHaveLength(1);
  });

  it('waits as long as Codat asks, up to two seconds', async () => {
    answers = [say(429, { 'Retry-After': '1' }), say(200)];
    await http.read('companies');
    expect(pauses()[0]).toBeGreaterThan(950);
    calls = [];
    answers = [say(429, { 'Retry-After': '3' })];
    await expect(http.read('companies')).rejects.toMatchObject({ facts: { status: 429, seconds: 3 } });
    expect(calls).toHaveLength(1);
  });

  it('does not wait for the quota to be renewed', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    answers = [say(429, { 'X-Rate-Limit-Reset': tomorrow }), say(200)];
    await http.read('companies');
    expect(pauses()[0]).toBeLessThan(900);
  });

  it('ends at its time limit, also between two tries', async () => {
    vi.stubEnv('CODAT_TIMEOUT_MS', '300');
    resetProcessState();
    answers = [say(503, { 'Retry-After': '2' }), say(200)];
    const start = performance.now();
    await expect(http.read('companies')).rejects.toMatchObject({ facts: { reason: 'time-out' } });
    expect(performance.now() - start).toBeLessThan(1_500);
    expect(calls).toHaveLength(1);
  });
});

describe('a write', () => {
  it('is sent as it is, with its kind', async () => {
    answers = [say(200)];
    expect(await http.write('PATCH', 'integrations/suuo', '{"a":1}')).toEqual({ kind: 'accepted' });
    expect(await http.write('DELETE', 'integrations/suuo')).toEqual({ kind: 'accepted' });
    expect(await http.create('companies', '{"name":"A"}')).toEqual({
      answer: { kind: 'accepted' },
      made: { is: 'read' },
    });
    expect(
      calls.map(({ request: { method, headers }, body }) => [method, headers['content-type'], body]),
    ).toEqual([
      ['PATCH', 'application/json', '{"a":1}'],
      ['DELETE', undefined, ''],
      ['POST', 'application/json', '{"name":"A"}'],
    ]);
  });

  it.each([
    ['429', say(429), { kind: 'refused', status: 429 }],
    ['503', say(503), { kind: 'unsure', status: 503 }],
    ['a connection that is lost', hangUp, { kind: 'unsure', status: null }],
  ])('is never sent again, not after %s either', async (_, failing, answer) => {
    answers = [failing, say(200)];
    expect(await http.write('PUT', 'integrations/credentials/suuo', '{}')).toMatchObject(answer);
    expect(calls).toHaveLength(1);
  });

  it('does not carry its body after a redirect', async () => {
    answers = [say(307, { location: `${address()}/elsewhere` }), say(200)];
    expect(await http.write('PUT', 'integrations/credentials/suuo', '{}')).toEqual({
      kind: 'unsure',
      status: null,
    });
    expect(calls).toHaveLength(1);
  });
});
