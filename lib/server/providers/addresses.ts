import 'server-only';

import type { CredentialTest, EnvironmentName } from '@/lib/integrations/define-integration';
import { env } from '../env';

// The addresses of the providers. The list is closed: nothing that a user types or stores can add to it.

const plaidHosts: Readonly<Partial<Record<EnvironmentName, string>>> = {
  sandbox: 'https://sandbox.plaid.com',
  development: 'https://development.plaid.com',
  production: 'https://production.plaid.com',
};

const stripeHost = 'https://api.stripe.com';

/** Null where the provider has no such environment. */
export function addressOf(provider: CredentialTest['provider'], environment: EnvironmentName): string | null {
  const { standIns } = env();
  if (provider === 'plaid') {
    const host = plaidHosts[environment] ?? null;
    return host && standIns ? `${standIns.plaid}/${environment}` : host;
  }
  if (environment !== 'live' && environment !== 'test') return null;
  return standIns?.stripe ?? stripeHost;
}

/** Returns the host that a key goes to, for display. */
export function hostOf(provider: CredentialTest['provider'], environment: EnvironmentName): string {
  const address = addressOf(provider, environment);
  return address ? new URL(address).host : '';
}
