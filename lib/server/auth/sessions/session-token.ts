import 'server-only';

import { decode, encode } from 'next-auth/jwt';
import { env } from '../../env';
import { readKey } from '../../key-files';

// next-auth's own cookie: an encrypted token that holds nothing but the session's and the user's id. What the
// person may do is read from the database at every request, never from the token.

export type SessionToken = { readonly sessionId: string; readonly userId: string };

export function sessionCookie() {
  const secure = env().secureCookies;
  return {
    // `__Host-` binds the cookie to this very host, and browsers take it over https only.
    name: secure ? '__Host-switchboard.session' : 'switchboard.session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  } as const;
}

export function authSecret(): string {
  return readKey('auth').toString('base64');
}

export async function encodeSessionToken(token: SessionToken): Promise<string> {
  return encode({
    token: { sub: token.userId, sid: token.sessionId },
    secret: authSecret(),
    maxAge: env().sessionMaxMs / 1000,
  });
}

export async function decodeSessionToken(cookie: string | undefined): Promise<SessionToken | null> {
  if (!cookie) return null;
  try {
    const token = await decode({ token: cookie, secret: authSecret() });
    return typeof token?.sid === 'string' && typeof token.sub === 'string'
      ? { sessionId: token.sid, userId: token.sub }
      : null;
  } catch {
    return null;
  }
}
