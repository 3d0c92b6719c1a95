import { getLocale } from 'next-intl/server';
import { languageAction, signOutAction, themeAction } from '@/app/actions';
import { PortalFrame } from '@/components/shell/portal-frame';
import { orInterrupt } from '@/lib/server/respond';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';

export default async function InstanceLayout({ params, children }: LayoutProps<'/[instance]'>) {
  const { instance } = await params;
  const portal = await orInterrupt(() => readPortal({ instance }));
  return (
    <PortalFrame
      {...portal}
      locale={await getLocale()}
      languageAction={languageAction}
      themeAction={themeAction}
      signOutAction={signOutAction}
    >
      {children}
    </PortalFrame>
  );
}
