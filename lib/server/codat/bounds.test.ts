import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resetProcessState } from '../process-singleton';
import { Secret } from '../secret';
import { type CodatClient, codatClient } from './client';

// A Codat that sends more than anybody can use, over real HTTP: long bodies, long bodies in a small gzip, long lists.

const megabyte = 1024 * 1024;
const hugeBytes = 400 * megabyte;
/** 32 MiB of a page, as text together with its pieces, and what the sockets of both ends hold. */
const mostHeldBytes = 200 * megabyte;

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
let calls: URL[];
let client: CodatClient;

beforeEach(async () => {
  resetProcessState();
  // These tests bound the size of an answer, not its time.
  vi.stubEnv('CODAT_TIMEOUT_MS', '60000');
  calls = [];
  server = createServer((request, response) => {
    calls.push(new URL(request.url ?? '', 'http://localhost'));
    return answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = codatClient({ instanceId: 'a', url: `http://127.0.0.1:${port}`, key: new Secret('key') });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  resetProcessState();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A page of Codat's whose one company has a name of hundreds of megabytes. */
function* hugeJson(): Generator<Buffer> {
  yield Buffer.from('{"totalResults":1,"results":[{"id":"a","name":"');
  const piece = Buffer.alloc(megabyte, 'x');
  for (let sent = 0; sent < hugeBytes; sent += megabyte) yield piece;
  yield Buffer.from('","dataConnections":[]}]}');
}

/** Resolves with how many bytes of the answer were taken before the connection was closed. */
function sendHuge(zipped: boolean): Promise<number> {
  return new Promise((resolve) => {
    answer = async (_, response) => {
      const { socket } = response;
      response.setHeader('content-type', 'application/json');
      if (zipped) response.setHeader('content-encoding', 'gzip');
      const source = Readable.from(hugeJson());
      const sending = zipped ? pipeline(source, createGzip(), response) : pipeline(source, response);
      await sending.catch(() => {});
      resolve(socket?.bytesWritten ?? 0);
    };
  });
}

async function heldWhile(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage();
  let most = 0;
  const timer = setInterval(() => {
    const { heapUsed, external } = process.memoryUsage();
    most = Math.max(most, heapUsed + external - before.heapUsed - before.external);
  }, 20);
  await work();
  clearInterval(timer);
  return most;
}

const tooLarge = { code: 'codat-unavailable', facts: { reason: 'oversized' } };

describe('an answer of 400 MB', () => {
  it('is cancelled past the bound, and reported as too large', async () => {
    const sent = sendHuge(false);
    const held = await heldWhile(async () => expect(client.listCompanies()).rejects.toMatchObject(tooLarge));
    expect(await sent).toBeLessThan(64 * megabyte);
    expect(held).toBeLessThan(mostHeldBytes);
    expect(calls).toHaveLength(1);
  }, 60_000);

  it('is no different where it comes as a small gzip', async () => {
    const sent = sendHuge(true);
    const held = await heldWhile(async () => expect(client.listCompanies()).rejects.toMatchObject(tooLarge));
    expect(await sent).toBeLessThan(megabyte);
    expect(held).toBeLessThan(mostHeldBytes);
  }, 60_000);

  it.each([
    ['one company', () => client.findCompany('a')],
    ['one integration', () => client.getIntegration('suuo')],
    ['credentials', () => client.getCredentials('suuo')],
    ['the list of integrations', () => client.listIntegrations()],
    ['a page of companies', () => client.pageOfCompanies({ page: 1, pageSize: 50, orderBy: 'name' })],
    ['links', () => client.listLinks(new Set(['a']), () => {})],
  ])('is cancelled for %s too', async (_, read) => {
    const sent = sendHuge(false);
    await expect(read()).rejects.toMatchObject(tooLarge);
    expect(await sent).toBeLessThan(64 * megabyte);
  });

  it('is cancelled as well if it refuses, or follows a write', async () => {
    answer = async (_, response) => {
      response.statusCode = 400;
      await pipeline(Readable.from(hugeJson()), response).catch(() => {});
    };
    const held = await heldWhile(async () => {
      await expect(client.getIntegration('suuo')).rejects.toMatchObject({ code: 'codat-refused' });
      expect(await client.setEnabled('suuo', true)).toMatchObject({ kind: 'refused', status: 400 });
    });
    expect(held).toBeLessThan(mostHeldBytes);
    const sent = sendHuge(false);
    expect(await client.createCompany('A')).toEqual({ answer: { kind: 'accepted' }, id: null });
    expect(await sent).toBeLessThan(64 * megabyte);
  });
});

type Company = { readonly id: string; readonly name: string; readonly dataConnections: unknown };

/** Pages of so many companies in all, and whatever total Codat claims. */
function sendCompanies(count: number, total: unknown): void {
  answer = (_, response) => {
    const asked = calls.at(-1)?.searchParams;
    const [page, pageSize] = [Number(asked?.get('page')), Number(asked?.get('pageSize'))];
    const start = (page - 1) * pageSize;
    const results = Array.from(
      { length: Math.max(0, Math.min(pageSize, count - start)) },
      (_, index): Company => ({ id: `c${start + index}`, name: 'A', dataConnections: [] }),
    );
    response.end(JSON.stringify({ results, totalResults: total }));
  };
}

describe('a number that Codat sends', () => {
  it.each([4e12, 2_000_000, 200_000, 100_000, Number.MAX_VALUE, -1, null])(
    'of %s companies where 60 come costs two readings of two pages at most, and is not believed',
    async (total) => {
      sendCompanies(60, total);
      const list = await client.listCompanies();
      expect(list.companies).toHaveLength(60);
      expect(list.addsUp).toBe(false);
      expect(calls.length).toBeLessThanOrEqual(4);
    },
  );

  it('of 100,000 companies is counted, in 50 pages', async () => {
    sendCompanies(100_000, 100_000);
    const list = await client.listCompanies();
    expect(list.companies).toHaveLength(100_000);
    expect(list).toMatchObject({ addsUp: true, unreadable: 0 });
    expect(calls).toHaveLength(50);
  }, 60_000);

  it('that is missing leaves every company found, and the list not whole', async () => {
    sendCompanies(5_000, null);
    const list = await client.listCompanies();
    expect(list.companies).toHaveLength(5_000);
    expect(list.addsUp).toBe(false);
  });

  it('past the bound stops the reading there, once', async () => {
    sendCompanies(1_000_000, 1_000_000);
    const list = await client.listCompanies();
    expect(list.companies).toHaveLength(200_000);
    expect(list.addsUp).toBe(false);
    expect(calls).toHaveLength(100);
  }, 120_000);

  it('of integrations costs no more than what comes, nor do links', async () => {
    for (const total of [4e12, 2_000_000, 10_000]) {
      sendCompanies(3, total);
      expect(await client.listIntegrations()).toMatchObject({ unreadable: 3, addsUp: false });
      expect(await client.listLinks(new Set(['c1']), () => {})).toMatchObject({ isComplete: false });
      expect(calls.length).toBeLessThanOrEqual(4);
      calls = [];
    }
  });

  it('of integrations stops the reading at 20 full pages', async () => {
    sendCompanies(1_000_000, 200_000);
    expect(await client.listIntegrations()).toMatchObject({ unreadable: 10_000, addsUp: false });
    expect(calls).toHaveLength(20);
  });
});

describe('a company', () => {
  const read = async (company: unknown) => {
    const send = typeof company === 'string' ? company : JSON.stringify(company);
    answer = (_, response) => response.end(`{"totalResults":1,"results":[${send}]}`);
    return client.listCompanies();
  };
  const linked = { id: 'b', integrationKey: 'suuo', platformName: 'Plaid', status: 'Linked' };

  it('keeps its readable connections, whatever the others are', async () => {
    const odd = [null, 7, 'x', [], {}, { id: 'x' }, { ...linked, status: null }, { ...linked, id: '' }];
    const { companies } = await read({ id: 'a', name: 'A', dataConnections: [...odd, linked] });
    expect(companies).toMatchObject([{ id: 'a', connections: [linked], unreadableConnections: odd.length }]);
  });

  it('is read however deep one of its parts is, and however long its name', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const name = 'n'.repeat(3_000_000);
    const { companies, addsUp } = await read(
      `{"id":"a","name":"${name}","tags":${deep},"dataConnections":[${deep},${JSON.stringify(linked)}]}`,
    );
    expect(addsUp).toBe(true);
    expect(companies).toMatchObject([{ connections: [linked], unreadableConnections: 1 }]);
    expect(companies[0]?.name).toHaveLength(1_000);
  });
});
