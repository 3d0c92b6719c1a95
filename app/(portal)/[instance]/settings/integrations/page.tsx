import { redirect } from 'next/navigation';
import { routes } from '@/lib/routes';

export default async function IntegrationsPage({ params }: PageProps<'/[instance]/settings/integrations'>) {
  const { instance } = await params;
  redirect(routes.tiles(instance, 'banking'));
}
