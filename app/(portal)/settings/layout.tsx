import { getLocale } from 'next-intl/server';
import { languageAction, signOutAction, themeAction } from '@/app/actions';
import { PortalFrame } from '@/components/shell/portal-frame';
import { orInterrupt } from '@/lib/server/respond';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';

/** Settings that belong to the portal as a whole; the frame shows the instance last looked at. */
export default async function SettingsLayout({ children }: LayoutProps<'/settings'>) {
  const portal = await orInterrupt(() => readPortal());
  return (
    <PortalFrame
      {...portal}
      isInstancePage={false}
      locale={await getLocale()}
      languageAction={languageAction}
      themeAction={themeAction}
      signOutAction={signOutAction}
    >
      {children}
    </PortalFrame>
  );
}
