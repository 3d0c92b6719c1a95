import { respondRedirect } from '@/lib/server/respond-redirect';
import { beginLinking } from '@/lib/server/use-cases/oidc/begin';

export function GET(): Promise<Response> {
  return respondRedirect(() => beginLinking.untrusted());
}
