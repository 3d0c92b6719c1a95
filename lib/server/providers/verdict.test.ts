import { describe, expect, it } from 'vitest';
import type { EnvironmentName } from '@/lib/integrations/define-integration';
import type { Answering } from '../testing/processes/provider-server';
import { balance, isEmulated, plaidError, stripeError, use, verdictOn } from '../testing/provider-keys';

describe('of Plaid', () => {
  it.each<[string, Answering, Record<string, unknown>]>([
    ['an institution is a pass', { body: { institutions: [{}], total: 1 } }, { kind: 'passed' }],
    [
      'INVALID_API_KEYS fails at the secret',
      plaidError(400, 'INVALID_API_KEYS'),
      { kind: 'failed', about: 'secret', reason: 'refused', code: 'INVALID_API_KEYS' },
    ],
    [
      'INVALID_FIELD of the client ID fails there',
      plaidError(400, 'INVALID_FIELD', 'client_id must be a properly formatted, non-empty string'),
      { kind: 'failed', about: 'account', reason: 'malformed' },
    ],
    [
      'INVALID_FIELD of the secret fails there',
      plaidError(400, 'INVALID_FIELD', 'secret must be a properly formatted, non-empty string'),
      { kind: 'failed', about: 'secret', reason: 'malformed' },
    ],
    [
      'INVALID_FIELD of anything else is no news of the keys',
      plaidError(400, 'INVALID_FIELD', 'country_codes is not valid'),
      { kind: 'untestable', reason: 'not-understood', code: 'INVALID_FIELD' },
    ],
    [
      'UNAUTHORIZED_ENVIRONMENT fails at the environment',
      plaidError(400, 'UNAUTHORIZED_ENVIRONMENT'),
      { kind: 'failed', about: 'environment', reason: 'wrong-environment' },
    ],
    [
      'INVALID_PRODUCT is no news of the keys',
      plaidError(400, 'INVALID_PRODUCT'),
      { kind: 'untestable', reason: 'no-product' },
    ],
    [
      'a code that nobody knows is none either',
      plaidError(400, 'SOMETHING_NEW'),
      { kind: 'untestable', reason: 'not-understood', code: 'SOMETHING_NEW' },
    ],
    [
      '429 is rate limiting, whatever it says',
      plaidError(429, 'INVALID_API_KEYS'),
      { kind: 'untestable', reason: 'rate-limited', code: 'INVALID_API_KEYS' },
    ],
    [
      '429 without a word too',
      { status: 429, body: '' },
      { kind: 'untestable', reason: 'rate-limited', code: null },
    ],
    [
      '500 is its own problem, whatever it says',
      plaidError(500, 'INVALID_API_KEYS'),
      { kind: 'untestable', reason: 'provider-down' },
    ],
    ['503 in HTML too', { status: 503, body: '<h1>' }, { kind: 'untestable', reason: 'provider-down' }],
    [
      '200 of something else is no pass',
      { body: { object: 'balance' } },
      { kind: 'untestable', reason: 'not-understood' },
    ],
    ['200 in HTML is none', { body: '<h1>Welcome</h1>' }, { kind: 'untestable', reason: 'not-understood' }],
    [
      'an endless answer is none',
      { body: `{"institutions":["${'x'.repeat(400_000)}"]}` },
      { kind: 'untestable', reason: 'not-understood' },
    ],
    ['204 is none', { status: 204 }, { kind: 'untestable', reason: 'not-understood' }],
    [
      '403 of a wall between is none',
      { status: 403, body: 'Forbidden' },
      { kind: 'untestable', reason: 'not-understood' },
    ],
  ])('%s', async (_, answer, verdict) => {
    expect(await verdictOn('plaid', answer)).toMatchObject(verdict);
  });

  it('an unreachable host is a network failure, but means retirement in Development', async () => {
    isEmulated('plaid', { url: 'http://127.0.0.1:9' });
    expect(await use('plaid', 'sandbox')).toMatchObject({ kind: 'untestable', reason: 'unreachable' });
    expect(await use('plaid', 'development')).toMatchObject({ kind: 'untestable', reason: 'retired' });
  });
});

type Asked = { readonly environment: EnvironmentName; readonly answer: Answering };

describe('of Stripe', () => {
  it.each<[string, Asked, Record<string, unknown>]>([
    [
      'a live balance is a pass for Stripe',
      { environment: 'live', answer: balance(true) },
      { kind: 'passed' },
    ],
    [
      'a test balance is a pass for Stripe Test',
      { environment: 'test', answer: balance(false) },
      { kind: 'passed' },
    ],
    [
      'a live key is never passed by Stripe Test',
      { environment: 'test', answer: balance(true) },
      { kind: 'failed', about: 'secret', reason: 'live-key' },
    ],
    [
      'a test key is never passed by Stripe',
      { environment: 'live', answer: balance(false) },
      { kind: 'failed', about: 'secret', reason: 'test-key' },
    ],
    [
      'a balance that does not tell its mode is no pass',
      { environment: 'live', answer: { body: { object: 'balance' } } },
      { kind: 'untestable', reason: 'not-understood' },
    ],
    [
      'something else of the right mode is none',
      { environment: 'live', answer: { body: { object: 'account', livemode: true } } },
      { kind: 'untestable', reason: 'not-understood' },
    ],
    [
      '401 is a key that nobody knows',
      { environment: 'live', answer: stripeError(401) },
      { kind: 'failed', about: 'secret', reason: 'refused', code: null },
    ],
    [
      'api_key_expired is a revoked one',
      { environment: 'live', answer: stripeError(401, 'api_key_expired') },
      { kind: 'failed', reason: 'revoked', code: 'api_key_expired' },
    ],
    [
      'secret_key_required is a publishable one',
      { environment: 'live', answer: stripeError(401, 'secret_key_required') },
      { kind: 'failed', reason: 'not-secret' },
    ],
    [
      '403 is a real key that may not read the balance',
      { environment: 'live', answer: stripeError(403) },
      { kind: 'untestable', reason: 'no-permission' },
    ],
    [
      '429 is rate limiting',
      { environment: 'live', answer: stripeError(429, 'rate_limit') },
      { kind: 'untestable', reason: 'rate-limited' },
    ],
    [
      '500 is its own problem',
      { environment: 'live', answer: stripeError(500) },
      { kind: 'untestable', reason: 'provider-down' },
    ],
    [
      '401 that is not Stripe’s is no failure',
      { environment: 'live', answer: { status: 401, body: 'Proxy authentication' } },
      { kind: 'untestable', reason: 'not-understood' },
    ],
    [
      '400 is us who asked wrongly',
      { environment: 'live', answer: stripeError(400) },
      { kind: 'untestable', reason: 'not-understood' },
    ],
  ])('%s', async (_, { environment, answer }, verdict) => {
    expect(await verdictOn('stripe', answer, environment)).toMatchObject(verdict);
  });
});
