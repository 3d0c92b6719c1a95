import { notFound, redirect } from 'next/navigation';
import { isCategory } from '@/lib/category';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';

/** The Codat Portal's own address, led to the instance last used. */
export default async function PortalTilesAddress({ params }: PageProps<'/settings/integrations/[category]'>) {
  const { category } = await params;
  if (!isCategory(category)) notFound();
  const { instance } = await orInterrupt(() => readPortal());
  redirect(instance ? routes.tiles(instance.slug, category) : routes.home());
}
