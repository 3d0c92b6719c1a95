import { respondNdjson } from '@/lib/server/respond-ndjson';
import { exportReconnectList } from '@/lib/server/use-cases/reconnect/export-reconnect-list';

export async function POST(request: Request): Promise<Response> {
  return respondNdjson(request, exportReconnectList.untrusted);
}
