import { respondNdjson } from '@/lib/server/respond-ndjson';
import { proveFreshSignIn } from '@/lib/server/use-cases/users/prove-fresh-sign-in';

export async function POST(request: Request): Promise<Response> {
  return respondNdjson(request, proveFreshSignIn.untrusted);
}
