import { describe, expect, it, vi } from 'vitest';
import type { EnvironmentName } from '@/lib/integrations/define-integration';
import { registry } from '@/lib/integrations/registry';
import { providerServer } from '../testing/processes/provider-server';
import {
  balance,
  clientId,
  isEmulated,
  liveKey,
  type Provider,
  plaidSecret,
  use,
} from '../testing/provider-keys';
import { addressOf } from './addresses';

const everyTest = registry.flatMap(({ name, test }) =>
  Object.keys(test?.secrets ?? {}).map((environment) => ({
    name,
    provider: test?.provider as Provider,
    environment: environment as EnvironmentName,
  })),
);

describe('without a local Codat', () => {
  const hosts: Readonly<Record<string, string>> = {
    'Plaid sandbox': 'https://sandbox.plaid.com/institutions/get',
    'Plaid development': 'https://development.plaid.com/institutions/get',
    'Plaid production': 'https://production.plaid.com/institutions/get',
    'Stripe live': 'https://api.stripe.com/v1/balance',
    'Stripe Test test': 'https://api.stripe.com/v1/balance',
  };

  it('every integration that can be tested is in this list of hosts', () => {
    expect(everyTest.map(({ name, environment }) => `${name} ${environment}`)).toEqual(Object.keys(hosts));
  });

  it.each(everyTest)(
    'a secret of $name $environment goes to its own host alone, over TLS, once',
    async ({ name, provider, environment }) => {
      const sent: { url: string; carried: string; redirect: unknown }[] = [];
      vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
        sent.push({ url, carried: JSON.stringify(init), redirect: init.redirect });
        return Response.json(balance(environment === 'live').body, { status: 200 });
      });
      await use(provider, environment);
      vi.unstubAllGlobals();
      expect(sent).toHaveLength(1);
      expect(sent[0]?.url).toBe(hosts[`${name} ${environment}`]);
      expect(sent[0]?.url).not.toContain(provider === 'plaid' ? plaidSecret : liveKey);
      expect(sent[0]?.carried).toContain(provider === 'plaid' ? plaidSecret : liveKey);
      expect(sent[0]?.redirect).toBe('manual');
    },
  );

  it('an environment that the provider does not have has no address', async () => {
    expect(addressOf('plaid', 'live')).toBeNull();
    expect(addressOf('stripe', 'production')).toBeNull();
    await expect(use('stripe', 'production')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('with a local Codat', () => {
  it.each(everyTest)(
    'a secret of $name $environment stays on this machine, whatever is forgotten',
    (test) => {
      vi.stubEnv('CODAT_LOCAL', '1');
      vi.stubEnv('CODAT_API_URL', 'http://127.0.0.1:4010/');
      expect(addressOf(test.provider, test.environment)).toBe(
        test.provider === 'plaid'
          ? `http://127.0.0.1:4010/plaid/${test.environment}`
          : 'http://127.0.0.1:4010/stripe',
      );
    },
  );

  it.each(everyTest)(
    'a secret of $name $environment reaches the one stand-in that is its own',
    async (test) => {
      const [plaid, stripe] = [await providerServer(), await providerServer()];
      isEmulated('plaid', plaid);
      vi.stubEnv('STRIPE_BASE_URL', stripe.url);
      await use(test.provider, test.environment);
      const [own, other] = test.provider === 'plaid' ? [plaid, stripe] : [stripe, plaid];
      expect(other.received).toEqual([]);
      expect(own.received).toHaveLength(1);
      const [received] = own.received;
      expect(received?.path).toBe(
        test.provider === 'plaid' ? `/${test.environment}/institutions/get` : '/v1/balance',
      );
      if (test.provider === 'plaid') {
        expect(received?.headers['plaid-version']).toBe('2020-09-14');
        expect(JSON.parse(received?.body ?? '')).toEqual({
          client_id: clientId,
          secret: plaidSecret,
          count: 1,
          offset: 0,
          country_codes: ['US'],
        });
      } else {
        expect(received?.headers.authorization).toBe(`Bearer ${liveKey}`);
        expect(received?.body).toBe('');
      }
    },
  );
});

describe('a provider that leads elsewhere', () => {
  it.each(
    [300, 301, 302, 303, 307, 308].flatMap((status) => [
      [status, 'plaid', 'sandbox'] as const,
      [status, 'stripe', 'live'] as const,
    ]),
  )(
    'by %d: nothing is forwarded from %s (%s), and it is no failure',
    async (status, provider, environment) => {
      const elsewhere = await providerServer({
        body: { institutions: [], object: 'balance', livemode: true },
      });
      const server = await providerServer({
        status,
        headers: { location: `${elsewhere.url}/institutions/get` },
      });
      isEmulated(provider, server);
      expect(await use(provider, environment)).toMatchObject({ kind: 'untestable', reason: 'redirected' });
      expect(server.received).toHaveLength(1);
      expect(elsewhere.received).toEqual([]);
    },
  );
});

describe('a test of keys', () => {
  it.each(['plaid', 'stripe'] as const)(
    'at %s ends after the time limit, and the call with it',
    async (provider) => {
      const server = await providerServer({ silent: true });
      isEmulated(provider, server, '150');
      expect(await use(provider, provider === 'plaid' ? 'sandbox' : 'live')).toMatchObject({
        kind: 'untestable',
        reason: 'time-out',
      });
      await server.hungUp;
    },
  );

  it('takes no time limit of more than 8 s', async () => {
    isEmulated('plaid', { url: 'http://127.0.0.1:9' }, '8001');
    await expect(use('plaid', 'sandbox')).rejects.toThrow(/PROVIDER_TIMEOUT_MS/);
  });

  it.each(['plaid', 'stripe'] as const)('at %s is cancelled together with its call', async (provider) => {
    const server = await providerServer({ silent: true });
    isEmulated(provider, server);
    const stop = new AbortController();
    const verdict = use(provider, provider === 'plaid' ? 'sandbox' : 'live', { cancel: stop.signal });
    await vi.waitFor(() => expect(server.received).toHaveLength(1));
    stop.abort();
    expect(await verdict).toMatchObject({ kind: 'untestable', reason: 'cancelled' });
    await server.hungUp;
  });

  it('sends nothing if it was cancelled before', async () => {
    const server = await providerServer();
    isEmulated('plaid', server);
    expect(await use('plaid', 'sandbox', { cancel: AbortSignal.abort() })).toMatchObject({
      reason: 'cancelled',
    });
    expect(server.received).toEqual([]);
  });
});

describe('what can’t be a key', () => {
  it.each(['with a space', 'line\r\nend: x', '••••••••1ad1', 'sk_live_ОКирил', ''])(
    '(“%s”) is said so, and is sent nowhere',
    async (typed) => {
      for (const provider of ['plaid', 'stripe'] as const) {
        const server = await providerServer();
        isEmulated(provider, server);
        expect(
          await use(provider, provider === 'plaid' ? 'sandbox' : 'live', { secret: typed }),
        ).toMatchObject({
          kind: 'failed',
          about: 'secret',
          reason: 'malformed',
        });
        expect(server.received).toEqual([]);
      }
    },
  );
});
