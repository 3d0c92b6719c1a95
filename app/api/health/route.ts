import { checkHealth } from '@/lib/server/use-cases/portal/check-health';

export const dynamic = 'force-dynamic';

export async function GET(): Promise<Response> {
  return (await checkHealth())
    ? Response.json({ status: 'ok' })
    : Response.json({ status: 'unavailable' }, { status: 503 });
}
