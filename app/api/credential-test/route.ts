import { respondNdjson } from '@/lib/server/respond-ndjson';
import { testCredentials } from '@/lib/server/use-cases/settings/test-credentials';

/** No server action: whoever waits sees how far it is, and may call it off. */
export async function POST(request: Request): Promise<Response> {
  return respondNdjson(request, testCredentials);
}
