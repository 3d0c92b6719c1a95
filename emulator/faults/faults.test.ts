import { describe, expect, it, vi } from 'vitest';
import { connectToEmulator } from '../control';
import { startEmulator } from '../server';
import { authorization, emulatorOfThisFile } from '../test-emulator';

const emulator = emulatorOfThisFile();
const credentials = '/integrations/credentials/suuo';
const integration = '/integrations/suuo';
const longMs = 600_000;

const isEnabled = async (): Promise<boolean> => (await emulator.call('GET', integration)).body.enabled;
const disable = (signal?: AbortSignal) =>
  emulator.send('PATCH', integration, { body: { enabled: false }, signal });
const hasArrived = (method: string) =>
  vi.waitFor(async () => {
    const requests = await emulator.control.requests();
    expect(requests.map((request) => request.method)).toContain(method);
  });

describe('a fault', () => {
  it('concerns the next so many requests of its method and path, and no other', async () => {
    await emulator.control.faults([{ method: 'get', path: integration, times: 2, status: 503 }]);
    expect((await emulator.call('GET', '/integrations/gbol')).status).toBe(200);
    expect((await disable()).status).toBe(200);
    expect((await emulator.call('GET', integration)).status).toBe(503);
    expect(await emulator.control.waitingFaults()).toMatchObject([{ path: integration, times: 1 }]);
    expect((await emulator.call('GET', integration)).status).toBe(503);
    expect((await emulator.call('GET', integration)).status).toBe(200);
    expect(await emulator.control.waitingFaults()).toEqual([]);
  });

  it('may name many paths by a star, and any method', async () => {
    await emulator.control.faults([{ path: '/companies/*/connections', times: 2, status: 500 }]);
    expect((await emulator.call('GET', '/companies')).status).toBe(200);
    expect((await emulator.call('GET', '/companies/a/connections')).status).toBe(500);
    expect((await emulator.call('POST', '/companies/b/connections')).status).toBe(500);
  });

  it("answers with Codat's error body and the rate-limit headers unless it brings its own", async () => {
    await emulator.control.faults([{ path: '/profile', status: 503, headers: { 'Retry-After': '7' } }]);
    const { body, headers } = await emulator.call('GET', '/profile');
    expect(body).toMatchObject({ statusCode: 503, correlationId: expect.any(String) });
    expect(headers.get('retry-after')).toBe('7');
    expect(headers.get('x-rate-limit-remaining')).not.toBeNull();
  });

  it('may answer with any body: an object, or a text of any type', async () => {
    await emulator.control.faults([
      { path: '/integrations', body: { results: [{ key: 7 }] } },
      {
        path: '/integrations',
        status: 502,
        body: '<h1>Bad gateway</h1>',
        headers: { 'Content-Type': 'text/html' },
      },
    ]);
    expect(await emulator.call('GET', '/integrations')).toMatchObject({
      status: 200,
      body: { results: [{ key: 7 }] },
    });
    const html = await emulator.call('GET', '/integrations');
    expect(html).toMatchObject({ status: 502, text: '<h1>Bad gateway</h1>' });
    expect(html.headers.get('content-type')).toBe('text/html');
  });

  it('is forgotten when cleared, and by a reset', async () => {
    await emulator.control.faults([{ path: '*'.padStart(2, '/'), times: 9, status: 500 }]);
    await emulator.control.clearFaults();
    expect((await emulator.call('GET', '/profile')).status).toBe(200);
    await emulator.control.faults([{ path: '/profile', status: 500 }]);
    await emulator.control.reset();
    expect((await emulator.call('GET', '/profile')).status).toBe(200);
  });

  it.each([
    { path: '/profile', stauts: 500 },
    { path: '/profile', times: 0 },
    { path: 'profile' },
    { path: '/profile', apply: 'later' },
    { status: 500 },
  ])('is refused when it makes no sense: %j', async (fault) => {
    expect((await emulator.call('POST', '/__emulator/faults', [fault])).status).toBe(400);
  });
});

describe('the moment at which a faulty request takes effect', () => {
  it('is before the answer, where the fault says so', async () => {
    await emulator.control.faults([{ method: 'PATCH', path: integration, status: 500, apply: 'before' }]);
    expect((await disable()).status).toBe(500);
    expect(await isEnabled()).toBe(false);
  });

  it('is never, where the fault says so or brings an answer without saying', async () => {
    await emulator.control.faults([
      { method: 'PATCH', path: integration, status: 200, body: { enabled: false }, apply: 'never' },
      { method: 'PATCH', path: integration, status: 500 },
    ]);
    expect((await disable()).status).toBe(200);
    expect((await disable()).status).toBe(500);
    expect(await isEnabled()).toBe(true);
  });

  it('is after the answer, where the fault says so', async () => {
    await emulator.control.faults([{ method: 'PATCH', path: integration, status: 504, apply: 'after' }]);
    expect((await disable()).status).toBe(504);
    await vi.waitFor(async () => expect(await isEnabled()).toBe(false));
  });

  it('is after the delay, though the sender has long hung up', async () => {
    await emulator.control.faults([{ method: 'PATCH', path: integration, delayMs: longMs, apply: 'after' }]);
    const impatience = new AbortController();
    const sent = disable(impatience.signal);
    await hasArrived('PATCH');
    impatience.abort();
    await expect(sent).rejects.toThrow();
    expect(await isEnabled()).toBe(true);
    await emulator.control.release();
    expect(await isEnabled()).toBe(false);
  });

  it('is at once when only the answer is delayed', async () => {
    await emulator.control.faults([{ method: 'PATCH', path: integration, delayMs: longMs, apply: 'before' }]);
    const sent = disable();
    await hasArrived('PATCH');
    expect(await isEnabled()).toBe(false);
    await emulator.control.release();
    expect((await sent).status).toBe(200);
  });

  it('never comes once a reset has come in between', async () => {
    await emulator.control.faults([{ method: 'PATCH', path: integration, delayMs: longMs, apply: 'after' }]);
    const sent = disable().catch(() => 'cut off');
    await hasArrived('PATCH');
    await emulator.control.reset();
    expect(await sent).toBe('cut off');
    await emulator.control.release();
    expect(await isEnabled()).toBe(true);
  });
});

