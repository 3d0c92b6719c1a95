import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { emulatorOfThisFile } from '../test-emulator';
import type { EmulatorEnv } from './emulator-env';
import { RequestLog } from './request-log';

const emulator = emulatorOfThisFile();

describe('the log of requests', () => {
  it('proves what was sent: method, path, query, body and time, and whether it took effect', async () => {
    await emulator.call('GET', '/companies?page=1&query=name~a');
    await emulator.call('PUT', '/integrations/credentials/plaid', { clientId: 'a' });
    await emulator.call('PUT', '/profile', 'no json');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(await emulator.control.requests()).toEqual([
      { method: 'GET', path: '/companies', query: 'page=1&query=name~a', time },
      {
        method: 'PUT',
        path: '/integrations/credentials/plaid',
        query: '',
        time,
        tookEffect: true,
        body: { clientId: 'a' },
      },
      { method: 'PUT', path: '/profile', query: '', body: 'no json', time },
    ]);
  });

  it('never holds the key, not even of a request that was refused', async () => {
    await emulator.call('GET', '/profile');
    await fetch(`${emulator.url}/profile`, { headers: { Authorization: 'Basic c2VjcmV0LW1hcmtlcg==' } });
    const { text } = await emulator.call('GET', '/__emulator/requests');
    expect(text).toContain('/profile');
    expect(text).not.toMatch(/c2VjcmV0|secret-marker|key-of-the-tests|Basic/);
  });

  it('leaves the control surface out, and can be cleared', async () => {
    await emulator.control.modes({});
    expect(await emulator.control.requests()).toEqual([]);
    await emulator.call('GET', '/profile');
    await emulator.control.clearRequests();
    expect(await emulator.control.requests()).toEqual([]);
  });

  it('keeps the latest so many, and no more', async () => {
    const log = new RequestLog(2);
    const app = new Hono<EmulatorEnv>().use(log.middleware).get('*', (c) => c.body(null));
    for (const path of ['/first', '/second', '/third']) await app.request(path);
    expect(log.list().map((request) => request.path)).toEqual(['/second', '/third']);
  });

  it('keeps the beginning of a very long body', async () => {
    await emulator.call('PUT', '/profile', 'x'.repeat(100_000));
    const [request] = await emulator.control.requests();
    expect(request?.body).toBe('x'.repeat(64 * 1024));
  });
});
