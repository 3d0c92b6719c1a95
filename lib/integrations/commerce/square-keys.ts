import type { KeyRules } from '../keys/key-rules';

// Square's keys name their kind, and those of the sandbox begin with that word. How the rest looks, Square doesn't say.

type Mode = 'live' | 'sandbox';

/** Keys of one seller's account, entered instead of those of the application. */
const accessTokens = { like: '^(?:sq0atp-|EAAA)', reason: 'other-kind' } as const;

export function squareIdRules(mode: Mode): KeyRules {
  const secrets = { like: '^(?:sandbox-)?sq0cs[a-z]-', reason: 'secret-for-id' } as const;
  return { refused: [secrets, accessTokens, ofOtherMode(mode)] };
}

export function squareSecretRules(mode: Mode): KeyRules {
  const ids = { like: '^(?:sandbox-)?sq0id[a-z]-', reason: 'id-for-secret' } as const;
  return { refused: [ids, accessTokens, ofOtherMode(mode)] };
}

function ofOtherMode(mode: Mode) {
  return mode === 'live'
    ? ({ like: '^sandbox-', reason: 'test-key' } as const)
    : ({ like: '^sq0(?:id|cs)[a-z]-', reason: 'live-key' } as const);
}
