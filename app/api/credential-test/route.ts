import { respondInLines } from '@/lib/server/respond-in-lines';
import { testCredentials } from '@/lib/server/use-cases/test-credentials';

/** No server action: whoever waits sees how far it is, and may call it off. */
export async function POST(request: Request): Promise<Response> {
  return respondInLines(request, testCredentials);
}
