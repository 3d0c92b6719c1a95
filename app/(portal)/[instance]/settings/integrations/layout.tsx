import { forbidden } from 'next/navigation';
import { orInterrupt } from '@/lib/server/respond';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';

/** Decides about the role before anything streams, when the answer can still be a 403. */
export default async function IntegrationsLayout({
  params,
  children,
}: LayoutProps<'/[instance]/settings/integrations'>) {
  const { instance } = await params;
  const { sees } = await orInterrupt(() => readPortal({ instance }));
  if (!sees.integrations) forbidden();
  return children;
}
