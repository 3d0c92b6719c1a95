import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { EmulatorEnv } from '../http/emulator-env';
import type { RequestRates } from '../http/request-rates';
import { isLiveKey, judgeStripeKey } from './provider-keys';

// Stripe's own API, as far as a secret key can be tried there: its balance.

const callsPerSecond = { live: 100, test: 25 } as const;
const account = 'acct_1PemulatedLender';
const latestVersion = '2025-09-30.clover';

type StripeError = { status: 400 | 401 | 403 | 404 | 429; message: string; code?: string };

export function stripeRoutes(rates: RequestRates): Hono<EmulatorEnv> {
  const routes = new Hono<EmulatorEnv>();
  routes.get('/v1/balance', (c) => {
    const key = keyOf(c);
    const error = refuse(c, key, rates);
    if (error) return answerError(c, error);
    const livemode = isLiveKey(key);
    const money = (amount: number) => [{ amount, currency: 'usd', source_types: { card: amount } }];
    stamp(c);
    return c.json({ object: 'balance', available: money(66_670), livemode, pending: money(61_414) });
  });
  routes.all('*', (c) => {
    const path = new URL(c.req.url).pathname.replace(/^\/stripe/, '');
    const message = `Unrecognized request URL (${c.req.method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`;
    return answerError(c, { status: 404, message });
  });
  return routes;
}

/** The first thing wrong with a request. */
function refuse(c: Context, key: string, rates: RequestRates): StripeError | null {
  if (key === '') {
    return {
      status: 401,
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    };
  }
  const shown = starred(key);
  switch (judgeStripeKey(key)) {
    case 'unknown':
      return { status: 401, message: `Invalid API Key provided: ${shown}` };
    case 'expired':
      return { status: 401, code: 'api_key_expired', message: `Expired API Key provided: ${shown}` };
    case 'publishable':
      return {
        status: 401,
        code: 'secret_key_required',
        message:
          'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
      };
    case 'no-permission':
      return {
        status: 403,
        message: `The provided key '${shown}' does not have the required permissions for this endpoint on account '${account}'. Having the 'rak_balance_read' permission would allow this request to continue.`,
      };
    case 'accepted':
      break;
  }
  const version = c.req.header('stripe-version');
  if (version !== undefined && !/^\d{4}-\d\d-\d\d(\.[a-z]+)?$/.test(version)) {
    return { status: 400, message: `Invalid Stripe API version: ${version}` };
  }
  const unknown = Object.keys(c.req.queries())[0];
  if (unknown !== undefined) {
    return {
      status: 400,
      code: 'parameter_unknown',
      message: `Received unknown parameter: ${unknown}`,
    };
  }
  const mode = isLiveKey(key) ? 'live' : 'test';
  return rates.isTooMany(`stripe/${key}`, callsPerSecond[mode], 1_000)
    ? {
        status: 429,
        code: 'rate_limit',
        message:
          'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
      }
    : null;
}

/** Returns the key of a Bearer token, or of Basic authentication with the key as the name. */
function keyOf(c: Context): string {
  const given = c.req.header('authorization') ?? '';
  const [, bearer] = /^Bearer +(\S+)$/i.exec(given) ?? [];
  if (bearer) return bearer;
  const [, basic = ''] = /^Basic +(\S+)$/i.exec(given) ?? [];
  return Buffer.from(basic, 'base64').toString().split(':')[0] ?? '';
}

/** Masks a key as Stripe does: its kind and its last six characters stay. */
function starred(key: string): string {
  const kind = /^[a-z]{2}_(live|test)_/.exec(key)?.[0] ?? '';
  const rest = key.slice(kind.length);
  return `${kind}${'*'.repeat(Math.max(0, rest.length - 6))}${rest.slice(-6)}`;
}

function answerError(c: Context, { status, message, code }: StripeError) {
  stamp(c);
  const docs = code && { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` };
  return c.json({ error: { ...docs, message, type: 'invalid_request_error' } }, status);
}

function stamp(c: Context): void {
  c.header('Request-Id', `req_${randomBytes(7).toString('hex')}`);
  c.header('Stripe-Version', c.req.header('stripe-version') ?? latestVersion);
}
