import { type Receipt, receiveWebhook } from '@/lib/server/use-cases/webhooks/receive-webhook';

// The one address that takes a POST from elsewhere. Svix redelivers every event that is not answered with 2xx. A
// repeated or ignored event is therefore a success. No cookie is read.

const statuses = {
  accepted: 204,
  repeated: 204,
  ignored: 204,
  refused: 401,
  unreadable: 400,
  unavailable: 503,
} as const satisfies Record<Receipt, number>;

export async function POST(
  request: Request,
  { params }: RouteContext<'/api/webhooks/codat/[instance]'>,
): Promise<Response> {
  const { instance } = await params;
  const body = Buffer.from(await request.arrayBuffer());
  const receipt = await receiveWebhook({ instance, headers: request.headers, body });
  return new Response(null, { status: statuses[receipt], headers: { 'cache-control': 'no-store' } });
}
