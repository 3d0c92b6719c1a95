import 'server-only';

import type { Route } from 'next';
import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { routes, safeNext } from '@/lib/routes';
import { env } from '../env';
import { logWarning } from '../log';
import { giveDeviceCookie } from './sessions/device-cookie';
import { authSecret, sessionCookie } from './sessions/session-token';
import { endSession, findViewerByToken } from './sessions/sessions';

// next-auth answers under /api/auth. It signs no one in on its own: it is given the use-case that Switchboard's form
// calls. Each use of a token is checked against the list of sessions.

/** Returns the page of Switchboard that an address leads to: with the origin, as next-auth keeps it, or without. */
export function findOwnPage(address: string): Route | null {
  const [origin] = env().origins;
  if (address === origin) return routes.home();
  return safeNext(address.startsWith(`${origin}/`) ? address.slice(origin.length) : address);
}

type SignIn = (input: unknown) => Promise<{ sessionId: string; userId: string; device: string }>;

export function nextAuthOptions(signIn: SignIn): NextAuthOptions {
  const cookie = sessionCookie();
  return {
    secret: authSecret(),
    useSecureCookies: cookie.options.secure,
    cookies: { sessionToken: cookie },
    session: { strategy: 'jwt', maxAge: env().sessionMaxMs / 1000 },
    pages: { signIn: routes.signIn(), error: routes.signIn(), signOut: routes.signIn() },
    providers: [
      Credentials({
        credentials: { email: { type: 'email' }, password: { type: 'password' }, code: { type: 'text' } },
        async authorize(credentials) {
          try {
            const { sessionId, userId, device } = await signIn({
              email: credentials?.email,
              password: credentials?.password,
              code: credentials?.code,
            });
            await giveDeviceCookie(device);
            return { id: userId, sessionId };
          } catch {
            return null;
          }
        },
      }),
    ],
    callbacks: {
      redirect: ({ url, baseUrl }) => baseUrl + (findOwnPage(url) ?? routes.home()),
      async jwt({ token, user }) {
        if (user) return { sub: user.id, sid: (user as { sessionId?: string }).sessionId };
        const viewer = await findViewerByToken({
          sessionId: String(token.sid ?? ''),
          userId: String(token.sub ?? ''),
        });
        if (!viewer) throw new Error('session is over');
        return { sub: viewer.userId, sid: viewer.sessionId, email: viewer.email };
      },
      session: ({ session, token }) => ({
        expires: session.expires,
        user: { email: typeof token.email === 'string' ? token.email : null },
      }),
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sid === 'string') await endSession(token.sid);
      },
    },
    logger: {
      error: (code) => logWarning('next-auth', { code }),
      warn: (code) => logWarning('next-auth', { code }),
      debug: () => {},
    },
  };
}
