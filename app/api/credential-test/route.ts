import { respondNdjson } from '@/lib/server/respond-ndjson';
import { testCredentials } from '@/lib/server/use-cases/settings/test-credentials';

/** Not a server action: a user who waits sees the progress, and may cancel the test. */
export async function POST(request: Request): Promise<Response> {
  return respondNdjson(request, testCredentials.untrusted);
}
