import type { KeyRules } from '../keys/key-rules';

// The prefix of a Stripe key says its kind and its mode. A client ID looks the same in both modes.

const otherThings = '^(?:acct|whsec|ek|price|prod|cus)_';

export const stripeClientIdRules: KeyRules = {
  refused: [
    { like: '^(?:sk|rk)_', reason: 'secret-for-id' },
    { like: '^pk_', reason: 'publishable' },
    { like: otherThings, reason: 'other-kind' },
  ],
  usual: { like: '^ca_[0-9A-Za-z]{32}$' },
};

export const stripeLiveKeyRules = secretKeyRules('live', 'test');
export const stripeTestKeyRules = secretKeyRules('test', 'live');

/** Restricted keys (rk_) do as well as secret ones. */
function secretKeyRules(mode: 'live' | 'test', otherMode: 'live' | 'test'): KeyRules {
  return {
    refused: [
      { like: '^ca_', reason: 'id-for-secret' },
      { like: '^pk_', reason: 'publishable' },
      // The two that stand in Stripe's own documentation.
      { like: '^sk_test_(?=4eC39HqL|BQokikJO)', reason: 'sample' },
      { like: `^(?:sk|rk)_(?:org_)?${otherMode}_`, reason: `${otherMode}-key` },
      { like: otherThings, reason: 'other-kind' },
    ],
    usual: { like: `^(?:sk|rk)_${mode}_[0-9A-Za-z]{24,}$` },
  };
}
