import { signInRoutes } from '@/lib/routes';
import { giveDeviceCookie } from '../../auth/sessions/device-cookie';
import { giveSessionCookie } from '../../auth/sessions/session-cookie';
import { sessionCookie } from '../../auth/sessions/session-token';
import { findViewerByCookie, type Viewer } from '../../auth/sessions/sessions';
import { database } from '../../db/database';
import { beginLinking, beginOidcSignIn } from '../../use-cases/oidc/begin';
import { returnFromIssuer } from '../../use-cases/oidc/finish';
import { Browser } from '../next-headers';
import type { HostileIssuer } from './hostile-issuer';

// A browser that goes to the issuer and comes back, as the routes under /api/sign-in/oidc let it.

export async function begin(browser: Browser, next?: string): Promise<string> {
  return (await browser.does(() => beginOidcSignIn.untrusted({ next }))).location;
}

/** Returns the page that comes next. The browser keeps what it is given. */
export function comeBack(browser: Browser, search: string): Promise<string> {
  return browser.does(async () => {
    const { location, session } = await returnFromIssuer.untrusted({ search });
    if (session) {
      await giveSessionCookie(session);
      await giveDeviceCookie(session.device);
    }
    return location;
  });
}

/** The whole way, there and back. */
export async function signInAt(issuer: HostileIssuer, browser = new Browser(), next?: string) {
  const location = await comeBack(browser, issuer.authorize(await begin(browser, next)));
  return { browser, location, viewer: await viewerOf(browser) };
}

/** Goes to the issuer for a link, and comes back to the account. */
export async function showIdentity(issuer: HostileIssuer, browser: Browser): Promise<string> {
  const { location } = await browser.does(() => beginLinking());
  return location.startsWith(issuer.url) ? comeBack(browser, issuer.authorize(location)) : location;
}

export function viewerOf(browser: Browser): Promise<Viewer | null> {
  return findViewerByCookie(browser.cookies.get(sessionCookie().name));
}

export const refused = (reason: Parameters<typeof signInRoutes.oidcRefused>[0]) =>
  signInRoutes.oidcRefused(reason);

/** Removes what earlier tests have made, which no installation forgets on its own. */
export async function forgetUser(email: string): Promise<void> {
  await database().deleteFrom('users').where('email', '=', email).execute();
}
