import 'server-only';

import type { Inconclusive } from '@/lib/integrations/credential-test';
import { BodyTooLarge, readBoundedText } from '../bounded-body';
import { env } from '../env';
import { AppError } from '../errors';
import { untestable } from './verdict';

// One call to a provider: once, with a limit that covers the body too, and never on to where the answer leads. What is
// sent and what comes back stays in here and in the two files beside; of a failure only its kind goes on.

export type ProviderAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | Inconclusive;

/** An answer of either is a few kilobytes; whoever sends more is somebody else. */
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

/** Null where it is no JSON, or too long to be one of theirs. */
async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await readBoundedText(response, mostBytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof BodyTooLarge) return null;
    throw error;
  }
}
