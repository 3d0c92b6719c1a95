import { respondInLines } from '@/lib/server/respond-in-lines';
import { exportReconnectList } from '@/lib/server/use-cases/export-reconnect-list';

export async function POST(request: Request): Promise<Response> {
  return respondInLines(request, exportReconnectList);
}
