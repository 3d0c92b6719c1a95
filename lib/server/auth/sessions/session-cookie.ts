import 'server-only';

import { cookies } from 'next/headers';
import { encodeSessionToken, type SessionToken, sessionCookie } from './session-token';

/** A browser session's cookie: it ends with the browser, and in any case with the session it names. */
export async function giveSessionCookie(token: SessionToken): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, await encodeSessionToken(token), options);
}

export async function takeSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, '', { ...options, maxAge: 0 });
}
