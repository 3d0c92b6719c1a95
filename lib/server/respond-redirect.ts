import 'server-only';

import { errorStatus } from '@/lib/result';
import { respond } from './respond';

/** The edge of a route that leads elsewhere. An error is a bare status: a page that explains it is the use-case's part. */
export async function respondRedirect(
  handler: () => Promise<{ readonly location: string }>,
): Promise<Response> {
  const result = await respond(handler);
  const headers = { 'cache-control': 'no-store' };
  return result.outcome === 'ok'
    ? new Response(null, { status: 303, headers: { ...headers, location: result.value.location } })
    : new Response(null, { status: errorStatus[result.code], headers });
}
