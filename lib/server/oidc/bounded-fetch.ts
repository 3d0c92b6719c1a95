import 'server-only';

import type { CustomFetchOptions } from 'openid-client';
import { BodyTooLarge, readBoundedText } from '../bounded-body';
import type { OidcEnv } from '../env';

// The only way to the issuer. Every call has a limit of time that covers the body, a limit of size after decompression,
// and follows no redirect: the request may carry the client's secret.

/** Keys and claims are a few kilobytes. */
const maxBytes = 256 * 1024;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Https, and beyond this machine; only an issuer on this machine leads to addresses on this machine. */
export function isAllowedAddress(address: string, { isLoopback }: Pick<OidcEnv, 'isLoopback'>): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  if (loopback.test(hostname)) return isLoopback && /^https?:$/.test(protocol);
  return protocol === 'https:';
}

/** A call that brought no answer to judge, or was not made. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  constructor(readonly code: 'no-answer' | 'server-error' | 'redirect' | 'address') {
    super(code);
  }
}

export async function fetchBounded(
  address: string,
  call: CustomFetchOptions,
  oidc: OidcEnv,
): Promise<Response> {
  if (!isAllowedAddress(address, oidc)) throw new CallFailed('address');
  const limit = AbortSignal.timeout(oidc.timeoutMs);
  const { method, headers, body, signal } = call;
  const response = await orNoAnswer(
    fetch(address, {
      method,
      headers,
      body: (body ?? null) as BodyInit | null,
      redirect: 'manual',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    }),
  );
  if (response.status >= 300 && (response.status < 400 || response.status >= 500)) {
    void response.body?.cancel().catch(() => {});
    throw new CallFailed(response.status < 400 ? 'redirect' : 'server-error');
  }
  const text = await orNoAnswer(readBoundedText(response, maxBytes));
  return new Response(text === '' ? null : text, {
    status: response.status,
    headers: response.headers,
  });
}

async function orNoAnswer<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof BodyTooLarge ? error : new CallFailed('no-answer');
  }
}
