import 'server-only';

import type { CustomFetchOptions } from 'openid-client';
import { readBoundedText } from '../bounded-body';
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

export async function fetchBounded(
  address: string,
  call: CustomFetchOptions,
  oidc: OidcEnv,
): Promise<Response> {
  if (!isAllowedAddress(address, oidc)) throw new Error('an address that is not https');
  const limit = AbortSignal.timeout(oidc.timeoutMs);
  const { method, headers, body, signal } = call;
  const response = await fetch(address, {
    method,
    headers,
    body: (body ?? null) as BodyInit | null,
    redirect: 'manual',
    cache: 'no-store',
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
  if (response.status >= 300 && response.status < 400) {
    void response.body?.cancel().catch(() => {});
    throw new Error('a redirect');
  }
  const text = await readBoundedText(response, maxBytes);
  return new Response(text === '' ? null : text, {
    status: response.status,
    headers: response.headers,
  });
}
