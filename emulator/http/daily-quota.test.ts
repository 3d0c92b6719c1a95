import { describe, expect, it } from 'vitest';
import { emulatorOfThisFile } from '../test-emulator';

const emulator = emulatorOfThisFile();

describe('the daily quota', () => {
  it('is a thousand requests for the client and for each connected company, and goes down with each', async () => {
    const { body } = await emulator.call('GET', '/companies?query=dataConnections.status%3DLinked');
    const { headers } = await emulator.call('GET', '/profile');
    const limit = 1000 * (1 + body.totalResults);
    expect(headers.get('x-rate-limit-limit')).toBe(String(limit));
    expect(headers.get('x-rate-limit-remaining')).toBe(String(limit - 2));
  });

  it('is renewed at the next midnight, UTC', async () => {
    const { headers } = await emulator.call('GET', '/profile');
    const renewedOn = new Date(headers.get('x-rate-limit-reset') ?? '');
    expect(renewedOn.toISOString()).toMatch(/T00:00:00\.000Z$/);
    expect(renewedOn.getTime() - Date.now()).toBeGreaterThan(0);
    expect(renewedOn.getTime() - Date.now()).toBeLessThanOrEqual(24 * 60 * 60 * 1000);
  });

  it('refuses what goes over it, says when to come back, and does not do it', async () => {
    await emulator.control.quota(1);
    expect((await emulator.call('GET', '/profile')).status).toBe(200);
    const { status, headers, body } = await emulator.call('PATCH', '/integrations/suuo', { enabled: false });
    expect(status).toBe(429);
    expect(headers.get('x-rate-limit-remaining')).toBe('0');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body).toMatchObject({ statusCode: 429, canBeRetried: 'Unknown' });
    await emulator.control.quota(100);
    expect((await emulator.call('GET', '/integrations/suuo')).body.enabled).toBe(true);
  });

  it('shows on every answer of the API, refusals included', async () => {
    const answers = [
      await emulator.call('GET', '/nowhere'),
      await emulator.call('PUT', '/profile', '{'),
      await emulator.call('POST', '/profile'),
    ];
    for (const { headers } of answers) expect(headers.get('x-rate-limit-limit')).not.toBeNull();
  });

  it('is not touched by requests without the key', async () => {
    const { headers: before } = await emulator.call('GET', '/profile');
    await fetch(`${emulator.url}/profile`);
    const { headers: after } = await emulator.call('GET', '/profile');
    const remaining = (headers: Headers): number => Number(headers.get('x-rate-limit-remaining'));
    expect(remaining(after)).toBe(remaining(before) - 1);
  });
});
