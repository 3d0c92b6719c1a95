import 'server-only';

import type {
  Failed,
  Failure,
  Inconclusive,
  InconclusiveReason,
  ProviderMessage,
} from '@/lib/integrations/credential-test';

/** The outcome of a test and, for a failure, the entry it is about. */
export type Verdict =
  | { readonly kind: 'passed' }
  | (Failed & { readonly about: 'account' | 'secret' | 'environment' })
  | Inconclusive;

export const noProviderMessage: ProviderMessage = { code: null, message: null };

export function failed(
  about: 'account' | 'secret' | 'environment',
  reason: Failure,
  said: ProviderMessage = noProviderMessage,
): Verdict {
  return { kind: 'failed', about, reason, ...said };
}

export function untestable(
  reason: InconclusiveReason,
  said: ProviderMessage = noProviderMessage,
): Inconclusive {
  return { kind: 'untestable', reason, ...said };
}

/** A provider that is busy or broken says nothing of the keys, whatever it answers. */
export function troubleOf(status: number, said: ProviderMessage): Inconclusive | null {
  if (status === 429) return untestable('rate-limited', said);
  return status >= 500 ? untestable('provider-down', said) : null;
}
