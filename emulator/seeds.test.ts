import { describe, expect, it } from 'vitest';
import { catalogue } from './integrations/catalogue';
import { createSeed, seedNames } from './seeds';
import { emulatorOfThisFile } from './test-emulator';
import { emulatorState } from './world/emulator-state';

const emulator = emulatorOfThisFile();

describe('every seed', () => {
  it.each(seedNames)('%s is the same each time, and fit for the state file', (name) => {
    const seed = createSeed(name);
    expect(createSeed(name)).toEqual(seed);
    expect(emulatorState.parse(JSON.parse(JSON.stringify(seed)))).toEqual(seed);
  });
});

describe('the default seed', () => {
  it('is a lender with 60 companies, 42 of them linked to Plaid', () => {
    const companies = Object.values(createSeed('default').companies);
    const linked = companies.filter(({ connections }) =>
      connections.some(({ integrationKey, status }) => integrationKey === 'suuo' && status === 'Linked'),
    );
    expect(companies).toHaveLength(60);
    expect(linked).toHaveLength(42);
  });

  it('has connections in every status, and companies with none', () => {
    const companies = Object.values(createSeed('default').companies);
    const statuses = companies.flatMap(({ connections }) => connections.map(({ status }) => status));
    expect(new Set(statuses)).toEqual(new Set(['PendingAuth', 'Linked', 'Unlinked', 'Deauthorized']));
    expect(companies.some(({ connections }) => connections.length === 0)).toBe(true);
  });

  it('has Stripe enabled and linked by the old extension, without credentials, and TrueLayer not set up', async () => {
    expect((await emulator.call('GET', '/integrations/credentials/exgd')).body).toEqual({});
    const stripe = await emulator.call('GET', '/integrations/exgd');
    expect(stripe.body).toMatchObject({ enabled: true, linkedConnectionsCount: 8 });
    expect((await emulator.call('GET', '/integrations/credentials/upvr')).body).toEqual({});
    expect((await emulator.call('GET', '/integrations/upvr')).body.enabled).toBe(false);
  });

  it('has companies with names that Codat would keep as they are, none twice', () => {
    const names = Object.values(createSeed('large').companies).map(({ name }) => name);
    expect(new Set(names).size).toBe(10_000);
    expect(names.filter((name) => !/^[A-Za-z0-9 \-'&@.,?!]+$/.test(name))).toEqual([]);
  });
});

describe('the other seeds', () => {
  it('start with nothing at all, or with what was set up before August 2020', async () => {
    await emulator.control.reset('empty');
    expect((await emulator.call('GET', '/companies')).body.totalResults).toBe(0);
    expect((await emulator.call('GET', '/integrations/credentials/plaid')).body).toEqual({});
    await emulator.control.reset('legacy-plaid');
    const { body } = await emulator.call('GET', '/integrations/credentials/plaid');
    expect(body).toEqual({
      publicKey: expect.stringMatching(/abdd$/),
      clientId: expect.any(String),
      clientSecret: expect.any(String),
    });
  });

  it('must be known by name', async () => {
    expect((await emulator.call('POST', '/__emulator/reset', { seed: 'other' })).status).toBe(400);
  });
});

describe('the catalogue', () => {
  it('has a key of four letters, an id and a logo of its own for every integration', async () => {
    expect(new Set(catalogue.map(({ key }) => key)).size).toBe(catalogue.length);
    expect(new Set(catalogue.map(({ integrationId }) => integrationId)).size).toBe(catalogue.length);
    for (const { key, name } of catalogue) {
      expect(key).toMatch(/^[a-z]{4}$/);
      const logo = await fetch(`${emulator.url}/logos/square/${key}.svg`);
      expect(logo.headers.get('content-type')).toContain('image/svg+xml');
      expect(await logo.text()).toContain(`<title>${name.replaceAll('&', '&amp;')}</title>`);
    }
  });
});
