import { giveDeviceCookie } from '@/lib/server/auth/sessions/device-cookie';
import { giveSessionCookie } from '@/lib/server/auth/sessions/session-cookie';
import { respondRedirect } from '@/lib/server/respond-redirect';
import { returnFromIssuer } from '@/lib/server/use-cases/oidc/finish';

export function GET(request: Request): Promise<Response> {
  const { search } = new URL(request.url);
  return respondRedirect(async () => {
    const { location, session } = await returnFromIssuer.untrusted({ search });
    if (session) {
      await giveSessionCookie(session);
      await giveDeviceCookie(session.device);
    }
    return { location };
  });
}
