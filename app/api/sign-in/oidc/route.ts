import { respondRedirect } from '@/lib/server/respond-redirect';
import { beginOidcSignIn } from '@/lib/server/use-cases/oidc/begin';

/** A plain link leads here, since a form may not end at another site. */
export function GET(request: Request): Promise<Response> {
  const next = new URL(request.url).searchParams.get('next');
  return respondRedirect(() => beginOidcSignIn.untrusted({ next }));
}
