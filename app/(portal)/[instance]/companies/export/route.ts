import { errorStatus } from '@/lib/result';
import { routes } from '@/lib/routes';
import { respond } from '@/lib/server/respond';
import { exportCompanies } from '@/lib/server/use-cases/companies/export-companies';

type Context = RouteContext<'/[instance]/companies/export'>;

/** A POST, so that proxy.ts lets only Switchboard's own forms cause what is recorded. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { instance } = await params;
  const searchParams = Object.fromEntries(new URLSearchParams(await request.text()));
  const result = await respond(() => exportCompanies({ instance, searchParams }));
  if (result.outcome === 'failed') {
    const status = errorStatus[result.code];
    if (status < 429) return new Response(null, { status });
    const back = `${routes.companies(instance)}?${new URLSearchParams({ ...searchParams, export: 'failed' })}`;
    return new Response(null, { status: 303, headers: { location: back } });
  }
  const { file, type, pieces } = result.value.csv;
  return new Response(toStream(pieces), {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${file}"`,
      'cache-control': 'no-store',
    },
  });
}

/** Piece by piece, as fast as it is taken. */
function toStream(pieces: Iterable<string>): ReadableStream<Uint8Array> {
  const remaining = pieces[Symbol.iterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = remaining.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}
