import 'server-only';

import type { CredentialTest, EnvironmentName } from '@/lib/integrations/define-integration';
import type { Secret } from '../secret';
import { testPlaidKeys } from './plaid';
import { testStripeKey } from './stripe';
import { failed, untestable, type Verdict } from './verdict';

// The only folder that calls Plaid or Stripe, and only to see whether keys work. It must never store, log or repeat one.

export type Keys = {
  readonly provider: CredentialTest['provider'];
  readonly environment: EnvironmentName;
  readonly account: Secret | null;
  readonly secret: Secret;
};

/** Asks the provider, once. */
export async function testKeys(keys: Keys, cancel: AbortSignal): Promise<Verdict> {
  const { provider, environment, account, secret } = keys;
  if (cancel.aborted) return untestable('cancelled');
  // A provider's key has nothing else in it, and a header could not hold it.
  if (account && !isPlain(account)) return failed('account', 'malformed');
  if (!isPlain(secret)) return failed('secret', 'malformed');
  if (provider === 'stripe') return testStripeKey({ environment, secret }, cancel);
  return account
    ? testPlaidKeys({ environment, clientId: account, secret }, cancel)
    : failed('account', 'malformed');
}

function isPlain(value: Secret): boolean {
  return /^[\x21-\x7e]+$/.test(value.reveal());
}
