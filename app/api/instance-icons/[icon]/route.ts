import { findIcon } from '@/lib/instances/instance-icon';

/** The icon of an instance's tabs. It shows a mark and nothing that is stored. */
export async function GET(_request: Request, { params }: RouteContext<'/api/instance-icons/[icon]'>) {
  const svg = findIcon((await params).icon);
  if (!svg) return new Response(null, { status: 404 });
  return new Response(svg, {
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' },
  });
}
