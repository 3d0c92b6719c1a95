import { respondNdjson } from '@/lib/server/respond-ndjson';
import { exportLinked } from '@/lib/server/use-cases/review/export-linked';

export async function POST(request: Request): Promise<Response> {
  return respondNdjson(request, exportLinked.untrusted);
}
