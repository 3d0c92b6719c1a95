import 'server-only';

import type { Inconclusive } from '@/lib/integrations/credential-test';
import { BodyTooLarge, readBoundedText } from '../bounded-body';
import { env } from '../env';
import { AppError } from '../errors';
import { untestable } from './verdict';

// One call to a provider: sent once, with a limit that covers the body too, and never redirected. Request and response
// stay in this file and the two next to it; only the kind of a failure leaves them.

export type ProviderAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | Inconclusive;

/** An answer of either is a few kilobytes; a longer one comes from elsewhere. */
const mostBytes = 256 * 1024;

type ProviderRequest = {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export async function callProvider(
  address: string,
  request: ProviderRequest,
  cancel: AbortSignal,
): Promise<ProviderAnswer> {
  const limit = AbortSignal.timeout(env().providerTimeoutMs);
  const signal = AbortSignal.any([cancel, limit]);
  try {
    const response = await fetch(address, { ...request, signal, redirect: 'manual', cache: 'no-store' });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      return untestable('redirected');
    }
    return { kind: 'answer', status: response.status, body: await readJson(response) };
  } catch {
    if (cancel.aborted) return untestable('cancelled');
    return untestable(limit.aborted ? 'time-out' : 'unreachable');
  }
}

export function requireAddress(address: string | null): string {
  if (!address) throw new AppError('not-found');
  return address;
}

/** Returns null if it is no JSON, or too long to be the provider's. */
async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await readBoundedText(response, mostBytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof BodyTooLarge) return null;
    throw error;
  }
}
