import { redirect } from 'next/navigation';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';

/** The Banking integrations of the instance last used, or what a role that sees none can open. */
export default async function Home() {
  const { instance, sees } = await orInterrupt(() => readPortal());
  redirect(sees.integrations ? routes.tiles(instance.slug, 'banking') : routes.companies(instance.slug));
}
