import { respondInLines } from '@/lib/server/respond-in-lines';
import { reviewSave } from '@/lib/server/use-cases/review-save';

export async function POST(request: Request): Promise<Response> {
  return respondInLines(request, reviewSave);
}
