import { respondRedirect } from '@/lib/server/respond-redirect';
import { beginProof } from '@/lib/server/use-cases/oidc/begin';

export function GET(): Promise<Response> {
  return respondRedirect(() => beginProof.untrusted());
}
