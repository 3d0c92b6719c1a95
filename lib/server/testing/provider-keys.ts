import { afterEach, beforeEach, vi } from 'vitest';
import type { CredentialTest, EnvironmentName } from '@/lib/integrations/define-integration';
import { resetProcessState } from '../process-singleton';
import { testKeys } from '../providers/test-keys';
import { Secret } from '../secret';
import { type Answering, type ProviderServer, providerServer } from './processes/provider-server';

// Keys in each provider's format, answers in its wording, and helpers that try the one against the other.

export const clientId = '5f1c9d27ab4e6300127c2a6b';
export const plaidSecret = '7b02e94cd1853fa6de40b7c95e1ad1';
export const liveKey = 'sk_live_51PemulatedLenderKey';
const untouched = new AbortController().signal;

export const balance = (livemode: boolean) => ({ status: 200, body: { object: 'balance', livemode } });
export const plaidError = (status: number, error_code: string, error_message = 'words of Plaid') => ({
  status,
  body: { error_type: 'INVALID_INPUT', error_code, error_message, display_message: null, request_id: 'a1' },
});
export const stripeError = (status: number, code?: string, message = 'words of Stripe') => ({
  status,
  body: { error: { type: 'invalid_request_error', message, ...(code && { code }) } },
});

export type Provider = CredentialTest['provider'];

type Typed = { readonly secret?: string | undefined; readonly cancel?: AbortSignal };

export function use(
  provider: Provider,
  environment: EnvironmentName,
  { secret, cancel = untouched }: Typed = {},
) {
  const typed = secret ?? (provider === 'plaid' ? plaidSecret : liveKey);
  const account = provider === 'plaid' ? new Secret(clientId) : null;
  return testKeys({ provider, environment, account, secret: new Secret(typed) }, cancel);
}

export function forget(): void {
  vi.unstubAllEnvs();
  resetProcessState();
}

/** Uses this server as the provider, with a local Codat that no request should reach. */
export function isEmulated(
  provider: Provider,
  { url }: Pick<ProviderServer, 'url'>,
  timeoutMs = '8000',
): void {
  forget();
  vi.stubEnv('CODAT_LOCAL', '1');
  vi.stubEnv('CODAT_API_URL', 'http://127.0.0.1:9');
  vi.stubEnv('PROVIDER_TIMEOUT_MS', timeoutMs);
  vi.stubEnv(provider === 'plaid' ? 'PLAID_BASE_URL' : 'STRIPE_BASE_URL', url);
}

beforeEach(forget);
afterEach(forget);

export async function verdictOn(provider: Provider, answer: Answering, environment?: EnvironmentName) {
  const server = await providerServer(answer);
  isEmulated(provider, server);
  return use(provider, environment ?? (provider === 'plaid' ? 'sandbox' : 'live'));
}
