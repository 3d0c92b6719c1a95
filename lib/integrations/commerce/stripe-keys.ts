import type { KeyRules } from '../keys/key-rules';

// What a key of Stripe's begins with says its kind and its mode; a client ID looks the same in both modes.

const otherThings = '^(?:acct|whsec|ek|price|prod|cus)_';

export const stripeClientIdRules: KeyRules = {
  refused: [
    { like: '^(?:sk|rk)_', because: 'secret-for-id' },
    { like: '^pk_', because: 'publishable' },
    { like: otherThings, because: 'other-kind' },
  ],
  usual: { like: '^ca_[0-9A-Za-z]{32}$' },
};

export const stripeLiveKeyRules = secretKeyRules('live', 'test');
export const stripeTestKeyRules = secretKeyRules('test', 'live');

/** Restricted keys (rk_) do as well as secret ones. */
function secretKeyRules(mode: 'live' | 'test', otherMode: 'live' | 'test'): KeyRules {
  return {
    refused: [
      { like: '^ca_', because: 'id-for-secret' },
      { like: '^pk_', because: 'publishable' },
      // The two that stand in Stripe's own documentation.
      { like: '^sk_test_(?=4eC39HqL|BQokikJO)', because: 'sample' },
      { like: `^(?:sk|rk)_(?:org_)?${otherMode}_`, because: `${otherMode}-key` },
      { like: otherThings, because: 'other-kind' },
    ],
    usual: { like: `^(?:sk|rk)_${mode}_[0-9A-Za-z]{24,}$` },
  };
}
