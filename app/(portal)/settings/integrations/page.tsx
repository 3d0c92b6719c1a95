import { redirect } from 'next/navigation';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';

export default async function PortalIntegrationsAddress() {
  const { instance } = await orInterrupt(() => readPortal());
  redirect(instance ? routes.tiles(instance.slug, 'banking') : routes.home());
}
