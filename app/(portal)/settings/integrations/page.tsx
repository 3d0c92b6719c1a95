import { redirect } from 'next/navigation';
import { routes } from '@/lib/routes';

export default function PortalIntegrationsAddress() {
  // Which leads a role to what it can open.
  redirect(routes.home());
}
