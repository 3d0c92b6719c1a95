import { respondNdjson } from '@/lib/server/respond-ndjson';
import { reviewSave } from '@/lib/server/use-cases/review/review-save';

export async function POST(request: Request): Promise<Response> {
  return respondNdjson(request, reviewSave.untrusted);
}
