import { respondInLines } from '@/lib/server/respond-in-lines';
import { exportLinked } from '@/lib/server/use-cases/export-linked';

export async function POST(request: Request): Promise<Response> {
  return respondInLines(request, exportLinked);
}
