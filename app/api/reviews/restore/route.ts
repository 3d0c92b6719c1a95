import { respondNdjson } from '@/lib/server/respond-ndjson';
import { reviewRestore } from '@/lib/server/use-cases/review/review-restore';

export async function POST(request: Request): Promise<Response> {
  return respondNdjson(request, reviewRestore.untrusted);
}
