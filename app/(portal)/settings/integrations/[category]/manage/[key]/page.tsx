import { notFound, redirect } from 'next/navigation';
import { isCategory } from '@/lib/category';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';

/** The Codat Portal's own address, led to the instance last used; its `integrationName` is not needed here. */
export default async function PortalManageAddress({
  params,
}: PageProps<'/settings/integrations/[category]/manage/[key]'>) {
  const { category, key } = await params;
  if (!isCategory(category)) notFound();
  const { instance } = await orInterrupt(() => readPortal());
  redirect(instance ? routes.integration(instance.slug, category, key) : routes.home());
}
