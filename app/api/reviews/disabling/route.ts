import { respondInLines } from '@/lib/server/respond-in-lines';
import { reviewDisabling } from '@/lib/server/use-cases/review-disabling';

export async function POST(request: Request): Promise<Response> {
  return respondInLines(request, reviewDisabling);
}