describe('an aborted answer', () => {
  it('is no answer at all', async () => {
    await emulator.control.faults([{ path: integration, abort: true }]);
    await expect(disable()).rejects.toThrow();
    expect(await isEnabled()).toBe(true);
  });

  it('may hide that the request took effect', async () => {
    await emulator.control.faults([
      { method: 'PATCH', path: integration, abort: true, apply: 'before' },
      { method: 'PATCH', path: '/integrations/gbol', abort: true, apply: 'after' },
    ]);
    await expect(disable()).rejects.toThrow();
    expect(await isEnabled()).toBe(false);
    await expect(
      emulator.send('PATCH', '/integrations/gbol', { body: { enabled: false } }),
    ).rejects.toThrow();
    await vi.waitFor(async () => {
      expect((await emulator.call('GET', '/integrations/gbol')).body.enabled).toBe(false);
    });
  });

  it('may end before the body', async () => {
    await emulator.control.faults([{ path: integration, abort: 'beforeBody', apply: 'before' }]);
    const response = await disable();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(await isEnabled()).toBe(false);
  });

  it('may end after the whole body and before its proper end', async () => {
    await emulator.control.faults([{ path: integration, abort: 'afterBody' }]);
    const response = await emulator.send('GET', integration);
    const chunks: Uint8Array[] = [];
    const reading = (async () => {
      for await (const chunk of response.body ?? []) chunks.push(chunk as Uint8Array);
    })();
    await expect(reading).rejects.toThrow();
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ key: 'suuo' });
  });
});

describe('a spoilt answer', () => {
  it('ends early, as if that were all', async () => {
    await emulator.control.faults([{ path: credentials, truncateAfter: 10 }]);
    const response = await emulator.send('GET', credentials);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('{"clientId');
  });

  it('comes in drips, and yet whole', async () => {
    const { text: whole } = await emulator.call('GET', credentials);
    await emulator.control.faults([{ path: credentials, dripMs: longMs }]);
    const response = await emulator.send('GET', credentials);
    const text = response.text();
    const dripping = emulator.control.requests().then(() => 'still dripping');
    expect(await Promise.race([text, dripping])).toBe('still dripping');
    await emulator.control.release();
    expect(await text).toBe(whole);
  });
});

describe('an answer spoilt in one place', () => {
  it('has another value there, or none, and is else the true one', async () => {
    const { body: truth } = await emulator.call('GET', '/companies');
    await emulator.control.faults([
      {
        path: '/companies',
        spoil: [
          { at: 'totalResults', value: 4e12 },
          { at: 'results.0.dataConnections', value: null },
          { at: 'results.*.name' },
          { at: 'results.99999.name', value: 'nowhere' },
        ],
      },
    ]);
    const { status, body } = await emulator.call('GET', '/companies');
    expect(status).toBe(200);
    truth.totalResults = 4e12;
    truth.results[0].dataConnections = null;
    for (const company of truth.results) delete company.name;
    expect(body).toEqual(truth);
  });
});

describe('a stale answer', () => {
  it('shows the next read what was before the change, and only that one', async () => {
    await emulator.control.faults([{ path: credentials, stale: true }]);
    const before = await emulator.call('GET', credentials);
    const changed = { clientId: 'new', clientSecret: 'new', environment: 'production' };
    expect((await emulator.call('PUT', credentials, changed)).body).toEqual(changed);
    expect((await emulator.call('GET', credentials)).body).toEqual(before.body);
    expect((await emulator.call('GET', credentials)).body).toEqual(changed);
  });

  it('is not used up by reads before the change', async () => {
    await emulator.control.faults([{ path: integration, stale: true, times: 2 }]);
    for (let read = 0; read < 5; read += 1) expect(await isEnabled()).toBe(true);
    await disable();
    expect([await isEnabled(), await isEnabled(), await isEnabled()]).toEqual([true, true, false]);
  });
});

describe('shutting down', () => {
  it('does not sit out a delay, and what was to follow it does not happen', async () => {
    const own = await startEmulator({ port: 0, apiKey: 'key-of-the-tests' });
    const control = connectToEmulator(own.url, 'key-of-the-tests');
    await control.faults([{ path: '/profile', delayMs: longMs }]);
    const sent = fetch(`${own.url}/profile`, { headers: { Authorization: authorization } });
    const cutOff = expect(sent).rejects.toThrow();
    await vi.waitFor(async () => expect(await control.requests()).toHaveLength(1));
    await own.close();
    await cutOff;
  });
});
