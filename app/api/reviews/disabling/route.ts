import { respondNdjson } from '@/lib/server/respond-ndjson';
import { reviewDisabling } from '@/lib/server/use-cases/review/review-disabling';

export async function POST(request: Request): Promise<Response> {
  return respondNdjson(request, reviewDisabling.untrusted);
}
