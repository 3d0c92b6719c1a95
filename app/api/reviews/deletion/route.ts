import { respondNdjson } from '@/lib/server/respond-ndjson';
import { reviewDeletion } from '@/lib/server/use-cases/review/review-deletion';

export async function POST(request: Request): Promise<Response> {
  return respondNdjson(request, reviewDeletion.untrusted);
}
