import { respondInLines } from '@/lib/server/respond-in-lines';
import { reviewDeletion } from '@/lib/server/use-cases/review-deletion';

export async function POST(request: Request): Promise<Response> {
  return respondInLines(request, reviewDeletion);
}
