import { randomBytes } from 'node:crypto';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { EmulatorEnv } from '../http/emulator-env';
import type { RequestRates } from '../http/request-rates';
import { isPlaidClientId, isPlaidSecret, judgePlaidSecret } from './provider-keys';

// Plaid's own API, as far as its keys can be tried there. One folder of the path replaces the host of each environment.

const callsPerMinute = { sandbox: 10, production: 50 } as const;
const versions = ['2017-03-08', '2018-05-22', '2019-05-29', '2020-09-14'];
const countries = ['US', 'CA', 'GB', 'ES', 'FR', 'IE', 'NL', 'DE', 'IT', 'PL', 'DK', 'NO', 'SE', 'EE'].concat(
  ['LT', 'LV', 'PT', 'BE', 'AT', 'FI'],
);
const fields = ['client_id', 'secret', 'count', 'offset', 'country_codes', 'options'];

const body = z.object({
  client_id: z.string().exactOptional(),
  secret: z.string().exactOptional(),
  count: z.number().int().min(1).max(500),
  offset: z.number().int().min(0),
  country_codes: z.array(z.enum(countries)).min(1),
  options: z.record(z.string(), z.unknown()).exactOptional(),
});

type PlaidError = { status: 400 | 404 | 429; type: string; code: string; message: string };

export function plaidRoutes(rates: RequestRates): Hono<EmulatorEnv> {
  const routes = new Hono<EmulatorEnv>();
  // Retired in June 2024: its address no longer answers.
  routes.all('/development/*', (c) => {
    c.env.outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  });
  for (const environment of ['sandbox', 'production'] as const) {
    routes.post(`/${environment}/institutions/get`, async (c) => {
      const error = await refuse(c, environment, rates);
      if (error) return answerError(c, error);
      return c.json({ institutions: [institution], total: 1, request_id: requestId() });
    });
  }
  routes.all('*', (c) =>
    answerError(c, {
      status: 404,
      type: 'INVALID_REQUEST',
      code: 'NOT_FOUND',
      message: 'the requested resource was not found',
    }),
  );
  return routes;
}

/** The first thing wrong with a request, in the order in which Plaid looks. */
async function refuse(
  c: Context<EmulatorEnv>,
  environment: keyof typeof callsPerMinute,
  rates: RequestRates,
): Promise<PlaidError | null> {
  const request = (code: string, message: string): PlaidError => ({
    status: 400,
    type: 'INVALID_REQUEST',
    code,
    message,
  });
  const input = (code: string, message: string): PlaidError => ({
    status: 400,
    type: 'INVALID_INPUT',
    code,
    message,
  });

  const version = c.req.header('plaid-version');
  if (version !== undefined && !versions.includes(version)) {
    return request('INVALID_HEADERS', 'Plaid-Version is not a version of the API');
  }
  const sent = await jsonObject(c);
  if (!sent) return request('INVALID_BODY', 'body could not be parsed as JSON');
  const unknown = Object.keys(sent).filter((name) => !fields.includes(name));
  if (unknown.length > 0) {
    return request(
      'UNKNOWN_FIELDS',
      `the following fields are not recognized by this endpoint: ${unknown.join(', ')}`,
    );
  }
  const clientId = sent.client_id ?? c.req.header('plaid-client-id');
  const secret = sent.secret ?? c.req.header('plaid-secret');
  const given = { ...sent, client_id: clientId, secret };
  const missing = fields.slice(0, -1).filter((name) => given[name as keyof typeof given] === undefined);
  if (missing.length > 0) {
    return request('MISSING_FIELDS', `the following required fields are missing: ${missing.join(', ')}`);
  }
  if (typeof clientId !== 'string' || !isPlaidClientId(clientId)) {
    return request('INVALID_FIELD', 'client_id must be a properly formatted, non-empty string');
  }
  if (typeof secret !== 'string' || !isPlaidSecret(secret)) {
    return request('INVALID_FIELD', 'secret must be a properly formatted, non-empty string');
  }
  const parsed = body.safeParse(sent);
  if (!parsed.success) {
    return request('INVALID_FIELD', `${parsed.error.issues[0]?.path.join('.')} is not valid`);
  }
  if (rates.isTooMany(`plaid/${environment}/${clientId}`, callsPerMinute[environment], 60_000)) {
    return {
      status: 429,
      type: 'RATE_LIMIT_EXCEEDED',
      code: 'INSTITUTIONS_GET_LIMIT',
      message: 'rate limit exceeded for attempts to access this item. please try again later',
    };
  }
  switch (judgePlaidSecret(secret)) {
    case 'accepted':
      return null;
    case 'unknown':
      return input('INVALID_API_KEYS', 'invalid client_id or secret provided');
    case 'wrong-environment':
      return input(
        'UNAUTHORIZED_ENVIRONMENT',
        'you are not authorized to create items in this api environment. Go to the Dashboard (https://dashboard.plaid.com) to see which environments you are authorized for.',
      );
    case 'no-product':
      return input(
        'INVALID_PRODUCT',
        'client is not authorized to access the following products: ["transactions"]',
      );
  }
}

async function jsonObject(c: Context): Promise<Record<string, unknown> | null> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) return null;
  try {
    const value: unknown = JSON.parse(await c.req.text());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function answerError(c: Context, { status, type, code, message }: PlaidError) {
  return c.json(
    {
      display_message: null,
      documentation_url: `https://plaid.com/docs/?ref=error#${type.toLowerCase()}-errors`,
      error_code: code,
      error_message: message,
      error_type: type,
      request_id: requestId(),
      suggested_action: null,
    },
    status,
  );
}

function requestId(): string {
  return randomBytes(8).toString('hex').slice(1);
}

/** One of those that Plaid's Sandbox has. */
const institution = {
  institution_id: 'ins_109508',
  name: 'First Platypus Bank',
  products: ['assets', 'auth', 'balance', 'identity', 'transactions'],
  country_codes: ['US'],
  oauth: false,
  routing_numbers: [],
  dtc_numbers: [],
};
