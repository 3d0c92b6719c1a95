import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactUk } from '@/lib/integrations/accounting/exact';
import { xero } from '@/lib/integrations/accounting/xero';
import { bankingSandbox } from '@/lib/integrations/banking/banking-sandbox';
import { plaid } from '@/lib/integrations/banking/plaid';
import { trueLayer } from '@/lib/integrations/banking/truelayer';
import { stripe, stripeTest } from '@/lib/integrations/commerce/stripe';
import type { Integration } from '@/lib/integrations/define-integration';
import { registry } from '@/lib/integrations/registry';
import { Secret } from '../secret';
import { fromCodat } from './held-settings';

function held(integration: Integration, map: Readonly<Record<string, string>>) {
  const secrets = new Map(Object.entries(map).map(([name, value]) => [name, new Secret(value)]));
  const { values, ...others } = fromCodat(integration, secrets);
  return {
    ...others,
    values: Object.fromEntries(values.map(({ field, value }) => [field.name, value.reveal()])),
  };
}

describe('of Plaid', () => {
  it.each(['sandbox', 'development', 'production'])(
    'the one secret is that of the environment %s',
    (environment) => {
      expect(held(plaid, { clientId: 'id', clientSecret: 'secret', environment })).toEqual({
        configured: true,
        environment,
        values: { clientId: 'id', environment, [`${environment}Secret`]: 'secret' },
        otherKeys: [],
      });
    },
  );

  it('the environment is not stated in credentials of before 2020, and their names are carried through', () => {
    expect(held(plaid, { publicKey: 'public', clientId: 'id', clientSecret: 'secret' })).toEqual({
      configured: true,
      environment: 'not-stated',
      values: { clientId: 'id' },
      otherKeys: ['publicKey', 'clientSecret'],
    });
  });

  it('an environment that Codat does not know of is not stated either', () => {
    expect(held(plaid, { clientId: 'id', environment: 'Sandbox' }).environment).toBe('not-stated');
  });

  it('nothing held is not set up, and says nothing of an environment', () => {
    expect(held(plaid, {})).toEqual({ configured: false, environment: null, values: {}, otherKeys: [] });
  });

  it('a secret without its client ID is not set up', () => {
    expect(held(plaid, { clientSecret: 'secret', environment: 'sandbox' }).configured).toBe(false);
    expect(held(plaid, { clientId: '', clientSecret: 'secret', environment: 'sandbox' }).configured).toBe(
      false,
    );
  });
});

describe('of an integration with one environment', () => {
  it.each([
    [stripe, 'live'],
    [stripeTest, 'test'],
    [trueLayer, 'live'],
  ] as const)('the tile itself says which', (integration, environment) => {
    expect(held(integration, {}).environment).toBe(environment);
  });
});

describe('of Stripe', () => {
  it('Codat’s client secret is the secret key', () => {
    expect(held(stripe, { clientId: 'ca_1', clientSecret: 'sk_1' })).toMatchObject({
      configured: true,
      values: { clientId: 'ca_1', secretKey: 'sk_1' },
      otherKeys: [],
    });
  });

  it('half of the credentials is not set up', () => {
    expect(held(stripe, { clientId: 'ca_1' }).configured).toBe(false);
    expect(held(stripe, { clientSecret: 'sk_1' }).configured).toBe(false);
  });
});

describe('of others', () => {
  it('client ID and client secret are what they are called', () => {
    expect(held(xero, { clientId: 'id', clientSecret: 'secret' })).toMatchObject({
      configured: true,
      environment: null,
      values: { clientId: 'id', clientSecret: 'secret' },
    });
  });

  it('what needs no credentials is not set up by having none', () => {
    expect(held(bankingSandbox, {})).toMatchObject({ configured: false, values: {} });
  });

  it('every field has a place of its own at Codat', () => {
    const names = exactUk.fields.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const integration of registry) {
      const all = Object.fromEntries(integration.fields.map(({ name }) => [name, name]));
      const { values } = held(integration, {
        ...all,
        clientId: 'id',
        clientSecret: 'secret',
        environment: 'sandbox',
      });
      const shown = Object.values(values);
      expect(new Set(shown).size, integration.name).toBe(shown.length);
    }
  });
});

it('carries through every name that belongs to no field, however odd', () => {
  const odd = ['__proto__', 'constructor', 'toString', 'valueOf', '', ' clientId', 'clientid', 'CLIENTID'];
  const map = new Map([...odd, 'clientId'].map((name) => [name, new Secret('value')]));
  for (const integration of registry) {
    const settings = fromCodat(integration, map);
    expect(settings.otherKeys).toEqual(expect.arrayContaining(odd));
    for (const { field } of settings.values) expect(integration.fields).toContain(field);
  }
});

it('loses no name and counts none twice, whatever Codat holds', () => {
  const names = fc.oneof(
    fc.constantFrom('clientId', 'clientSecret', 'environment', 'publicKey', '__proto__'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...registry), fc.uniqueArray(names), (integration, held) => {
      const map = new Map(held.map((name) => [name, new Secret(`value of ${name}`)]));
      const { values, otherKeys } = fromCodat(integration, map);
      const shown = values.map(({ value }) => value.reveal().slice('value of '.length));
      expect([...shown, ...otherKeys].sort()).toEqual([...held].sort());
    }),
  );
});
