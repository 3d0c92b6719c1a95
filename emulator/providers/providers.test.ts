import { describe, expect, it } from 'vitest';
import { emulatorOfThisFile } from '../test-emulator';

const emulator = emulatorOfThisFile();
const clientId = '5f1c9d27ab4e6300127c2a6b';
const secret = '7b02e94cd1853fa6de40b7c95e1ad1';
const question = { client_id: clientId, secret, count: 1, offset: 0, country_codes: ['US'] };

type Sent = { body?: unknown; headers?: Record<string, string>; method?: string };

async function ask(path: string, { body, headers, method = 'GET' }: Sent = {}) {
  const response = await fetch(`${emulator.url}${path}`, {
    method,
    headers: { ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const json = { 'content-type': 'application/json' };
const plaid = (body: unknown, headers: Record<string, string> = json, environment = 'sandbox') =>
  ask(`/plaid/${environment}/institutions/get`, { method: 'POST', body, headers });
const stripe = (key: string, headers: Record<string, string> = {}) =>
  ask('/stripe/v1/balance', { headers: { authorization: `Bearer ${key}`, ...headers } });

describe('Plaid’s stand-in', () => {
  it.each(['sandbox', 'production'])('takes keys of the right shape in %s', async (environment) => {
    const { status, body, headers } = await plaid(question, json, environment);
    expect(status).toBe(200);
    expect(body).toMatchObject({ institutions: [{ institution_id: 'ins_109508' }], total: 1 });
    expect(headers.get('x-rate-limit-limit')).toBeNull();
  });

  it('takes them in its headers as well', async () => {
    const { client_id, secret: _, ...rest } = question;
    const headers = { ...json, 'plaid-client-id': client_id, 'plaid-secret': secret };
    expect((await plaid(rest, { ...headers, 'plaid-version': '2020-09-14' })).status).toBe(200);
  });

  it.each([
    [
      'a secret that ends in dead',
      { secret: `${secret.slice(4)}dead` },
      { error_type: 'INVALID_INPUT', error_code: 'INVALID_API_KEYS' },
    ],
    [
      'one that ends in face',
      { secret: `${secret.slice(4)}face` },
      { error_type: 'INVALID_INPUT', error_code: 'UNAUTHORIZED_ENVIRONMENT' },
    ],
    [
      'one that ends in beef',
      { secret: `${secret.slice(4)}beef` },
      { error_type: 'INVALID_INPUT', error_code: 'INVALID_PRODUCT' },
    ],
    [
      'a client ID of another shape',
      { client_id: 'x' },
      { error_type: 'INVALID_REQUEST', error_code: 'INVALID_FIELD' },
    ],
    [
      'a secret of another shape',
      { secret: `${secret}0` },
      { error_type: 'INVALID_REQUEST', error_code: 'INVALID_FIELD' },
    ],
    [
      'a country it is not in',
      { country_codes: ['XX'] },
      { error_type: 'INVALID_REQUEST', error_code: 'INVALID_FIELD' },
    ],
    ['no count', { count: undefined }, { error_type: 'INVALID_REQUEST', error_code: 'MISSING_FIELDS' }],
    [
      'a field of nobody’s',
      { colour: 'red' },
      { error_type: 'INVALID_REQUEST', error_code: 'UNKNOWN_FIELDS' },
    ],
  ])('refuses %s, in Plaid’s words', async (_, change, error) => {
    const { status, body } = await plaid({ ...question, ...change });
    expect(status).toBe(400);
    expect(body).toMatchObject({ ...error, display_message: null });
    expect(body.request_id).toMatch(/^[0-9a-f]{15}$/);
    expect(JSON.stringify(body)).not.toContain(secret.slice(4));
  });

  it('refuses what is not JSON, or an unknown version', async () => {
    expect((await plaid(question, { 'content-type': 'text/plain' })).body.error_code).toBe('INVALID_BODY');
    expect((await plaid('{', json)).body.error_code).toBe('INVALID_BODY');
    expect((await plaid(question, { ...json, 'plaid-version': '2031-01-01' })).body.error_code).toBe(
      'INVALID_HEADERS',
    );
  });

  it('answers ten times a minute in Sandbox, for each client', async () => {
    for (let call = 0; call < 10; call += 1) expect((await plaid(question)).status).toBe(200);
    const { status, body } = await plaid(question);
    expect([status, body.error_type, body.error_code]).toEqual([
      429,
      'RATE_LIMIT_EXCEEDED',
      'INSTITUTIONS_GET_LIMIT',
    ]);
    expect((await plaid({ ...question, client_id: clientId.replace('5', '6') })).status).toBe(200);
    await emulator.control.reset();
    expect((await plaid(question)).status).toBe(200);
  });

  it('is gone in Development, and knows no other address', async () => {
    await expect(plaid(question, json, 'development')).rejects.toThrow();
    expect((await ask('/plaid/sandbox/accounts/get')).body.error_code).toBe('NOT_FOUND');
    expect((await ask('/plaid/sandbox/institutions/get')).status).toBe(404);
  });
});

describe('Stripe’s stand-in', () => {
  it.each([
    ['sk_live_51PemulatedLenderKey', true],
    ['sk_test_51PemulatedLenderKey', false],
    ['rk_live_51PemulatedLenderBalance', true],
    ['rk_test_51PemulatedLenderBalance', false],
  ])('shows the balance to %s, of its mode', async (key, livemode) => {
    const { status, body, headers } = await stripe(key);
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'balance', livemode });
    expect(headers.get('request-id')).toMatch(/^req_/);
    const basic = { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` };
    expect((await ask('/stripe/v1/balance', { headers: basic })).status).toBe(200);
  });

  it.each([
    [
      'sk_test_51PemulatedLenderUnknown',
      401,
      { code: undefined, message: /^Invalid API Key provided: sk_test_\*+nknown$/ },
    ],
    ['nonsense', 401, { code: undefined, message: /^Invalid API Key provided/ }],
    [
      'sk_live_51PemulatedLenderRevoked',
      401,
      { code: 'api_key_expired', message: /^Expired API Key provided/ },
    ],
    ['pk_test_51PemulatedLenderKey', 401, { code: 'secret_key_required', message: /publishable API key/ }],
    ['rk_test_51PemulatedLenderKey', 403, { code: undefined, message: /'rak_balance_read' permission/ }],
  ])('refuses %s, in Stripe’s words', async (key, status, { code, message }) => {
    const answer = await stripe(key);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ type: 'invalid_request_error' });
    expect(answer.body.error.code).toBe(code);
    expect(answer.body.error.message).toMatch(message);
    expect(JSON.stringify(answer.body)).not.toContain('51PemulatedLender');
  });

  it('refuses a request with no key, of another version, with a parameter or to another address', async () => {
    const key = 'sk_test_51PemulatedLenderKey';
    expect((await ask('/stripe/v1/balance')).status).toBe(401);
    expect((await stripe(key, { 'stripe-version': 'newest' })).status).toBe(400);
    expect((await stripe(key, { 'stripe-version': '2024-06-20' })).status).toBe(200);
    const headers = { authorization: `Bearer ${key}` };
    expect((await ask('/stripe/v1/balance?limit=1', { headers })).body.error.code).toBe('parameter_unknown');
    expect((await ask('/stripe/v1/charges', { headers })).status).toBe(404);
    expect((await ask('/stripe/v1/balance', { headers, method: 'POST' })).status).toBe(404);
  });

  it('answers 25 times a second to a test key', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => stripe('sk_test_51PemulatedManyKey')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body.error.code).toBe('rate_limit');
  });
});

describe('the control surface', () => {
  it('knows what was sent to either, without a header, and makes either go wrong', async () => {
    await plaid(question);
    await stripe('sk_test_51PemulatedLenderKey');
    expect(await emulator.control.requests()).toMatchObject([
      { method: 'POST', path: '/plaid/sandbox/institutions/get', body: question },
      { method: 'GET', path: '/stripe/v1/balance', query: '' },
    ]);
    expect(JSON.stringify(await emulator.control.requests())).not.toContain('sk_test_');
    await emulator.control.faults([
      { path: '/stripe/*', status: 500, body: { error: { type: 'api_error' } } },
    ]);
    const { status, headers } = await stripe('sk_test_51PemulatedLenderKey');
    expect(status).toBe(500);
    expect(headers.get('x-rate-limit-limit')).toBeNull();
  });
});
