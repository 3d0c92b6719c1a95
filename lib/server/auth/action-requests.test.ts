import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteActionAccepted, noteActionBegun, watchActionRequests } from './action-requests';

const quotation = 'Unexpected token in "a secret"';

describe('what Next answers to a POST', () => {
  let server: Server;
  let url: string;
  let handle: (response: ServerResponse) => void;
  let log = '';
  let printed: boolean[] = [];

  beforeAll(async () => {
    Object.assign(globalThis, {
      switchboardOutput: {
        writeLine: (line: string) => {
          log += line;
        },
        isLogged: () => false,
      },
    });
    watchActionRequests();
    server = createServer(async (request, response) => {
      await text(request);
      handle(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    Object.assign(globalThis, { switchboardOutput: undefined });
  });
  beforeEach(() => {
    [log, printed] = ['', []];
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Fails like Next: it prints, and sets a status. */
  function fail(response: ServerResponse, status = 500, type = 'text/plain'): void {
    const { switchboardOutput } = globalThis as unknown as {
      switchboardOutput: { isLogged(values: unknown[]): boolean };
    };
    printed.push(!switchboardOutput.isLogged(['⨯', new SyntaxError(quotation)]));
    response.statusCode = status;
    response.setHeader('content-type', type);
    response.end('Internal Server Error');
  }

  const post = (path = '/sign-in') => fetch(`${url}${path}`, { method: 'POST', body: '[]' });
  const events = () =>
    log
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  it.each([
    [500, 'text/plain'],
    [500, 'text/x-component'],
    [409, 'text/plain'],
    [200, 'application/json'],
  ])(
    'while it decodes an action is 400, with one line and nothing printed (%i, %s)',
    async (status, type) => {
      handle = (response) => {
        noteActionAccepted();
        fail(response, status, type);
      };
      const answered = await post();
      expect(answered.status).toBe(400);
      if (type === 'text/plain') expect(await answered.text()).toBe('Malformed server action.');
      expect(printed).toEqual([false]);
      expect(events()).toMatchObject([{ level: 'warning', event: 'malformed-action', error: 'SyntaxError' }]);
      expect(log).not.toContain('secret');
    },
  );

  it('once the action runs stays as it is', async () => {
    handle = (response) => {
      noteActionAccepted();
      noteActionBegun();
      fail(response);
    };
    expect((await post()).status).toBe(500);
    expect(printed).toEqual([true]);
    expect(events()).toEqual([]);
  });

  it('before proxy.ts has let it through, or where no action can run, stays as it is', async () => {
    handle = fail;
    expect((await post()).status).toBe(500);
    handle = (response) => {
      noteActionAccepted();
      fail(response);
    };
    expect((await post('/api/reviews/save')).status).toBe(500);
    expect((await post('/local/companies/export')).status).toBe(500);
    expect((await fetch(url)).status).toBe(500);
    expect(printed).toEqual([true, true, true, true]);
    expect(events()).toEqual([]);
  });

  it('is not mistaken for another that is decoded at the same time', async () => {
    let first: ServerResponse | undefined;
    handle = (response) => {
      noteActionAccepted();
      if (!first) {
        first = response;
        return;
      }
      noteActionBegun();
      fail(response);
      fail(first);
    };
    const [one, other] = await Promise.all([post(), post()]);
    expect([one.status, other.status].sort()).toEqual([400, 500]);
  });

  it('fills no disk: past 300 a minute they are counted', async () => {
    handle = (response) => {
      noteActionAccepted();
      fail(response);
    };
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    for (let i = 0; i < 310; i += 1) await post();
    expect(events()).toHaveLength(300);
    vi.setSystemTime(Date.now() + 60_000);
    await post();
    expect(events().slice(300)).toMatchObject([
      { event: 'malformed-actions-left-out', count: 10 },
      { event: 'malformed-action' },
    ]);
  });
});
