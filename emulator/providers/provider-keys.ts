// Which keys the emulated Plaid and Stripe accept: any of the right shape, unless its ending says otherwise. The
// endings are invented, and listed in the README so that each answer can be brought about.

export type PlaidVerdict = 'accepted' | 'unknown' | 'wrong-environment' | 'no-product';
export type StripeVerdict = 'accepted' | 'unknown' | 'expired' | 'no-permission' | 'publishable';

const plaidEndings: readonly (readonly [ending: string, verdict: PlaidVerdict])[] = [
  ['dead', 'unknown'],
  ['face', 'wrong-environment'],
  ['beef', 'no-product'],
];

const stripeEndings: readonly (readonly [ending: string, verdict: StripeVerdict])[] = [
  ['Unknown', 'unknown'],
  ['Revoked', 'expired'],
];

export function isPlaidClientId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}

export function isPlaidSecret(text: string): boolean {
  return /^[0-9a-f]{30}$/.test(text);
}

export function judgePlaidSecret(secret: string): PlaidVerdict {
  return plaidEndings.find(([ending]) => secret.endsWith(ending))?.[1] ?? 'accepted';
}

export function judgeStripeKey(key: string): StripeVerdict {
  if (/^pk_(live|test)_\w+$/.test(key)) return 'publishable';
  if (!/^[sr]k_(live|test)_\w{16,}$/.test(key)) return 'unknown';
  const said = stripeEndings.find(([ending]) => key.endsWith(ending))?.[1];
  if (said) return said;
  return key.startsWith('rk_') && !key.endsWith('Balance') ? 'no-permission' : 'accepted';
}

export function isLiveKey(key: string): boolean {
  return key.slice(2).startsWith('_live_');
}
