import 'server-only';

import { headers } from 'next/headers';
import { z } from 'zod';
import { safeNext, signInRoutes } from '@/lib/routes';
import type { OidcRefusal } from '@/lib/users/oidc-refusal';
import { forPublic, forViewer, forViewerSettingUp } from '../../auth/guard';
import { digestToken } from '../../auth/sessions/token-digest';
import { env } from '../../env';
import { beginAuthorization } from '../../oidc/authorization';
import { findIdentity } from '../../oidc/identities';
import { refusal, refusalIn, requireOidc } from '../../oidc/refuse';

// The way to the issuer. Each answers with the address to go to next, which is a page of Switchboard if there is no way.

export type Destination = { readonly location: string };

/** Travels in a cookie, of which a browser keeps 4,096 bytes: a longer page is given up for the sign-in itself. */
const longestNext = 1_500;

/** `next` is the page to open afterwards. */
export const beginOidcSignIn = forPublic(
  'oidc-sign-in',
  z.object({ next: z.unknown() }),
  async ({ next }): Promise<Destination> => {
    const oidc = requireOidc();
    const page = safeNext(next);
    const wanted = page && page.length <= longestNext ? page : null;
    return (
      (await canonicalOrigin(signInRoutes.oidcSignIn(wanted))) ??
      orElse(signInRoutes.oidcRefused, () =>
        beginAuthorization(oidc, { kind: 'sign-in', next: wanted, session: null }),
      )
    );
  },
);

/** For the owner of an account who wants to sign in at the issuer from now on; nothing is linked before their yes. */
export const beginLinking = forViewer('portal:enter', z.unknown(), async (viewer): Promise<Destination> => {
  const oidc = requireOidc();
  const session = digestToken(viewer.sessionId);
  return orElse(signInRoutes.accountAfterOidc, async () => {
    await requireOwnNavigation();
    return beginAuthorization(oidc, { kind: 'link', next: null, session });
  });
});

/** For a user who is to prove once more who they are, in a second window. */
export const beginProof = forViewerSettingUp(z.unknown(), async (viewer): Promise<Destination> => {
  const oidc = requireOidc();
  const session = digestToken(viewer.sessionId);
  return orElse(signInRoutes.proofResult, async () => {
    await requireOwnNavigation();
    if (!(await findIdentity(viewer.userId))) throw refusal('subject');
    return beginAuthorization(oidc, { kind: 'fresh', next: null, session });
  });
});

/**
 * The issuer leads back to one origin, and cookies belong to the name that the browser knows. On loopback there are several
 * names; proxy.ts writes the one in use into this header, over what was sent.
 */
async function canonicalOrigin(path: string): Promise<Destination | null> {
  const [origin] = env().origins;
  const host = (await headers()).get('x-forwarded-host');
  return host && host !== new URL(origin).host ? { location: origin + path } : null;
}

/** Another site must not begin it, nor lead a user into it. Browsers say where a navigation comes from. */
async function requireOwnNavigation(): Promise<void> {
  const site = (await headers()).get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') throw refusal('state');
}

async function orElse(
  toPage: (reason: OidcRefusal) => string,
  begin: () => Promise<string>,
): Promise<Destination> {
  try {
    return { location: await begin() };
  } catch (error) {
    const reason = refusalIn(error);
    if (!reason) throw error;
    return { location: toPage(reason) };
  }
}
