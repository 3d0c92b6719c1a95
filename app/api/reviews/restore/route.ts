import { respondInLines } from '@/lib/server/respond-in-lines';
import { reviewRestore } from '@/lib/server/use-cases/review-restore';

export async function POST(request: Request): Promise<Response> {
  return respondInLines(request, reviewRestore);
}
